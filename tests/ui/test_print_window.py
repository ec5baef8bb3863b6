"""Every control of the print window, pressed as a person presses it."""

from __future__ import annotations

import io
from dataclasses import replace

import pypdf
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QPushButton

from konnect_desktop.domain.printing import Layout, PageOrder
from konnect_desktop.services.paper_models import INVOICE, LABEL, Unreadable
from konnect_desktop.services.print_memory import PrintMemory
from konnect_desktop.ui.printing import printers
from konnect_desktop.ui.printing.preview import PreviewDialog
from tests.conftest import MakeWindow
from tests.ui.paper_steps import open_preview, packed, settle
from tests.ui.window_desk import WindowDesk

_MM_PER_POINT = 25.4 / 72
PRINTERS = ["Zebra", "Office"]


@pytest.fixture
def own(make_window: MakeWindow, monkeypatch: pytest.MonkeyPatch) -> WindowDesk:
    monkeypatch.setattr(printers, "list_printers", lambda _context: PRINTERS)
    made = make_window(orders=80)
    made.wait_until_shown()
    return made


@pytest.fixture
def dialog(own: WindowDesk) -> PreviewDialog:
    return open_preview(own)


def sheet_sizes(dialog: PreviewDialog) -> set[tuple[int, int]]:
    assert dialog.data is not None
    pages = pypdf.PdfReader(io.BytesIO(dialog.data.pdf)).pages
    return {
        (
            round(float(page.mediabox.width) * _MM_PER_POINT),
            round(float(page.mediabox.height) * _MM_PER_POINT),
        )
        for page in pages
    }


def pick(dialog: PreviewDialog, name: str, text: str) -> None:
    box = dialog.findChild(QComboBox, name)
    assert box is not None
    assert box.findText(text) >= 0, text
    box.setCurrentIndex(box.findText(text))


def press(dialog: PreviewDialog, name: str) -> None:
    button = dialog.findChild(QPushButton, name)
    assert button is not None
    assert button.isVisible(), name
    assert button.isEnabled(), name
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def listed(dialog: PreviewDialog) -> list[str]:
    return [e.page.shipment_id for e in dialog.page_list.entries if e.page is not None]


