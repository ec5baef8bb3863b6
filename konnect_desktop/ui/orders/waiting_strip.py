"""The line over the tab "Waiting for courier": how many wait, and when the app asks again."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout

from konnect_desktop.domain.courier_watch import CourierWait
from konnect_desktop.ui.kit import icons
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.overrides import survives
from konnect_desktop.ui.kit.parts import named, push
from konnect_desktop.ui.kit.plain import PlainLabel
from konnect_desktop.ui.orders.courier_words import strip_text
from konnect_desktop.ui.work.context import AppContext


@survives
class WaitingStrip(QFrame):
    """Shown by the page in its tab only; counts down while it is visible."""

    check_wanted = Signal()

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.setObjectName("orders.waiting")
        self.setAccessibleName("Waiting for couriers")
        self._context = context
        self._waits: list[CourierWait] = []
        self._is_wanted = False
        self._is_on = True
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 4, 16, 4)
        row.setSpacing(8)
        self._picture = PlainLabel()
        self._picture.setObjectName("orders.waiting.icon")
        self._picture.setFixedWidth(18)
        self.text = named(plain_label("", "muted"), "orders.waiting.text")
        self.text.setWordWrap(False)
        self.button = push(
            "Ask now", "orders.waiting.check", "flat", "Ask Fynd about all of them at once"
        )
        self.button.clicked.connect(self._press)
        row.addWidget(self._picture)
        row.addWidget(self.text)
        row.addWidget(self.button)
        row.addStretch()
        self._second = QTimer(self)
        self._second.setInterval(1_000)
        self._second.timeout.connect(self._say)
        context.theme.changed.connect(self._draw)
        self._draw()
        self.hide()

    def show_for(self, is_wanted: bool) -> None:
        """The tab was opened or left."""
        self._is_wanted = is_wanted
        if is_wanted:
            self.reload()
        else:
            self.hide()

    def show_state(self, *, is_on: bool) -> None:
        """Whether the app may ask by itself now."""
        self._is_on = is_on
        self.button.setEnabled(True)
        if self._is_wanted:
            self.reload()

    def reload(self) -> None:
        """Read again who waits."""
        if self._is_wanted:
            self._context.runner.read(
                self,
                lambda: self._context.services.couriers.waiting(),
                self._loaded,
                key="couriers.waiting",
            )

    def _loaded(self, waits: list[CourierWait]) -> None:
        self._waits = waits
        self.setVisible(bool(waits) and self._is_wanted)
        self._say()

    def _say(self) -> None:
        self.text.setText(strip_text(self._waits, self._context.now(), is_on=self._is_on))

    def _press(self) -> None:
        # Enabled again by the end of the turn, so that two presses are one.
        self.button.setEnabled(False)
        self.check_wanted.emit()

    def _draw(self) -> None:
        tokens = self._context.theme.tokens
        self._picture.setPixmap(icons.pixmap("hourglass", tokens.warning, 16, 2.0))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._second.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._second.stop()
