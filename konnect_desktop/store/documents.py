"""Kept labels and invoices: files named by their content, and which of them were printed."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from konnect_desktop import files
from konnect_desktop.domain.repairs import Repair, from_text, to_text
from konnect_desktop.domain.rows import PrintEntry, StoredDocument
from konnect_desktop.errors import DocumentError
from konnect_desktop.store.columns import clean
from konnect_desktop.store.database import Database
from konnect_desktop.store.moments import sure_moment, to_moment
from konnect_desktop.store.paper_files import PaperFiles
from konnect_desktop.store.refreshing import refresh

Kind = Literal["label", "invoice"]

_SELECT = """
SELECT d.id, d.shipment_id, d.kind, d.sha256, d.pages, d.fetched_at, d.awb_text, d.printed_at,
       d.kind = 'label' AND s.id IS NOT NULL
           AND is_void_label(CAST(d.awb_text AS BLOB), CAST(d.courier AS BLOB),
               CAST(s.awb_text AS BLOB), CAST(s.courier_partner AS BLOB), s.lane),
       d.revision, d.courier, d.order_no, d.bytes, d.void_at, d.deleted_at,
       d.repairs
FROM json_each(?) AS wanted
JOIN document AS d ON d.{by} = wanted.value {more}
LEFT JOIN shipment AS s ON s.id = d.shipment_id
"""
_CURRENT = _SELECT.format(by="shipment_id", more="AND d.is_current = 1 AND d.kind = ?")
_BY_SHIPMENT = _SELECT.format(by="shipment_id", more="")
_BY_ID = _SELECT.format(by="id", more="")


class DocumentStore:
    """PDFs in a folder private to the user; the table says which shipment each belongs to."""

    def __init__(self, db: Database, folder: Path) -> None:
        self._db = db
        self.files = PaperFiles(folder)

    def put(
        self,
        shipment_id: str,
        kind: Kind,
        pdf: bytes,
        awb_numbers: Sequence[str],
        at: datetime,
        *,
        pages: int = 1,
        courier: str = "",
        order_no: str = "",
        facts: str = "",
        repairs: Iterable[Repair] = (),
    ) -> StoredDocument:
        """Keep a PDF that was checked before; the one kept for the same paper becomes void.

        `facts`: what was read from it, see documents.facts; `repairs`: what had to be put
        right before. The same bytes again change nothing but the AWB and courier they stand
        for, and the repairs. Raises DiskFull or StoreError; then the older paper stays.
        """
        digest = hashlib.sha256(pdf).hexdigest()
        self.files.write(digest, pdf)
        shipment_id, awb = clean(shipment_id), clean(", ".join(awb_numbers))
        with self._db.write() as conn:
            held = conn.execute(
                "SELECT id, sha256 FROM document WHERE shipment_id = ? AND kind = ?"
                " AND is_current = 1",
                (shipment_id, kind),
            ).fetchone()
            if held is not None and held[1] == digest:
                document_id = held[0]
                conn.execute(
                    "UPDATE document SET awb_text = ?, courier = ?, repairs = ? WHERE id = ?",
                    (awb, clean(courier), to_text(repairs), document_id),
                )
            else:
                document_id = _insert(
                    conn,
                    held,
                    {
                        "shipment_id": shipment_id,
                        "kind": kind,
                        "sha256": digest,
                        "pages": pages,
                        "awb_text": awb,
                        "courier": clean(courier),
                        "order_no": clean(order_no),
                        "bytes": len(pdf),
                        "repairs": to_text(repairs),
                        "fetched_at": int(at.timestamp()),
                    },
                )
            if facts:
                _keep_facts(conn, digest, facts)
            refresh(conn, [shipment_id])
        # The same content may just have been deleted because its time was over.
        self.files.write(digest, pdf)
        return self.by_id([document_id])[0]

    def facts(self, documents: Iterable[StoredDocument]) -> dict[str, str]:
        """What was read from these papers, by their content; those not read yet are left out."""
        wanted = json.dumps([document.sha256 for document in documents])
        with self._db.read() as conn:
            found = conn.execute(
                "SELECT f.sha256, f.facts FROM json_each(?) AS wanted"
                " JOIN paper_facts AS f ON f.sha256 = wanted.value",
                (wanted,),
            ).fetchall()
        return dict(found)

    def keep_facts(self, facts: Mapping[str, str]) -> None:
        """Keep what was read from papers: content -> facts."""
        with self._db.write() as conn:
            for digest, text in facts.items():
                _keep_facts(conn, digest, text)

    def get(self, ids: Iterable[str], kind: Kind) -> dict[str, StoredDocument]:
        """The current paper of each shipment; those without one are left out."""
        with self._db.read() as conn:
            found = conn.execute(_CURRENT, (json.dumps(list(ids)), kind)).fetchall()
        return {values[1]: self._document(values) for values in found}

    def by_id(self, document_ids: Iterable[int]) -> list[StoredDocument]:
        """Papers by their own numbers, also replaced ones."""
        with self._db.read() as conn:
            found = conn.execute(_BY_ID, (json.dumps(list(document_ids)),)).fetchall()
        return [self._document(values) for values in found]

    def history(self, shipment_id: str) -> list[StoredDocument]:
        """Every paper there ever was of a shipment, oldest first."""
        with self._db.read() as conn:
            found = conn.execute(_BY_SHIPMENT, (json.dumps([clean(shipment_id)]),)).fetchall()
        return sorted((self._document(values) for values in found), key=lambda one: one.id)

    def recent(self, limit: int = 200) -> list[StoredDocument]:
        """The current papers fetched last, newest first."""
        with self._db.read() as conn:
            found = conn.execute(
                "SELECT id FROM document WHERE is_current = 1 ORDER BY id DESC LIMIT ?", (limit,)
            ).fetchall()
        wanted = [values[0] for values in found]
        papers = {paper.id: paper for paper in self.by_id(wanted)}
        return [papers[one] for one in wanted if one in papers]

    def read(self, document: StoredDocument) -> bytes:
        """The bytes of a kept paper. Raises DocumentError when the file is lost or altered."""
        try:
            pdf = files.read(document.path)
        except PermissionError as error:
            raise DocumentError(
                f"The kept {document.kind} of {document.shipment_id} cannot be read.",
                next_step="Close programs that copy or scan the data folder, then try again.",
                detail=type(error).__name__,
            ) from error
        except OSError as error:
            raise DocumentError(
                f"The kept {document.kind} of {document.shipment_id} is gone from the disk.",
                next_step="Fetch it again.",
                detail=type(error).__name__,
            ) from error
        if hashlib.sha256(pdf).hexdigest() != document.sha256:
            raise DocumentError(
                f"The kept {document.kind} of {document.shipment_id} was altered on the disk.",
                next_step="Fetch it again.",
            )
        return pdf

    def is_sound(self, document: StoredDocument) -> bool:
        """Whether the file is there and holds what was kept."""
        try:
            self.read(document)
        except DocumentError:
            return False
        return True

    def forget(self, shipment_ids: Iterable[str], kind: Kind) -> None:
        """Let go of papers, so that they are fetched anew; files and print log stay."""
        wanted = list(shipment_ids)
        with self._db.write() as conn:
            conn.execute(
                "UPDATE document SET is_current = 0 WHERE kind = ? AND is_current = 1"
                " AND shipment_id IN (SELECT value FROM json_each(?))",
                (kind, json.dumps(wanted)),
            )
            refresh(conn, wanted)

    # printing

    def log_print(
        self,
        document_ids: Iterable[int],
        printer: str,
        at: datetime,
        copies: int = 1,
        job_id: int | None = None,
    ) -> set[str]:
        """These papers went to a printer; returns the shipments they belong to.

        `job_id`: the job they are in; only then can it be taken back.
        """
        wanted, seconds = list(document_ids), int(at.timestamp())
        with self._db.write() as conn:
            conn.executemany(
                "INSERT INTO print_log (document_id, printer, copies, printed_at, job_id)"
                " VALUES (?, ?, ?, ?, ?)",
                [(one, clean(printer), copies, seconds, job_id) for one in wanted],
            )
            found = conn.execute(
                "UPDATE document SET printed_at = ?"
                " WHERE id IN (SELECT value FROM json_each(?)) RETURNING shipment_id",
                (seconds, json.dumps(wanted)),
            ).fetchall()
            shipment_ids = {row[0] for row in found}
            refresh(conn, shipment_ids)
        return shipment_ids

    def take_back_print(self, job_id: int, document_ids: Iterable[int]) -> set[str]:
        """These papers of a job did not come out; returns the shipments they belong to.

        What another job printed before stays printed.
        """
        wanted = json.dumps(list(document_ids))
        with self._db.write() as conn:
            conn.execute(
                "DELETE FROM print_log WHERE job_id = ?"
                " AND document_id IN (SELECT value FROM json_each(?))",
                (job_id, wanted),
            )
            found = conn.execute(
                "UPDATE document SET printed_at ="
                " (SELECT max(l.printed_at) FROM print_log AS l WHERE l.document_id = document.id)"
                " WHERE id IN (SELECT value FROM json_each(?)) RETURNING shipment_id",
                (wanted,),
            ).fetchall()
            shipment_ids = {row[0] for row in found}
            refresh(conn, shipment_ids)
        return shipment_ids

    def printed(self, ids: Iterable[str], kind: Kind) -> set[str]:
        """Which shipments have a right paper printed; a label with an old AWB is not one."""
        held = self.get(ids, kind)
        return {one for one, paper in held.items() if paper.printed_at and not paper.is_stale}

    def print_log(self, limit: int = 200, shipment_id: str = "") -> list[PrintEntry]:
        """The print log, newest first, of all shipments or of one."""
        sql = (
            "SELECT p.document_id, d.shipment_id, d.kind, p.printer, p.copies, p.printed_at"
            " FROM print_log AS p JOIN document AS d ON d.id = p.document_id"
            " WHERE ?1 = '' OR d.shipment_id = ?1 ORDER BY p.id DESC LIMIT ?2"
        )
        with self._db.read() as conn:
            found = conn.execute(sql, (clean(shipment_id), limit)).fetchall()
        entries = []
        for document_id, one, kind, printer, copies, printed in found:
            printed_at = sure_moment(printed)
            entries.append(PrintEntry(document_id, one, kind, printer, copies, printed_at))
        return entries

    def _document(self, values: tuple[Any, ...]) -> StoredDocument:
        document_id, shipment_id, kind, digest, pages, fetched, awb, printed, is_stale = values[:9]
        revision, courier, order_no, size, void, deleted, repairs = values[9:]
        fetched_at = sure_moment(fetched)
        return StoredDocument(
            document_id,
            shipment_id,
            kind,
            digest,
            self.files.path(digest),
            pages,
            fetched_at,
            awb,
            to_moment(printed),
            bool(is_stale),
            revision,
            courier,
            order_no,
            size,
            to_moment(void),
            to_moment(deleted),
            from_text(repairs),
        )


def _insert(conn: sqlite3.Connection, held: tuple[int, str] | None, values: dict[str, Any]) -> int:
    if held is not None:
        conn.execute(
            "UPDATE document SET is_current = 0, void_at = ? WHERE id = ?",
            (values["fetched_at"], held[0]),
        )
    cursor = conn.execute(
        "INSERT INTO document (shipment_id, kind, sha256, pages, awb_text, courier, order_no,"
        " bytes, repairs, fetched_at, revision)"
        " VALUES (:shipment_id, :kind, :sha256, :pages, :awb_text, :courier, :order_no, :bytes,"
        " :repairs, :fetched_at, (SELECT coalesce(max(revision), 0) + 1 FROM document"
        " WHERE shipment_id = :shipment_id AND kind = :kind))",
        values,
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def _keep_facts(conn: sqlite3.Connection, digest: str, facts: str) -> None:
    conn.execute(
        "INSERT INTO paper_facts (sha256, facts) VALUES (?, ?)"
        " ON CONFLICT (sha256) DO UPDATE SET facts = excluded.facts",
        (digest, clean(facts)),
    )
