"""What is set up for printing: crop rules, printers, how long papers stay."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from konnect_desktop.documents.rendering import decode_picture
from konnect_desktop.domain.printers import Role
from konnect_desktop.services.print_memory import PrintMemory, printer_of
from konnect_desktop.ui.printing import printers
from konnect_desktop.ui.printing.crop_editor import CropEditor
from konnect_desktop.ui.printing.preview import PreviewDialog
from konnect_desktop.ui.printing.printer_setup import PrinterSetup
from tests.conftest import MakeWindow
from tests.printing.fake_windows import FakeWindows, FakeWindowsPrinting, grey_of
from tests.ui.paper_steps import open_preview, settle
from tests.ui.window_desk import WindowDesk


@pytest.fixture
def own(make_window: MakeWindow, monkeypatch: pytest.MonkeyPatch) -> WindowDesk:
    monkeypatch.setattr(printers, "list_printers", lambda _context: [])
    made = make_window(orders=80)
    made.wait_until_shown()
    return made


def open_editor(desk: WindowDesk, dialog: PreviewDialog) -> CropEditor:
    dialog.pages.crop_button.click()
    editor = next(e for e in desk.window.findChildren(CropEditor) if e.isVisible())
    desk.wait(lambda: editor.sample is not None, "the sample page")
    return editor


def drag(editor: CropEditor, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Drag over the page, in fractions of it."""
    page = editor.canvas.page_rect()
    points = [
        QPointF(page.x() + x * page.width(), page.y() + y * page.height()).toPoint()
        for x, y in (start, end)
    ]
    QTest.mousePress(editor.canvas, Qt.MouseButton.LeftButton, pos=points[0])
    QTest.mouseMove(editor.canvas, points[1])
    QTest.mouseRelease(editor.canvas, Qt.MouseButton.LeftButton, pos=points[1])


def test_the_rectangle_is_used_for_this_channel_from_then_on(own: WindowDesk) -> None:
    dialog = open_preview(own)
    assert dialog.data is not None
    first = dialog.data.pages[0]
    channel = own.services.queries.rows_by_id([first.shipment_id])[0].channel
    editor = open_editor(own, dialog)
    drag(editor, (0.05, 0.05), (0.95, 0.75))
    assert editor.edges["left"].value() == pytest.approx(105 * 0.05, abs=1)
    assert editor.edges["bottom"].value() == pytest.approx(148 * 0.75, abs=1)
    editor.save_button.click()
    own.wait(lambda: not own.window.findChildren(CropEditor), "the rule")
    settle(own, dialog)
    (rule,) = PrintMemory.of(own.services.settings.current).crop_rules
    assert rule.channel == channel
    for page in dialog.data.pages:
        row = own.services.queries.rows_by_id([page.shipment_id])[0]
        width, height = dialog.sizes[page.sheet]
        wanted = (105 * 0.9, 148 * 0.7) if row.channel == channel else (105, 148)
        assert (width, height) == pytest.approx(wanted, abs=1.5)


def test_edges_are_typed_in_mm_and_nonsense_is_refused(own: WindowDesk) -> None:
    editor = open_editor(own, open_preview(own))
    editor.edges["right"].setValue(60)
    assert editor.canvas.box.right() == pytest.approx(60 / 105, abs=0.01)
    editor.edges["left"].setValue(58)
    assert "Too small" in editor.error.text()
    editor.half_button.click()
    assert editor.edges["bottom"].value() == pytest.approx(74, abs=0.1)
    editor.whole_button.click()
    editor.save_button.click()
    own.wait(lambda: not own.window.findChildren(CropEditor), "the end")
    own.settle()
    assert PrintMemory.of(own.services.settings.current).crop_rules == ()


def test_rules_are_listed_in_the_settings_and_removed(own: WindowDesk) -> None:
    dialog = open_preview(own)
    editor = open_editor(own, dialog)
    editor.half_button.click()
    editor.save_button.click()
    own.wait(lambda: not own.window.findChildren(CropEditor), "the rule")
    settle(own, dialog)
    dialog.close()
    own.window.open_room("settings")
    own.settle()
    card = own.window.settings.crop
    assert card.rules.count() == 1
    assert "105 × 74 mm from 0, 0" in card.rules.item(0).text()
    card.rules.setCurrentRow(0)
    card.remove_button.click()
    own.settle()
    assert card.rules.count() == 0
    assert not card.remove_button.isVisible()


def test_papers_are_kept_as_long_as_the_seller_says(own: WindowDesk) -> None:
    open_preview(own).close()
    own.window.open_room("settings")
    own.settle()
    card = own.window.settings.papers
    assert "papers kept" in card.state.text()
    card.days.setValue(60)
    own.settle()
    assert own.services.settings.current.paper_days == 60
    assert not card.clear_button.isVisible()


def test_printing_is_set_up_in_the_settings(
    own: WindowDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printers, "list_printers", lambda _context: ["Zebra", "Office"])
    own.window.open_room("settings")
    own.settle()
    card = own.window.settings.printing
    for role, name in ((Role.LABEL, "Zebra"), (Role.SHEET, "Office"), (Role.INVOICE, "Office")):
        box = card.boxes[role]
        box.setCurrentIndex(box.findData(name))
        box.activated.emit(box.currentIndex())
        own.settle()
    QTest.mouseClick(card.at_once, Qt.MouseButton.LeftButton, pos=QPoint(8, 10))
    own.settle()
    settings = own.services.settings.current
    assert [printer_of(settings, role) for role in Role] == ["Zebra", "Office", "Office"]
    assert PrintMemory.of(settings).at_once


@pytest.fixture
def windows(own: WindowDesk) -> FakeWindows:
    fake = FakeWindows()
    own.services.printing._queue = FakeWindowsPrinting(fake, own.services.pictures)
    return fake


def test_windows_says_that_a_printer_is_gone(own: WindowDesk, windows: FakeWindows) -> None:
    windows.fails["state"] = (0, 1801)
    setup = PrinterSetup.show_for(own.window, own.desk.context, "Old Epson")
    own.wait(lambda: setup.state.text(), "the answer")
    assert "Old Epson is not a printer of this computer any more" in setup.state.text()
    assert setup.test.paper.key == "A4"
    setup.close()


def test_a_test_page_comes_out_on_windows(own: WindowDesk, windows: FakeWindows) -> None:
    setup = PrinterSetup.show_for(own.window, own.desk.context, "Zebra")
    own.wait(lambda: setup.paper.count() > 1, "the papers")
    setup.paper.setCurrentIndex(setup.paper.findData("A6"))
    own.settle()
    sent: list[bool] = []
    setup.page_printed.connect(lambda: sent.append(True))
    setup.print_button.click()
    own.wait(lambda: sent, "the test page")
    ((sheet,),) = windows.came_out
    assert decode_picture(grey_of(sheet)) == [setup.test.code]
    assert setup.printed.text().startswith("Sent.")
    setup.close()
