"""What the store knows of a scanned code: whose number it is, whose AWB, or which article."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from konnect_desktop.domain import ids
from konnect_desktop.domain.actions import Action, judge
from konnect_desktop.domain.awb_scanning import Parcel, Seen
from konnect_desktop.domain.import_rows import Problem, refusal
from konnect_desktop.domain.scan_codes import code_of, parts_of
from konnect_desktop.domain.shipments import Shipment
from konnect_desktop.store.lookup import OrderLookup
from konnect_desktop.store.shipments import ShipmentStore

#: So many shipments' items are remembered.
_REMEMBERED = 4_000
_GONE = Problem("It is no longer among your orders.", "Fynd gave it to another store.")


class AwbScans:
    """Looks codes up; call from worker threads."""

    def __init__(self, store: ShipmentStore, lookup: OrderLookup) -> None:
        self._store = store
        self._lookup = lookup
        #: Shipment id -> the keys of its other numbers, and those of its articles.
        self._items: dict[str, tuple[frozenset[str], frozenset[str]]] = {}

    def look_up(self, text: str, listed: Sequence[str] = ()) -> Seen:
        """What a scanned or typed text is; of the shipments `listed` also the items are compared.

        A text of several fields, as in the QR of a label, is the order that one of them names.
        """
        code = code_of(text)
        awb = ids.tidy_joined(code)
        found = self._orders([code, awb]) or self._orders(parts_of(code))
        if not found:
            found = [one for one, (more, _) in self._items_of(listed) if ids.key(code) in more]
        if not found and self._lookup.is_gone(code):
            return Seen(code, (Parcel(code, code, _GONE),))
        owners = [owner for each in self._store.awb_owners([awb]).values() for owner in each]
        return Seen(
            code,
            self._parcels(found),
            tuple(Parcel(shipment_id, order_no) for shipment_id, order_no in owners),
            "" if found or owners else self._article(code, listed),
        )

    def _orders(self, texts: Iterable[str]) -> list[str]:
        wanted = [text for text in texts if any(map(str.isalnum, text))]
        found = self._lookup.by_text(wanted)
        return list(dict.fromkeys(one for text in wanted for one in found.get(text, ())))

    def _parcels(self, wanted: Collection[str]) -> tuple[Parcel, ...]:
        facts = self._store.facts_each(wanted)
        return tuple(
            Parcel(row.id, row.order_no, refusal(judge(Action.UPDATE_AWB, facts[row.id])))
            for row in self._store.rows_by_id(wanted)
            if row.id in facts
        )

    def _article(self, code: str, listed: Sequence[str]) -> str:
        wanted = ids.key(code)
        if any(wanted in articles for _, (_, articles) in self._items_of(listed)):
            return code
        return self._lookup.article(code)

    def _items_of(
        self, listed: Sequence[str]
    ) -> list[tuple[str, tuple[frozenset[str], frozenset[str]]]]:
        missing = [one for one in listed if one not in self._items]
        if missing:
            if len(self._items) + len(missing) > _REMEMBERED:
                self._items.clear()
                missing = list(listed)
            for shipment_id, shipment in self._store.shipments(missing).items():
                articles = frozenset(ids.key(item.sku) for item in shipment.items) - {""}
                self._items[shipment_id] = _other_numbers(shipment), articles
        return [(one, self._items[one]) for one in listed if one in self._items]


def _other_numbers(shipment: Shipment) -> frozenset[str]:
    """What else stands in bars on its papers: bags, boxes, the invoice, the return."""
    return frozenset(
        ids.key(number)
        for number in (
            shipment.forward_id,
            shipment.marketplace_return_id,
            shipment.marketplace_invoice_number,
            *(item.item_id for item in shipment.items),
            *(package.package_id for package in shipment.packages),
        )
    ) - {""}