@pytest.mark.parametrize(
    ("text", "size", "places"),
    [
        ("As they are: A6 on A6, A4 on A4", (105, 148), 1),
        ("4 × 6 in thermal roll", (102, 152), 1),
        ("4 on A4", (210, 297), 4),
        ("One on each A4", (210, 297), 1),
    ],
)
def test_a_layout_lays_the_labels_on_its_sheets(
    own: WindowDesk, dialog: PreviewDialog, text: str, size: tuple[int, int], places: int
) -> None:
    pick(dialog, "preview.layout", text)
    settle(own, dialog)
    assert dialog.data is not None
    assert sheet_sizes(dialog) == {size}
    assert dialog.data.sheets == -(-len(packed(own)) // places)
    assert dialog.panel.choices.first_place.isVisible() is (places > 1)
    assert dialog.panel.check.bars.text() == "All bar codes scan ✓"
    assert dialog.panel.print_button.isEnabled()


def test_a_half_used_sheet_starts_at_the_place_that_was_clicked(
    own: WindowDesk, dialog: PreviewDialog
) -> None:
    pick(dialog, "preview.layout", "4 on A4")
    settle(own, dialog)
    picker = dialog.panel.choices.first_place
    QTest.mouseClick(picker, Qt.MouseButton.LeftButton, pos=picker.rect_of(2).center().toPoint())
    settle(own, dialog)
    assert dialog.data is not None
    first = dialog.data.pages[0]
    assert (first.sheet, first.slot) == (0, 2)
    assert dialog.panel.choices.start_text.text() == "The first 2 places are used already."
    picker.setFocus()
    QTest.keyClick(picker, Qt.Key.Key_Right)
    settle(own, dialog)
    assert dialog.data is not None
    assert dialog.data.pages[0].slot == 3


def test_a_sheet_of_ones_own_is_made_to_measure(own: WindowDesk, dialog: PreviewDialog) -> None:
    pick(dialog, "preview.layout", "My own sheet")
    fields = dialog.panel.choices.custom
    assert fields.isVisible()
    fields._sizes["width_mm"].setValue(220)
    fields._sizes["height_mm"].setValue(160)
    fields._counts["columns"].setValue(2)
    settle(own, dialog)
    assert dialog.data is not None
    assert sheet_sizes(dialog) == {(220, 160)}
    assert dialog.data.pages[1].slot == 1
    fields._sizes["margin_left_mm"].setValue(200)
    assert "no room" in dialog.panel.choices.error.text()


def test_labels_and_invoices_come_paired(own: WindowDesk, dialog: PreviewDialog) -> None:
    pick(dialog, "preview.kinds", "Labels and invoices, paired")
    settle(own, dialog)
    assert dialog.data is not None
    kinds = [page.kind for page in dialog.data.pages[:4]]
    assert kinds == [LABEL, INVOICE, LABEL, INVOICE]
    rows = dialog.panel.printers.rows
    visible = [role.value for role, row in rows.items() if row.isVisible()]
    assert visible == ["label", "invoice"]


def test_the_order_chosen_is_the_order_printed(own: WindowDesk, dialog: PreviewDialog) -> None:
    pick(dialog, "preview.order", "SKU, then deadline")
    settle(own, dialog)
    choices = dialog.choices()
    assert choices.order == (PageOrder.SKU, PageOrder.DEADLINE)
    assert listed(dialog) == own.services.documents.printing_order(packed(own), choices)


@pytest.mark.parametrize("name", ["apart", "separators", "marks"])
def test_a_switch_lays_the_sheets_out_anew(
    own: WindowDesk, dialog: PreviewDialog, name: str
) -> None:
    before = dialog.data
    assert before is not None
    if name == "marks":
        pick(dialog, "preview.layout", "One on each A4")
    box = dialog.findChild(QCheckBox, f"preview.{name}")
    assert box is not None
    QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))
    settle(own, dialog)
    data = dialog.data
    assert data is not None
    if name == "separators":
        assert data.sheets > before.sheets
        assert "Separator" in dialog.page_list.item(0).text()
    elif name == "marks":
        assert data.marked == len(packed(own))
    else:
        assert listed(dialog) == own.services.documents.printing_order(
            packed(own), dialog.choices()
        )


