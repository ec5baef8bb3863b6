"""The top bar: account, search, and how fresh the orders are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QProgressBar,
    QPushButton,
    QToolButton,
    QWidget,
)

from konnect_desktop.domain.pasted import numbers_in
from konnect_desktop.services.account_models import AccountFacts
from konnect_desktop.services.context import Progress
from konnect_desktop.services.sync_models import SyncHealth
from konnect_desktop.ui.kit import formatting, icons
from konnect_desktop.ui.kit.keys import in_words
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.overrides import survives
from konnect_desktop.ui.kit.parts import set_role
from konnect_desktop.ui.kit.plain import plain_button, plain_tip
from konnect_desktop.ui.kit.say import say
from konnect_desktop.ui.kit.theme import TOP_BAR_HEIGHT, Theme

_FIND = "Find order, AWB, product, buyer, phone or channel"


@survives
class TopBar(QFrame):
    """Says things; what is done about them is the window's business."""

    searched = Signal(str)
    #: str: a list of order numbers, shipments or AWBs, one in each line.
    list_pasted = Signal(str)
    #: Down or Enter in the search box: on to the table.
    search_left = Signal()
    check_wanted = Signal()
    stop_wanted = Signal()
    account_wanted = Signal()
    sign_out_wanted = Signal()
    person_wanted = Signal()

    def __init__(self, theme: Theme, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.setObjectName("top")
        self.setAccessibleName("Account, search and checks")
        self.setProperty("part", "top")
        self.setFixedHeight(TOP_BAR_HEIGHT)
        self._theme = theme
        self._now = now
        self._health = SyncHealth()
        self._is_signed_in = True
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 6, 12, 6)
        row.setSpacing(10)
        row.addWidget(self._account())
        row.addWidget(self._search_box(), 3)
        row.addStretch(1)
        row.addWidget(self._person())
        row.addWidget(self._progress())
        row.addWidget(self._sync())
        self._refresh = _icon_button("top.check_now", "Check now", "Check now (F5)")
        self._refresh.clicked.connect(self.check_wanted)
        row.addWidget(self._refresh)
        self._minute = QTimer(self)
        self._minute.setInterval(15_000)
        self._minute.timeout.connect(self._say)
        self._minute.start()
        theme.changed.connect(self._draw)
        self._draw()

    # ---- parts -----------------------------------------------------------------------

    def _account(self) -> QWidget:
        self.account = QToolButton()
        self.account.setObjectName("top.account")
        self.account.setProperty("kind", "button")
        self.account.setProperty("quiet", "true")
        self.account.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.account.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.account.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.account.setMaximumWidth(280)
        menu = QMenu(self.account)
        menu.setObjectName("top.account.menu")
        sign_in = QAction("Sign in to another account…", self)
        sign_in.setObjectName("top.account.sign_in")
        sign_in.triggered.connect(self.account_wanted)
        self._sign_out = QAction("Sign out", self)
        self._sign_out.setObjectName("top.account.sign_out")
        self._sign_out.triggered.connect(self.sign_out_wanted)
        menu.addActions([sign_in, self._sign_out])
        self.account.setMenu(menu)
        return self.account

    def _person(self) -> QWidget:
        self.person = QPushButton()
        self.person.setObjectName("top.person")
        self.person.setProperty("kind", "flat")
        self.person.setMaximumWidth(180)
        self.person.clicked.connect(self.person_wanted)
        self.person.hide()
        return self.person

    def show_person(self, name: str, *, is_on: bool) -> None:
        """Who is at the desk; nothing where no names are kept."""
        self.person.setVisible(is_on)
        text = name or "Who is here?"
        self.person.setText(text.replace("&", "&&") if len(text) <= 20 else text[:19] + "…")
        self.person.setAccessibleName(f"At the desk: {name}" if name else text)
        self.person.setToolTip(
            plain_tip(f"{name} is at the desk. Press to change." if name else "Choose your name")
        )

    def _search_box(self) -> QWidget:
        self.search = QLineEdit()
        self.search.setObjectName("top.search")
        self.search.setAccessibleName(_FIND)
        self.search.setPlaceholderText(in_words(f"{_FIND}   (Ctrl+F)"))
        self.search.setToolTip(
            plain_tip(
                "Find an order by its order, shipment or AWB number, SKU, product, buyer, phone,"
                " city, PIN code or channel (Ctrl+F). Paste a list of numbers to see just those."
            )
        )
        self.search.setClearButtonEnabled(True)
        self.search.setMaximumWidth(560)
        self.search.setMinimumWidth(220)
        # A pasted list of some hundred numbers has to fit.
        self.search.setMaxLength(20_000)
        self.search.textChanged.connect(self.searched)
        self.search.returnPressed.connect(self.search_left)
        self.search.installEventFilter(self)
        self._glass = self.search.addAction(
            icons.icon("search"), QLineEdit.ActionPosition.LeadingPosition
        )
        self._glass.setObjectName("top.search.icon")
        return self.search

    def _progress(self) -> QWidget:
        self.progress_box = QWidget()
        self.progress_box.setObjectName("top.progress")
        row = QHBoxLayout(self.progress_box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.progress_text = plain_label("", "muted")
        self.progress_text.setObjectName("top.progress.text")
        self.progress_text.setWordWrap(False)
        self.progress_bar = QProgressBar()
        self.progress_bar.setObjectName("top.progress.bar")
        self.progress_bar.setAccessibleName("Progress of the check")
        self.progress_bar.setTextVisible(False)
        self.progress_bar.setFixedSize(96, 6)
        self.stop = QPushButton("Stop")
        self.stop.setObjectName("top.progress.stop")
        self.stop.setAccessibleName("Stop checking")
        self.stop.setToolTip("Stop checking; what was read stays")
        self.stop.setProperty("kind", "flat")
        self.stop.clicked.connect(self.stop_wanted)
        for widget in (self.progress_text, self.progress_bar, self.stop):
            row.addWidget(widget)
        self.progress_box.hide()
        return self.progress_box

    def _sync(self) -> QWidget:
        self.sync = QToolButton()
        self.sync.setObjectName("top.sync")
        self.sync.setProperty("kind", "button")
        self.sync.setProperty("quiet", "true")
        self.sync.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.sync.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.sync.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.sync.setIconSize(QSize(12, 12))
        self.checks = QMenu(self.sync)
        self.checks.setObjectName("top.sync.checks")
        self.checks.aboutToShow.connect(self._fill_checks)
        self.sync.setMenu(self.checks)
        return self.sync

    # ---- state -----------------------------------------------------------------------

    def show_account(self, facts: AccountFacts) -> None:
        """Who is signed in and for which places."""
        self._is_signed_in = facts.is_signed_in
        places = ", ".join(facts.location_codes)
        if facts.is_practice:
            text = "Practice"
        elif facts.is_signed_in or facts.username:
            text = facts.username if not places else f"{facts.username} · {places}"
        else:
            text = "Not signed in"
        self.account.setText(plain_button(text, 34))
        self.account.setAccessibleName(f"Account: {text}")
        self.account.setToolTip(plain_tip(f"{text}\n{facts.base_url}".strip()))
        self._sign_out.setEnabled(facts.can_sign_out)
        self._say()

    def show_health(self, health: SyncHealth) -> None:
        """How the last checks went."""
        self._health = health
        self._say()

    def show_progress(self, progress: Progress | None) -> None:
        """How far a check is; None when none runs."""
        self.progress_box.setVisible(progress is not None)
        self.sync.setVisible(progress is None)
        self._refresh.setEnabled(progress is None)
        if progress is not None:
            self.progress_text.setText(say(progress.message) or "Checking…")
            self.progress_bar.setRange(0, progress.total)
            self.progress_bar.setValue(progress.done)

    def show_text(self, text: str) -> None:
        """Put other words into the search box without searching again."""
        if text != self.search.text():
            self.search.blockSignals(True)
            self.search.setText(text)
            self.search.blockSignals(False)

    def _say(self) -> None:
        health = self._health
        tokens = self._theme.tokens
        if not self._is_signed_in:
            text, colour = "Not signed in", tokens.faint
        elif health.is_failing:
            since = formatting.ago(health.last_success, self._now())
            text, colour = f"Check failed · last good {since}", tokens.danger
        elif health.last_success is None:
            text, colour = "Not checked yet", tokens.faint
        else:
            ago = formatting.ago(health.last_success, self._now())
            text, colour = f"Checked {ago}", tokens.success
        is_loud = self._is_signed_in and health.is_failing
        if bool(self.sync.property("alarm")) != is_loud:
            set_role(self.sync, "alarm", is_loud)
        self.sync.setText(text)
        self.sync.setIcon(icons.icon("warning" if is_loud else "dot", colour))
        self.sync.setAccessibleName(text)
        lines = [text, health.error_text, health.next_step, "Press for the list of checks."]
        self.sync.setToolTip(plain_tip("\n".join(line for line in lines if line)))

    def _fill_checks(self) -> None:
        self.checks.clear()
        tokens = self._theme.tokens
        for check in self._health.checks[:20]:
            picture = icons.icon("check", tokens.success)
            if not check.ok:
                picture = icons.icon("warning", tokens.danger)
            at = formatting.when(check.at, self._now())
            self.checks.addAction(picture, f"{at}   {plain_button(check.text, 90)}")
        if self.checks.isEmpty():
            self.checks.addAction("No checks yet").setEnabled(False)
        self.checks.addSeparator()
        now = self.checks.addAction("Check now\tF5")
        now.setObjectName("top.sync.check_now")
        now.triggered.connect(self.check_wanted)

    def _draw(self) -> None:
        tokens = self._theme.tokens
        self._refresh.setIcon(icons.icon("refresh", tokens.muted))
        self.account.setIcon(icons.icon("account", tokens.muted))
        self._glass.setIcon(icons.icon("search", tokens.faint))
        self._say()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_press = event.type() == QEvent.Type.KeyPress
        if watched is self.search and is_press and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Down:
                self.search_left.emit()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self._leave_search()
                return True
            if event.matches(QKeySequence.StandardKey.Paste):
                return self._paste()
        return super().eventFilter(watched, event)

    def _leave_search(self) -> None:
        """Esc clears first, and leaves second."""
        if self.search.text():
            self.search.clear()
        else:
            self.search_left.emit()

    def _paste(self) -> bool:
        """A list of numbers is looked up as a whole, and those that are none of ours are named;
        any other text becomes one line."""
        copied = QGuiApplication.clipboard().text()
        numbers = numbers_in(copied)
        # Over what is selected it is pasted, too.
        if numbers and self.search.text() == self.search.selectedText():
            self.list_pasted.emit("\n".join(numbers))
        else:
            self.search.insert(" ".join(copied.split()))
        return True


def _icon_button(name: str, title: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setObjectName(name)
    button.setProperty("kind", "icon")
    button.setAccessibleName(title)
    button.setToolTip(plain_tip(tip))
    button.setIconSize(QSize(18, 18))
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button
