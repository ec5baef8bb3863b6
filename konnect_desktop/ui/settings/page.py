"""The Settings room: everything applies at once, nothing has to be saved."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.messages import words as error_words
from konnect_desktop.ui.kit.overrides import survives
from konnect_desktop.ui.kit.parts import ErrorLine, named
from konnect_desktop.ui.settings.account import AccountCard
from konnect_desktop.ui.settings.crop_rules import CropRulesCard
from konnect_desktop.ui.settings.data import DataCard
from konnect_desktop.ui.settings.help import HelpCard
from konnect_desktop.ui.settings.kept_papers import KeptPapersCard
from konnect_desktop.ui.settings.lock import SettingsLock
from konnect_desktop.ui.settings.network import NetworkCard
from konnect_desktop.ui.settings.people import PeopleCard
from konnect_desktop.ui.settings.presets import PresetsCard
from konnect_desktop.ui.settings.printing import PrintingCard
from konnect_desktop.ui.settings.record_card import RecordCard
from konnect_desktop.ui.settings.series import SeriesCard
from konnect_desktop.ui.work.context import AppContext


@survives
class SettingsPage(QWidget):
    """Cards in two columns; each card reads the settings when it is shown."""

    #: Settings: some value changed.
    changed = Signal(object)

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.setObjectName("settings")
        self.setAccessibleName("Settings")
        self._context = context
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        body = QWidget()
        body.setObjectName("settings.body")
        layout = QVBoxLayout(body)
        layout.setContentsMargins(24, 16, 24, 24)
        layout.setSpacing(12)
        head = QHBoxLayout()
        head.addWidget(named(plain_label("Settings", "title"), "settings.title"))
        note = "Changes apply at once and are kept on this computer."
        head.addWidget(named(plain_label(note, "muted"), "settings.note"), 1)
        head.setSpacing(16)
        layout.addLayout(head)
        self.error = ErrorLine("settings.error")
        layout.addWidget(self.error)
        self.account = AccountCard(context)
        self.sending = RecordCard(context, self.change, "sending")
        self.printing = PrintingCard(context, self.change)
        self.series = SeriesCard(context, self.change)
        self.presets = PresetsCard(context, self.change)
        self.look = RecordCard(
            context, self.change, "look", at_once={"theme": context.theme.choose}
        )
        self.network = NetworkCard(context)
        self.data = DataCard(context)
        self.papers = KeptPapersCard(context)
        self.people = PeopleCard(context, self.change)
        self.crop = CropRulesCard(context)
        self.help = HelpCard(context)
        self._cards = (
            self.account,
            self.sending,
            self.series,
            self.presets,
            self.printing,
            self.look,
            self.network,
            self.data,
            self.papers,
            self.people,
            self.crop,
            self.help,
        )
        layout.addLayout(self._grid())
        # These have many columns, so they take the whole width.
        layout.addSpacing(4)
        layout.addWidget(self.series)
        layout.addSpacing(4)
        layout.addWidget(self.presets)
        layout.addStretch()
        area = QScrollArea()
        area.setObjectName("settings.scroll")
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setWidget(body)
        outer.addWidget(area)
        self._area, self._body = area, body
        self.lock = SettingsLock(context)
        self.lock.opened.connect(self._unlocked)
        outer.addWidget(self.lock)
        #: The card that was asked for, until the seller scrolls.
        self._wanted: QWidget | None = None
        #: The card to go to once the PIN is typed.
        self._asked_card = ""
        for one in self._cards:
            one.installEventFilter(self)
        bar = area.verticalScrollBar()
        bar.rangeChanged.connect(lambda *_: self._show_wanted())
        bar.actionTriggered.connect(lambda _action: self._let_go())

    def show_card(self, name: str) -> None:
        """Scroll to a card and put the keyboard into its first field; once the PIN is typed,
        where one is asked for."""
        if self.lock.is_shut:
            self._asked_card = name
            return
        card = next((one for one in self._cards if one.objectName() == f"settings.{name}"), None)
        if card is None:
            return
        self._wanted = card
        self._show_wanted()
        # A page that was built just now learns only then how high its cards are.
        QTimer.singleShot(0, self, self._show_wanted)
        fields = [one for one in card.findChildren(QWidget) if _takes_keys(one)]
        if fields:
            first = min(fields, key=lambda one: one.mapTo(card, QPoint()).toTuple()[::-1])
            first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._wanted and event.type() == QEvent.Type.Move:
            # Once the cards above it stand where they will.
            QTimer.singleShot(0, self, self._show_wanted)
        return super().eventFilter(watched, event)

    def _show_wanted(self) -> None:
        """Keep the card that was asked for in view while those above it grow."""
        if self._wanted is not None:
            top = self._wanted.mapTo(self._body, QPoint()).y()
            self._area.verticalScrollBar().setValue(top - 16)

    def _let_go(self) -> None:
        """The seller scrolls: from now on the page stays where it is."""
        self._wanted = None

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(16)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column, cards in (
            (left, (self.account, self.printing, self.papers, self.data)),
            (right, (self.sending, self.look, self.network, self.people, self.crop, self.help)),
        ):
            column.setSpacing(16)
            for card in cards:
                column.addWidget(card)
            column.addStretch()
        grid.addLayout(left, 0, 0)
        grid.addLayout(right, 0, 1)
        return grid

    def change(self, **values: Any) -> None:
        """Keep these values and use them from now on."""
        context = self._context
        self.error.say("")
        context.runner.do(
            self,
            lambda: context.services.change_settings(**values),
            self._changed,
            on_error=self._failed,
        )

    def _changed(self, _settings: object) -> None:
        self.changed.emit(self._context.settings)

    def _failed(self, error: Exception) -> None:
        what, then, detail = error_words(error)
        self.error.say(f"{what} {then}" + (f" ({detail})" if detail else ""))
        # In use all the same, until the app closes.
        self.changed.emit(self._context.settings)

    def _unlocked(self) -> None:
        self._area.setVisible(True)
        self._reload()
        asked, self._asked_card = self._asked_card, ""
        self.show_card(asked)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # A window that comes back from the task bar was not left.
        if not event.spontaneous():
            self._area.setVisible(not self.lock.shut())
        if not self.lock.is_shut:
            self._reload()

    def _reload(self) -> None:
        for card in self._cards:
            card.reload()


def _takes_keys(widget: QWidget) -> bool:
    is_there = widget.isVisible() and widget.isEnabled()
    return is_there and bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
