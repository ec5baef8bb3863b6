"""The print log: written before anything goes out, and honest after a kill."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from konnect_desktop.domain.printers import JobPage, JobState, NewJob
from konnect_desktop.errors import DocumentError, StoreError
from konnect_desktop.store.database import Database
from konnect_desktop.store.print_jobs import PrintJobs
from konnect_desktop.store.shipments import ShipmentStore
from tests.store.samples import NOW, records, shipment

ONE = shipment(1, "COMPLETED", awb_numbers=("AWB1",), courier_partner="Delhivery")
TWO = shipment(2, "COMPLETED", awb_numbers=("AWB2",), courier_partner="Ekart")


@pytest.fixture
def jobs(db: Database, store: ShipmentStore, tmp_path: Path) -> PrintJobs:
    store.upsert(records(ONE, TWO), store.next_read_seq(), NOW)
    return PrintJobs(db, tmp_path / "jobs")


def page(number: int, sheet: int = 0, kind: str = "label") -> JobPage:
    one = {1: ONE, 2: TWO}[number]
    awb = ", ".join(one.awb_numbers)
    return JobPage(number, one.id, f"FY-{number}", kind, awb, sheet, one.courier_partner)


def a_job(**changes: object) -> NewJob:
    values: dict[str, object] = {
        "printer": "Zebra",
        "way": "cups",
        "layout": "as_is",
        "copies": 1,
        "sheets": (0, 1),
        "pages": (page(1), page(2, 1)),
        "pdf": b"%PDF-job",
    }
    return NewJob(**(values | changes))  # type: ignore[arg-type]


def test_a_job_is_written_whole_before_it_goes_out(jobs: PrintJobs) -> None:
    job_id = jobs.begin(a_job(), NOW)
    (job,) = jobs.recent()
    assert (job.id, job.state, job.printer, job.sheets) == (job_id, JobState.SENT, "Zebra", (0, 1))
    assert (job.orders, job.first_order_no, job.kinds) == (2, "FY-1", ("label",))
    assert jobs.pages(job_id) == [page(1), page(2, 1)]
    assert jobs.pdf(job_id) == b"%PDF-job"
    if os.name == "posix":
        assert jobs.pdf_path(job_id).stat().st_mode & 0o077 == 0


def test_what_was_on_its_way_when_the_app_ended_is_doubtful(
    jobs: PrintJobs, db: Database, tmp_path: Path
) -> None:
    sent, accepted = jobs.begin(a_job(), NOW), jobs.begin(a_job(), NOW)
    jobs.settle(accepted, JobState.ACCEPTED, NOW, spool_id="Zebra-7")
    reopened = PrintJobs(db, tmp_path / "jobs")
    assert reopened.recover() == 1
    assert [job.id for job in reopened.in_state(JobState.DOUBTFUL)] == [sent]
    job = reopened.get(accepted)
    assert job is not None
    assert (job.state, job.spool_id, job.ended_at) == (JobState.ACCEPTED, "Zebra-7", None)
    assert reopened.recover() == 0


def test_a_label_whose_awb_or_courier_changed_is_void(
    jobs: PrintJobs, store: ShipmentStore
) -> None:
    job_id = jobs.begin(a_job(pages=(page(1), page(2), page(2, kind="invoice"))), NOW)
    assert jobs.recent()[0].void == 0
    changed = (
        shipment(1, "COMPLETED", awb_numbers=("AWB9",), courier_partner="Delhivery"),
        shipment(2, "COMPLETED", awb_numbers=("AWB2",), courier_partner="Xpressbees"),
    )
    store.upsert(records(*changed), store.next_read_seq(), NOW)
    assert [one.is_void for one in jobs.pages(job_id)] == [True, True, False]
    assert jobs.recent()[0].void == 2


def test_awbs_in_another_order_void_no_label(jobs: PrintJobs, store: ShipmentStore) -> None:
    both = page(1)
    job_id = jobs.begin(a_job(pages=(replace(both, awb="AWB1, AWB2"),)), NOW)
    for awbs, is_void in ((("awb2", "AWB1"), False), (("AWB2", "AWB3"), True)):
        changed = shipment(1, "COMPLETED", awb_numbers=awbs, courier_partner=both.courier_partner)
        store.upsert(records(changed), store.next_read_seq(), NOW)
        assert [one.is_void for one in jobs.pages(job_id)] == [is_void]


@pytest.mark.parametrize("text", ["FY-2", "awb2", "zebr", TWO.id])
def test_jobs_are_found_by_order_awb_and_printer(jobs: PrintJobs, text: str) -> None:
    job_id = jobs.begin(a_job(), NOW)
    jobs.begin(a_job(pages=(page(1),), printer="Office"), NOW)
    assert [job.id for job in jobs.find(text)] == [job_id]
    assert jobs.find("100%") == []


def test_a_paper_counts_as_printed_before_when_a_printer_took_it(jobs: PrintJobs) -> None:
    assert jobs.printed_before([1, 2]) == set()
    # On its way counts, too: a second press while the first is sent must ask.
    job_id = jobs.begin(a_job(pages=(page(1),)), NOW)
    assert jobs.printed_before([1, 2]) == {1}
    jobs.settle(job_id, JobState.DONE, NOW)
    saved = jobs.begin(a_job(pages=(page(2),), way="file"), NOW)
    jobs.settle(saved, JobState.DONE, NOW)
    assert jobs.printed_before([1, 2]) == {1}
    again = jobs.get(jobs.begin(a_job(pages=(page(1),)), NOW))
    other = jobs.get(jobs.begin(a_job(pages=(page(2),)), NOW))
    assert again is not None
    assert other is not None
    assert (again.is_reprint, other.is_reprint) == (True, False)


def test_old_pdfs_go_and_the_log_stays(jobs: PrintJobs) -> None:
    old = jobs.begin(a_job(pdf=b"%PDF-old"), NOW - timedelta(days=20))
    both = jobs.begin(a_job(pdf=b"%PDF-both"), NOW - timedelta(days=20))
    jobs.begin(a_job(pdf=b"%PDF-both"), NOW)
    assert jobs.forget_files(NOW - timedelta(days=14)) == 1
    assert jobs.pdf(both) == b"%PDF-both"
    with pytest.raises(DocumentError, match="not kept any more"):
        jobs.pdf(old)
    assert len(jobs.recent()) == 3


def test_a_pdf_that_was_altered_is_not_printed_again(jobs: PrintJobs) -> None:
    job_id = jobs.begin(a_job(), NOW)
    jobs.pdf_path(job_id).write_bytes(b"%PDF-jub")
    with pytest.raises(DocumentError):
        jobs.pdf(job_id)


def test_a_job_that_cannot_be_written_down_does_not_go_out(jobs: PrintJobs, tmp_path: Path) -> None:
    (tmp_path / "jobs").write_text("in the way")
    with pytest.raises(StoreError, match="could not be written down"):
        jobs.begin(a_job(), NOW)
    assert jobs.recent() == []
