"""Labels too large for the sheet: found and cut, on a larger sheet, or smaller; never unasked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from reportlab.pdfgen.canvas import Canvas

from konnect_desktop.domain.printing import Layout, ShrinkRule, percent_of
from konnect_desktop.practice import papers
from konnect_desktop.practice.model import SimShipment
from konnect_desktop.services.paper_models import LABEL
from konnect_desktop.services.print_memory import PrintMemory
from konnect_desktop.ui.printing.crop_editor import CropEditor
from konnect_desktop.ui.printing.preview import PreviewDialog
from konnect_desktop.ui.printing.print_again import PrintAgainQuestion
from tests.documents import draw_layouts
from tests.documents.make_pdf import Label
from tests.printing.scripted_queues import ScriptedQueues
from tests.ui.paper_steps import packed, settle
from tests.ui.window_desk import WindowDesk

COUNT = 3


def _on_a4(canvas: Canvas, labels: Sequence[Label]) -> None:
    """A label of 98 × 128 mm above a cut line that is not in the middle, an invoice below."""
    draw_layouts.label_at(canvas, 297, labels[0], (55, 8, 98, 128), draw_layouts.Look())
    draw_layouts.cut_line(canvas, draw_layouts.A4, down_mm=145)
    draw_layouts.invoice_at(canvas, 297, labels[0], (12, 150, 186, 130))


def _draw(shipments: Sequence[SimShipment], _now: object) -> bytes:
    labels = [Label(one.id, str(one.awb), one.marketplace_order_id) for one in shipments]
    return draw_layouts.pages(labels, _on_a4)


@pytest.fixture
def own(with_queues: WindowDesk, monkeypatch: pytest.MonkeyPatch) -> WindowDesk:
    """A window whose channel sends its labels on A4."""
    monkeypatch.setattr(papers, "labels", _draw)
    return with_queues


@pytest.fixture
def ids(own: WindowDesk) -> list[str]:
    """Some orders of one channel."""
    rows = own.services.queries.rows_by_id(packed(own))
    ids = [row.id for row in rows if not row.is_self_ship][:COUNT]
    assert len(ids) == COUNT
    with own.services.database.write() as conn:
        for one in ids:
            conn.execute("UPDATE shipment SET channel = 'FLIPKART' WHERE id = ?", (one,))
    return ids


def opened(own: WindowDesk, ids: Sequence[str], layout: Layout = Layout.A4_4UP) -> PreviewDialog:
    dialog = PreviewDialog.show_for(own.window, own.desk.context, ids, (LABEL,))
    settle(own, dialog)
    dialog.panel.choose_layout(layout)
    settle(own, dialog)
    return dialog


def press(own: WindowDesk, dialog: PreviewDialog, name: str) -> None:
    button = dialog.findChild(QPushButton, name)
    assert button is not None
    assert button.isVisible(), name
    assert button.isEnabled(), name
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def memory(own: WindowDesk) -> PrintMemory:
    return PrintMemory.of(own.services.settings.current)


def test_the_label_that_was_found_is_offered_once(own: WindowDesk, ids: list[str]) -> None:
    dialog = opened(own, ids)
    offer = dialog.offer_card
    assert dialog.data is not None
    assert (dialog.data.sheets, len(dialog.data.held)) == (0, len(ids))
    assert offer.isVisible()
    assert "Found the label on these Flipkart pages" in offer.text.text()
    assert "100 × 131 mm" in offer.text.text()
    own.wait(lambda: not offer.page.page_rect().isEmpty(), "the page")
    assert not dialog.size_card.isVisible(), "one question at a time"
    press(own, dialog, "preview.offer.use")
    settle(own, dialog)
    assert dialog.data.held == ()
    assert {page.scale for page in dialog.data.pages} == {1.0}
    assert dialog.data.is_clean
    assert dialog.panel.paper.text() == "1 sheet at true size: 210 × 297 mm."
    assert not offer.isVisible()
    (rule,) = memory(own).crop_rules
    assert (rule.page_width_mm, rule.page_height_mm) == pytest.approx((210, 297), abs=0.1)
    dialog.close()
    assert not opened(own, ids).offer_card.isVisible()


def test_no_leaves_the_other_ways_and_is_remembered(own: WindowDesk, ids: list[str]) -> None:
    dialog = opened(own, ids)
    press(own, dialog, "preview.offer.no")
    own.wait(dialog.size_card.isVisible, "the other ways")
    assert memory(own).crop_rules == ()
    assert dialog.data is not None
    (percent,) = {one.percent for one in dialog.data.held}
    card = dialog.size_card
    assert f"would shrink to {percent} %" in card.text.text()
    buttons = [card.larger_button, card.crop_button, card.shrink_button]
    assert [one.text() for one in buttons] == ["Use A4", "Crop…", f"Shrink to {percent} %"]
    assert dialog.panel.paper.text() == f"{len(ids)} labels would shrink to {percent} %."
    assert not dialog.panel.print_button.isEnabled()
    assert dialog.heading.text() == f"{len(ids)} labels do not fit this sheet"
    check = dialog.panel.check
    assert check.matched.text() == f"{len(ids)} labels left out for their size:"
    assert "Use A4, Crop… or Shrink" in check.missing.text()
    assert not dialog.again_button.isVisible()
    dialog.close()
    again = opened(own, ids)
    assert not again.offer_card.isVisible()
    press(own, again, "preview.size.larger")
    settle(own, again)
    assert again.panel.choices.layout_choice is Layout.A4_ONE
    assert again.data is not None
    assert again.data.is_clean
    assert again.panel.paper.text() == f"{len(ids)} sheets at true size: 210 × 297 mm."


def test_smaller_is_a_choice_remembered_for_the_channel(own: WindowDesk, ids: list[str]) -> None:
    dialog = opened(own, ids, Layout.THERMAL_4X6)
    press(own, dialog, "preview.offer.no")
    own.wait(dialog.size_card.isVisible, "the other ways")
    press(own, dialog, "preview.size.shrink")
    settle(own, dialog)
    data = dialog.data
    assert data is not None
    (percent,) = {percent_of(scale) for scale in data.shrunk.values()}
    assert percent < 100
    assert dialog.panel.paper.text() == f"{len(ids)} sheets at {percent} %: 102 × 152 mm."
    assert f"Label at {percent} %" in dialog.page_list.item(0).text()
    assert dialog.pages.size_text.text().endswith(f", at {percent} %")
    channel = own.services.queries.rows_by_id(ids)[0].channel
    assert memory(own).shrinks == (ShrinkRule(channel, LABEL, percent),)
    dialog.close()
    again = opened(own, ids, Layout.THERMAL_4X6)
    assert again.data is not None
    assert again.data.held == ()
    settings = own.window.settings.crop
    settings.reload()
    assert f"labels may shrink to {percent} %" in settings.rules.item(0).text()
    settings.rules.setCurrentRow(0)
    settings.remove()
    own.wait(lambda: memory(own).shrinks == (), "the settings")


def test_what_was_sent_is_closed_and_the_same_again_is_asked(
    own: WindowDesk, queues: ScriptedQueues, ids: list[str]
) -> None:
    dialog = opened(own, ids, Layout.A4_ONE)
    panel = dialog.panel
    assert panel.print_button.text() == f"Print {len(ids)} labels"
    panel.printers.copies.setValue(2)
    assert panel.print_button.text() == f"Print {2 * len(ids)} sheets"
    panel.printers.rows[panel.printers._roles[0]].box.setCurrentText("LAB")
    press(own, dialog, "preview.print")
    own.wait(lambda: len(queues.sent) == 1 and not panel._is_busy, "the queue")
    assert panel.done_button.isVisible()
    assert panel.done_button.property("kind") == "primary"
    assert panel.print_button.property("kind") == ""
    assert panel.print_button.text() == "Print again…"
    QTest.keyClick(dialog, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    question = own.find(PrintAgainQuestion, "print_again")
    assert question.accept_button.text() == f"Print {2 * len(ids)} sheets again"
    question.reject()
    assert len(queues.sent) == 1
    # The same papers on other sheets are the same papers.
    panel.choose_layout(Layout.AS_IS)
    settle(own, dialog)
    assert panel.print_button.text() == "Print again…"
    press(own, dialog, "preview.print")
    own.find(PrintAgainQuestion, "print_again").press()
    own.wait(lambda: len(queues.sent) == 2, "the second time")
    press(own, dialog, "preview.done")
    assert not dialog.isVisible()


def test_sheets_that_were_not_sent_are_no_repetition(
    own: WindowDesk, queues: ScriptedQueues, ids: list[str]
) -> None:
    dialog = opened(own, ids, Layout.A4_ONE)
    panel = dialog.panel
    panel.printers.rows[panel.printers._roles[0]].box.setCurrentText("LAB")
    panel.printers.range.setText("1")
    press(own, dialog, "preview.print")
    own.wait(lambda: len(queues.sent) == 1 and not panel._is_busy, "the queue")
    assert panel.done_button.isVisible()
    panel.printers.range.setText("2-3")
    assert not panel.done_button.isVisible()
    assert panel.print_button.text() == "Print 2 sheets"
    press(own, dialog, "preview.print")
    own.wait(lambda: len(queues.sent) == 2, "the others")


def test_a_range_goes_with_the_sheets_it_spoke_of(own: WindowDesk, ids: list[str]) -> None:
    dialog = opened(own, ids, Layout.A4_ONE)
    dialog.panel.printers.range.setText("2")
    dialog.panel.choose_layout(Layout.AS_IS)
    settle(own, dialog)
    assert dialog.panel.printers.range.text() == ""
    assert "Sheets is All again" in dialog.strip.text.text()
    assert dialog.panel.print_button.text() == f"Print {len(ids)} labels"


def test_numbers_say_where_they_have_no_room(own: WindowDesk, ids: list[str]) -> None:
    dialog = opened(own, ids, Layout.AS_IS)
    choices = dialog.panel.choices
    assert not choices.marks_note.isVisible()
    choices.marks.setChecked(True)
    settle(own, dialog)
    assert choices.marks_note.text() == "No room for numbers: what is printed fills its place."
    assert choices.marks_note.isVisible()
    assert dialog.data is not None
    choices.show_marked(1, 3)
    assert choices.marks_note.text() == "No room for the number on 2 of 3."


def test_orders_without_paper_on_purpose_are_told_apart(own: WindowDesk, ids: list[str]) -> None:
    dialog = opened(own, ids, Layout.AS_IS)
    assert dialog.data is not None
    check = dialog.panel.check
    check.show_data(replace(dialog.data, not_due=("1", "2")), {})
    assert check.not_due.text() == (
        "2 self-ship orders wait for their AWB, so they have no papers yet."
    )
    assert "without paper" not in check.matched.text()
    assert check.matched.text().endswith("✓")


def test_a_typed_crop_reaches_the_edge_and_says_what_it_cuts(
    own: WindowDesk, ids: list[str]
) -> None:
    dialog = opened(own, ids, Layout.AS_IS)
    dialog.pages.crop_button.click()
    editor = next(e for e in own.window.findChildren(CropEditor) if e.isVisible())
    own.wait(lambda: editor.sample is not None, "the sample")
    edges = editor.edges
    edges["right"].setValue(edges["right"].maximum())
    edges["left"].setValue(100)
    own.wait(editor.cut.isVisible, "the warning")
    assert editor.cut.text().startswith("This cuts through the bar code")
    assert editor.save_button.text().endswith("all the same")
    edges["left"].setValue(40)
    edges["top"].setValue(200)
    edges["bottom"].setValue(190)
    assert "Too small" in editor.error.text()
    assert not editor.save_button.isEnabled()
    edges["top"].setValue(4)
    edges["bottom"].setValue(141)
    own.wait(lambda: not editor.cut.isVisible(), "no warning")
    editor.save_button.click()
    own.wait(lambda: not own.window.findChildren(CropEditor), "the rule")
    (rule,) = memory(own).crop_rules
    assert rule.right == 1.0
    settle(own, dialog)
    assert dialog.data is not None
    assert dialog.data.cuts == ()
    assert not editor_warns(dialog)


def editor_warns(dialog: PreviewDialog) -> bool:
    return dialog.panel.check.cut.isVisible()


def test_a_kept_rule_that_cuts_bars_is_told_when_printing(own: WindowDesk, ids: list[str]) -> None:
    dialog = opened(own, ids, Layout.AS_IS)
    dialog.pages.crop_button.click()
    editor = next(e for e in own.window.findChildren(CropEditor) if e.isVisible())
    own.wait(lambda: editor.sample is not None, "the sample")
    editor.canvas.set_box(QRectF(0.2, 0, 0.55, 0.09))
    editor._show_edges(editor.canvas.box)
    editor.save()
    own.wait(editor.cut.isVisible, "the warning before it is kept")
    assert memory(own).crop_rules == ()
    editor.save()
    own.wait(lambda: not own.window.findChildren(CropEditor), "the rule")
    settle(own, dialog)
    assert dialog.data is not None
    assert {one.shipment_id for one in dialog.data.cuts} == set(ids)
    assert "cuts through a bar code" in dialog.panel.check.cut.text()
    assert "Crop…" in dialog.panel.check.cut.text()
