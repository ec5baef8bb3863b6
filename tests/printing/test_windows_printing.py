"""From a PDF to Windows' queue: every sheet drawn once, told, and never in doubt without a word."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from konnect_desktop.documents.printer_dots import SheetDots
from konnect_desktop.domain.printers import SpoolRequest, SpoolState
from konnect_desktop.errors import PrintDoubtful, PrintFailed
from konnect_desktop.printing.queue import Stopped
from konnect_desktop.printing.windows.winspool import JobInfo
from tests.printing.fake_windows import FakeWindows, FakeWindowsPrinting

A6 = (105.0, 148.0)
TOLD = [(1, 3), (2, 3), (3, 3)]


@dataclass
class Drawing:
    """Pages that tell themselves apart by their first byte."""

    pages: int = 3
    drawn: Counter[int] = field(default_factory=Counter)

    def close(self) -> None:
        """Nothing to end."""

    def sizes(self, pdf: bytes) -> list[tuple[float, float]]:
        return [A6] * self.pages

    def dots(self, pdf: bytes, page: int, dpi_x: int, dpi_y: int, bits: int) -> SheetDots:
        self.drawn[page] += 1
        columns, rows = (round(side / 25.4 * dpi_x) for side in A6)
        stride = -(-columns // 32) * 4
        return SheetDots(columns, rows, 1, bytes([page]) + b"\xff" * (stride * rows - 1))


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    path = tmp_path / "labels.pdf"
    path.write_bytes(b"%PDF-")
    return path


def test_copies_come_set_by_set_and_each_sheet_is_drawn_once(pdf: Path) -> None:
    windows, drawing = FakeWindows(), Drawing()
    queue = FakeWindowsPrinting(windows, drawing)
    assert queue.send(pdf, SpoolRequest("Zebra", "labels", copies=3, paper="A6")) == "Zebra-42"
    (sheets,) = windows.came_out
    assert [sheet.bands[0][3][0] for sheet in sheets] == [0, 1, 2] * 3
    assert drawing.drawn == {0: 1, 1: 1, 2: 1}


def test_each_sheet_is_told_and_questions_are_answered_meanwhile(pdf: Path) -> None:
    windows = FakeWindows(jobs={42: JobInfo(0x8, 0, 0)})
    queue = FakeWindowsPrinting(windows, Drawing())
    told: list[tuple[int, int]] = []
    answers: list[tuple[SpoolState, bool]] = []

    def tell(done: int, total: int) -> None:
        told.append((done, total))
        answers.append((queue.status("Zebra-42").state, queue.facts("Zebra").is_ready))

    queue.send(pdf, SpoolRequest("Zebra", "labels", paper="A6"), tell=tell)
    assert told == TOLD
    assert answers == [(SpoolState.WAITING, True)] * 3
    windows.jobs.clear()


@pytest.mark.parametrize("after", [0, 1, 3])
def test_cancelled_after_any_sheet_nothing_comes_out(pdf: Path, after: int) -> None:
    windows = FakeWindows()
    queue = FakeWindowsPrinting(windows, Drawing())
    told: list[tuple[int, int]] = []
    with pytest.raises(Stopped):
        queue.send(
            pdf,
            SpoolRequest("Zebra", "labels", paper="A6"),
            lambda: len(told) == after,
            lambda done, total: told.append((done, total)),
        )
    assert told == TOLD[:after]
    assert (windows.came_out, windows.aborted, windows.open_devices) == ([], 1, 0)


def test_a_driver_that_dies_before_the_end_printed_nothing(pdf: Path) -> None:
    windows = FakeWindows()
    queue = FakeWindowsPrinting(windows, Drawing())
    queue.process.dies_at = "sheet"
    with pytest.raises(PrintFailed, match="driver stopped") as failed:
        queue.send(pdf, SpoolRequest("Zebra", "labels", paper="A6"))
    assert not isinstance(failed.value, PrintDoubtful)


@pytest.mark.parametrize("known", [None, 0x4, 0x100])
def test_an_end_that_is_lost_is_a_doubt_unless_the_queue_has_the_job(
    pdf: Path, known: int | None
) -> None:
    windows = FakeWindows(jobs={} if known is None else {42: JobInfo(known, 0, 3)})
    queue = FakeWindowsPrinting(windows, Drawing())
    queue.process.dies_at = "end"
    with pytest.raises(PrintDoubtful):
        queue.send(pdf, SpoolRequest("Zebra", "labels", paper="A6"))


@pytest.mark.parametrize("known", [0x8, 0x10, 0x80])
def test_an_end_that_is_lost_is_none_where_the_queue_has_the_job(pdf: Path, known: int) -> None:
    windows = FakeWindows(jobs={42: JobInfo(known, 0, 3)})
    queue = FakeWindowsPrinting(windows, Drawing())
    queue.process.dies_at = "end"
    assert queue.send(pdf, SpoolRequest("Zebra", "labels", paper="A6")) == "Zebra-42"
    windows.jobs.clear()


def test_an_end_that_the_driver_refuses_is_a_failure_and_no_doubt(pdf: Path) -> None:
    windows = FakeWindows(fails={"end": (0, 31)})
    queue = FakeWindowsPrinting(windows, Drawing())
    with pytest.raises(PrintFailed, match="so nothing was printed") as failed:
        queue.send(pdf, SpoolRequest("Zebra", "labels", paper="A6"))
    assert not isinstance(failed.value, PrintDoubtful)
    assert windows.aborted == 1
