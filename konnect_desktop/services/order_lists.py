"""Which orders a pasted list means, and what in it is none of ours. Call from worker threads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from konnect_desktop.domain import ids, pasted
from konnect_desktop.domain.import_columns import AWB_FIELDS, doubled, guess
from konnect_desktop.domain.tables import Table
from konnect_desktop.store.lookup import OrderLookup
from konnect_desktop.store.shipments import ShipmentStore

#: So many columns of a pasted table are looked through for orders.
_ACROSS = 20


@dataclass(frozen=True, slots=True)
class ListFound:
    """The shipments of a pasted list in its order, and what is none of ours."""

    ids: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


class OrderLists:
    """Finds the orders of a list by shipment id, order number or AWB."""

    def __init__(self, store: ShipmentStore, lookup: OrderLookup) -> None:
        self._store = store
        self._lookup = lookup

    def find(self, text: str) -> ListFound:
        """The orders of a pasted list, one column of them or a whole table.

        Of several columns it is the one that most orders are found by; else lines or words count.
        """
        table = pasted.table_of(text)
        width = max((len(row.texts) for row in table.rows), default=0)
        columns = [[row.text(n) for row in table.rows] for n in range(min(width, _ACROSS))]
        # A blank may stand inside a number: also each line as a whole, and every word.
        columns.append([" ".join(row.texts) for row in table.rows])
        columns.append([word for row in table.rows for one in row.texts for word in one.split()])
        tries = [self._find(column) for column in columns]
        best = max(tries, key=lambda found: (len(found.ids), -len(found.unknown)))
        titles = _titles(table)
        unknown = (one for one in best.unknown if one not in titles)
        return replace(best, unknown=tuple(unknown))

    def _find(self, texts: Iterable[str]) -> ListFound:
        wanted = list(dict.fromkeys(filter(None, map(ids.tidy, texts))))
        found = self._lookup.by_text(wanted)
        owners = self._store.awb_owners(text for text in wanted if text not in found)
        meant: list[str] = []
        for text in wanted:
            meant += found.get(text) or [shipment_id for shipment_id, _ in owners.get(text, ())]
        unknown = [text for text in wanted if text not in found and text not in owners]
        return ListFound(tuple(dict.fromkeys(meant)), tuple(unknown))


def _titles(table: Table) -> frozenset[str]:
    """The headings of a pasted table, also word by word; none for a bare list."""
    texts = table.rows[0].texts if table.rows else ()
    if not (guess(texts, AWB_FIELDS) or doubled(texts, AWB_FIELDS)):
        return frozenset()
    words = [*texts, *(word for text in texts for word in text.split())]
    return frozenset(map(ids.tidy, words))
