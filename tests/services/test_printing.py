"""Printing as the services do it: a real practice server, real queues, one log."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from konnect_desktop.domain.printers import JobState, SpoolRequest, SpoolState
from konnect_desktop.domain.printing import PrintChoices
from konnect_desktop.domain.states import Lane
from konnect_desktop.errors import PrintFailed
from konnect_desktop.services.paper_models import PrintJobData
from konnect_desktop.services.printing import FILE, PrintService
from konnect_desktop.store.database import Database
from konnect_desktop.store.print_jobs import PrintJobs
from tests.printing import zpl
from tests.printing.print_service import ZEBRA, SocketPrinter, until
from tests.printing.print_service import PrintService as Queues
from tests.services.desk import Desk

LABELS = 4
CHILD = Path(__file__).with_name("print_child.py")


@pytest.fixture
def packed(make_desk: Any) -> tuple[Desk, PrintJobData]:
    """A desk and a few labels ready to print."""
    desk: Desk = make_desk(60)
    desk.sync()
    rows = desk.services.queries.rows_by_id(desk.ids(Lane.NEW))
    ids = [row.id for row in rows if not row.is_self_ship][:LABELS]
    desk.until_packed(ids)
    return desk, desk.services.documents.print_job(desk.ctx, ids, PrintChoices())


@pytest.fixture
def queues(print_service: Queues, monkeypatch: pytest.MonkeyPatch) -> Queues:
    monkeypatch.setenv("CUPS_SERVER", print_service.server)
    return print_service


@pytest.fixture
def zebra(queues: Queues, request: pytest.FixtureRequest) -> tuple[str, SocketPrinter]:
    """A label printer of this test's own."""
    name = f"Z{abs(hash(request.node.nodeid)) % 10**8}"
    return name, queues.add(name, ZEBRA)


def begin(printing: PrintService, data: PrintJobData, printer: str, **more: Any) -> int:
    return printing.begin(data, printer=printer, way="cups", layout="as_is", **more)


def printed(desk: Desk, data: PrintJobData) -> list[bool]:
    return [row.label_printed for row in desk.services.queries.rows_by_id(data.shipment_ids)]


@pytest.mark.cups
def test_labels_reach_the_printer_in_order_and_only_then_count_as_printed(
    packed: tuple[Desk, PrintJobData], zebra: tuple[str, SocketPrinter]
) -> None:
    desk, data = packed
    name, printer = zebra
    printing = desk.services.printing
    job_id = begin(printing, data, name)
    assert printing.job(job_id).state is JobState.SENT
    assert not any(printed(desk, data))
    printing.send(job_id, SpoolRequest(name, "Labels", paper="A6"))
    assert printing.job(job_id).state is JobState.ACCEPTED
    assert all(printed(desk, data))
    until(lambda: printing.follow(job_id).state.is_over)
    assert printing.job(job_id).state is JobState.DONE
    until(lambda: printer.jobs)
    for found, page in zip(zpl.barcodes(printer.jobs[0]), data.pages, strict=True):
        assert page.awb in found
    assert not any(change.batches for change in desk.changes[-3:])


@pytest.mark.cups
def test_from_the_third_sheet_on_after_a_jam(
    packed: tuple[Desk, PrintJobData], zebra: tuple[str, SocketPrinter]
) -> None:
    desk, data = packed
    name, printer = zebra
    printing = desk.services.printing
    first = begin(printing, data, name)
    printing.send(first, SpoolRequest(name, "Labels"))
    again = printing.again(first)
    assert again.pdf == data.pdf
    sheets = (2, 3)
    job_id = begin(printing, again, name, sheets=sheets, reprint_of=first)
    printing.send(job_id, SpoolRequest(name, "Labels", sheets=sheets))
    until(lambda: len(printer.jobs) == 2)
    codes = zpl.barcodes(printer.jobs[1])
    assert len(codes) == len(sheets)
    for found, sheet in zip(codes, sheets, strict=True):
        assert data.pages[sheet].awb in found
    assert {page.sheet for page in printing.pages(job_id)} == set(sheets)
    assert printing.job(job_id).reprint_of == first


