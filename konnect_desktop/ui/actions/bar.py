"""The state-aware toolbar: one filled button for the next step, the others outlined, and
what is not allowed greyed in its place, answering why on hover, focus and click."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QIcon, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QSizePolicy,
    QToolButton,
    QToolTip,
    QWidget,
    QWidgetAction,
)

from konnect_desktop.domain.actions import Action
from konnect_desktop.ui.actions.offer import Offer, button_text
from konnect_desktop.ui.actions.specs import BY_ACTION, ROWS, SPECS, ActionSpec, Group, ToolbarSet
from konnect_desktop.ui.kit import icons, keys
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.overrides import survives
from konnect_desktop.ui.kit.parts import set_role
from konnect_desktop.ui.kit.plain import plain_tip
from konnect_desktop.ui.kit.theme import Theme

GAP = 6


@survives
class ActionBar(QWidget):
    """The steps of one journey; More has every action, also those that do not fit."""

    triggered = Signal(Action)
    #: Action: nothing is ticked, so it is meant for every order of the list.
    whole_wanted = Signal(Action)
    #: str: the answer to why, for the line beside the toolbar and for screen readers.
    explained = Signal(str)
    #: Ctrl+Enter while another button on screen is the filled one.
    other_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("orders.actions")
        self.setAccessibleName("Actions for the ticked orders")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._theme = theme
        self.offer = Offer()
        #: Whether the offer is still that of other ticks.
        self.is_held = False
        self._held: Callable[[], None] | None = None
        #: Whether something else on screen is the filled button now.
        self.is_quiet = False
        #: Whose steps are shown while nothing is ticked.
        self.resting = ToolbarSet.CHANNEL
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        self.buttons: dict[Action, QToolButton] = {}
        on_a_row = frozenset().union(*ROWS.values())
        for spec in SPECS:
            # A check may be the one suitable step, although it stands in no row.
            if spec.action in on_a_row or spec.action is Action.CHECK_INFO:
                self.buttons[spec.action] = button = self._button(spec)
                layout.addWidget(button)
        self.more = QToolButton()
        self.more.setObjectName("action.more")
        self.more.setText("More")
        self.more.setProperty("kind", "button")
        self.more.setAccessibleName("More actions")
        self.more.setToolTip("All actions, with their keys")
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.more.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        #: What More offers besides, whatever is ticked.
        self.more_entries: list[QAction] = []
        self.more_menu = QMenu(self.more)
        self.more_menu.setObjectName("action.more.menu")
        self.more_menu.aboutToShow.connect(self._fill_more)
        self.more.setMenu(self.more_menu)
        layout.addWidget(self.more)
        layout.addStretch()
        theme.changed.connect(lambda: self.show_offer(self.offer))
        self.show_offer(self.offer)

    def _button(self, spec: ActionSpec) -> QToolButton:
        button = QToolButton()
        button.setObjectName(f"action.{spec.action.value}")
        button.setProperty("kind", "button")
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setIconSize(QSize(16, 16))
        button.clicked.connect(lambda: self.press(spec.action))
        button.installEventFilter(self)
        return button

    # ---- state -----------------------------------------------------------------------

    def show_offer(self, offer: Offer) -> None:
        """Show what may be done with another selection."""
        self.offer = offer
        for action, button in self.buttons.items():
            spec = BY_ACTION[action]
            answer = offer.availability(action)
            is_filled = action is offer.suggested and answer.count > 0
            is_blocked = answer.count == 0
            button.setText(button_text(spec, answer, with_number=is_filled))
            is_filled = is_filled and not self.is_quiet
            _set(button, "filled", is_filled)
            _set(button, "blocked", is_blocked)
            tokens = self._theme.tokens
            button.setIcon(icons.icon(spec.icon, tokens.accent_text) if is_filled else QIcon())
            button.setToolTip(plain_tip(self.tool_tip(spec)))
            button.setAccessibleName(self._spoken(spec, is_blocked))
            button.setAccessibleDescription(offer.reason(action) or spec.hint)
        self.more.setIcon(icons.icon("chevron_down", self._theme.tokens.muted))
        self._fit()

    def tool_tip(self, spec: ActionSpec) -> str:
        """What it does, its key, and why not."""
        key = keys.shown(spec.shortcut)
        head = f"{spec.text} ({key})" if key else spec.text
        if spec.action is self.offer.suggested and not self.is_quiet:
            head += " · next step (Ctrl+Return)"
        parts = [head, spec.hint]
        answer = self.offer.availability(spec.action)
        if answer.count:
            parts.append(f"{answer.count} of {len(self.offer.ids)} ticked can.")
        all_text = "Nothing is ticked, so it takes every order of the list."
        parts.append(all_text if self._takes_all(spec) else self.offer.reason(spec.action))
        return "\n".join(part for part in parts if part)

    def _spoken(self, spec: ActionSpec, is_blocked: bool) -> str:
        answer = self.offer.availability(spec.action)
        if is_blocked:
            return f"{spec.text}, not available"
        return f"{spec.text}, {answer.count} of {len(self.offer.ids)}"

    def hold(self) -> None:
        """The ticks changed: a press waits until `release`, when it is known what they allow.

        A press that waits already was meant for other ticks, so nothing comes of it.
        """
        if self._held is not None:
            self._held = None
            self.explained.emit("The ticks changed, so nothing was done. Press again.")
        self.is_held = True

    def release(self) -> None:
        """The offer is that of the ticks: do what was pressed meanwhile."""
        held, self._held, self.is_held = self._held, None, False
        if held is not None:
            held()

    def press(self, action: Action) -> None:
        """Do it, or say why not."""
        if self.is_held:
            self._held = partial(self.press, action)
        elif self.offer.availability(action).count:
            self.triggered.emit(action)
        elif self._takes_all(BY_ACTION[action]):
            self.whole_wanted.emit(action)
        else:
            self.explain(action)

    def _takes_all(self, spec: ActionSpec) -> bool:
        return spec.takes_all and not self.offer.ids

    def press_suggested(self) -> None:
        """Ctrl+Enter: the filled button, also where that is none of these."""
        if self.is_quiet:
            self.other_wanted.emit()
        elif self.is_held:
            self._held = self.press_suggested
        elif self.offer.suggested is not None:
            self.press(self.offer.suggested)
        else:
            self.explained.emit(
                self.offer.reason(Action.CONFIRM)
                if not self.offer.ids
                else "No next step fits the ticked orders."
            )

    def explain(self, action: Action) -> None:
        """Say why an action is not allowed, at its button and in the line beside it."""
        spec = BY_ACTION[action]
        text = self.offer.reason(action)
        self.explained.emit(f"{spec.text}: {text}" if text else spec.hint)
        button = self.buttons.get(action, self.more)
        if not button.isVisible():
            button = self.more
        if button.isVisible() and text:
            QToolTip.showText(
                button.mapToGlobal(QPoint(0, button.height())), plain_tip(text), button
            )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            for action, button in self.buttons.items():
                if button is watched:
                    text = self.offer.reason(action)
                    self.explained.emit(f"{BY_ACTION[action].text}: {text}" if text else "")
        elif event.type() == QEvent.Type.FocusOut:
            self.explained.emit("")
        return super().eventFilter(watched, event)

    # ---- room ------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(240, super().minimumSizeHint().height())

    def be_quiet(self, quiet: bool) -> None:
        """Fill no button while another one, such as Retry, is what to press."""
        if quiet != self.is_quiet:
            self.is_quiet = quiet
            self.show_offer(self.offer)

    def rest_on(self, journey: ToolbarSet) -> None:
        """Show the steps of this journey while nothing is ticked."""
        if journey is not self.resting:
            self.resting = journey
            self._fit()

    @property
    def row(self) -> frozenset[Action]:
        """The actions that have a button now, where there is room."""
        return ROWS[self.offer.journey or self.resting]

    def _fit(self) -> None:
        room = self.width() - self.more.sizeHint().width() - GAP
        suggested = self.offer.suggested
        if suggested in self.buttons:
            room -= self.buttons[suggested].sizeHint().width() + GAP
        for action, button in self.buttons.items():
            if action is suggested:
                button.setVisible(True)
            elif action not in self.row:
                button.setVisible(False)
            else:
                room -= button.sizeHint().width() + GAP
                button.setVisible(room >= 0)

    # ---- menus -----------------------------------------------------------------------

    def fill_menu(self, menu: QMenu) -> None:
        """Every action under its heading, with number, key and, when blocked, the reason."""
        menu.setToolTipsVisible(True)
        # All of them have to fit on a screen of 720 lines.
        set_role(menu, "dense", "true")
        for group in Group:
            specs = [spec for spec in SPECS if spec.group is group]
            if specs:
                _add_heading(menu, group)
            for number, spec in enumerate(specs):
                if spec.is_danger and not specs[number - 1].is_danger:
                    menu.addSeparator()
                self._add_entry(menu, spec)

    def _add_entry(self, menu: QMenu, spec: ActionSpec) -> None:
        answer = self.offer.availability(spec.action)
        number = f" ({answer.count})" if answer.count and len(self.offer.ids) > 1 else ""
        colour = self._theme.tokens.danger if spec.is_danger else self._theme.tokens.muted
        entry = menu.addAction(icons.icon(spec.icon, colour), f"{spec.menu_text}{number}")
        entry.setObjectName(f"menu.{spec.action.value}")
        entry.setToolTip(plain_tip(self.tool_tip(spec)))
        # Shown beside the text only: the key itself belongs to the page.
        key = keys.shown(spec.shortcut)
        entry.setText(f"{entry.text()}\t{key}")
        entry.setEnabled(bool(answer.count) or self._takes_all(spec))
        entry.triggered.connect(lambda _on=False, action=spec.action: self.press(action))

    def _fill_more(self) -> None:
        self.more_menu.clear()
        self.fill_menu(self.more_menu)
        if self.more_entries:
            self.more_menu.addSeparator()
            self.more_menu.addActions(self.more_entries)


def _add_heading(menu: QMenu, group: Group) -> None:
    """Qt leaves the words of a section out where a style sheet is in use, so this is a label."""
    if not menu.isEmpty():
        menu.addSeparator()
    label = plain_label(group.value.upper(), "caps")
    label.setAccessibleName(group.value)
    label.setContentsMargins(14, 3, 12, 1)
    heading = QWidgetAction(menu)
    heading.setObjectName(f"menu.heading.{group.name.lower()}")
    heading.setDefaultWidget(label)
    heading.setEnabled(False)
    menu.addAction(heading)


def _set(button: QToolButton, name: str, value: bool) -> None:
    text = "true" if value else "false"
    if button.property(name) != text:
        set_role(button, name, text)
