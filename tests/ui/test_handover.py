"""The Handover room: scan parcels out, see what is missing, print one sheet, hand over the rest."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.handover import CourierGroup
from konnect_desktop.domain.papers import Paper, PaperChoices
from konnect_desktop.domain.states import Lane
from konnect_desktop.services.batch_models import ActionOptions
from konnect_desktop.services.context import TaskContext
from konnect_desktop.ui.batches.run import Phase
from konnect_desktop.ui.handover.page import HandoverPage
from konnect_desktop.ui.handover.parcels_tab import ParcelsTab
from konnect_desktop.ui.kit import sounds
from konnect_desktop.ui.own_papers.dialog import PaperDialog
from tests.conftest import MakeWindow
from tests.ui.object_names import unlisted
from tests.ui.window_desk import WindowDesk


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the ear would hear."""
    found: list[str] = []
    monkeypatch.setattr(sounds, "right", lambda: found.append("right"))
    monkeypatch.setattr(sounds, "wrong", lambda: found.append("wrong"))
    return found


@pytest.fixture
def own(make_window: MakeWindow) -> WindowDesk:
    """A window of its own whose new orders have their labels."""
    made = make_window(orders=120)
    made.wait_until_shown()
    rows = made.services.queries.rows_by_id(made.server.world.ids("CREATED"))
    ids = [row.id for row in rows if not row.is_self_ship]
    for action in (Action.CONFIRM, Action.ADD_INVOICE, Action.GET_LABELS):
        plan = made.services.bulk.plan(action, ids, ActionOptions())
        assert plan.batch_id is not None
        made.services.bulk.run(TaskContext(), plan.batch_id)
    return made


def open_room(desk: WindowDesk, index: int = 0) -> HandoverPage:
    page: HandoverPage = desk.window.handover
    desk.window.open_room("handover")
    page.tabs.setCurrentIndex(index)
    desk.settle()
    desk.wait(lambda: page.parcels.held.groups, "the couriers")
    return page


def choose_largest(tab: ParcelsTab) -> CourierGroup:
    group = max(tab.held.groups, key=lambda each: len(each.parcels))
    tab.couriers.setCurrentRow([each.key for each in tab.held.groups].index(group.key))
    assert len(group.parcels) > 2
    return group


def scan(tab: ParcelsTab, code: str) -> None:
    QTest.keyClicks(tab.scan.edit, code)
    QTest.keyClick(tab.scan.edit, Qt.Key.Key_Return)


def test_scanned_parcels_are_ticked_and_the_missing_are_named(
    own: WindowDesk, heard: list[str]
) -> None:
    tab = open_room(own).parcels
    group = choose_largest(tab)
    total = len(group.parcels)
    assert tab.count.text() == f"0 of {total} here"
    assert not tab.hand_over_button.isEnabled()
    for number, parcel in enumerate(group.parcels[:-1], 1):
        scan(tab, parcel.awb_text)
        assert tab.count.text() == f"{number} of {total} here"
        assert tab.scan.edit.text() == ""
    last = group.parcels[-1]
    assert tab.missing.text() == f"Missing: {last.order_no} ({last.item_text})"
    assert tab.scan.answer.text() == (
        f"✓  {group.parcels[-2].order_no} · {total - 1} of {total} here"
    )
    assert heard == ["right"] * (total - 1)
    assert tab.hand_over_button.text() == f"Hand over {total - 1}"
    tab.missing_only.setChecked(True)
    assert [row.id for row in tab.model.rows] == [last.id]
    tab.missing_only.setChecked(False)
    scan(tab, last.id)
    assert tab.missing.text() == "All parcels are here."


