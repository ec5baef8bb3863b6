"""Cancel whole orders: one reason for all; above five orders the number is typed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from konnect_desktop.domain.requests import CANCEL_REASONS
from konnect_desktop.services.models import ActionOptions
from konnect_desktop.ui.dialogs.parts import field, named, push, row
from konnect_desktop.ui.formatting import count_of, grouped
from konnect_desktop.ui.messages import plain_label

#: Up to this many orders are cancelled without typing their number.
TYPED_ABOVE = 5
_OTHER = "Another code…"


class CancelDialog(QDialog):
    """Asks once for all orders; emits `chosen` with the options."""

    chosen = Signal(object)

    def __init__(
        self, parent: QWidget | None, count: int, cautions: Sequence[str] = (), account: str = ""
    ) -> None:
        super().__init__(parent)
        self.setObjectName("cancel")
        self.setWindowTitle("Cancel orders")
        self.setMinimumWidth(460)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._count = count
        title = f"Cancel {count_of(count, 'order')}?"
        self.setAccessibleName(title)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(named(plain_label(title, "title"), "cancel.heading"))
        told = "Every item of these orders is cancelled at Fynd and the buyers are told. "
        told += "This cannot be undone after it is sent."
        if account:
            told += f" Account: {account}."
        layout.addWidget(named(plain_label(told), "cancel.text"))
        for number, caution in enumerate(cautions):
            layout.addWidget(named(plain_label(caution, "muted"), f"cancel.caution.{number}"))
        layout.addWidget(self._reason_fields())
        if count > TYPED_ABOVE:
            layout.addWidget(self._typed_field())
        layout.addSpacing(8)
        layout.addLayout(self._button_row())
        self._check()

    def _reason_fields(self) -> QWidget:
        box = QWidget()
        box.setObjectName("cancel.reasons")
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        self.reason = QComboBox()
        self.reason.setObjectName("cancel.reason")
        self.reason.addItem("Choose a reason", "")
        for code, text in CANCEL_REASONS.items():
            self.reason.addItem(text, code)
        self.reason.addItem(_OTHER, None)
        self.reason.currentIndexChanged.connect(self._check)
        layout.addWidget(field("Reason, for all items", self.reason))
        self.code = QLineEdit()
        self.code.setObjectName("cancel.code")
        self.code.setMaxLength(20)
        self.code.textChanged.connect(self._check)
        hint = "Only if Fynd gave you a code of its own."
        self.code_field = field("Reason code", self.code, hint)
        self.code_field.hide()
        layout.addWidget(self.code_field)
        return box

    def _typed_field(self) -> QWidget:
        self.typed = QLineEdit()
        self.typed.setObjectName("cancel.typed_number")
        self.typed.setPlaceholderText(str(self._count))
        self.typed.textChanged.connect(self._check)
        return field(f"Type {self._count} to go on", self.typed)

    def _button_row(self) -> QHBoxLayout:
        keep = push("Keep the orders", "cancel.keep")
        keep.clicked.connect(self.reject)
        keep.setDefault(True)
        self.accept_button = push(
            f"Cancel {count_of(self._count, 'order')}", "cancel.accept", "danger"
        )
        self.accept_button.clicked.connect(self._accept)
        return row(keep, self.accept_button, stretch=0)

    @property
    def reason_code(self) -> str:
        """The code that will be sent for every item; "" until one is chosen."""
        data = self.reason.currentData()
        return self.code.text().strip() if data is None else str(data)

    def missing(self) -> str:
        """What still has to be filled in, "" when nothing."""
        if not self.reason_code:
            return "Choose a reason first."
        if self._count > TYPED_ABOVE and self._typed_number() != self._count:
            return f"Type {grouped(self._count)} to show that you mean all of them."
        return ""

    def _typed_number(self) -> int | None:
        text = self.typed.text().replace(",", "").strip()
        return int(text) if text.isascii() and text.isdigit() else None

    def _check(self) -> None:
        self.code_field.setVisible(self.reason.currentData() is None)
        missing = self.missing()
        self.accept_button.setEnabled(not missing)
        self.accept_button.setToolTip(missing)
        self.accept_button.setAccessibleDescription(missing)

    def _accept(self) -> None:
        if not self.missing():
            options = ActionOptions(reason_code=self.reason_code)
            self.accept()
            self.chosen.emit(options)
