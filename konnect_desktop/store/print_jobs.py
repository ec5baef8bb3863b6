"""The print log: every job before it goes out, what became of it, and its PDF for a reprint."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from konnect_desktop import files, private
from konnect_desktop.domain.printers import JobPage, JobState, NewJob, PrintedJob
from konnect_desktop.errors import DocumentError
from konnect_desktop.store.columns import clean
from konnect_desktop.store.database import Database
from konnect_desktop.store.lenient import member, numbers_of
from konnect_desktop.store.moments import sure_moment, to_moment

_VOID = (
    "p.kind = 'label' AND s.id IS NOT NULL"
    # What is the same to the letter, which is nearly all, is not asked about.
    " AND (p.awb <> s.awb_text OR p.courier_partner <> s.courier_partner)"
    " AND is_void_label(CAST(p.awb AS BLOB), CAST(p.courier_partner AS BLOB),"
    " CAST(s.awb_text AS BLOB), CAST(s.courier_partner AS BLOB), s.lane)"
)
_JOBS = f"""
SELECT j.id, j.created_at, j.printer, j.way, j.layout, j.copies, j.sheets, j.state, j.note,
       j.spool_id, j.reprint_of, j.is_reprint, j.ended_at, count(DISTINCT p.shipment_id),
       coalesce(min(CASE WHEN p.place = 0 THEN p.order_no END), ''),
       coalesce(sum({_VOID}), 0), coalesce(group_concat(DISTINCT p.kind), ''), j.sheets_done,
       j.person
FROM print_job AS j
LEFT JOIN print_job_page AS p ON p.job_id = j.id
LEFT JOIN shipment AS s ON s.id = p.shipment_id
WHERE {{where}}
GROUP BY j.id ORDER BY j.id DESC LIMIT ?
"""  # noqa: S608 - no value of a person is in it
_PAGES = f"""
SELECT p.document_id, p.shipment_id, p.order_no, p.kind, p.awb, p.sheet, p.courier_partner,
       {_VOID}