def test_a_page_is_found_by_its_awb_and_by_its_order(
    own: WindowDesk, dialog: PreviewDialog
) -> None:
    assert dialog.data is not None
    page = next(one for one in dialog.data.pages[3:] if one.awb)
    QTest.keyClick(dialog, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(dialog.pages.search, page.awb)
    shown = [n for n in range(dialog.page_list.count()) if not dialog.page_list.item(n).isHidden()]
    assert [dialog.page_list.entries[n].page for n in shown] == [page]
    assert dialog.pages.found.text() == "1 page found"
    assert dialog.page_list.currentRow() == shown[0]
    dialog.pages.search.setText("no such order")
    assert dialog.pages.found.text() == "No page has this"
    dialog.pages.search.setText(page.order_no.lower())
    assert dialog.pages.found.text() == "1 page found"


def test_a_page_is_left_out_and_put_back(own: WindowDesk, dialog: PreviewDialog) -> None:
    every = listed(dialog)
    dialog.page_list.setCurrentRow(1)
    QTest.keyClick(dialog.page_list, Qt.Key.Key_Delete)
    settle(own, dialog)
    assert listed(dialog) == [every[0], *every[2:]]
    assert dialog.pages.back_button.text() == "1 order left out · Put back"
    press(dialog, "preview.leave_out")
    settle(own, dialog)
    assert len(listed(dialog)) == len(every) - 2
    press(dialog, "preview.put_back")
    settle(own, dialog)
    assert listed(dialog) == every
    assert not dialog.pages.back_button.isVisible()


def test_a_page_is_moved_from_the_keyboard_and_stays_there(
    own: WindowDesk, dialog: PreviewDialog
) -> None:
    every = listed(dialog)
    dialog.page_list.setCurrentRow(0)
    QTest.keyClick(dialog.page_list, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    settle(own, dialog)
    assert listed(dialog)[:2] == [every[1], every[0]]
    assert dialog.panel.choices.order.currentText() == "My own order"
    assert dialog.page_list.currentRow() == 1
    press(dialog, "preview.move_up")
    settle(own, dialog)
    assert listed(dialog) == every
    pick(dialog, "preview.order", "Courier, then SKU")
    settle(own, dialog)
    assert dialog.panel.choices.order.findText("My own order") == -1


def test_thumbnails_fill_in_and_the_page_can_be_enlarged(
    own: WindowDesk, dialog: PreviewDialog
) -> None:
    assert dialog.data is not None
    own.wait(lambda: dialog.page_list.filled == dialog.data.sheets, "the small pictures")
    assert not dialog.page_list.item(dialog.page_list.count() - 1).icon().isNull()
    press(dialog, "preview.zoom_true")
    own.settle()
    assert dialog.pages.zoom_text.text() == "100 %"
    press(dialog, "preview.zoom_in")
    own.settle()
    assert dialog.pages.zoom_text.text() == "150 %"
    press(dialog, "preview.zoom_out")
    own.settle()
    assert dialog.pages.zoom_text.text() == "100 %"
    QTest.keyClick(dialog, Qt.Key.Key_9, Qt.KeyboardModifier.ControlModifier)
    own.settle()
    assert dialog.view.zoom == 0
    assert dialog.pages.size_text.text() == "105 × 148 mm"
    QTest.keyClick(dialog, Qt.Key.Key_PageDown)
    assert dialog.page_list.currentRow() == 1


def test_sheets_are_named_on_the_button_and_a_wrong_range_says_why(
    own: WindowDesk, dialog: PreviewDialog
) -> None:
    box, panel = dialog.panel.printers, dialog.panel
    QTest.keyClicks(box.range, "2-3")
    assert panel.print_button.text() == "Print 2 sheets"
    box.range.setText("99")
    assert "There is no sheet 99" in box.range_error.text()
    assert not panel.print_button.isEnabled()
    box.range.clear()
    assert panel.print_button.isEnabled()
    assert dialog.data is not None
    assert panel.print_button.text() == f"Print {len(dialog.data.pages)} labels"
    panel.choose_layout(Layout.A4_4UP)
    settle(own, dialog)
    assert panel.print_button.text() == "Print 4 labels on 1 sheet"


def test_bars_that_would_not_scan_stop_printing_until_the_seller_decides(
    own: WindowDesk, dialog: PreviewDialog
) -> None:
    assert dialog.data is not None
    page = dialog.data.pages[0]
    bad = Unreadable(page.shipment_id, page.order_no, 0, page.awb)
    dialog._checked(replace(dialog.data, unreadable=(bad,)))
    panel = dialog.panel
    assert panel.check.bars.text() == "1 bar code would not scan:"
    assert panel.check.unreadable.text() == page.order_no
    assert not panel.print_button.isEnabled()
    assert "leave them out" in panel.print_button.toolTip()
    dialog.print_now()
    assert "Nothing was printed yet" in dialog.error.text()
    press(dialog, "preview.unreadable.print")
    assert panel.print_button.isEnabled()
    dialog._checked(replace(dialog.data, unreadable=(bad,)))
    press(dialog, "preview.unreadable.leave_out")
    settle(own, dialog)
    assert page.shipment_id not in listed(dialog)


def test_choices_are_remembered_for_these_kinds_of_paper(
    own: WindowDesk, dialog: PreviewDialog
) -> None:
    pick(dialog, "preview.layout", "4 on A4")
    pick(dialog, "preview.order", "Courier, then SKU")
    settle(own, dialog)
    dialog.save_to(own.folder / "labels.pdf")
    own.wait(lambda: "labels.pdf" in dialog.heading.text(), "the file")
    own.settle()
    memory = PrintMemory.of(own.services.settings.current)
    assert memory.layout_for((LABEL,)) is Layout.A4_4UP
    assert memory.layout_for((INVOICE,)) is Layout.AS_IS
    assert memory.order == (PageOrder.COURIER, PageOrder.SKU)
    dialog.close()
    again = PreviewDialog.show_for(own.window, own.desk.context, packed(own), (LABEL,))
    settle(own, again)
    assert again.panel.choices.layout_choice is Layout.A4_4UP
    assert again.strip.text.text() == ""
