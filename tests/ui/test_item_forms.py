"""Forms that list the items of orders: what is filled in is what is handed on."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QPushButton

from konnect_desktop.domain.quality import grouped, words
from konnect_desktop.domain.requests import QC_REASONS, CancelItem, QcItem
from konnect_desktop.services.batch_models import ActionOptions
from konnect_desktop.ui.asks.cancel_items import CancelItemsDialog
from konnect_desktop.ui.asks.confirm_preview import ConfirmPreview
from konnect_desktop.ui.asks.return_qc import ReturnQcDialog
from konnect_desktop.ui.kit.question import Question
from tests.ui.conftest import Show
from tests.ui.made_up import shipment


def press(dialog: Question) -> None:
    QTest.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)


def label(dialog: QDialog, name: str) -> str:
    found = dialog.findChild(QLabel, name)
    assert found is not None, name
    return str(found.text())


# ---- cancel items ------------------------------------------------------------------------


def test_items_and_pieces_with_one_reason_for_all_by_keyboard(show: Show) -> None:
    dialog = CancelItemsDialog(None, [shipment(1, pieces=(1, 3, 2))])
    got = show(dialog)
    first, second, _third = dialog.lines
    assert dialog.focusWidget() is first.tick
    assert not dialog.accept_button.isEnabled()
    assert dialog.still.text() == "Tick the items to cancel."
    second.tick.setFocus()
    QTest.keyClick(second.tick, Qt.Key.Key_Space)
    assert not first.pieces.isEnabled()
    second.pieces.setFocus()
    QTest.keyClick(second.pieces, Qt.Key.Key_Down)
    assert dialog.still.text() == "Choose a reason first."
    dialog.reason.reason.setCurrentText("Damaged product")
    assert dialog.accept_button.text() == "Cancel 1 item"
    dialog.accept_button.setFocus()
    QTest.keyClick(dialog.accept_button, Qt.Key.Key_Space)
    [options] = got
    assert options.reason_code == "9"
    assert options.cancel_items == {shipment(1).id: (CancelItem("1-1", 2, "9"),)}


def test_each_item_can_have_a_reason_of_its_own(show: Show) -> None:
    dialog = CancelItemsDialog(None, [shipment(1)])
    got = show(dialog)
    dialog.same.setChecked(False)
    assert not dialog.reason.isVisible()
    for line in dialog.lines:
        line.tick.setChecked(True)
    dialog.lines[0].reason.reason.setCurrentText("Out of stock")
    assert dialog.still.text() == "Choose a reason for Item 1 of 1."
    own = dialog.lines[1].reason
    own.reason.setCurrentText("Another code…")
    assert own.code.isVisible()
    assert own.code.hasFocus()
    QTest.keyClick(own.code, Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    assert own.reason.hasFocus()
    QTest.keyClick(own.reason, Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    assert dialog.lines[1].pieces.hasFocus()
    QTest.keyClicks(own.code, "77")
    press(dialog)
    [options] = got
    assert options.reason_code == ""
    assert [(i.item_id, i.reason_code) for i in options.cancel_items[shipment(1).id]] == [
        ("1-0", "6"),
        ("1-1", "77"),
    ]


def test_what_the_buyer_cancelled_is_struck_out_and_not_offered(show: Show) -> None:
    dialog = CancelItemsDialog(None, [shipment(1, pieces=(1, 1), gone=(0,))])
    show(dialog)
    assert [line.item.item_id for line in dialog.lines] == ["1-1"]
    assert label(dialog, "cancel_items.item.0.title") == "Item 0 of 1"
    assert label(dialog, "cancel_items.item.0.gone") == "cancelled already"


def test_ticking_everything_warns_of_the_whole_order(show: Show) -> None:
    dialog = CancelItemsDialog(None, [shipment(1)])
    show(dialog)
    for line in dialog.lines:
        line.tick.setChecked(True)
    assert dialog.warning.isVisible()
    assert dialog.warning.text() == "Every item is ticked: this cancels the whole order."
    dialog.lines[1].pieces.setValue(1)
    assert not dialog.warning.isVisible()


def test_above_five_orders_the_number_of_touched_orders_is_typed(show: Show) -> None:
    dialog = CancelItemsDialog(None, [shipment(number) for number in range(8)])
    got = show(dialog)
    dialog.reason.reason.setCurrentText("Out of stock")
    for line in dialog.lines[:10:2]:
        line.tick.setChecked(True)
    assert not dialog.typed.isVisible()
    assert dialog.accept_button.isEnabled()
    dialog.lines[10].tick.setChecked(True)
    assert dialog.typed.isVisible()
    assert not dialog.accept_button.isEnabled()
    QTest.keyClicks(dialog.typed, "6")
    press(dialog)
    assert len(got[0].cancel_items) == 6


def test_enter_keeps_the_items(show: Show) -> None:
    dialog = CancelItemsDialog(None, [shipment(1)])
    got = show(dialog)
    dialog.lines[0].tick.setChecked(True)
    dialog.reason.reason.setCurrentText("Out of stock")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert got == []
    assert not dialog.isVisible()


# ---- confirm -----------------------------------------------------------------------------


def test_cancelled_items_are_listed_before_confirming(show: Show) -> None:
    shortened = [shipment(1, gone=(1,)), shipment(2, gone=(0, 1))]
    dialog = ConfirmPreview(None, 40, shortened)
    got = show(dialog)
    assert "In 2 orders the buyer cancelled 3 items." in label(dialog, "confirm_preview.text")
    assert label(dialog, "confirm_preview.item.0.order") == "OD0001"
    assert label(dialog, "confirm_preview.item.0.title") == "Item 1 of 1"
    assert label(dialog, "confirm_preview.item.0.pieces") == "3 ×"
    assert "1 order with no item left" in label(dialog, "confirm_preview.left_out")
    assert dialog.accept_button.text() == "Confirm 39 orders"
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert got == [ActionOptions()]


def test_nothing_left_to_confirm_is_said(show: Show) -> None:
    dialog = ConfirmPreview(None, 1, [shipment(1, gone=(0, 1))])
    show(dialog)
    assert not dialog.accept_button.isEnabled()
    assert "Refresh" in dialog.still.text()


# ---- return ------------------------------------------------------------------------------


def test_all_good_is_one_press_for_any_number(show: Show) -> None:
    dialog = ReturnQcDialog(None, 84, [])
    got = show(dialog)
    assert not dialog.by_item.isEnabled()
    assert "Rejecting is not possible" in label(dialog, "return_qc.text")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert got == [ActionOptions()]


def test_the_pieces_of_an_item_are_split_by_condition(show: Show) -> None:
    dialog = ReturnQcDialog(None, 1, [shipment(1, pieces=(1, 3))])
    got = show(dialog)
    dialog.by_item.setChecked(True)
    line = dialog.lines[1]
    split = dialog.findChild(QPushButton, "return_qc.item.1.split")
    QTest.mouseClick(split, Qt.MouseButton.LeftButton)
    assert [part.pieces.value() for part in line.parts] == [2, 1]
    line.parts[1].quality.setCurrentText("Tag is missing")
    line.parts[0].pieces.setValue(1)
    assert not dialog.accept_button.isEnabled()
    assert dialog.still.text().startswith("Item 1 of 1: 2 of 3 pieces have a condition.")
    line.parts[0].pieces.setValue(2)
    press(dialog)
    assert got[0].qc_items == {
        shipment(1).id: (
            QcItem("1-0", 1, ""),
            QcItem("1-1", 2, ""),
            QcItem("1-1", 1, "tag_missing"),
        )
    }


def test_the_keyboard_goes_from_item_to_item_and_then_to_the_buttons(show: Show) -> None:
    dialog = ReturnQcDialog(None, 1, [shipment(1, pieces=(1, 2))])
    show(dialog)
    dialog.by_item.setChecked(True)
    dialog.by_item.setFocus()
    one, two = dialog.lines
    split = dialog.findChild(QPushButton, "return_qc.item.1.split")
    seen = []
    for _ in range(6):
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        seen.append(dialog.focusWidget().objectName())
    assert seen == [
        one.parts[0].pieces.objectName(),
        one.parts[0].quality.objectName(),
        two.parts[0].pieces.objectName(),
        two.parts[0].quality.objectName(),
        split.objectName(),
        "return_qc.close",
    ]


def test_parts_in_the_same_condition_go_together(show: Show) -> None:
    dialog = ReturnQcDialog(None, 1, [shipment(1, pieces=(2,))])
    got = show(dialog)
    dialog.by_item.setChecked(True)
    dialog.findChild(QPushButton, "return_qc.item.0.split").click()
    assert not dialog.findChild(QPushButton, "return_qc.item.0.split").isEnabled()
    press(dialog)
    assert got[0].qc_items == {shipment(1).id: (QcItem("1-0", 2, ""),)}


def test_every_quality_has_plain_words_and_headings_cannot_be_chosen(show: Show) -> None:
    slugs = [slug for _, reasons in grouped() for slug, _ in reasons]
    assert sorted(slugs) == sorted(slug for group in QC_REASONS.values() for slug in group)
    assert all("_" not in words(slug) for slug in slugs)
    assert words("new_reason_of_2031") == "new reason of 2031"
    dialog = ReturnQcDialog(None, 1, [shipment(1, pieces=(1,))])
    show(dialog)
    dialog.by_item.setChecked(True)
    quality = dialog.lines[0].parts[0].quality
    quality.setFocus()
    seen = {quality.slug}
    for _ in range(quality.count()):
        QTest.keyClick(quality, Qt.Key.Key_Down)
        assert quality.currentData() is not None, quality.currentText()
        seen.add(quality.slug)
    assert seen == set(slugs)