FROM print_job_page AS p LEFT JOIN shipment AS s ON s.id = p.shipment_id
WHERE p.job_id = ? ORDER BY p.place
"""  # noqa: S608 - as above
_PRINTED_BEFORE = (
    "SELECT DISTINCT p.document_id FROM json_each(?) AS wanted"
    " JOIN print_job_page AS p ON p.document_id = wanted.value"
    " JOIN print_job AS j ON j.id = p.job_id"
    " WHERE j.way <> 'file' AND (j.state IN ('sent', 'accepted', 'done') OR EXISTS"
    # What was out before its job was cancelled or failed.
    "  (SELECT 1 FROM print_log AS l WHERE l.job_id = j.id AND l.document_id = p.document_id))"
)
_OPEN = (JobState.SENT, JobState.ACCEPTED, JobState.DOUBTFUL)
_ENOSPC = 28


class PrintJobs:
    """Jobs in the data file, their PDFs in a folder private to the user."""

    def __init__(self, db: Database, folder: Path, person: Callable[[], str] = lambda: "") -> None:
        """`person`: the name of who is at the desk, "" when nobody said so."""
        self._db = db
        self._folder = folder
        self._person = person

    def begin(self, job: NewJob, at: datetime) -> int:
        """Write down a job that is about to go out. Raises StoreError or DiskFull: then it
        must not go out."""
        digest = hashlib.sha256(job.pdf).hexdigest()
        self._write_file(self.path(digest), job.pdf)
        documents = json.dumps([page.document_id for page in job.pages])
        with self._db.write() as conn:
            is_reprint = conn.execute(
                f"SELECT EXISTS ({_PRINTED_BEFORE})",
                (documents,),
            ).fetchone()[0]
            cursor = conn.execute(
                "INSERT INTO print_job (created_at, printer, way, layout, copies, sheets, state,"
                " sha256, is_reprint, reprint_of, person)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    int(at.timestamp()),
                    clean(job.printer),
                    job.way,
                    job.layout,
                    job.copies,
                    json.dumps(job.sheets),
                    JobState.SENT,
                    digest,
                    int(is_reprint or job.reprint_of is not None),
                    job.reprint_of,
                    clean(self._person()),
                ),
            )
            job_id = cursor.lastrowid
            assert job_id is not None
            conn.executemany(
                "INSERT INTO print_job_page (job_id, place, sheet, document_id, shipment_id,"
                " order_no, kind, awb, courier_partner) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [(job_id, place, *_page_values(page)) for place, page in enumerate(job.pages)],
            )
        return job_id

    def settle(
        self,
        job_id: int,
        state: JobState,
        at: datetime,
        *,
        note: str = "",
        spool_id: str | None = None,
        sheets_done: int | None = None,
    ) -> None:
        """What became of a job. `spool_id`: the queue's own number for it."""
        ended = None if state in _OPEN else int(at.timestamp())
        with self._db.write() as conn:
            conn.execute(
                "UPDATE print_job SET state = ?, note = ?, ended_at = ?,"
                " spool_id = coalesce(?, spool_id), sheets_done = coalesce(?, sheets_done)"
                " WHERE id = ?",
                (state, clean(note), ended, spool_id, sheets_done, job_id),
            )

    def count(self, job_id: int, sheets_done: int) -> None:
        """So many sheets of a job are out."""
        with self._db.write() as conn:
            conn.execute("UPDATE print_job SET sheets_done = ? WHERE id = ?", (sheets_done, job_id))

    def recover(self) -> int:
        """At start: what was on its way when the app ended is doubtful; returns how many."""
        with self._db.write() as conn:
            return conn.execute(
                "UPDATE print_job SET state = ?, note = ? WHERE state = ?",
                (
                    JobState.DOUBTFUL,
                    "The app ended while this was on its way to the printer.",
                    JobState.SENT,
                ),
            ).rowcount

    def recent(self, limit: int = 200) -> list[PrintedJob]:
        """The last jobs, newest first."""
        return self._jobs("1", (limit,))

    def in_state(self, state: JobState, limit: int = 200) -> list[PrintedJob]:
        """The last jobs in one state, newest first."""
        return self._jobs("j.state = ?", (state, limit))

    def find(self, text: str, limit: int = 200) -> list[PrintedJob]:
        """Jobs with an order number, shipment id, AWB or printer that contains `text`."""
        wanted = f"%{_escaped(clean(text))}%"
        where = (
            "j.printer LIKE ?1 ESCAPE '\\' OR j.id IN (SELECT job_id FROM print_job_page WHERE"
            " order_no LIKE ?1 ESCAPE '\\' OR shipment_id LIKE ?1 ESCAPE '\\'"
            " OR awb LIKE ?1 ESCAPE '\\')"
        )
        return self._jobs(where, (wanted, limit))

    def get(self, job_id: int) -> PrintedJob | None:
        """One job, None when there is no such."""
        return next(iter(self._jobs("j.id = ?", (job_id, 1))), None)

    def pages(self, job_id: int) -> list[JobPage]:
        """The papers of a job in printing order."""
        with self._db.read() as conn:
            found = conn.execute(_PAGES, (job_id,)).fetchall()
        return [_page(values) for values in found]

    def pdf(self, job_id: int) -> bytes:
        """The PDF of a job as it was printed. Raises DocumentError when it is gone or altered."""
        with self._db.read() as conn:
            found = conn.execute("SELECT sha256 FROM print_job WHERE id = ?", (job_id,)).fetchone()
        try:
            pdf = files.read(self.path(found[0])) if found else b""
        except OSError:
            pdf = b""
        if not found or hashlib.sha256(pdf).hexdigest() != found[0]:
            raise DocumentError(
                "The papers of this job are not kept any more, so it cannot be repeated as it was.",
                next_step="Print the orders anew: the papers themselves may still be kept.",
            )
        return pdf

    def printed_before(self, document_ids: Iterable[int]) -> set[int]:
        """Which of these papers a printer took before."""
        with self._db.read() as conn:
            found = conn.execute(_PRINTED_BEFORE, (json.dumps(list(document_ids)),)).fetchall()
        return {values[0] for values in found}

    def forget_files(self, before: datetime) -> int:
        """Delete PDFs of jobs older than `before`; the log itself stays. Returns how many."""
        with self._db.read() as conn:
            kept = {
                values[0]
                for values in conn.execute(
                    "SELECT DISTINCT sha256 FROM print_job WHERE created_at >= ?",
                    (int(before.timestamp()),),
                )
            }
        count = 0
        for path in self._folder.glob("*/*.pdf"):
            if path.stem not in kept:
                # One that another program has open is for the next time.
                files.clean_up(path)
                count += not path.exists()
        for path in self._folder.glob("*/*.partial"):
            # What a kill left half written.
            with contextlib.suppress(OSError):
                if path.stat().st_mtime < before.timestamp():
                    files.clean_up(path)
        return count

    def path(self, digest: str) -> Path:
        """Where the PDF with this content is kept."""
        return self._folder / digest[:2] / f"{digest}.pdf"

    def pdf_path(self, job_id: int) -> Path:
        """The file of a job's PDF, as `begin` wrote it."""
        with self._db.read() as conn:
            (digest,) = conn.execute(
                "SELECT sha256 FROM print_job WHERE id = ?", (job_id,)
            ).fetchone()
        return self.path(digest)

    def _jobs(self, where: str, values: tuple[Any, ...]) -> list[PrintedJob]:
        with self._db.read() as conn:
            found = conn.execute(_JOBS.format(where=where), values).fetchall()
        return [_job(row) for row in found]

    def _write_file(self, path: Path, pdf: bytes) -> None:
        try:
            if path.exists() and path.stat().st_size == len(pdf):
                return
            private.make_folder(path.parent)
            files.write_whole(path, pdf)
        except OSError as error:
            raise files.trouble(
                path.parent, error, "the job could not be written down and was not sent"
            ) from error


def _page_values(page: JobPage) -> tuple[Any, ...]:
    return (
        page.sheet,
        page.document_id,
        clean(page.shipment_id),
        clean(page.order_no),
        page.kind,
        clean(page.awb),
        clean(page.courier_partner),
    )


def _page(row: tuple[Any, ...]) -> JobPage:
    document_id, shipment_id, order_no, kind, awb, sheet, courier, is_void = row
    return JobPage(document_id, shipment_id, order_no, kind, awb, sheet, courier, bool(is_void))


def _job(row: tuple[Any, ...]) -> PrintedJob:
    return PrintedJob(
        id=row[0],
        created_at=sure_moment(row[1]),
        printer=row[2],
        way=row[3],
        layout=row[4],
        copies=row[5],
        sheets=numbers_of(row[6]),
        state=member(JobState, row[7], JobState.DOUBTFUL),
        note=row[8],
        spool_id=row[9],
        reprint_of=row[10],
        is_reprint=bool(row[11]),
        ended_at=to_moment(row[12]),
        orders=row[13],
        first_order_no=row[14],
        void=row[15],
        kinds=tuple(filter(None, row[16].split(","))),
        sheets_done=row[17],
        person=row[18],
    )


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