@pytest.mark.cups
def test_a_refused_job_is_in_the_log_and_marks_nothing(
    packed: tuple[Desk, PrintJobData], queues: Queues
) -> None:
    desk, data = packed
    printing = desk.services.printing
    job_id = begin(printing, data, "NOWHERE")
    with pytest.raises(PrintFailed):
        printing.send(job_id, SpoolRequest("NOWHERE", "Labels"))
    job = printing.job(job_id)
    assert job.state is JobState.FAILED
    assert "NOWHERE" in job.note
    assert not any(printed(desk, data))


@pytest.mark.cups
def test_cancelling_takes_the_job_out_of_the_queue(
    packed: tuple[Desk, PrintJobData], zebra: tuple[str, SocketPrinter], queues: Queues
) -> None:
    desk, data = packed
    name, printer = zebra
    printing = desk.services.printing
    queues.pause(name, "Roll change")
    job_id = begin(printing, data, name)
    printing.send(job_id, SpoolRequest(name, "Labels"))
    status = printing.follow(job_id)
    assert (status.state, "Roll change" in status.text) == (SpoolState.STOPPED, True)
    printing.give_up(job_id)
    assert printing.job(job_id).state is JobState.CANCELLED
    queues.resume(name)
    until(lambda: printing.follow(job_id).state.is_over)
    assert printer.jobs == []


def test_after_a_kill_the_job_is_doubtful_until_the_seller_says(
    packed: tuple[Desk, PrintJobData],
) -> None:
    desk, data = packed
    printing = desk.services.printing
    job_id = begin(printing, data, "Zebra")
    assert printing.recover() == 1
    (doubtful,) = printing.doubtful()
    assert (doubtful.id, doubtful.orders) == (job_id, len(data.shipment_ids))
    assert not any(printed(desk, data))
    printing.came_out(job_id)
    assert printing.doubtful() == []
    assert all(printed(desk, data))


def test_a_void_label_is_not_repeated(packed: tuple[Desk, PrintJobData]) -> None:
    desk, data = packed
    printing = desk.services.printing
    job_id = printing.begin(data, printer="labels.pdf", way=FILE, layout="as_is")
    printing.accept(job_id)
    assert printing.job(job_id).state is JobState.DONE
    assert printing.again(job_id).pdf == data.pdf
    one = data.pages[0]
    with desk.services.database.write() as conn:
        conn.execute("UPDATE shipment SET awb_text = 'OTHER' WHERE id = ?", (one.shipment_id,))
    assert printing.job(job_id).void == 1
    with pytest.raises(PrintFailed, match=one.order_no):
        printing.again(job_id)


def test_a_job_that_the_end_of_the_app_broke_off_is_doubtful(
    packed: tuple[Desk, PrintJobData], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A queue that keeps silent is left after a moment; nobody knows what it has."""
    desk, data = packed
    printing = desk.services.printing
    job_id = begin(printing, data, "Zebra")
    cups = printing._queue
    monkeypatch.setattr("konnect_desktop.services.printing.PATIENCE_S", 0.05)
    failed: list[Exception] = []

    def slow(*_: object) -> str:
        cups._ask("sleep", "600")
        return "never"

    monkeypatch.setattr(cups, "send", slow)

    def send() -> None:
        try:
            printing.send(job_id, SpoolRequest("Zebra", "Labels"))
        except PrintFailed as error:
            failed.append(error)

    thread = threading.Thread(target=send)
    thread.start()
    while not cups._programs.running:
        threading.Event().wait(0.002)
    printing.close()
    thread.join(20)
    assert failed
    printing.recover()
    assert [job.id for job in printing.doubtful()] == [job_id]


def test_a_kill_between_the_log_and_the_queue_leaves_a_doubtful_job(tmp_path: Path) -> None:
    child = subprocess.Popen(
        [sys.executable, str(CHILD), str(tmp_path / "copy.db"), str(tmp_path / "jobs")],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "begun\n"
    child.kill()
    child.wait()
    child.stdout.close()
    database = Database(tmp_path / "copy.db")
    try:
        jobs = PrintJobs(database, tmp_path / "jobs")
        assert jobs.recover() == 1
        (job,) = jobs.in_state(JobState.DOUBTFUL)
        assert (job.printer, job.first_order_no) == ("Zebra", "FY-1")
        assert jobs.pdf(job.id) == b"%PDF-killed"
        assert jobs.printed_before([1]) == set()
    finally:
        database.close()