def test_a_wrong_parcel_is_named_and_sounds_wrong(own: WindowDesk, heard: list[str]) -> None:
    tab = open_room(own).parcels
    group = choose_largest(tab)
    other = next(each for each in tab.held.groups if each.key != group.key)
    scan(tab, other.parcels[0].awb_text)
    said = tab.scan.answer.text()
    assert said.startswith(f"✕  {other.parcels[0].order_no} belongs to {other.courier}")
    scan(tab, "NOSUCHCODE1")
    own.wait(lambda: "no order has this code" in tab.scan.answer.text(), "the answer")
    assert heard == ["wrong", "wrong"]
    assert tab.held.here == set()
    scan(tab, group.parcels[0].awb_text)
    scan(tab, group.parcels[0].awb_text)
    assert "was scanned before" in tab.scan.answer.text()
    assert heard[2:] == ["right", "right"]


def test_only_what_is_here_is_handed_over(own: WindowDesk, heard: list[str]) -> None:
    tab = open_room(own).parcels
    group = choose_largest(tab)
    here = [parcel.id for parcel in group.parcels[:-1]]
    tab.tick(here, is_here=True)
    tab.hand_over_button.click()
    own.wait(tab.strip.isVisible, "the strip")
    own.settle()
    # Until it is sent they are promised, and not offered twice.
    assert tab.count.text() == "0 of 1 here"
    before = len(own.server.changes)
    tab.strip.start_now.click()
    own.wait(lambda: len(own.server.changes) - before >= len(here), "the server")
    own.wait(lambda: tab.strip.close_button.isVisible(), "the end")
    sent = {change.shipment_id for change in own.server.changes[before:]}
    assert sent == set(here)
    # The courier is still there to sign: the sheet can be printed now as well.
    tab.strip.sheet.click()
    own.wait(lambda: own.window.findChildren(PaperDialog), "the window of the sheet")
    paper = own.window.findChildren(PaperDialog)[0]
    own.wait(lambda: paper.made is not None, "the sheet")
    assert paper.made.orders == len(here)
    paper.close()
    tab.strip.close_button.click()
    assert not tab.strip.isVisible()


def test_undo_brings_the_parcels_back_still_ticked(own: WindowDesk) -> None:
    tab = open_room(own).parcels
    group = choose_largest(tab)
    tab.tick([parcel.id for parcel in group.parcels], is_here=True)
    before = len(own.server.changes)
    own.window._hand_over()  # F8 in the key bar
    own.wait(tab.strip.isVisible, "the strip")
    tab.strip.undo.click()
    run = tab.strip.run
    own.wait(lambda: run is not None and run.phase is Phase.WITHDRAWN, "the undo")
    own.wait(lambda: tab.held.group(group.key) is not None, "the parcels")
    assert len(tab.held.ready(group.key)) == len(group.parcels)
    assert len(own.server.changes) == before


def test_sheet_lists_what_is_here_and_is_found_again(own: WindowDesk) -> None:
    page = open_room(own)
    tab = page.parcels
    group = choose_largest(tab)
    tab.tick([parcel.id for parcel in group.parcels[:2]], is_here=True)
    tab.print_button.click()
    own.wait(lambda: own.window.findChild(PaperDialog) is not None, "the window")
    dialog = own.find(PaperDialog, "paper")
    own.wait(lambda: dialog.made is not None and not own.desk.runner.running, "the sheet")
    assert dialog.made is not None
    (sheet,) = dialog.made.sheets
    assert {row.shipment_id for row in sheet.rows} == {p.id for p in group.parcels[:2]}
    own.services.own_papers.keep(dialog.made, "Office")
    dialog.close()
    page = open_room(own, index=1)
    own.wait(lambda: page.sheets.table.lines_model.lines, "the sheets")
    page.sheets.search.setText(group.parcels[0].awb_text)
    own.settle()
    own.wait(lambda: len(page.sheets.table.lines_model.lines) == 1, "the one sheet")
    page.sheets.table.selectRow(0)
    shown: list[list[str]] = []
    page.sheets.show_only.connect(shown.append)
    page.sheets.show_button.click()
    own.wait(lambda: shown, "its orders")
    assert set(shown[0]) == {p.id for p in group.parcels[:2]}
    page.sheets.search.setText("nobody")
    own.wait(lambda: not page.sheets.table.lines_model.lines, "nothing")
    assert page.sheets.empty.text() == "No sheet matches what you typed."


