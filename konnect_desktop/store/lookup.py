"""Which shipments a seller's own list means: by shipment id or order number."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence

from konnect_desktop.domain import ids
from konnect_desktop.store.columns import clean
from konnect_desktop.store.database import Database

_BY_KEY = """
SELECT wanted.value, s.id, s.order_no FROM json_each(?) AS wanted
JOIN shipment AS s ON s.id_key = wanted.value
UNION
SELECT wanted.value, s.id, s.order_no FROM json_each(?) AS wanted
JOIN shipment AS s ON s.order_key = wanted.value
"""
_ARTICLE = "SELECT sku FROM shipment WHERE sku IN (?, ?, ?) LIMIT 1"


class OrderLookup:
    """Finds shipments by what stands in a list. Safe to use from several threads."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def by_text(self, texts: Iterable[str]) -> dict[str, list[str]]:
        """text -> ids of the shipments of that id or order number; unknown texts are left out.

        Marks, blanks and capitals (`domain.ids.key`) decide only where two orders differ by
        nothing else.
        """
        with self._db.read() as conn:
            return by_text(conn, texts)

    def article(self, text: str) -> str:
        """The SKU that `text` is, as the first item of some shipment has it; "" for none."""
        key = clean(ids.tidy(text))
        with self._db.read() as conn:
            found = conn.execute(_ARTICLE, (key, key.upper(), key.lower())).fetchone()
        return str(found[0]) if found and key else ""

    def is_gone(self, text: str) -> bool:
        """Whether `text` is a shipment that Fynd no longer lists for this account."""
        key = clean(ids.tidy(text))
        with self._db.read() as conn:
            found = conn.execute("SELECT 1 FROM gone WHERE id = ?", (key,)).fetchone()
        return found is not None


def by_text(conn: sqlite3.Connection, texts: Iterable[str]) -> dict[str, list[str]]:
    """See `OrderLookup.by_text`."""
    wanted = {text: ids.key(text) for text in texts}
    asked = json.dumps([key for key in set(wanted.values()) if key])
    found: dict[str, list[tuple[str, str]]] = {}
    for key, shipment_id, order_no in conn.execute(_BY_KEY, (asked, asked)):
        found.setdefault(key, []).append((shipment_id, order_no))
    return {
        text: sorted(_closest(text, found[key])) for text, key in wanted.items() if key in found
    }


def _closest(text: str, found: Sequence[tuple[str, str]]) -> list[str]:
    """Those written just like `text`, else those written so when tidied, else all."""
    exact = [one for one, order_no in found if text in (one, order_no)]
    tidied = ids.tidy(text)
    return (
        exact
        or [one for one, order in found if tidied in (ids.tidy(one), ids.tidy(order))]
        or [one for one, _ in found]
    )
