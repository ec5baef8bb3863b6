"""Add invoice: number, e-invoice data, serial numbers and packages of each order
(docs/konnect-api.md 10.5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from konnect_desktop.domain import codec, states
from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.journal import JournalRecord
from konnect_desktop.domain.reasons import Reason
from konnect_desktop.domain.requests import SALE, InvoiceRecord
from konnect_desktop.domain.say import Arg, Msg, quoted
from konnect_desktop.domain.shipments import Package
from konnect_desktop.services.batch_models import ActionOptions, InvoiceDetails
from konnect_desktop.services.operations.base import (
    Case,
    Hands,
    Left,
    Operation,
    Payload,
    PlanBasis,
    Sent,
    StopCheck,
    step,
)
from konnect_desktop.services.operations.confirm import fewer_items
from konnect_desktop.services.operations.items import named, open_items, quantities
from konnect_desktop.services.operations.numbering import number_part, weed_numbers

_TEXTS = ("irn", "qr", "ack_number", "ack_date", "signed_invoice")
_SIZES = ("length_cm", "width_cm", "height_cm", "weight_g")


class AddInvoice(Operation):
    """CONFIRMED becomes PROCESSING."""

    action = Action.ADD_INVOICE
    effect = step(1, states.PROCESSING, states.CONFIRMED, states.COMPLETED, states.CANCELLED)
    clear = frozenset({"IN400", "IN403", "IN422"})
    perhaps_item = frozenset({"IN401"})
    reads_records = True
    number_kind = SALE

    def payload(self, case: Case, options: ActionOptions, ground: PlanBasis) -> Payload | Left:
        details = options.invoices.get(case.shipment.id, InvoiceDetails())
        items = _items(case, details)
        if isinstance(items, Left):
            return items
        packages = details.packages or options.packages
        if not all(_is_sound(package) for package in packages):
            return Left(Reason.BAD_PACKAGE)
        payload: dict[str, Any] = {
            "items": items,
            **number_part(options, ground, self.number_kind, case.shipment),
            **details_part(details),
        }
        if packages:
            payload["packages"] = codec.plain(packages)
        return payload

    def renewed(self, payload: Payload, case: Case) -> Payload | Left:
        items = open_items(case.shipment)
        if isinstance(items, Left):
            return items
        serials = {row[0]: row[2] for row in payload.get("items", ())}
        again = [[key, count, serials.get(key, own)] for key, count, own in items]
        return {**payload, "items": again}

    def weed(self, payloads: Mapping[str, Payload], ground: PlanBasis) -> dict[str, Left]:
        return weed_numbers(payloads, ground)

    def notes(self, case: Case, payload: Payload) -> Iterable[Left]:
        return fewer_items(case)

    def send(self, hands: Hands, records: Sequence[JournalRecord], should_stop: StopCheck) -> Sent:
        batch = [invoice_record(record, SALE) for record in records]
        return Sent(hands.connection.orders.update_invoice(batch, should_stop=should_stop))


def _items(case: Case, details: InvoiceDetails) -> list[list[Any]] | Left:
    rows = open_items(case.shipment)
    if isinstance(rows, Left) or not details.serials:
        return rows
    known = {item.item_id: item for item in case.shipment.open_items}
    strangers = details.serials.keys() - known.keys()
    if strangers:
        return Left(Reason.ITEM_NOT_IN_ORDER, quoted(", ".join(sorted(strangers))))
    for row in rows:
        serials = [one.strip() for one in details.serials.get(row[0], ()) if one.strip()]
        if len(serials) > row[1]:
            item = known[row[0]]
            places: dict[str, Arg] = {"item": named(item), "count": len(serials), "all": row[1]}
            return Left(Reason.TOO_MANY_SERIALS, Msg("{item}: {count} for {all}", places))
        row[2] = serials or row[2]
    return rows


def details_part(details: InvoiceDetails) -> dict[str, Any]:
    """The e-invoice data that was given, without the empty ones."""
    texts = {name: str(getattr(details, name)).strip() for name in _TEXTS}
    return {name: text for name, text in texts.items() if text}


def invoice_record(record: JournalRecord, kind: str) -> InvoiceRecord:
    """The request of one record that has its number."""
    payload = record.payload
    return InvoiceRecord(
        record.shipment_id,
        str(payload["number"]),
        kind,
        items=quantities(payload),
        packages=tuple(codec.read(Package, one) for one in payload.get("packages", ())),
        **{name: str(payload.get(name, "")) for name in _TEXTS},
    )


def _is_sound(package: Package) -> bool:
    sizes = [getattr(package, name) for name in _SIZES]
    return any(size is not None for size in sizes) and all(
        size is None or (size.is_finite() and size > 0) for size in sizes
    )