def test_kept_sheet_opens_for_another_print(own: WindowDesk) -> None:
    ids = [row.id for group in own.services.handover.expected() for row in group.parcels][:3]
    made = own.services.own_papers.make(TaskContext(), Paper.HANDOVER_SHEET, ids, PaperChoices())
    own.services.own_papers.keep(made, "Office")
    page = open_room(own, index=1)
    own.wait(lambda: page.sheets.table.lines_model.lines, "the sheets")
    page.sheets.table.selectRow(0)
    page.sheets.open_button.click()
    own.wait(lambda: own.window.findChild(PaperDialog) is not None, "the window")
    dialog = own.find(PaperDialog, "paper")
    own.wait(lambda: dialog.made is not None and not own.desk.runner.running, "the sheet")
    assert dialog.made is not None
    assert dialog.made.sheets[0].number == page.sheets.table.keys()[0]


def test_the_keyboard_alone_will_do(own: WindowDesk, heard: list[str]) -> None:
    tab = open_room(own).parcels
    group = choose_largest(tab)
    tab.table.setFocus()
    tab.table.selectRow(0)
    QTest.keyClick(tab.table, Qt.Key.Key_Space)
    assert tab.ready_ids() == [group.parcels[0].id]
    # Whatever is typed over the list goes to the scan line.
    code = group.parcels[1].awb_text
    QTest.keyClicks(tab.table, code[0])
    assert tab.scan.edit.text() == code[0]
    scan(tab, code[1:])
    assert len(tab.ready_ids()) == 2
    QTest.keyClick(tab.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(tab.ready_ids()) == len(group.parcels)
    tab.none_button.click()
    tab.hand_over()
    assert tab.scan.answer.text() == "Scan or tick the parcels first."


def test_nothing_packed_says_so_and_shows_the_way(own: WindowDesk) -> None:
    tab = open_room(own).parcels
    while ids := [
        row.id
        for row in own.services.queries.rows_by_id(own.server.world.ids())
        if row.lane is Lane.TO_HAND_OVER
    ]:
        plan = own.services.bulk.plan(Action.HAND_OVER, ids, ActionOptions())
        assert plan.batch_id is not None
        own.services.bulk.run(TaskContext(), plan.batch_id)
    tab.packed_only.setChecked(True)
    own.wait(lambda: tab.empty_text.isVisible(), "the empty room")
    assert tab.empty_text.text() == "No parcel is ticked as packed."
    tab.all_parcels.click()
    own.wait(lambda: tab.couriers.isVisible(), "the couriers")


def test_every_control_of_the_room_is_listed(own: WindowDesk) -> None:
    assert unlisted(open_room(own)) == []


def test_a_scan_finds_its_line_wherever_the_keyboard_is(own: WindowDesk, heard: list[str]) -> None:
    tab = open_room(own).parcels
    group = choose_largest(tab)
    for widget, parcel in zip((tab.couriers, tab.all_button), group.parcels[:2], strict=True):
        widget.setFocus()
        code = parcel.awb_text
        QTest.keyClicks(widget, code[0])
        scan(tab, code[1:])
        assert parcel.id in tab.held.here
    assert heard == ["right", "right"]


def test_ticks_are_there_again_the_next_morning(own: WindowDesk) -> None:
    tab = open_room(own).parcels
    group = choose_largest(tab)
    for parcel in group.parcels[:-1]:
        tab.on_scanned(parcel.awb_text)
    tab.tick([group.parcels[0].id], is_here=False)
    own.settle()
    own.reopen()
    again = open_room(own).parcels
    kept = again.held.ready(group.key)
    assert [row.id for row in kept] == [parcel.id for parcel in group.parcels[1:-1]]
