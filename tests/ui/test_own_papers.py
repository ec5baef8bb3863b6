"""Pick list, packing slips and handover sheet through the window: made, changed, printed, kept."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.papers import Paper
from konnect_desktop.domain.printers import JobState
from konnect_desktop.domain.states import Lane
from konnect_desktop.printing.windows.winspool import DriverPaper
from konnect_desktop.services.own_papers import ShelfLine
from konnect_desktop.ui.own_papers import panel
from konnect_desktop.ui.own_papers.dialog import PaperDialog
from konnect_desktop.ui.own_papers.shelves import ShelvesDialog
from tests.printing.fake_windows import DPI, FakeWindows, FakeWindowsPrinting
from tests.printing.print_service import PDF, PrintService
from tests.ui.object_names import unlisted
from tests.ui.sheet_steps import tick
from tests.ui.window_desk import WindowDesk


@pytest.fixture
def own(desk: WindowDesk) -> WindowDesk:
    """Our own papers change nothing at the server, so the shared orders will do."""
    return desk


def ids_in(desk: WindowDesk, *lanes: Lane) -> list[str]:
    ids = list(desk.server.world.ids())
    return [row.id for row in desk.services.queries.rows_by_id(ids) if row.lane in lanes]


def open_paper(desk: WindowDesk, action: Action, ids: list[str]) -> PaperDialog:
    tick(desk, ids)
    desk.page.bar.actions_bar.press(action)
    desk.wait(lambda: shown(desk), "the window")
    dialog = shown(desk)[0]
    desk.wait(lambda: dialog.made is not None and not desk.desk.runner.running, "the paper")
    return dialog


def shown(desk: WindowDesk) -> list[PaperDialog]:
    return [one for one in desk.window.findChildren(PaperDialog) if one.isVisible()]


def size_of(dialog: PaperDialog) -> tuple[int, int]:
    assert dialog.made is not None
    page = pypdf.PdfReader(io.BytesIO(dialog.made.pdf)).pages[0].mediabox
    return round(float(page.width) * 25.4 / 72), round(float(page.height) * 25.4 / 72)


def test_pick_list_of_the_ticked_orders_is_shown(own: WindowDesk) -> None:
    new = ids_in(own, Lane.NEW)
    dialog = open_paper(own, Action.PICK_LIST, new)
    assert dialog.heading.text() == f"Pick list of {len(new)} orders"
    assert dialog.view.page.is_drawn
    assert size_of(dialog) == (210, 297)
    pages = len(dialog.made.sizes_mm) if dialog.made else 0
    assert dialog.view.text.text() == f"Page 1 of {pages}"
    dialog.view.go(1)
    assert dialog.view.text.text() == f"Page 2 of {pages}"
    dialog.view.go(-5)
    assert dialog.view.text.text() == f"Page 1 of {pages}"


def test_another_size_applies_at_once_and_is_remembered(own: WindowDesk) -> None:
    dialog = open_paper(own, Action.PICK_LIST, ids_in(own, Lane.NEW)[:6])
    dialog.panel.size_box.setCurrentText("A5")
    own.wait(lambda: size_of(dialog) == (148, 210), "A5")
    dialog.panel.apart.setChecked(True)
    own.settle()
    dialog.close()
    again = open_paper(own, Action.PICK_LIST, ids_in(own, Lane.NEW)[:6])
    assert size_of(again) == (148, 210)
    assert again.panel.apart.isChecked()
    again.close()
    # Each paper has choices of its own.
    slips = open_paper(own, Action.HANDOVER_SHEET, ids_in(own, Lane.TO_PACK))
    assert size_of(slips) == (210, 297)


def test_shelves_typed_once_come_first_on_the_list(own: WindowDesk) -> None:
    dialog = open_paper(own, Action.PICK_LIST, ids_in(own, Lane.NEW)[:6])
    dialog.panel.shelves.click()
    own.wait(lambda: dialog.findChild(ShelvesDialog) is not None, "the shelves")
    shelves = dialog.findChild(ShelvesDialog)
    assert shelves is not None
    first = shelves.table.item(0, 0).text()
    shelves.paste(f"{first.lower()}\tB2\nUNKNOWN\tC1\n")
    assert shelves.told.text() == "1 article found in 2 lines."
    shelves.accept()
    own.settle()
    assert own.services.own_papers.shelves([first]) == {first: "B2"}
    assert dialog.made is not None
    texts = [p.extract_text() for p in pypdf.PdfReader(io.BytesIO(dialog.made.pdf)).pages]
    assert any("B2" in text for text in texts)


def test_shelves_alone_are_pasted_from_the_chosen_line_on(own: WindowDesk) -> None:
    lines = [ShelfLine(f"SKU-{n}", f"Article {n}", "") for n in range(3)]
    dialog = ShelvesDialog(own.window, lines)
    dialog.table.setCurrentCell(1, 2)
    dialog.paste("A1\nA2\nA3\nA4\n")
    assert dialog.changed() == {"SKU-1": "A1", "SKU-2": "A2"}
    dialog.close()


def test_saved_sheet_is_kept_and_in_the_log(own: WindowDesk, tmp_path: Path) -> None:
    ids = ids_in(own, Lane.TO_PACK, Lane.TO_HAND_OVER)
    dialog = open_paper(own, Action.HANDOVER_SHEET, ids)
    assert own.services.own_papers.kept_sheets() == []
    path = tmp_path / "sheet.pdf"
    ended: list[object] = []
    dialog.finished_paper.connect(ended.append)
    dialog.save_to(path)
    own.wait(lambda: ended, "the file")
    assert dialog.made is not None
    assert path.read_bytes() == dialog.made.pdf
    kept = own.services.own_papers.kept_sheets()
    assert len(kept) == len(dialog.made.sheets)
    assert sum(sheet.parcels for sheet in kept) >= len(ids)
    (job,) = own.services.printing.log()
    assert (job.state, job.layout) == (JobState.DONE, "Courier handover sheet, A4")
    # Nothing changed at Fynd.
    assert set(ids) <= set(ids_in(own, Lane.TO_PACK, Lane.TO_HAND_OVER))


def test_a_paper_comes_out_at_true_size_on_windows(own: WindowDesk) -> None:
    windows = FakeWindows(papers_listed=[DriverPaper(11, "A5", 1480, 2100)])
    own.services.printing._queue = FakeWindowsPrinting(windows, own.services.pictures)
    dialog = open_paper(own, Action.PACKING_SLIP, ids_in(own, Lane.TO_PACK)[:2])
    ended: list[object] = []
    dialog.finished_paper.connect(ended.append)
    own.wait(lambda: dialog.panel.printer.findText("Zebra") >= 0, "the printers")
    dialog.panel.printer.setCurrentText("Zebra")
    dialog.print_now()
    own.wait(lambda: ended, "the printer")
    (sheets,) = windows.came_out
    assert len(sheets) == 2
    assert sheets[0].width / DPI * 25.4 == pytest.approx(148, abs=0.6)


def test_a_printer_that_fails_says_so_and_keeps_no_sheet(
    own: WindowDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(panel, "list_printers", lambda _context: ["Office"])
    dialog = open_paper(own, Action.HANDOVER_SHEET, ids_in(own, Lane.TO_PACK))
    dialog.panel.print_button.click()
    own.wait(lambda: dialog.error.text(), "the failure")
    assert "Office" in dialog.error.text()
    assert own.services.own_papers.kept_sheets() == []
    assert dialog.panel.print_button.isEnabled()


def test_numbers_without_a_bar_code_are_named_in_the_panel(own: WindowDesk) -> None:
    dialog = open_paper(own, Action.PICK_LIST, ids_in(own, Lane.NEW)[:2])
    assert dialog.made is not None
    note = dialog.panel.bare_note
    assert note.isHidden()
    bare = tuple(f"SKU-{n}" for n in range(7))
    dialog.panel.show_made(replace(dialog.made, without_bars=bare))
    assert not note.isHidden()
    assert "7 SKUs have no bar code" in note.text()
    assert "SKU-2 and 4 more" in note.text()
    assert "SKU-6" in note.toolTip()


def test_name_on_the_paper_is_kept(own: WindowDesk) -> None:
    dialog = open_paper(own, Action.HANDOVER_SHEET, ids_in(own, Lane.TO_PACK))
    assert dialog.made is not None
    numbers = [sheet.number for sheet in dialog.made.sheets]
    dialog.panel.seller.setText("  Asha   Textiles ")
    dialog.panel.seller.editingFinished.emit()
    own.wait(
        lambda: dialog.made and dialog.made.sheets[0].head.seller == "Asha Textiles", "the name"
    )
    own.settle()
    assert own.services.settings.current.paper_name == "Asha Textiles"
    assert [sheet.number for sheet in dialog.made.sheets] == numbers
    assert "Asha Textiles" in pypdf.PdfReader(io.BytesIO(dialog.made.pdf)).pages[0].extract_text()


def test_orders_that_do_not_fit_are_counted(own: WindowDesk) -> None:
    some = ids_in(own, Lane.TO_PACK)[:2]
    dialog = open_paper(own, Action.HANDOVER_SHEET, [*some, *ids_in(own, Lane.NEW)[:3]])
    assert "3 orders left out" in dialog.panel.paper_note.text()


def test_every_control_has_a_name_that_is_listed(own: WindowDesk) -> None:
    for paper in Paper:
        dialog = PaperDialog(own.window, own.desk.context, paper, ids_in(own, Lane.TO_PACK))
        own.settle()
        assert unlisted(dialog) == []
        dialog.close()


def test_with_nothing_ticked_it_takes_the_whole_list(own: WindowDesk) -> None:
    own.page.selection.clear()
    own.page.show_lane(Lane.NEW)
    own.settle()
    bar = own.page.bar.actions_bar
    bar._fill_more()
    entry = next(e for e in bar.more_menu.actions() if e.objectName() == "menu.pick_list")
    assert entry.isEnabled()
    assert "every order of the list" in entry.toolTip()
    entry.trigger()
    own.wait(lambda: shown(own), "the window")
    dialog = shown(own)[0]
    own.wait(lambda: dialog.made is not None, "the paper")
    assert dialog.heading.text() == f"Pick list of {own.page.loader.count} orders"
    # What changes something still asks for ticks.
    confirm = next(e for e in bar.more_menu.actions() if e.objectName() == "menu.confirm")
    assert not confirm.isEnabled()


def test_a_list_without_a_fitting_order_says_so(own: WindowDesk) -> None:
    dialog = PaperDialog(
        own.window, own.desk.context, Paper.HANDOVER_SHEET, ids_in(own, Lane.NEW)[:2]
    )
    own.wait(lambda: dialog.error.text(), "the words")
    assert "None of these orders can be on this paper." in dialog.error.text()
    assert not dialog.panel.save_button.isEnabled()
    dialog.close()


@pytest.mark.cups
def test_sheet_reaches_the_printer_as_it_was_shown(
    own: WindowDesk, print_service: PrintService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CUPS_SERVER", print_service.server)
    printer = print_service.add("HandoverSheets", PDF)
    dialog = open_paper(own, Action.HANDOVER_SHEET, ids_in(own, Lane.TO_PACK))
    assert dialog.made is not None
    dialog.panel.printer.setCurrentText("HandoverSheets")
    ended: list[object] = []
    dialog.finished_paper.connect(ended.append)
    dialog.panel.print_button.click()
    own.wait(lambda: ended, "the queue")
    own.wait(lambda: printer.jobs, "the printer")
    came_out = "\n".join(
        page.extract_text() for page in pypdf.PdfReader(io.BytesIO(printer.jobs[0])).pages
    )
    for sheet in dialog.made.sheets:
        assert sheet.name in came_out
        assert all(row.order_no in came_out for row in sheet.rows)
    kept = own.services.own_papers.kept_sheets()
    assert {sheet.printer for sheet in kept} == {"HandoverSheets"}
    own.settle()
    dialog.close()
    again = open_paper(own, Action.HANDOVER_SHEET, ids_in(own, Lane.TO_PACK))
    assert again.panel.printer.currentText() == "HandoverSheets"
