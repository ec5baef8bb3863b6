"""The parts of the detail pane: plain labels in a column, made anew for each order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from konnect_desktop.domain.channels import channel_name
from konnect_desktop.domain.plain import paragraph
from konnect_desktop.domain.rows import StoredDocument
from konnect_desktop.domain.shipments import Address, OrderItem, Package, Price, Shipment
from konnect_desktop.services.order_models import ShipmentDetails, TimelineEvent
from konnect_desktop.ui.kit import formatting
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.plain import plain_tip
from konnect_desktop.ui.kit.say import say
from konnect_desktop.ui.orders import courier_words
from konnect_desktop.ui.printing.repair_words import repair_words

_SELECTABLE = (
    Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
)


def order_sections(details: ShipmentDetails, now: datetime) -> QWidget:
    """Everything about one order but its story and its raw record."""
    shipment = details.shipment
    body = QWidget()
    body.setObjectName("orders.detail.order")
    column = QVBoxLayout(body)
    column.setContentsMargins(16, 12, 16, 16)
    column.setSpacing(6)
    _add(column, "Items", _items(shipment.items))
    _add(column, "Ship to", _address(shipment.shipping_address))
    if shipment.billing_address and shipment.billing_address != shipment.shipping_address:
        _add(column, "Bill to", _address(shipment.billing_address))
    _add(column, "Prices", _pairs(price_lines(shipment.price)))
    carried = courier_lines(shipment, details.documents)
    _add(column, "Courier", _pairs(carried + courier_words.waiting_lines(details.row, now)))
    _add(column, "Packages", _packages(shipment.packages))
    _add(column, "Documents", _documents(details.documents, now))
    _add(column, "Order", _pairs(order_lines(shipment)))
    column.addStretch()
    return body


def _add(column: QVBoxLayout, title: str, body: QWidget | None) -> None:
    if body is None:
        return
    heading = plain_label(title.upper(), "caps")
    heading.setAccessibleName(title)
    column.addSpacing(6)
    column.addWidget(heading)
    column.addWidget(body)


def _value(text: str, role: str = "") -> QLabel:
    # There are many of them: a book in each would hold the window.
    label = plain_label(paragraph(text, 600, 24), role)
    label.setTextInteractionFlags(_SELECTABLE)
    label.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return label


def _items(items: Sequence[OrderItem]) -> QWidget:
    body = QWidget()
    grid = QGridLayout(body)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setVerticalSpacing(2)
    grid.setHorizontalSpacing(10)
    grid.setColumnStretch(1, 1)
    for number, item in enumerate(items):
        row = number * 2
        quantity = _value(f"{item.quantity} ×", "heading2")
        quantity.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
        price = _value(formatting.rupees(item.selling_price))
        price.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
        price.setWordWrap(False)
        grid.addWidget(quantity, row, 0)
        grid.addWidget(_value(item.name or item.sku or item.item_id), row, 1)
        grid.addWidget(price, row, 2)
        parts = [
            f"SKU {item.sku}" if item.sku else "",
            f"HSN {item.hsn_code}" if item.hsn_code else "",
            f"tax {item.tax_rate.normalize():f}\u00a0%" if item.tax_rate is not None else "",
            item.state if not item.is_open else "",
            f"serial {', '.join(item.serials)}" if item.serials else "",
        ]
        grid.addWidget(_value(" · ".join(p for p in parts if p), "muted"), row + 1, 1, 1, 2)
    if not items:
        grid.addWidget(_value("Fynd sent no items for this order.", "muted"), 0, 0, 1, 3)
    return body


def _address(address: Address) -> QWidget:
    lines = address.lines()
    contact = [part for part in (address.phone, address.email) if part]
    return _value("\n".join([*lines, *contact]) or "Fynd sent no address.")


def price_lines(price: Price) -> list[tuple[str, str]]:
    """The amounts that the server named, as it named them."""
    amounts = [
        ("Total", price.total),
        ("To collect (COD)", price.cod),
        ("Paid", price.prepaid),
        ("Discount", price.discount),
        ("Tax", price.tax),
        ("Shipping", price.shipping),
    ]
    sign = "" if price.currency in ("", "INR") else f"{price.currency} "
    lines = []
    for name, amount in amounts:
        if amount is not None:
            text = formatting.rupees(amount)
            lines.append((name, text.replace("₹", sign) if sign else text))
    return lines


def courier_lines(shipment: Shipment, documents: Sequence[StoredDocument]) -> list[tuple[str, str]]:
    """Who carries it, and whether the paper in hand still fits."""
    lines = [
        ("Carried by", shipment.courier_partner or ("Self-ship" if shipment.is_self_ship else "")),
        ("AWB", ", ".join(shipment.awb_numbers)),
        ("Note", shipment.additional_info),
    ]
    if any(doc.is_stale for doc in documents):
        lines.append(("Careful", "The AWB changed after the label was fetched. Print it again."))
    return [line for line in lines if line[1]] or [("Carried by", "No courier yet")]


def order_lines(shipment: Shipment) -> list[tuple[str, str]]:
    """Ids and facts for looking something up elsewhere."""
    lines = [
        ("Channel", channel_name(shipment.channel)),
        ("Channel's order", shipment.marketplace_order_id),
        ("Shipment", shipment.id),
        ("Return", shipment.marketplace_return_id),
        ("Invoice", shipment.marketplace_invoice_number),
        ("Location", shipment.location_code),
        ("Ordered", formatting.exact(shipment.ordered_at)),
        ("Fynd's status", shipment.status),
        ("Shipping", "Self-ship" if shipment.is_self_ship else "Channel's courier"),
    ]
    return [line for line in lines if line[1]]


def _packages(packages: Sequence[Package]) -> QWidget | None:
    lines = []
    for package in packages:
        sides = [package.length_cm, package.width_cm, package.height_cm]
        size = " × ".join(f"{side.normalize():f}" for side in sides if side is not None)
        parts = [
            package.package_id,
            f"{size} cm" if size else "",
            f"{package.weight_g.normalize():f} g" if package.weight_g is not None else "",
        ]
        text = " · ".join(part for part in parts if part)
        if text:
            lines.append(text)
    return _value("\n".join(lines)) if lines else None


def _documents(documents: Sequence[StoredDocument], now: datetime) -> QWidget:
    if not documents:
        return _value("None fetched yet. Press Get labels, then Print label.", "muted")
    lines = []
    for document in documents:
        state = "out of date" if document.is_stale else "fetched"
        if document.printed_at is not None and not document.is_stale:
            state = f"printed {formatting.when(document.printed_at, now)}"
        if document.repairs:
            state += f", {repair_words(document)}"
        pages = formatting.count_of(document.pages, "page")
        lines.append(f"{document.kind.capitalize()}: {pages}, {state}")
    return _value("\n".join(lines))


def _pairs(lines: Sequence[tuple[str, str]]) -> QWidget | None:
    if not lines:
        return None
    body = QWidget()
    grid = QGridLayout(body)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setVerticalSpacing(3)
    grid.setHorizontalSpacing(12)
    grid.setColumnMinimumWidth(0, 104)
    grid.setColumnStretch(1, 1)
    for number, (name, text) in enumerate(lines):
        title = plain_label(name, "muted")
        title.setAlignment(Qt.AlignmentFlag.AlignTop)
        grid.addWidget(title, number, 0)
        grid.addWidget(_value(text), number, 1)
    return body


def timeline(events: Sequence[TimelineEvent], now: datetime) -> QWidget:
    """The order's story, newest first."""
    body = QWidget()
    body.setObjectName("orders.detail.timeline")
    column = QVBoxLayout(body)
    column.setContentsMargins(16, 12, 16, 16)
    column.setSpacing(10)
    for event in sorted(events, key=lambda one: one.at, reverse=True):
        row = QHBoxLayout()
        row.setSpacing(10)
        at = plain_label(formatting.when(event.at, now), "muted")
        at.setToolTip(plain_tip(formatting.exact(event.at)))
        at.setFixedWidth(96)
        at.setAlignment(Qt.AlignmentFlag.AlignTop)
        row.addWidget(at)
        bar = QFrame()
        bar.setProperty("line", True)
        bar.setFixedWidth(2)
        row.addWidget(bar)
        row.addWidget(_value(say(event.message), "error" if event.is_bad else ""), 1)
        column.addLayout(row)
    if not events:
        column.addWidget(plain_label("Nothing has happened here yet.", "muted"))
    column.addStretch()
    return body
