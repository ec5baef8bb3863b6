"""Add invoice: numbers, packages and details as they are filled in, by keyboard and scanner."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from konnect_desktop.domain.invoice_import import read_ack_date
from konnect_desktop.domain.journal import SeriesFormat
from konnect_desktop.domain.packaging import PackagePreset
from konnect_desktop.domain.series import number_warning
from konnect_desktop.domain.shipments import Package
from konnect_desktop.services.batch_models import InvoiceDetails, SeriesOptions
from konnect_desktop.services.number_preview import NumberPreview, SeriesPreview
from konnect_desktop.ui.asks.credit_note import CreditNoteDialog
from konnect_desktop.ui.asks.invoice_series import InvoiceForm, InvoiceSeriesDialog
from konnect_desktop.ui.asks.package_model import FIRST_SIZE, FYND, TYPED, package_rows
from tests.ui.conftest import Show
from tests.ui.made_up import shipment
from tests.ui.window_desk import wait_for

BOX = Package("PKG-1", Decimal(30), Decimal(20), Decimal(10), Decimal(500))
BAG = PackagePreset("Bag", "TEE-*", Decimal(25), Decimal("20.5"), Decimal(3), Decimal(300))
USUAL = SeriesOptions("INV-", 1, 5)


def look(
    _owner: object, asked: SeriesOptions | None, then: Callable[[NumberPreview], None]
) -> None:
    """Three new numbers of whatever is asked; two series by the rules."""
    if asked is None:
        a = SeriesPreview(SeriesFormat("A/"), 2, "A/1", "A/2", ("MUM · AMAZON",))
        b = SeriesPreview(SeriesFormat("B/"), 1, "B/9", "B/9", ("BLR · MYNTRA", "BLR · AJIO"))
        then(NumberPreview((a, b), kept=1))
        return
    form = SeriesFormat(asked.prefix, asked.next_number, asked.padding)
    last = form.text(form.first + 2)
    one = SeriesPreview(form, 3, form.text(form.first), last, (), str(number_warning(last)))
    then(NumberPreview((one,)))


def make(count: int = 3, **values: object) -> InvoiceSeriesDialog:
    made = [shipment(number, pieces=(1, 2)) for number in range(count)]
    wanted = {"shipments": made, **values}
    wanted["boxes"] = package_rows(wanted["shipments"], wanted.get("presets", ()))
    form = InvoiceForm(USUAL, look, **wanted)  # type: ignore[arg-type]
    return InvoiceSeriesDialog(None, count, form)


def press(dialog: InvoiceSeriesDialog) -> None:
    QTest.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)


# ---- numbers -----------------------------------------------------------------------------


def test_enter_takes_the_usual_series_and_nothing_else(show: Show) -> None:
    dialog = make()
    got = show(dialog)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    [options] = got
    assert options.series == USUAL
    assert options.invoices == {}
    assert options.packages == ()


def test_the_series_of_the_settings_are_listed_and_left_to_planning(show: Show) -> None:
    dialog = make(has_rules=True)
    got = show(dialog)
    wait_for(lambda: dialog.fields.preview_shown.series)
    assert not dialog.prefix.isVisible()
    lines = [dialog.findChild(QLabel, f"invoice_series.series_line.{n}").text() for n in range(2)]
    assert lines[0].split("   ·   ") == ["A/1  to  A/2", "2 orders", "MUM · AMAZON"]
    assert lines[1].startswith("B/9   ·   1 order")
    assert "1 order keeps its number" in dialog.fields.count_line.text()
    press(dialog)
    assert got[0].series is None


def test_a_series_by_hand_overrules_the_settings(show: Show) -> None:
    dialog = make(has_rules=True)
    got = show(dialog)
    dialog.fields.by_hand.click()
    assert dialog.prefix.isVisible()
    dialog.prefix.setText("X-")
    press(dialog)
    assert got[0].series == SeriesOptions("X-", 1, 5)


def test_long_numbers_are_warned_of_but_not_refused(show: Show) -> None:
    dialog = make()
    show(dialog)
    dialog.prefix.setText("FY2627/MUMBAI/")
    wait_for(dialog.fields.warning.isVisible)
    assert "at most 16" in dialog.fields.warning.text()
    assert dialog.accept_button.isEnabled()


def test_the_settings_are_one_press_away(show: Show) -> None:
    dialog = make()
    got = show(dialog)
    spy = QSignalSpy(dialog.settings_wanted)
    QTest.mouseClick(
        dialog.findChild(QPushButton, "invoice_series.rules"), Qt.MouseButton.LeftButton
    )
    assert spy.count() == 1
    assert not dialog.isVisible()
    assert got == []


def test_the_import_is_offered_only_to_a_listener(show: Show) -> None:
    dialog = make()
    show(dialog)
    dialog.tabs.setCurrentIndex(2)
    assert not dialog.import_button.isVisible()
    spy = QSignalSpy(dialog.import_wanted)
    dialog.offer_import()
    QTest.mouseClick(dialog.import_button, Qt.MouseButton.LeftButton)
    assert spy.count() == 1


# ---- packages ----------------------------------------------------------------------------


def test_presets_fill_themselves_in_by_sku_and_are_seen(show: Show) -> None:
    made = [
        shipment(1, pieces=(1,), skus=("TEE-RED",), packages=(BOX,)),
        shipment(2, pieces=(1,), skus=("CUP",), packages=(BOX,)),
        shipment(3, pieces=(2,), skus=("TEE-RED",)),
    ]
    dialog = make(3, shipments=made, presets=(BAG,))
    got = show(dialog)
    assert dialog.packages is not None
    rows = dialog.packages.model.rows
    assert [row.origin for row in rows] == ["Bag", FYND, FYND]
    assert dialog.tabs.tabText(1) == "Packages 1"
    assert dialog.packages.said.text() == "Sent with the invoice: 1 box by Bag."
    press(dialog)
    sizes = (Decimal(25), Decimal("20.5"), Decimal(3), Decimal(300))
    assert got[0].invoices == {made[0].id: InvoiceDetails(packages=(Package("PKG-1", *sizes),))}


def test_sizes_are_typed_into_the_table_and_faults_name_the_order(show: Show) -> None:
    made = [shipment(1, packages=(BOX,))]
    dialog = make(1, shipments=made)
    got = show(dialog)
    dialog.tabs.setCurrentIndex(1)
    assert dialog.packages is not None
    table = dialog.packages.table
    table.setFocus()
    table.setCurrentIndex(dialog.packages.model.index(0, FIRST_SIZE))
    QTest.keyClick(table, Qt.Key.Key_F2)
    editor = table.viewport().findChild(QLineEdit)
    assert editor is not None
    QTest.keyClick(editor, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(editor, "0")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    # The table takes an edit over a moment later.
    wait_for(lambda: dialog.packages.model.rows[0].origin == TYPED)
    assert dialog.isVisible()
    assert dialog.still.text() == "Order OD0001: 0 is no length. Correct it in Packages."
    assert not dialog.accept_button.isEnabled()
    dialog.packages.model.setData(dialog.packages.model.index(0, FIRST_SIZE), "31,5")
    press(dialog)
    [box] = got[0].invoices[made[0].id].packages
    assert (box.length_cm, box.width_cm) == (Decimal("31.5"), Decimal(20))


def test_many_are_filled_at_once_and_given_back(show: Show) -> None:
    dialog = make(30)
    show(dialog)
    assert dialog.packages is not None
    dialog.tabs.setCurrentIndex(1)
    tab = dialog.packages
    tab.sizes[0].setFocus()
    for text in ("30", "20", "5", "450"):
        QTest.keyClicks(dialog.focusWidget(), text)
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    assert tab.fill_all.hasFocus()
    assert dialog.isVisible()
    QTest.keyClick(tab.fill_all, Qt.Key.Key_Space)
    assert tab.model.own_count == 30
    assert tab.said.text() == "Sent with the invoice: 30 boxes typed by you."
    tab.table.setCurrentIndex(tab.model.index(3, FIRST_SIZE))
    QTest.mouseClick(tab.as_fynd, Qt.MouseButton.LeftButton)
    assert tab.model.own_count == 29
    assert len(dialog.options().invoices) == 29


def test_all_boxes_of_an_order_are_sent_when_one_changes(show: Show) -> None:
    second = Package("PKG-2", Decimal(9), Decimal(9), Decimal(9), Decimal(90))
    made = [shipment(1, packages=(BOX, second))]
    dialog = make(1, shipments=made, presets=(BAG,))
    show(dialog)
    assert dialog.packages is not None
    model = dialog.packages.model
    assert [model.data(model.index(n, 0)) for n in (0, 1)] == [
        "Box 1 of 2 · OD0001",
        "Box 2 of 2 · OD0001",
    ]
    model.setData(model.index(0, FIRST_SIZE), "40")
    boxes = dialog.options().invoices[made[0].id].packages
    assert [box.package_id for box in boxes] == ["PKG-1", "PKG-2"]
    assert [box.length_cm for box in boxes] == [Decimal(40), Decimal(9)]


# ---- details -----------------------------------------------------------------------------


def test_a_scanner_goes_from_serial_to_serial_and_on_to_the_next_order(show: Show) -> None:
    dialog = make(2)
    got = show(dialog)
    dialog.tabs.setCurrentIndex(2)
    assert dialog.details is not None
    first = dialog.details.forms[0]
    next(iter(first.serials.values()))[0].setFocus()
    for code in ("A1", "B1", "B2", "C1"):
        at = dialog.focusWidget()
        QTest.keyClicks(at, code)
        QTest.keyClick(at, Qt.Key.Key_Return)
    assert dialog.isVisible(), "Enter must not send"
    assert dialog.details.order.currentIndex() == 1
    assert dialog.tabs.tabText(2) == "Details 2"
    press(dialog)
    invoices = got[0].invoices
    assert invoices[shipment(0).id].serials == {"0-0": ("A1",), "0-1": ("B1", "B2")}
    assert invoices[shipment(1).id].serials == {"1-0": ("C1",)}


def test_a_form_that_is_made_later_is_reached_from_the_list_of_orders(show: Show) -> None:
    dialog = make(3)
    show(dialog)
    dialog.tabs.setCurrentIndex(2)
    assert dialog.details is not None
    dialog.details.order.setCurrentIndex(1)
    dialog.details.order.setFocus()
    QTest.keyClick(dialog.details.order, Qt.Key.Key_Tab)
    assert dialog.focusWidget() is dialog.details.form(1).chain.fields[0]


def test_what_is_wrong_or_odd_is_said(show: Show) -> None:
    dialog = make(2)
    show(dialog)
    assert dialog.details is not None
    one, two = dialog.details.forms
    one.ack_date.setText("yesterday")
    assert dialog.still.text().startswith("Order OD0000: “yesterday” is no date")
    one.ack_date.setText("24/11/2026 10:15")
    one.serials["0-1"][0].setText("S")
    one.serials["0-1"][1].setText("S")
    assert dialog.still.text() == "Order OD0000: the serial number S stands twice."
    one.serials["0-1"][1].clear()
    one.number.setText("N-1")
    two.number.setText("n-1")
    assert dialog.still.text() == "The invoice number N-1 stands at two orders."
    two.number.clear()
    one.irn.setText("abc")
    assert dialog.details.caution.text() == "An IRN has 64 characters; this one has 3."
    assert dialog.accept_button.isEnabled()


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2026-11-24T10:15:00", "2026-11-24 10:15:00"),
        ("24-11-2026", "2026-11-24 00:00:00"),
        (" 24/11/2026  10:15 ", "2026-11-24 10:15:00"),
        ("31-02-2026", ""),
        ("", ""),
    ],
)
def test_dates_of_the_tax_portal(text: str, read: str) -> None:
    assert read_ack_date(text) == read


def test_many_orders_get_numbers_and_packages_but_no_single_details(show: Show) -> None:
    dialog = make(21)
    show(dialog)
    assert dialog.details is None
    assert "up to 20 orders" in dialog.findChild(QLabel, "invoice_series.too_many").text()


# ---- credit note -------------------------------------------------------------------------


def test_credit_notes_in_bulk_are_typed_above_five(show: Show) -> None:
    dialog = CreditNoteDialog(None, 8, SeriesOptions("CN-", 4, 3), look)
    got = show(dialog)
    wait_for(lambda: dialog.fields.preview_shown.series)
    assert dialog.fields.preview.text() == "CN-004  to  CN-006"
    assert not dialog.accept_button.isEnabled()
    kept = QSignalSpy(dialog.series_kept)
    dialog.fields.prefix.setText("C/")
    dialog.fields.keep.setChecked(True)
    QTest.keyClicks(dialog.typed, "8")
    QTest.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    assert got[0].series == SeriesOptions("C/", 4, 3)
    assert kept.count() == 1
