"""What one order's invoice carries beside its number: e-invoice data and serial numbers."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from konnect_desktop.domain.invoice_import import read_ack_date
from konnect_desktop.domain.series import number_warning
from konnect_desktop.domain.shipments import OrderItem, Shipment
from konnect_desktop.services.batch_models import InvoiceDetails
from konnect_desktop.ui.asks.item_line import item_title, order_title
from konnect_desktop.ui.kit.enter_chain import EnterChain
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.overrides import survives
from konnect_desktop.ui.kit.parts import field, named
from konnect_desktop.ui.kit.say import say

#: The reference number that the tax portal gives: a SHA-256 in hexadecimal.
_IRN_LENGTH = 64
_MOST_SERIALS = 50
_FORM_HEIGHT = 290


@survives
class OrderForm(QScrollArea):
    """The fields of one order. Enter goes to the next one, as a scanner presses it."""

    changed = Signal()
    #: Enter in the last field.
    finished = Signal()

    def __init__(self, name: str, shipment: Shipment) -> None:
        super().__init__()
        self.shipment = shipment
        self.setObjectName(f"{name}.form")
        self.setAccessibleName(f"Details of {order_title(shipment)}")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        body = QWidget()
        body.setObjectName(f"{name}.form.body")
        self._column = QVBoxLayout(body)
        self._column.setContentsMargins(0, 4, 8, 4)
        self._column.setSpacing(10)
        self.chain = EnterChain(self)
        self.chain.moved.connect(self.ensureWidgetVisible)
        self.chain.finished.connect(self.finished)
        self.number = self._line(f"{name}.number", "Next of the series", 40)
        self.irn = self._line(f"{name}.irn", "64 characters", 200)
        self.ack_number = self._line(f"{name}.ack_number", "15 digits", 60)
        self.ack_date = self._line(f"{name}.ack_date", "24-11-2026 10:15", 40)
        self.qr = self._line(f"{name}.qr", "Scan the QR code, or paste its text", 8000)
        self.signed = self._line(f"{name}.signed_invoice", "Paste the signed data", 30_000)
        self._place_fields()
        self.serials: dict[str, list[QLineEdit]] = {}
        for place, item in enumerate(shipment.open_items):
            self._add_serials(name, place, item)
        self._column.addStretch()
        self.setWidget(body)

    def sizeHint(self) -> QSize:
        # Scrolls, so that the form fits on a small screen; it gets the room that there is.
        return QSize(super().sizeHint().width(), _FORM_HEIGHT)

    def _line(self, name: str, hint: str, longest: int) -> QLineEdit:
        line = QLineEdit()
        line.setObjectName(name)
        line.setPlaceholderText(hint)
        line.setMaxLength(longest)
        line.textChanged.connect(self.changed)
        self.chain.add(line)
        return line

    def _place_fields(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        for place, (title, line, width) in enumerate(
            (
                ("Own invoice number, if any", self.number, 1),
                ("Acknowledgement number", self.ack_number, 1),
                ("Acknowledgement date", self.ack_date, 1),
                ("IRN", self.irn, 3),
                ("QR code", self.qr, 3),
                ("Signed invoice", self.signed, 3),
            )
        ):
            at = (0, place, 1, 1) if place < 3 else (place - 2, 0, 1, width)
            grid.addWidget(field(title, line), *at)
        self._column.addLayout(grid)

    def _add_serials(self, name: str, place: int, item: OrderItem) -> None:
        title = item_title(item)
        heading = named(plain_label(title, "heading2"), f"{name}.item.{place}.title")
        self._column.addWidget(heading)
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        lines = []
        for number in range(min(item.quantity, _MOST_SERIALS)):
            hint = f"IMEI or serial {number + 1}"
            line = self._line(f"{name}.item.{place}.serial.{number}", hint, 60)
            line.setAccessibleName(f"IMEI or serial number {number + 1} of {title}")
            if number < len(item.serials):
                line.setText(item.serials[number])
            lines.append(line)
            grid.addWidget(line, number // 2, number % 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self.serials[item.item_id] = lines
        self._column.addLayout(grid)

    # ---- what is filled in -------------------------------------------------------------

    def typed_serials(self) -> dict[str, tuple[str, ...]]:
        """Item -> serial numbers, without the empty ones, where they are not Fynd's own."""
        known = {item.item_id: item.serials for item in self.shipment.items}
        found = {
            key: tuple(line.text().strip() for line in lines if line.text().strip())
            for key, lines in self.serials.items()
        }
        return {key: texts for key, texts in found.items() if texts and texts != known[key]}

    def details(self) -> InvoiceDetails:
        """Everything that was filled in."""
        return InvoiceDetails(
            number=self.number.text().strip(),
            irn=self.irn.text().strip(),
            qr=self.qr.text().strip(),
            ack_number=self.ack_number.text().strip(),
            ack_date=read_ack_date(self.ack_date.text()),
            signed_invoice=self.signed.text().strip(),
            serials=self.typed_serials(),
        )

    def fill(self, details: InvoiceDetails) -> None:
        """Put in what an import knows; what it does not say stays."""
        for line, text in (
            (self.number, details.number),
            (self.irn, details.irn),
            (self.ack_number, details.ack_number),
            (self.ack_date, details.ack_date),
            (self.qr, details.qr),
            (self.signed, details.signed_invoice),
        ):
            if text:
                line.setText(text)

    def fault(self) -> str:
        """What keeps this order from being sent, "" when nothing."""
        of = f"Order {order_title(self.shipment)}: "
        date = self.ack_date.text().strip()
        if date and not read_ack_date(date):
            return f"{of}“{date}” is no date; write it like 24-11-2026 10:15."
        typed = [text for texts in self.typed_serials().values() for text in texts]
        twice = next((text for text in typed if typed.count(text) > 1), "")
        return f"{of}the serial number {twice} stands twice." if twice else ""

    def caution(self) -> str:
        """What is odd, but may be sent; "" when nothing."""
        irn, own = self.irn.text().strip(), self.number.text().strip()
        if irn and len(irn) != _IRN_LENGTH:
            return f"An IRN has {_IRN_LENGTH} characters; this one has {len(irn)}."
        return say(number_warning(own)) if own else ""
