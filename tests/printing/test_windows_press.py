"""Printing on Windows: the right paper or none, no job left behind, and what became of it."""

from __future__ import annotations

import pytest

from konnect_desktop.domain.printers import SpoolState
from konnect_desktop.errors import PrintFailed
from konnect_desktop.printing.windows import devmode
from konnect_desktop.printing.windows.devmode import CUSTOM
from konnect_desktop.printing.windows.press import Press
from konnect_desktop.printing.windows.winspool import DriverPaper, JobInfo
from tests.printing.fake_windows import DPI, FakeWindows

A6 = (105.0, 148.0)


def dots(size_mm: tuple[float, float]) -> tuple[int, int, int, bytes]:
    columns, rows = (round(side / 25.4 * DPI) for side in size_mm)
    stride = -(-columns // 32) * 4
    return columns, rows, 1, b"\xff" * (stride * rows)


def printed(windows: FakeWindows, paper: str, size_mm: tuple[float, float], sheets: int = 1) -> int:
    press = Press(windows)
    press.begin("Zebra", "Labels", paper, "", size_mm)
    for _ in range(sheets):
        press.sheet(size_mm, *dots(size_mm))
    return press.end()


def two_sheets_and_the_end(press: Press) -> None:
    for _ in range(2):
        press.sheet(A6, *dots(A6))
    press.end()


def ask_and_begin(press: Press) -> None:
    press.names()
    press.facts("Zebra")
    press.begin("Zebra", "Labels", "A6", "", A6)


def test_printers_with_the_default_first() -> None:
    assert Press(FakeWindows()).names() == ["Zebra", "Office"]


def test_papers_trays_and_trouble() -> None:
    facts = Press(FakeWindows(status=0x10)).facts("Zebra")
    assert [(one.key, one.width_mm, one.height_mm) for one in facts.papers] == [
        ("A4", 210.0, 297.0),
        ("A6", 105.0, 148.0),
        ('4.00x6.00"', 101.6, 152.4),
    ]
    assert facts.takes_any_size
    assert facts.trays == (("15", "Roll"),)
    assert facts.trouble == "The printer is out of paper."
    assert not facts.is_ready


@pytest.mark.parametrize(
    ("paper", "size_mm"),
    [
        ("A6", A6),
        ("A6", (148.0, 105.0)),
        ('4.00x6.00"', (101.6, 152.4)),
        ("Custom.100x150mm", (100.0, 150.0)),
        ("", (100.0, 150.0)),
    ],
)
def test_the_sheet_comes_on_its_paper(paper: str, size_mm: tuple[float, float]) -> None:
    windows = FakeWindows()
    printed(windows, paper, size_mm, sheets=2)
    ((first, second),) = windows.came_out
    wanted = tuple(round(side / 25.4 * DPI) for side in size_mm)
    assert (first.width, first.height) == (second.width, second.height) == wanted
    assert first.is_whole
    assert windows.open_devices == 0
    assert windows.aborted == 0


def test_a_driver_whose_paper_lies_is_turned() -> None:
    windows = FakeWindows(lies=True)
    printed(windows, "A6", A6)
    ((sheet,),) = windows.came_out
    assert sheet.width < sheet.height


def test_sheets_of_one_job_may_lie() -> None:
    windows = FakeWindows()
    press = Press(windows)
    press.begin("Zebra", "Invoices", "A6", "", A6)
    for size in (A6, A6[::-1], A6):
        press.sheet(size, *dots(size))
    press.end()
    (sheets,) = windows.came_out
    assert [one.width > one.height for one in sheets] == [False, True, False]


@pytest.mark.parametrize("forced", [(2159, 2794), (1050, 1510), (1000, 1480)])
def test_another_paper_in_its_place_is_refused_before_anything_goes_out(
    forced: tuple[int, int],
) -> None:
    windows = FakeWindows(forces=forced)
    with pytest.raises(PrintFailed, match="so it got nothing") as refused:
        Press(windows).begin("Zebra", "Labels", "A6", "", A6)
    # Not the one that it was just asked for.
    assert refused.value.next_step == "Choose A4 in Set up…, or another layout or printer."
    assert windows.titles == []
    assert windows.open_devices == 0


def test_what_rounds_by_a_millimetre_is_the_same_paper() -> None:
    windows = FakeWindows(papers_listed=[DriverPaper(70, "A6", 1058, 1468)])
    printed(windows, "A6", A6)
    assert len(windows.came_out) == 1


def test_a_paper_that_is_not_listed_any_more_is_refused_and_others_are_named() -> None:
    with pytest.raises(PrintFailed, match="does not list the paper A7") as refused:
        Press(FakeWindows()).begin("Zebra", "Labels", "A7", "", (74.0, 105.0))
    named = refused.value.next_step
    assert named == 'Choose 4.00x6.00", A6 or A4 in Set up…, or another layout or printer.'


def test_sheets_that_fit_no_paper_of_the_printer_are_refused_without_an_offer() -> None:
    windows = FakeWindows(takes_custom=False)
    with pytest.raises(PrintFailed, match="420 mm, so it got nothing") as refused:
        Press(windows).begin("Zebra", "Plan", "Custom.297x420mm", "", (297.0, 420.0))
    assert refused.value.next_step == "Choose another layout or printer."
    assert (windows.titles, windows.open_devices) == ([], 0)


def test_a_paper_too_small_for_the_sheets_is_refused() -> None:
    windows = FakeWindows()
    with pytest.raises(PrintFailed, match="paper of 105 × 148 mm, but the sheets are 100 × 150"):
        Press(windows).begin("Zebra", "Labels", "A6", "", (100.0, 150.0))
    assert windows.titles == []


def test_on_a_larger_paper_that_was_chosen_the_sheet_lies_in_the_middle() -> None:
    windows = FakeWindows()
    printed(windows, '4.00x6.00"', (100.0, 150.0), sheets=1)
    ((sheet,),) = windows.came_out
    left, top, width, height = sheet.bands[0][0]
    assert (width, height) == (799, 1199)
    assert sheet.width - width - 2 * (left + windows.left) in (0, 1)
    assert sheet.height - height - 2 * (top + windows.left) in (0, 1)
    assert left + windows.left == 6


def test_a_paper_of_the_size_is_found_without_a_name_and_within_what_makers_round() -> None:
    windows = FakeWindows(takes_custom=False, forces=None)
    printed(windows, "Custom.101x153mm", (101.0, 153.0))
    assert len(windows.came_out) == 1


@pytest.mark.parametrize("number", CUSTOM)
def test_a_paper_made_to_measure_has_one_number_or_the_other(number: int) -> None:
    windows = FakeWindows(custom=number, papers_listed=[DriverPaper(9, "A4", 2100, 2970)])
    printed(windows, "Custom.100x150mm", (100.0, 150.0))
    ((sheet,),) = windows.came_out
    assert (sheet.width, sheet.height) == (799, 1199)


def test_sheets_of_a_job_that_are_larger_than_its_paper_take_the_job_along() -> None:
    windows = FakeWindows()
    press = Press(windows)
    press.begin("Zebra", "Labels", "A6", "", A6)
    press.sheet(A6, *dots(A6))
    with pytest.raises(PrintFailed, match="so it got nothing"):
        press.sheet((210.0, 297.0), *dots((210.0, 297.0)))
    assert (windows.came_out, windows.aborted, windows.open_devices) == ([], 1, 0)


def test_two_sided_and_copies_of_the_driver_are_put_aside() -> None:
    windows = FakeWindows(is_two_sided=True, copies=3)
    printed(windows, "A6", A6)
    assert len(windows.came_out) == 1
    assert devmode.is_one_sided(windows._mode)
    assert devmode.copies(windows._mode) == 1
    assert devmode.scale(windows._mode) == 100
    with pytest.raises(PrintFailed, match="both sides"):
        Press(FakeWindows(keeps_two_sided=True)).begin("Zebra", "Labels", "A6", "", A6)


def test_a_driver_that_scales_or_takes_another_tray_gets_nothing() -> None:
    windows = FakeWindows(keeps_scale=97)
    with pytest.raises(PrintFailed, match="larger or smaller than asked, so it got nothing"):
        Press(windows).begin("Zebra", "Labels", "A6", "", A6)
    assert windows.titles == []
    windows = FakeWindows(keeps_tray=4)
    with pytest.raises(PrintFailed, match="tray that was chosen, so it got nothing") as refused:
        Press(windows).begin("Zebra", "Labels", "A6", "15", A6)
    assert refused.value.next_step == "Choose its tray in Set up… again."
    assert windows.titles == []
    # Without a choice any tray will do.
    Press(windows).begin("Zebra", "Labels", "A6", "", A6)
    assert windows.titles == ["Labels"]


def test_title_and_tray_are_passed_on() -> None:
    windows = FakeWindows()
    press = Press(windows)
    press.begin("Zebra", "labels-57", "A6", "15", A6)
    assert windows.titles == ["labels-57"]
    assert windows.trays_asked[-1] == 15


def test_the_bands_of_a_sheet_cover_it_once() -> None:
    windows = FakeWindows(bits=24, colour=True, papers_listed=[DriverPaper(9, "A4", 2100, 2970)])
    press = Press(windows)
    size = (210.0, 297.0)
    ready = press.begin("Zebra", "Invoices", "A4", "", size)
    assert ready.is_colour
    assert not ready.is_one_bit
    columns, rows = 2480, 3508  # 300 dots an inch on a printer of 203
    data = bytes(range(256)) * (columns * 3 * rows // 256 + 1)
    stride = columns * 3
    press.sheet(size, columns, rows, 24, data[: stride * rows])
    press.end()
    ((sheet,),) = windows.came_out
    assert len(sheet.bands) > 5
    assert all(len(band[3]) <= 2 * 2**20 for band in sheet.bands)
    assert b"".join(band[3] for band in sheet.bands) == data[: stride * rows]
    tops = [band[0][1] for band in sheet.bands]
    bottoms = [band[0][1] + band[0][3] for band in sheet.bands]
    assert tops[0] == -windows.left
    assert tops[1:] == bottoms[:-1]
    assert bottoms[-1] == sheet.height - windows.left
    assert {(band[0][0], band[0][2]) for band in sheet.bands} == {(-windows.left, sheet.width)}


@pytest.mark.parametrize(
    ("call", "good", "code", "words"),
    [
        ("start_page", 1, 31, "did not take the job, so nothing was printed"),
        ("draw", 1, 31, "did not take the job, so nothing was printed"),
        ("end_page", 1, 1722, "print service of this computer does not answer, so nothing was"),
        ("start_page", 1, 1905, "not a printer of this computer any more, so nothing was printed"),
        ("end", 0, 1726, "print service of this computer does not answer, so nothing was"),
    ],
)
def test_whatever_fails_half_way_leaves_no_job(call: str, good: int, code: int, words: str) -> None:
    windows = FakeWindows(fails={call: (good, code)})
    press = Press(windows)
    press.begin("Zebra", "Labels", "A6", "", A6)
    with pytest.raises(PrintFailed, match=words):
        two_sheets_and_the_end(press)
    assert windows.came_out == []
    assert windows.aborted == 1
    assert windows.open_devices == 0
    with pytest.raises(PrintFailed):
        press.end()


def test_cancelling_leaves_no_job() -> None:
    windows = FakeWindows()
    press = Press(windows)
    press.begin("Zebra", "Labels", "A6", "", A6)
    press.sheet(A6, *dots(A6))
    press.abort()
    assert windows.came_out == []
    assert (windows.aborted, windows.open_devices) == (1, 0)
    press.abort()
    assert windows.aborted == 1


@pytest.mark.parametrize(
    ("call", "code", "words"),
    [
        ("state", 1801, "is not a printer of this computer any more"),
        ("printers", 1722, "print service of this computer does not answer"),
        ("start", 1223, "cancelled in Windows"),
        ("open_device", 5, "did not take the job"),
    ],
)
def test_what_windows_refuses_is_said_in_words(call: str, code: int, words: str) -> None:
    press = Press(FakeWindows(fails={call: (0, code)}))
    with pytest.raises(PrintFailed, match=words) as refused:
        ask_and_begin(press)
    assert refused.value.next_step
    assert str(code) in refused.value.detail


# ---- the end of a job ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bits", "state", "text"),
    [
        (0x8, SpoolState.WAITING, ""),
        (0x10, SpoolState.PRINTING, ""),
        (0x10 | 0x40, SpoolState.STOPPED, "The printer is out of paper."),
        (0x20, SpoolState.STOPPED, "The printer is off or does not answer."),
        (0x1, SpoolState.STOPPED, "The job is paused in the print queue."),
        (0x80, SpoolState.DONE, ""),
        (0x1000, SpoolState.DONE, ""),
        (0x4, SpoolState.CANCELLED, ""),
        (0x100, SpoolState.CANCELLED, ""),
    ],
)
def test_a_job_in_the_queue(bits: int, state: SpoolState, text: str) -> None:
    press = Press(FakeWindows(jobs={42: JobInfo(bits, 1, 3)}))
    found = press.status("Zebra", 42)
    assert (found.state, found.text) == (state, text)


def test_a_jam_is_told_by_the_printer() -> None:
    press = Press(FakeWindows(status=0x8, jobs={42: JobInfo(0x10, 1, 3)}))
    found = press.status("Zebra", 42)
    assert found.state is SpoolState.STOPPED
    assert "jammed" in found.text
    assert found.sheets_done == 1


@pytest.mark.parametrize(
    ("last", "state"),
    [
        (0x10, SpoolState.DONE),
        (0x4, SpoolState.CANCELLED),
        (0x20, SpoolState.CANCELLED),
        (0x1, SpoolState.CANCELLED),
        (0x8, SpoolState.UNKNOWN),
    ],
)
def test_a_job_that_is_gone_ended_as_it_stood(last: int, state: SpoolState) -> None:
    windows = FakeWindows(jobs={42: JobInfo(last, 2, 3)})
    press = Press(windows)
    press.status("Zebra", 42)
    windows.jobs.clear()
    assert press.status("Zebra", 42).state is state


def test_a_job_that_was_never_seen_is_not_claimed_to_be_out() -> None:
    assert Press(FakeWindows()).status("Zebra", 99).state is SpoolState.UNKNOWN


def test_a_stopped_spooler_does_not_say_that_nothing_came_out_and_knows_the_job_later() -> None:
    windows = FakeWindows(jobs={42: JobInfo(0x10, 1, 3)}, fails={"job": (1, 1722)})
    press = Press(windows)
    assert press.status("Zebra", 42).state is SpoolState.PRINTING
    with pytest.raises(PrintFailed) as unknown:
        press.status("Zebra", 42)
    assert unknown.value.user_message == "The print service of this computer does not answer."
    windows.fails.clear()
    assert press.status("Zebra", 42).sheets_done == 1


@pytest.mark.parametrize(
    ("last", "state", "text"),
    [
        (0x8, SpoolState.FAILED, "The printer was taken out of this computer."),
        (0x10, SpoolState.DONE, ""),
        (0x10 | 0x40, SpoolState.CANCELLED, ""),
    ],
)
@pytest.mark.parametrize("code", [1801, 1905])
def test_a_printer_deleted_in_the_middle_ends_its_jobs(
    last: int, state: SpoolState, text: str, code: int
) -> None:
    windows = FakeWindows(jobs={42: JobInfo(last, 1, 3)}, fails={"job": (1, code)})
    press = Press(windows)
    press.status("Zebra", 42)
    found = press.status("Zebra", 42)
    assert (found.state, found.text) == (state, text)
    windows.fails["delete_job"] = (0, code)
    press.cancel("Zebra", 42)


def test_a_job_is_taken_out_of_the_queue() -> None:
    windows = FakeWindows(jobs={42: JobInfo(0x8, 0, 3)})
    Press(windows).cancel("Zebra", 42)
    assert windows.deleted == [42]


def test_the_end_of_a_job_is_seen_without_asking() -> None:
    windows = FakeWindows(jobs={42: JobInfo(0x10, 1, 1)})
    press = Press(windows)
    press.begin("Zebra", "Labels", "A6", "", A6)
    press.sheet(A6, *dots(A6))
    assert press.end() == 42
    press.watch("Zebra", 42)
    for thread in press.watching.values():
        windows.jobs.clear()
        thread.join(10)
    assert press.status("Zebra", 42).state is SpoolState.DONE
