"""Shelves of the seller's articles, and the handover sheets that were printed."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal

from konnect_desktop.domain import ids
from konnect_desktop.domain.papers import HandoverRow, HandoverSheet, KeptSheet, PaperHead
from konnect_desktop.store.columns import clean
from konnect_desktop.store.database import Database
from konnect_desktop.store.moments import sure_moment

_KEPT = """
SELECT s.number, s.courier, s.location, s.seller, s.made_at, s.printer,
       (SELECT count(*) FROM handover_parcel AS p WHERE p.number = s.number), s.person
FROM handover_sheet AS s
"""
_MATCHING = """
WHERE s.number IN (SELECT number FROM handover_parcel
                   WHERE shipment_id = :text OR awb = :text OR order_no = :text)
   OR s.courier LIKE :start ESCAPE '\\' OR s.number = :number
"""
_WITH_SHIPMENT = """
WHERE s.number IN (SELECT number FROM handover_parcel WHERE shipment_id = ?) ORDER BY s.number
"""
_PARCELS = """
SELECT shipment_id, order_no, awb, boxes, weight_g, payment, collect FROM handover_parcel
WHERE number = ? ORDER BY place
"""


class OwnPapers:
    """Tables of our own: a refresh from the server never touches them."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # shelves

    def shelves(self, skus: Iterable[str]) -> dict[str, str]:
        """Where these articles lie; those without a shelf are left out."""
        wanted = json.dumps(list(skus))
        with self._db.read() as conn:
            found = conn.execute(
                "SELECT s.sku, s.place FROM json_each(?) AS w JOIN shelf AS s ON s.sku = w.value",
                (wanted,),
            ).fetchall()
        return dict(found)

    def set_shelves(self, places: Mapping[str, str]) -> None:
        """SKU -> shelf; "" takes an article off its shelf."""
        known = {clean(sku).strip(): clean(place).strip() for sku, place in places.items()}
        known.pop("", None)
        with self._db.write() as conn:
            conn.executemany(
                "INSERT INTO shelf (sku, place) VALUES (?, ?)"
                " ON CONFLICT (sku) DO UPDATE SET place = excluded.place",
                [(sku, place) for sku, place in known.items() if place],
            )
            conn.executemany(
                "DELETE FROM shelf WHERE sku = ?", [(s,) for s, place in known.items() if not place]
            )

    # parcels on the table

    def scanned(self) -> set[str]:
        """The shipments that were scanned out and have not left yet."""
        with self._db.read() as conn:
            return {row[0] for row in conn.execute("SELECT shipment_id FROM scanned_out")}

    def set_scanned(self, ids: Iterable[str], at: datetime) -> None:
        """These and no others are on the table; each keeps the time of its first scan."""
        wanted = sorted({clean(shipment_id) for shipment_id in ids})
        with self._db.write() as conn:
            conn.execute(
                "DELETE FROM scanned_out WHERE shipment_id NOT IN (SELECT value FROM json_each(?))",
                (json.dumps(wanted),),
            )
            conn.executemany(
                "INSERT OR IGNORE INTO scanned_out (shipment_id, scanned_at) VALUES (?, ?)",
                [(shipment_id, int(at.timestamp())) for shipment_id in wanted],
            )

    # handover sheets

    def last_number(self) -> int:
        """The number of the newest sheet; 0 when there is none."""
        with self._db.read() as conn:
            return int(conn.execute("SELECT max(number) FROM handover_sheet").fetchone()[0] or 0)

    def keep_sheet(self, sheet: HandoverSheet, at: datetime, printer: str) -> None:
        """Write down a sheet that is on paper; one that is written down already stays as it is."""
        head = sheet.head
        with self._db.write() as conn:
            made = conn.execute(
                "INSERT OR IGNORE INTO handover_sheet"
                " (number, courier, location, seller, made_at, printer, person)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    sheet.number,
                    clean(sheet.courier),
                    clean(head.location),
                    clean(head.seller),
                    int(at.timestamp()),
                    clean(printer),
                    clean(sheet.person),
                ),
            )
            if made.rowcount:
                _insert_parcels(conn, sheet)

    def sheets(self, text: str = "", limit: int = 200) -> list[KeptSheet]:
        """The sheets, newest first; with `text` those with that courier, AWB, order or number."""
        said = clean(ids.tidy(text) or text.strip())
        number = said.upper().removeprefix("HS-")
        start = said.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        values = {
            "text": said,
            "start": f"{start}%",
            "number": int(number) if number.isdecimal() and len(number) < 12 else -1,
            "limit": limit,
        }
        where = _MATCHING if said else ""
        with self._db.read() as conn:
            found = conn.execute(
                f"{_KEPT} {where} ORDER BY s.number DESC LIMIT :limit", values
            ).fetchall()
        return [_kept(row) for row in found]

    def sheets_of(self, shipment_id: str) -> list[KeptSheet]:
        """The sheets that a shipment is on, the oldest first."""
        with self._db.read() as conn:
            found = conn.execute(_KEPT + _WITH_SHIPMENT, (shipment_id,)).fetchall()
        return [_kept(row) for row in found]

    def sheet(self, number: int) -> tuple[KeptSheet, tuple[HandoverRow, ...]] | None:
        """A sheet and its parcels as they were printed; None when there is no such."""
        with self._db.read() as conn:
            row = conn.execute(f"{_KEPT} WHERE s.number = ?", (number,)).fetchone()
            if row is None:
                return None
            parcels = conn.execute(_PARCELS, (number,)).fetchall()
        return _kept(row), tuple(
            HandoverRow(one, order, awb, boxes, _number(grams), payment, _number(collect))
            for one, order, awb, boxes, grams, payment, collect in parcels
        )


def _insert_parcels(conn: sqlite3.Connection, sheet: HandoverSheet) -> None:
    conn.executemany(
        "INSERT INTO handover_parcel"
        " (number, place, shipment_id, order_no, awb, boxes, weight_g, payment, collect)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                sheet.number,
                place,
                clean(row.shipment_id),
                clean(row.order_no),
                clean(row.awb),
                row.boxes,
                None if row.weight_g is None else str(row.weight_g),
                row.payment,
                None if row.collect is None else str(row.collect),
            )
            for place, row in enumerate(sheet.rows)
        ],
    )


def _number(text: str | None) -> Decimal | None:
    try:
        return None if text is None else Decimal(text)
    except ArithmeticError:
        return None


def _kept(row: tuple[int, str, str, str, int, str, int, str]) -> KeptSheet:
    number, courier, location, seller, made_at, printer, parcels, person = row
    head, made = PaperHead(seller, location), sure_moment(made_at)
    return KeptSheet(number, courier, head, made, printer, parcels, person)
