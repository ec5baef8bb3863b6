"""Ctrl+K: everything by a few letters, what was used last first, and why not for the rest."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.filters import OrderFilter, Sort
from konnect_desktop.domain.states import Lane
from konnect_desktop.ui.actions.specs import SPECS
from konnect_desktop.ui.kit.card import SettingsCard
from konnect_desktop.ui.window.palette import Palette
from konnect_desktop.ui.window.palette_entries import FIND, Entry, entries, matching
from konnect_desktop.ui.window.room_pages import ROOMS
from tests.ui.window_desk import WindowDesk

CTRL = Qt.KeyboardModifier.ControlModifier


def entry(title: str, *, words: str = "", enabled: bool = True) -> Entry:
    return Entry(title, title, "Command", "check", lambda: None, words=words, is_enabled=enabled)


SOME = [
    entry("Confirm"),
    entry("Add invoice"),
    entry("Print invoice", enabled=False),
    entry("Get labels", words="pack"),
    entry("Settings: Package presets", words="box size"),
]


def titles(text: str, recent: tuple[str, ...] = ()) -> list[str]:
    return [one.title for one in matching(text, SOME, recent)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("con", ["Confirm"]),
        ("INV", ["Add invoice", "Print invoice"]),
        ("inv pri", ["Print invoice"]),
        ("pack", ["Settings: Package presets", "Get labels"]),
        ("box", ["Settings: Package presets"]),
        ("onfirm", []),
    ],
)
def test_every_typed_word_begins_a_word(text: str, found: list[str]) -> None:
    assert titles(text) == found


def test_recent_ones_come_first_and_what_cannot_be_done_last() -> None:
    assert titles("")[-1] == "Print invoice"
    assert titles("", ("Get labels", "Print invoice"))[:2] == ["Get labels", "Print invoice"]
    assert titles("inv", ("Print invoice",)) == ["Print invoice", "Add invoice"]


def shown(desk: WindowDesk) -> list[Palette]:
    return [one for one in desk.window.findChildren(Palette) if one.isVisible()]


def opened(desk: WindowDesk) -> Palette:
    desk.window.activateWindow()
    desk.wait(desk.window.isActiveWindow, "the window in front")
    QTest.keyClick(desk.window, Qt.Key.Key_K, CTRL)
    desk.wait(lambda: shown(desk), "the palette")
    [palette] = shown(desk)
    desk.wait(palette.line.hasFocus, "the keyboard in the palette")
    return palette


def test_everything_is_in_it(desk: WindowDesk) -> None:
    found = {one.key: one for one in entries(desk.window)}
    assert {f"action.{spec.action.value}" for spec in SPECS} <= found.keys()
    assert {f"room.{room.name}" for room in ROOMS} <= found.keys()
    assert {"tab.new", "tab.returns", "tab.all", "settings.look", "command.check"} <= found.keys()
    for spec in SPECS:
        assert found[f"action.{spec.action.value}"].shortcut == spec.shortcut
    assert len(found) == len(entries(desk.window))


def test_settings_are_opened_at_their_card(desk: WindowDesk) -> None:
    for one in entries(desk.window):
        if one.kind == "Settings":
            one.run()
            card = desk.find(QWidget, one.key)
            assert card.isVisible()
            assert card.accessibleName() == one.title.removeprefix("Settings: ")
            # Without a rule the crop card only says how to make one.
            if one.key != "settings.crop":
                assert card.isAncestorOf(desk.window.focusWidget())
    cards = {card.objectName() for card in desk.window.settings.findChildren(SettingsCard)}
    assert cards == {one.key for one in entries(desk.window) if one.kind == "Settings"}


def test_a_tab_by_keyboard_alone(desk: WindowDesk) -> None:
    palette = opened(desk)
    QTest.keyClicks(palette.line, "returns")
    assert palette.current is not None
    while palette.current.key != "tab.returns":
        QTest.keyClick(palette.line, Qt.Key.Key_Down)
    QTest.keyClick(palette.line, Qt.Key.Key_Return)
    desk.wait(lambda: desk.page.wanted.lane is Lane.RETURNS, "the tab")
    assert shown(desk) == []
    again = opened(desk)
    assert again.model.found[0].key == "tab.returns"
    QTest.keyClick(again.line, Qt.Key.Key_Escape)
    assert shown(desk) == []


def test_an_action_says_how_many_and_why_not(desk: WindowDesk) -> None:
    desk.page.show_lane(Lane.NEW)
    desk.settle()
    desk.page.select_all()
    desk.wait(lambda: desk.page.bar.actions_bar.offer.ids, "the toolbar's answer")
    desk.settle()
    count = len(desk.page.selection)
    palette = opened(desk)
    QTest.keyClicks(palette.line, "confirm")
    assert palette.current is not None
    assert palette.current.kind == "Next step"
    assert palette.current.detail == f"{count} of {count} ticked orders"
    palette.line.setText("hand over")
    assert not palette.current.is_enabled
    assert "Press Get labels first." in palette.why.text()
    QTest.keyClick(palette.line, Qt.Key.Key_Return)
    assert palette.isVisible(), "what cannot be done says why and stays"
    assert palette.why.property("role") == "error"
    palette.reject()


def test_what_is_no_command_is_looked_up_among_the_orders(desk: WindowDesk) -> None:
    desk.page.show_lane(Lane.TO_PACK)
    desk.window.open_room("settings")
    order = desk.services.queries.rows_by_id(
        desk.services.queries.ids(OrderFilter(lane=Lane.NEW), Sort())[:1]
    )[0]
    palette = opened(desk)
    height = palette.height()
    QTest.keyClicks(palette.line, order.order_no)
    [entry] = palette.model.found
    assert order.order_no in entry.title
    assert palette.height() == height
    QTest.keyClick(palette.line, Qt.Key.Key_Return)
    desk.wait(lambda: [row.id for row in desk.rows()] == [order.id], "the order")
    assert desk.window.rooms.current == "orders"
    assert desk.page.wanted.lane is None
    assert shown(desk) == []
    again = opened(desk)
    assert again.recent == []
    QTest.keyClicks(again.line, "confirm")
    assert [again.model.found[0].title[:7], again.model.found[-1].key] == ["Confirm", FIND]
    again.reject()


def test_an_action_is_pressed_as_in_the_toolbar(desk: WindowDesk) -> None:
    pressed: list[Action] = []
    bar = desk.page.bar.actions_bar
    bar.triggered.disconnect()
    bar.triggered.connect(pressed.append)
    desk.window.open_room("settings")
    desk.page.selection.set([desk.page.model.row_at(0).id])
    desk.wait(lambda: bar.offer.ids, "the toolbar's answer")
    palette = opened(desk)
    QTest.keyClicks(palette.line, "refresh")
    QTest.keyClick(palette.line, Qt.Key.Key_Return)
    assert pressed == [Action.REFRESH]
    assert desk.window.rooms.current == "orders"
