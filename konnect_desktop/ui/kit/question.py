"""What all questions before an action have in common: heading, cautions, number, buttons."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from konnect_desktop.services.batch_models import ActionOptions
from konnect_desktop.ui.kit.formatting import grouped
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.overrides import survives
from konnect_desktop.ui.kit.parts import field, named, push, relabel, row
from konnect_desktop.ui.kit.plain import plain_tip

#: Up to this many orders need no typed number.
TYPED_ABOVE = 5
#: Kept free of the screen's height for the title bar and a rim, px.
_FRAME = 60


@survives
class Question(QDialog):
    """Asks once for all orders; emits `chosen` with the ActionOptions.

    A subclass fills `body`, calls `complete()` at the end of its own `__init__`, says what is
    `missing`, and makes the `options`.
    """

    chosen = Signal(object)

    def __init__(
        self,
        parent: QWidget | None,
        name: str,
        title: str,
        told: str,
        *,
        cautions: Sequence[str] = (),
        close: str = "Not now",
        kind: str = "primary",
        width: int = 480,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setMinimumWidth(width)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._close, self._kind = close, kind
        self._is_complete = False
        #: The height that was last given without the seller, px.
        self._fitted = 0
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(24, 20, 24, 16)
        self._column.setSpacing(12)
        self.heading = named(plain_label(title, "title"), f"{name}.heading")
        lines = [self.heading, named(plain_label(told), f"{name}.text")]
        lines += [
            named(plain_label(caution, "muted"), f"{name}.caution.{number}")
            for number, caution in enumerate(cautions)
        ]
        for line in lines:
            # Room to spare goes to the form, never between the lines of the heading.
            line.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            self._column.addWidget(line)
        self.body = QVBoxLayout()
        self.body.setSpacing(12)
        self._column.addLayout(self.body, 1)

    def complete(self) -> None:
        """Put the typed number and the buttons under the form."""
        name = self.objectName()
        self.body.addStretch()
        self.typed = QLineEdit()
        self.typed.setObjectName(f"{name}.typed_number")
        self.typed.textChanged.connect(self.check)
        self._typed_box = field("Type the number to go on", self.typed)
        self._column.addWidget(self._typed_box)
        self.still = named(plain_label("", "muted"), f"{name}.missing")
        is_danger = self._kind == "danger"
        keep = push(self._close, f"{name}.{'keep' if is_danger else 'close'}")
        keep.clicked.connect(self.reject)
        self.accept_button = push("", f"{name}.accept", self._kind)
        self.accept_button.clicked.connect(self.press)
        # A dangerous action is never what Enter does by itself.
        (keep if is_danger else self.accept_button).setDefault(True)
        self._column.addSpacing(4)
        buttons = row(self.still, keep, self.accept_button)
        buttons.setStretch(0, 1)
        self._column.addLayout(buttons)
        self._is_complete = True
        self.check()

    # ---- for subclasses ----------------------------------------------------------------

    @property
    def risky(self) -> int:
        """How many orders are at risk: above five the number is typed. 0 for none."""
        return 0

    def accept_text(self) -> str:
        """The words of the button: the verb with its number."""
        raise NotImplementedError

    def missing(self) -> str:
        """What still has to be filled in, "" when nothing."""
        return ""

    def options(self) -> ActionOptions:
        """What was filled in."""
        raise NotImplementedError

    def follow(self) -> None:
        """Bring the form in line with what was chosen; called before each check."""

    # ---- state -------------------------------------------------------------------------

    def check(self) -> None:
        """Follow what was typed; connect every field to this."""
        if not self._is_complete:
            return
        self.follow()
        is_typed = self.risky > TYPED_ABOVE
        self._typed_box.setVisible(is_typed)
        if is_typed:
            text = f"Type {self.risky} to go on"
            for title in self._typed_box.findChildren(QLabel):
                title.setText(text)
            self.typed.setAccessibleName(text)
            self.typed.setPlaceholderText(str(self.risky))
        missing = self.missing() or self._not_typed()
        relabel(self.accept_button, self.accept_text())
        self.accept_button.setEnabled(not missing)
        self.accept_button.setToolTip(plain_tip(missing))
        self.accept_button.setAccessibleDescription(missing)
        self.still.setText(missing)
        QTimer.singleShot(0, self, self._fit)

    def _not_typed(self) -> str:
        text = self.typed.text().replace(",", "").strip()
        number = int(text) if text.isascii() and text.isdigit() else None
        if self.risky > TYPED_ABOVE and number != self.risky:
            return f"Type {grouped(self.risky)} to show that you mean all of them."
        return ""

    def press(self) -> None:
        """The button was pressed: hand the options on, unless something is missing."""
        if not (self.missing() or self._not_typed()):
            options = self.options()
            self.accept()
            self.chosen.emit(options)

    # ---- size --------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()
        QTimer.singleShot(0, self, self._fit)

    @property
    def least_height(self) -> int:
        """The height below which lines would run into each other, px."""
        column = self._column
        return max(column.minimumHeightForWidth(self.width()), column.minimumSize().height())

    def _fit(self) -> None:
        """As high as every line needs: Qt does not ask wrapped labels for their height.

        A height that the seller chose is only ever enlarged.
        """
        if not self.isVisible():
            return
        least, most = self.least_height, self.screen().availableGeometry().height() - _FRAME
        wanted = max(least, min(self._column.totalHeightForWidth(self.width()), most))
        is_ours = self._fitted in (0, self.height())
        self.setMinimumHeight(least)
        if is_ours:
            self.resize(self.width(), wanted)
            self._fitted = self.height()
