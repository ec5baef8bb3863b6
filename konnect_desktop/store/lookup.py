"""Which shipments a seller's own list means: by shipment id or order number."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from konnect_desktop.store.columns import clean
from konnect_desktop.store.database import Database

_BY_TEXT = """
SELECT wanted.value, s.id FROM json_each(?) AS wanted JOIN shipment AS s ON s.id = wanted.value
UNION
SELECT wanted.value, s.id FROM json_each(?) AS wanted
JOIN shipment AS s ON s.order_no = wanted.value
"""
_ARTICLE = "SELECT sku FROM shipment WHERE sku IN (?, ?, ?) LIMIT 1"


class OrderLookup:
    """Finds shipments by what stands in a list. Safe to use from several threads."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def by_text(self, texts: Iterable[str]) -> dict[str, list[str]]:
        """text -> ids of the shipments of that id or order number; unknown texts are left out.

        Capitals decide only where two orders differ by nothing else.
        """
        wanted = {text: clean(text) for text in texts if text}
        found = self._exact(wanted.values())
        rest = [text for text, key in wanted.items() if key not in found]
        other = self._exact([wanted[text].upper() for text in rest])
        lower = self._exact([wanted[text].lower() for text in rest])
        result: dict[str, list[str]] = {}
        for text, key in wanted.items():
            ids = found.get(key) or other.get(key.upper()) or lower.get(key.lower())
            if ids:
                result[text] = sorted(ids)
        return result

    def article(self, text: str) -> str:
        """The SKU that `text` is, as the first item of some shipment has it; "" for none."""
        key = clean(text)
        with self._db.read() as conn:
            found = conn.execute(_ARTICLE, (key, key.upper(), key.lower())).fetchone()
        return str(found[0]) if found and key else ""

    def is_gone(self, text: str) -> bool:
        """Whether `text` is a shipment that Fynd no longer lists for this account."""
        with self._db.read() as conn:
            return (
                conn.execute("SELECT 1 FROM gone WHERE id = ?", (clean(text),)).fetchone()
                is not None
            )

    def _exact(self, keys: Iterable[str]) -> Mapping[str, list[str]]:
        text = json.dumps(sorted(set(keys)))
        found: dict[str, list[str]] = {}
        with self._db.read() as conn:
            for key, shipment_id in conn.execute(_BY_TEXT, (text, text)):
                found.setdefault(key, []).append(shipment_id)
        return found
