"""All papers ever kept: found again by order, AWB and day, deleted when their time is over."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from konnect_desktop import files
from konnect_desktop.domain import ids, retention
from konnect_desktop.domain.retention import KeptPaper, PurgeReport
from konnect_desktop.domain.rows import StoredDocument
from konnect_desktop.store.columns import clean
from konnect_desktop.store.database import Database
from konnect_desktop.store.documents import DocumentStore
from konnect_desktop.store.moments import sure_moment, to_seconds
from konnect_desktop.store.refreshing import refresh

_FIND = """
SELECT id FROM document
WHERE deleted_at IS NULL
  AND (:from IS NULL OR fetched_at >= :from) AND (:to IS NULL OR fetched_at < :to)
  AND (:text = '' OR order_no LIKE :like ESCAPE '\\' OR awb_text LIKE :like ESCAPE '\\'
       OR shipment_id LIKE :like ESCAPE '\\' OR courier LIKE :like ESCAPE '\\')
ORDER BY fetched_at DESC, id DESC LIMIT :limit
"""
_KEPT = """
SELECT d.id, d.sha256, d.bytes, max(d.fetched_at, coalesce(d.printed_at, 0)),
       coalesce(s.lane, '')
FROM document AS d LEFT JOIN shipment AS s ON s.id = d.shipment_id
WHERE d.deleted_at IS NULL
"""
_SLICE = 100
_GRACE = timedelta(days=1)


class PaperArchive:
    """Looks at the same table and files as `DocumentStore`."""

    def __init__(self, db: Database, documents: DocumentStore) -> None:
        self._db = db
        self._documents = documents

    def find(
        self,
        text: str = "",
        date_from: datetime | None = None,
        date_to: datetime | None = None,
        limit: int = 500,
    ) -> list[StoredDocument]:
        """Papers whose order number, AWB, shipment or courier has `text` in it, newest first.

        Also void ones, of which there may be several; fetched from `date_from` up to, but not
        including, `date_to`.
        """
        text = clean(ids.tidy(text) or text.strip())
        escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        values = {
            "text": text,
            "like": f"%{escaped}%",
            "from": to_seconds(date_from),
            "to": to_seconds(date_to),
            "limit": limit,
        }
        with self._db.read() as conn:
            wanted = [row[0] for row in conn.execute(_FIND, values).fetchall()]
        papers = {paper.id: paper for paper in self._documents.by_id(wanted)}
        return [papers[one] for one in wanted if one in papers]

    def kept(self) -> list[KeptPaper]:
        """Every paper that has a file, with what its time depends on."""
        with self._db.read() as conn:
            return [_kept(row) for row in conn.execute(_KEPT).fetchall()]

    def delete(self, document_ids: Iterable[int], days: int, now: datetime) -> PurgeReport:
        """Delete the files of these papers, as far as their time is over at this moment.

        Looked at again here: an order may have come back to life since the list was made.
        Raises StoreError when the data file cannot be written.
        """
        report = PurgeReport()
        wanted = list(document_ids)
        for start in range(0, len(wanted), _SLICE):
            report = _sum(report, self._delete(wanted[start : start + _SLICE], days, now))
        return report

    def sweep(self, now: datetime) -> int:
        """Delete what a crash left in the folder: half-written files, and papers of no order.

        Only what is a day old, because a paper is written before it is put down. Returns how
        many files went; one that cannot be deleted is left for the next time.
        """
        with self._db.read() as conn:
            known = {
                row[0]
                for row in conn.execute("SELECT sha256 FROM document WHERE deleted_at IS NULL")
            }
        count = 0
        for path in self._documents.files.all():
            try:
                is_old = path.stat().st_mtime < (now - _GRACE).timestamp()
                if is_old and (path.suffix == ".partial" or path.stem not in known):
                    path.unlink()
                    count += 1
            except OSError:
                continue
        return count

    def _delete(self, ids: list[int], days: int, now: datetime) -> PurgeReport:
        marks = ", ".join("?" * len(ids))
        deleted, size, held = 0, 0, 0
        failed: dict[int, str] = {}
        # The write lock is held, so that nobody keeps the same content in the meantime.
        with self._db.write() as conn:
            rows = conn.execute(f"{_KEPT} AND d.id IN ({marks})", ids).fetchall()
            shipments: set[str] = set()
            for paper in map(_kept, rows):
                if not retention.is_over(paper, days, now):
                    held += 1
                    continue
                (others,) = conn.execute(
                    "SELECT count(*) FROM document"
                    " WHERE sha256 = ? AND id <> ? AND deleted_at IS NULL",
                    (paper.sha256, paper.document_id),
                ).fetchone()
                trouble = "" if others else _remove(self._documents.files.path(paper.sha256))
                if trouble:
                    failed[paper.document_id] = trouble
                    continue
                (shipment_id,) = conn.execute(
                    "UPDATE document SET deleted_at = ?, is_current = 0 WHERE id = ?"
                    " RETURNING shipment_id",
                    (to_seconds(now), paper.document_id),
                ).fetchone()
                if not others:
                    conn.execute("DELETE FROM paper_facts WHERE sha256 = ?", (paper.sha256,))
                shipments.add(shipment_id)
                deleted += 1
                size += 0 if others else paper.size_bytes
            refresh(conn, shipments)
        return PurgeReport(deleted, size, held, failed)


def _remove(path: Path) -> str:
    """Delete one kept file; returns why it could not be. A file that is gone is no trouble.

    Only a file that still holds what its name says is ours to delete.
    """
    try:
        if not path.is_file():
            return ""
        if hashlib.sha256(files.read(path)).hexdigest() != path.stem:
            return "The file was altered by someone, so it was left alone."
        files.remove(path)
    except OSError as error:
        return f"The file could not be deleted ({type(error).__name__})."
    return ""


def _kept(row: tuple[int, str, int, int, str]) -> KeptPaper:
    document_id, digest, size, used, lane = row
    return KeptPaper(document_id, digest, size, sure_moment(used), lane)


def _sum(one: PurgeReport, two: PurgeReport) -> PurgeReport:
    return PurgeReport(
        one.deleted + two.deleted,
        one.size_bytes + two.size_bytes,
        one.held + two.held,
        one.failed | two.failed,
    )
