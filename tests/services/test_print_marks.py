"""Which orders count as printed when a job ends before its last sheet."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from konnect_desktop.domain.printers import JobState, SpoolRequest, SpoolState
from konnect_desktop.domain.printing import PrintChoices
from konnect_desktop.domain.states import Lane
from konnect_desktop.services.paper_models import PrintJobData
from konnect_desktop.services.printing import FILE, PrintService
from tests.printing.scripted_queues import ScriptedQueues
from tests.services.desk import Desk

LABELS = 4
NONE = [False] * LABELS


class Printing:
    """The service of a desk with queues that do as they are told, and some labels."""

    def __init__(self, desk: Desk, data: PrintJobData) -> None:
        self.desk, self.data = desk, data
        self.queues = ScriptedQueues()
        self.service: PrintService = desk.services.printing
        self.service._queue = self.queues

    def send(self, copies: int = 1) -> int:
        job_id = self.service.begin(
            self.data, printer="LAB", way="cups", layout="as_is", copies=copies
        )
        self.service.send(job_id, SpoolRequest("LAB", "Labels", copies=copies))
        return job_id

    @property
    def marks(self) -> list[bool]:
        rows = self.desk.services.queries.rows_by_id(self.data.shipment_ids)
        return [row.label_printed for row in rows]

    @property
    def before(self) -> set[int]:
        return self.service.printed_before(self.data.document_ids)


@pytest.fixture
def printing(make_desk: Any) -> Printing:
    desk: Desk = make_desk(60)
    desk.sync()
    rows = desk.services.queries.rows_by_id(desk.ids(Lane.NEW))
    ids = [row.id for row in rows if not row.is_self_ship][: LABELS + 2]
    desk.until_packed(ids)
    every = desk.services.documents.print_job(desk.ctx, ids, PrintChoices())
    pages = Counter(page.shipment_id for page in every.pages)
    single = [one for one in ids if pages[one] == 1][:LABELS]
    data = desk.services.documents.print_job(desk.ctx, single, PrintChoices())
    assert [page.sheet for page in data.pages] == list(range(LABELS))
    return Printing(desk, data)


def test_what_a_cancelled_job_did_not_put_out_is_not_printed(printing: Printing) -> None:
    job_id = printing.send()
    assert all(printing.marks)
    printing.service.give_up(job_id)
    assert printing.marks == NONE
    assert printing.before == set()
    job = printing.service.job(job_id)
    assert (job.state, job.sheets_done) == (JobState.CANCELLED, 0)
    assert printing.desk.services.documents.print_log() == []
    assert printing.desk.changes[-1].shipment_ids == set(printing.data.shipment_ids)


@pytest.mark.parametrize("state", [SpoolState.CANCELLED, SpoolState.FAILED])
def test_what_came_out_before_the_end_stays_printed(printing: Printing, state: SpoolState) -> None:
    job_id = printing.send()
    printing.queues.now(0, state, 2)
    printing.service.follow(job_id)
    assert printing.marks == [True, True, False, False]
    assert printing.before == set(printing.data.document_ids[:2])
    job = printing.service.job(job_id)
    assert job.sheets_done == 2
    assert "2 of 4 sheets came out" in job.note


def test_a_queue_that_forgets_a_cancelled_job_does_not_undo_its_count(printing: Printing) -> None:
    job_id = printing.send()
    printing.queues.now(0, SpoolState.PRINTING, 3)
    printing.service.follow(job_id)
    printing.queues.now(0, SpoolState.UNKNOWN)
    status = printing.service.take_back(job_id)
    assert (status.state, status.sheets_done) == (SpoolState.CANCELLED, 3)
    assert printing.marks == [True, True, True, False]


def test_cancelled_too_late_is_printed(printing: Printing) -> None:
    job_id = printing.send()
    printing.queues.now(0, SpoolState.DONE, 4)
    printing.service.give_up(job_id)
    assert printing.service.job(job_id).state is JobState.DONE
    assert all(printing.marks)


def test_the_first_set_of_copies_is_enough(printing: Printing) -> None:
    job_id = printing.send(copies=3)
    printing.queues.now(0, SpoolState.FAILED, 6)
    printing.service.follow(job_id)
    assert all(printing.marks)
    assert "6 of 12 sheets came out" in printing.service.job(job_id).note


def test_an_earlier_job_that_came_out_keeps_its_mark(printing: Printing) -> None:
    first = printing.send()
    printing.queues.now(0, SpoolState.DONE, 4)
    printing.service.follow(first)
    before = printing.desk.services.documents.kept(printing.data.shipment_ids)
    printing.service.give_up(printing.send())
    assert all(printing.marks)
    after = printing.desk.services.documents.kept(printing.data.shipment_ids)
    assert [paper.printed_at for paper in after] == [paper.printed_at for paper in before]


def test_a_job_that_is_on_its_way_counts_as_printed_before(printing: Printing) -> None:
    printing.service.begin(printing.data, printer="LAB", way="cups", layout="as_is")
    assert printing.before == set(printing.data.document_ids)
    assert printing.marks == NONE


def test_a_saved_file_is_not_a_print(printing: Printing) -> None:
    job_id = printing.service.begin(printing.data, printer="x.pdf", way=FILE, layout="as_is")
    printing.service.accept(job_id)
    assert all(printing.marks)
    assert printing.before == set()
