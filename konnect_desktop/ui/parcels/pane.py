"""One parcel: where it stands, who carries it, when it is expected, and every stop."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
)

from konnect_desktop.domain import parcels, reasons
from konnect_desktop.domain.changes import Changes
from konnect_desktop.domain.parcels import Parcel
from konnect_desktop.ui.kit import icons
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.messages import words as error_words
from konnect_desktop.ui.kit.overrides import survives
from konnect_desktop.ui.kit.parts import ErrorLine, named, push, set_role
from konnect_desktop.ui.kit.say import say
from konnect_desktop.ui.parcels import parcel_words
from konnect_desktop.ui.parcels.open_link import ask_to_open
from konnect_desktop.ui.parcels.stops import stops
from konnect_desktop.ui.work.context import AppContext


@survives
class ParcelPane(QFrame):
    """Shows what is kept at once, and asks Fynd when that is older than a few minutes.

    Nothing is asked while the pane is out of sight.
    """

    def __init__(self, context: AppContext, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName("Tracking")
        self._context = context
        self._name = name
        self.key = ""
        self.parcel: Parcel | None = None
        #: The parcel that was asked about for the last time, so that a failure is not repeated.
        self._asked = ""
        self._build()
        self._minute = QTimer(self)
        self._minute.setInterval(30_000)
        self._minute.timeout.connect(self._say_age)
        context.theme.changed.connect(self._show)
        context.signals.changed.connect(self._on_changed)
        self._show()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QVBoxLayout()
        head.setContentsMargins(16, 12, 12, 10)
        head.setSpacing(3)
        first = QHBoxLayout()
        self.status = named(plain_label("", "heading"), f"{self._name}.status")
        self.refresh = QToolButton()
        self.refresh.setObjectName(f"{self._name}.refresh")
        self.refresh.setProperty("kind", "icon")
        self.refresh.setAccessibleName("Ask again")
        self.refresh.setToolTip("Ask Fynd again where this parcel is")
        self.refresh.setIconSize(QSize(18, 18))
        self.refresh.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.refresh.clicked.connect(lambda: self._ask(force=True))
        first.addWidget(self.status, 1)
        first.addWidget(self.refresh, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(first)
        self.carried = named(plain_label("", "muted"), f"{self._name}.carried")
        self.carried.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.eta = named(plain_label(""), f"{self._name}.eta")
        self.age = named(plain_label("", "faint"), f"{self._name}.age")
        self.error = ErrorLine(f"{self._name}.error")
        for label in (self.carried, self.eta, self.age, self.error):
            head.addWidget(label)
        self.link = push("Courier's page…", f"{self._name}.link")
        self.link.setToolTip("Shows which site it leads to before it is opened")
        self.link.clicked.connect(self._open_link)
        below = QHBoxLayout()
        below.setContentsMargins(0, 6, 0, 0)
        below.addWidget(self.link)
        below.addStretch()
        head.addLayout(below)
        column.addLayout(head)
        self.area = QScrollArea()
        self.area.setObjectName(f"{self._name}.area")
        self.area.setAccessibleName("Stops of the parcel")
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column.addWidget(self.area, 1)

    # ---- which parcel ------------------------------------------------------------------

    def show_parcel(self, key: str) -> None:
        """Show another parcel; "" for none."""
        if key == self.key:
            self.reload()
            return
        self.key, self.parcel, self._asked = key, None, ""
        self.error.say("")
        self._show()
        self.reload()

    def reload(self) -> None:
        """Read again what is kept; ask when that is too old and the pane is seen."""
        if not self.key or not self.isVisible():
            return
        key = self.key
        self._context.runner.read(
            self,
            lambda: self._context.services.tracking.parcels([key])[0],
            self._loaded,
            key=f"{self._name}.read",
        )

    def _loaded(self, parcel: Parcel) -> None:
        self.parcel = parcel
        self._show()
        is_old = not parcel.is_fresh(self._context.now())
        if is_old and parcel.blocked is None and self._asked != self.key:
            self._ask(force=False)

    # ---- asking ------------------------------------------------------------------------

    def _ask(self, *, force: bool) -> None:
        key = self._asked = self.key
        if not key:
            return
        self.error.say("")
        self.refresh.setEnabled(False)
        self.age.setText("Asking Fynd…")
        self._context.runner.start(
            self,
            lambda ctx: self._context.services.tracking.track(ctx, key, force=force),
            key=f"{self._name}.ask",
            latest=True,
            on_success=self._answered,
            on_error=self._failed,
            on_finished=self._ended,
        )

    def _answered(self, parcel: Parcel) -> None:
        if parcel.key == self.key:
            self.parcel = parcel

    def _failed(self, error: Exception) -> None:
        what, then, _detail = error_words(error)
        known = self.parcel is not None and self.parcel.tracking is not None
        kept = "Below is what was known before." if known else ""
        self.error.say(" ".join(part for part in (what, then, kept) if part))

    def _ended(self) -> None:
        self.refresh.setEnabled(bool(self.key))
        self._show()

    def _open_link(self) -> None:
        if self.parcel is not None and self.parcel.tracking is not None:
            ask_to_open(self, self.parcel.tracking.tracking_url)

    # ---- showing -----------------------------------------------------------------------

    def _show(self) -> None:
        parcel, now = self.parcel, self._context.now()
        told = parcel.tracking if parcel is not None else None
        self.refresh.setIcon(icons.icon("refresh", self._context.theme.tokens.muted))
        self.refresh.setVisible(parcel is not None and parcel.blocked is None)
        self.status.setText(parcel_words.status(parcel) if parcel is not None else "")
        is_bad = told is not None and parcels.is_undelivered(told)
        if bool(self.status.property("bad")) != is_bad:
            set_role(self.status, "bad", is_bad)
            colour = f"color: {self._context.theme.tokens.danger};" if is_bad else ""
            self.status.setStyleSheet(colour)
        self._say(self.carried, parcel_words.carried_by(parcel) if parcel is not None else "")
        eta = parcel_words.expected(told, now)
        self._say(self.eta, f"Expected {eta}" if eta else "")
        self.link.setVisible(bool(told and told.tracking_url))
        self._say_age()
        place = self.area.verticalScrollBar().value()
        self.area.setWidget(stops(told, self._context.theme, now))
        self.area.verticalScrollBar().setValue(place)

    def _say_age(self) -> None:
        parcel = self.parcel
        text = ""
        if parcel is not None and parcel.blocked is not None and parcel.tracking is None:
            text = say(reasons.next_step(parcel.blocked))
        elif parcel is not None and parcel.fetched_at is not None:
            text = f"Asked {parcel_words.age(parcel, self._context.now())}"
        self._say(self.age, text)

    @staticmethod
    def _say(label: QLabel, text: str) -> None:
        label.setText(text)
        label.setVisible(bool(text))

    def _on_changed(self, changes: Changes) -> None:
        if changes.tracking or self.key in changes.shipment_ids:
            self.reload()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._minute.start()
        self.reload()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._minute.stop()
