"""The toolbar's words, keys and rows: one declaration for buttons, menus and palette."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QMenu

from konnect_desktop.domain import states
from konnect_desktop.domain.actions import Action, Facts
from konnect_desktop.ui import icons
from konnect_desktop.ui.actions import BY_ACTION, ROWS, SHOWN, SPECS, Group, Journey, make_offer
from tests.ui.window_desk import WindowDesk


def test_every_action_has_words_an_icon_and_a_key_of_its_own() -> None:
    assert [spec.action for spec in SPECS].count(Action.CONFIRM) == 1
    assert {spec.action for spec in SPECS} == set(Action)
    assert len({spec.text for spec in SPECS}) == len(SPECS)
    assert len({spec.icon for spec in SPECS}) == len(SPECS)
    keys = [QKeySequence(spec.shortcut).toString() for spec in SPECS]
    assert all(keys)
    assert len(set(keys)) == len(keys)
    for spec in SPECS:
        assert spec.hint.endswith((".", "…")), spec.action
        assert not icons.pixmap(spec.icon, "#000000").isNull(), spec.icon


def test_no_key_of_the_window_means_two_things(desk: WindowDesk) -> None:
    keys = [one.key().toString() for one in desk.window.findChildren(QShortcut)]
    keys += [
        one.shortcut().toString()
        for one in desk.window.findChildren(QAbstractButton)
        if not one.shortcut().isEmpty()
    ]
    assert sorted({key for key in keys if keys.count(key) > 1}) == []


@pytest.mark.parametrize(
    ("facts", "journey"),
    [
        (Facts("CREATED"), Journey.CHANNEL),
        (Facts("TRANSIT", is_self_ship=True), Journey.SELF_SHIP),
        (Facts("RETURN_DELIVERED", states.Journey.RETURN), Journey.RETURNS),
        (Facts("RETURN_PROCESSING", states.Journey.RTO, is_self_ship=True), Journey.RETURNS),
        (Facts("RETURN_DELIVERED"), Journey.RETURNS),
    ],
)
def test_the_row_is_the_one_of_most_orders(facts: Facts, journey: Journey) -> None:
    offer = make_offer(["1", "2", "3"], [(facts, 2), (Facts("CONFIRMED"), 1)])
    assert offer.journey is journey


def test_no_order_no_journey() -> None:
    assert make_offer([], []).journey is None


def test_every_row_has_the_steps_of_its_journey() -> None:
    for journey, row in ROWS.items():
        groups = {BY_ACTION[action].group for action in row}
        assert (Group.RETURNS in groups) is (journey is Journey.RETURNS)
        assert not any(BY_ACTION[action].is_danger for action in row)
        assert Action.REFRESH not in row


def test_the_menus_have_every_action_under_its_heading(desk: WindowDesk) -> None:
    menu = QMenu()
    desk.page.bar.actions_bar.fill_menu(menu)
    heading = ""
    found: dict[str, str] = {}
    for entry in menu.actions():
        name = entry.objectName()
        if name.startswith("menu.heading."):
            heading = name.removeprefix("menu.heading.")
        elif name.startswith("menu."):
            found[name.removeprefix("menu.")] = heading
    wanted = {spec.action.value: spec.group.name.lower() for spec in SHOWN}
    assert found == wanted
