"""The details of a few orders' invoices: one form at a time, made when it is first wanted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QStackedWidget, QVBoxLayout, QWidget

from konnect_desktop.domain import ids
from konnect_desktop.domain.plain import one_line
from konnect_desktop.domain.shipments import Shipment
from konnect_desktop.services.batch_models import InvoiceDetails
from konnect_desktop.ui.asks.invoice_details import OrderForm
from konnect_desktop.ui.asks.item_line import order_title
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.overrides import survives
from konnect_desktop.ui.kit.parts import named


@survives
class DetailsTab(QWidget):
    """A list above chooses the order; twenty forms at once would hold the window up."""

    changed = Signal()

    def __init__(self, name: str, shipments: Sequence[Shipment]) -> None:
        super().__init__()
        self.setObjectName(f"{name}.details")
        self._name, self._shipments = name, tuple(shipments)
        self._made: dict[int, OrderForm] = {}
        #: What an import says of orders; a form that is made later starts with it.
        self._given: dict[str, InvoiceDetails] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(8)
        self.order = QComboBox()
        self.order.setObjectName(f"{name}.details.order")
        self.order.setAccessibleName("Order")
        for number, shipment in enumerate(shipments, 1):
            title = f"{number} of {len(shipments)}: {order_title(shipment)}"
            self.order.addItem(one_line(title))
        self.order.currentIndexChanged.connect(self._show)
        self.stack = QStackedWidget()
        self.stack.setObjectName(f"{name}.details.stack")
        self.caution = named(plain_label("", "muted"), f"{name}.details.caution")
        if len(shipments) > 1:
            column.addWidget(self.order)
        column.addWidget(self.stack, 1)
        column.addWidget(self.caution)
        self._on_changed()

    # ---- forms -------------------------------------------------------------------------

    @property
    def forms(self) -> list[OrderForm]:
        """The forms of all orders; makes those that nobody looked at yet."""
        return [self.form(number) for number in range(len(self._shipments))]

    def form(self, number: int) -> OrderForm:
        """The form of one order, counted from 0."""
        if number not in self._made:
            shipment = self._shipments[number]
            form = OrderForm(f"{self._name}.order.{number}", shipment)
            if shipment.id in self._given:
                form.fill(self._given[shipment.id])
            form.changed.connect(self._on_changed)
            form.finished.connect(self._on_form_finished)
            self._made[number] = form
            self.stack.addWidget(form)
            # Made after the buttons of the window, but before them for the keyboard.
            for before, after in pairwise([self.order, *form.chain.fields]):
                self.setTabOrder(before, after)
        return self._made[number]

    def _show(self, number: int) -> None:
        self.stack.setCurrentWidget(self.form(number))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show(self.order.currentIndex())

    def take(self, details: Mapping[str, InvoiceDetails]) -> None:
        """What an import says of these orders; typed later, a field wins over it."""
        self._given.update(details)
        for form in self._made.values():
            if form.shipment.id in details:
                form.fill(details[form.shipment.id])
        self._on_changed()

    def _on_changed(self) -> None:
        cautions = (form.caution() for form in self._made.values())
        text = next((text for text in cautions if text), "")
        self.caution.setText(text)
        self.caution.setVisible(bool(text))
        self.changed.emit()

    def _on_form_finished(self) -> None:
        """On to the first serial number of the next order, where the scanner goes on."""
        at = self.order.currentIndex() + 1
        if at < len(self._shipments):
            self.order.setCurrentIndex(at)
            form = self.form(at)
            serials = [line for lines in form.serials.values() for line in lines]
            (serials or form.chain.fields)[0].setFocus()

    # ---- what is filled in -------------------------------------------------------------

    def details(self) -> dict[str, InvoiceDetails]:
        """The orders for which something was filled in or imported."""
        found: dict[str, InvoiceDetails] = {}
        for number, shipment in enumerate(self._shipments):
            form = self._made.get(number)
            one = form.details() if form else self._given.get(shipment.id, InvoiceDetails())
            if one != InvoiceDetails():
                found[shipment.id] = one
        return found

    def fault(self) -> str:
        """The first thing that is wrong, "" when nothing; also the same number at two orders."""
        text = next((text for text in (one.fault() for one in self._made.values()) if text), "")
        if text:
            return text
        found = self.details()
        for name, title in (("number", "invoice number"), ("irn", "IRN")):
            texts = [getattr(one, name) for one in found.values() if getattr(one, name)]
            # Neither the portal nor the store tells capitals apart.
            counts = Counter(map(ids.key, texts))
            twice = next((text for text in texts if counts[ids.key(text)] > 1), "")
            if twice:
                return f"The {title} {twice} stands at two orders."
        return ""
