"""What the ids of shipments are found by, whoever wrote them and how."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from konnect_desktop.domain import ids

_FORGET = "DELETE FROM shipment_awb WHERE key = ?"
_KEEP = "INSERT INTO shipment_awb (word, key) VALUES (?, ?)"


def key_of(text: str) -> str:
    """What an id of the server is compared by; one that looks like a placeholder is one, too."""
    return ids.key(text) or text.casefold()


def awb_keys(awb_text: str) -> list[str]:
    """What the AWBs of a shipment, as they are kept, are compared by; each once."""
    found = (ids.key(number) for number in awb_text.split(", "))
    return list(dict.fromkeys(word for word in found if word))


def register(conn: sqlite3.Connection) -> None:
    """Let SQL of this connection ask for keys; the schema needs it to fill old rows."""
    conn.create_function("id_key", 1, key_of, deterministic=True)
    conn.create_function("id_keys", 1, lambda text: json.dumps(awb_keys(text)), deterministic=True)


def keep_awbs(conn: sqlite3.Connection, rows: Iterable[tuple[int, str]], *, new: bool) -> None:
    """Make shipments (key, AWBs as kept) findable by them; `new`: they had none before."""
    found = [(key, awb_keys(text)) for key, text in rows]
    if not new:
        conn.executemany(_FORGET, [(key,) for key, _ in found])
    conn.executemany(_KEEP, [(word, key) for key, words in found for word in words])
