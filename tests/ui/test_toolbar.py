"""The toolbar's words, keys and rows: one declaration for buttons, menus and palette."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu

from konnect_desktop.domain import states
from konnect_desktop.domain.actions import Action, Facts, judge
from konnect_desktop.domain.reasons import next_step, why
from konnect_desktop.ui.actions.bar import ActionBar
from konnect_desktop.ui.actions.offer import make_offer
from konnect_desktop.ui.actions.specs import BY_ACTION, ROWS, SPECS, Group, ToolbarSet
from konnect_desktop.ui.kit import icons
from konnect_desktop.ui.kit.theme import Theme
from tests.domain.action_states import STATES
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
        (Facts("CREATED"), ToolbarSet.CHANNEL),
        (Facts("TRANSIT", is_self_ship=True), ToolbarSet.SELF_SHIP),
        (Facts("RETURN_DELIVERED", states.Journey.RETURN), ToolbarSet.RETURNS),
        (Facts("RETURN_PROCESSING", states.Journey.RTO, is_self_ship=True), ToolbarSet.RETURNS),
        (Facts("RETURN_DELIVERED"), ToolbarSet.RETURNS),
    ],
)
def test_the_row_is_the_one_of_most_orders(facts: Facts, journey: ToolbarSet) -> None:
    offer = make_offer(["1", "2", "3"], [(facts, 2), (Facts("CONFIRMED"), 1)])
    assert offer.journey is journey


def test_no_order_no_journey() -> None:
    assert make_offer([], []).journey is None


def test_every_row_has_the_steps_of_its_journey() -> None:
    for journey, row in ROWS.items():
        groups = {BY_ACTION[action].group for action in row}
        assert (Group.RETURNS in groups) is (journey is ToolbarSet.RETURNS)
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
    wanted = {spec.action.value: spec.group.name.lower() for spec in SPECS}
    assert found == wanted


# ---- every state, both logistics models ------------------------------------------------------

#: state -> the filled button for three orders in it ("" for none), whose row is shown
FILLED = {
    "created": ("Confirm 3", ToolbarSet.CHANNEL),
    "confirmed": ("Add invoice 3", ToolbarSet.CHANNEL),
    "invoiced": ("Check courier 3", ToolbarSet.CHANNEL),
    "assigned": ("Get labels 3", ToolbarSet.CHANNEL),
    "packed": ("Print label 3", ToolbarSet.CHANNEL),
    "transit": ("Track 3", ToolbarSet.CHANNEL),
    "delivered": ("", ToolbarSet.CHANNEL),
    "handed": ("", ToolbarSet.CHANNEL),
    "cancelled": ("", ToolbarSet.CHANNEL),
    "self created": ("Confirm 3", ToolbarSet.SELF_SHIP),
    "self confirmed": ("Add invoice 3", ToolbarSet.SELF_SHIP),
    "self assigned": ("Add AWB 3", ToolbarSet.SELF_SHIP),
    "self with awb": ("Get labels 3", ToolbarSet.SELF_SHIP),
    "self packed": ("Print label 3", ToolbarSet.SELF_SHIP),
    "self picked": ("Set status 3", ToolbarSet.SELF_SHIP),
    "self delivered": ("", ToolbarSet.SELF_SHIP),
    "self handed": ("", ToolbarSet.SELF_SHIP),
    "self cancelled": ("", ToolbarSet.SELF_SHIP),
    "return under way": ("Track 3", ToolbarSet.RETURNS),
    "return back": ("Accept return 3", ToolbarSet.RETURNS),
    "return accepted": ("Credit note 3", ToolbarSet.RETURNS),
    "return accepted 2": ("Credit note 3", ToolbarSet.RETURNS),
    "return credited": ("", ToolbarSet.RETURNS),
    "self return under way": ("Add AWB 3", ToolbarSet.RETURNS),
    "self return back": ("Accept return 3", ToolbarSet.RETURNS),
    "rto under way": ("Track 3", ToolbarSet.RETURNS),
    "self rto under way": ("Set status 3", ToolbarSet.RETURNS),
    "rto back": ("Accept return 3", ToolbarSet.RETURNS),
    "self return accepted": ("Credit note 3", ToolbarSet.RETURNS),
    "self return accepted 2": ("Credit note 3", ToolbarSet.RETURNS),
    "self return credited": ("", ToolbarSet.RETURNS),
    "rto accepted": ("Credit note 3", ToolbarSet.RETURNS),
    "rto accepted 2": ("Credit note 3", ToolbarSet.RETURNS),
    "rto credited": ("", ToolbarSet.RETURNS),
    "self rto back": ("Accept return 3", ToolbarSet.RETURNS),
    "self rto accepted": ("Credit note 3", ToolbarSet.RETURNS),
    "self rto credited": ("", ToolbarSet.RETURNS),
    "return cancelled": ("", ToolbarSet.RETURNS),
    "unknown": ("", ToolbarSet.CHANNEL),
    "unknown self": ("", ToolbarSet.SELF_SHIP),
}


@pytest.fixture(scope="module")
def bar(styled_app: QApplication) -> Iterator[ActionBar]:
    """A toolbar with room for everything."""
    made = ActionBar(Theme("light"))
    made.resize(2200, 44)
    made.show()
    yield made
    made.close()
    shiboken6.delete(made)


def test_the_table_has_every_state() -> None:
    assert FILLED.keys() == STATES.keys()


@pytest.mark.parametrize("state", FILLED)
def test_the_filled_button_and_the_row(bar: ActionBar, state: str) -> None:
    text, journey = FILLED[state]
    bar.show_offer(make_offer(["1", "2", "3"], [(STATES[state], 3)]))
    filled = [b.text() for b in bar.buttons.values() if b.property("filled") == "true"]
    assert filled == ([text] if text else [])
    seen = {action for action, button in bar.buttons.items() if button.isVisible()}
    assert seen == ROWS[journey]


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("state", FILLED)
def test_every_answer_can_be_read(bar: ActionBar, state: str, action: Action) -> None:
    """What can be done says how many; what cannot says why and what next, in full sentences."""
    offer = make_offer(["1", "2", "3"], [(STATES[state], 3)])
    bar.show_offer(offer)
    spec, answer = BY_ACTION[action], judge(action, STATES[state])
    tip = bar.tool_tip(spec).split("\n")
    key = QKeySequence(spec.shortcut).toString(QKeySequence.SequenceFormat.NativeText)
    assert tip[0].startswith(f"{spec.text} ({key})")
    assert tip[1] == spec.hint
    if answer.is_open:
        assert "3 of 3 ticked can." in tip
        assert not any("can't" in line for line in tip)
    else:
        assert answer.reason is not None
        said = f"{str(why(answer.reason)).rstrip('.')} (3). {next_step(answer.reason)}"
        assert tip[-2:] == ["3 can't:", said]
    button = bar.buttons.get(action)
    if button is not None:
        assert button.property("blocked") == ("false" if answer.is_open else "true")
        assert ("not available" in button.accessibleName()) is not answer.is_open
        assert button.accessibleDescription() == (offer.reason(action) or spec.hint)
        assert "<" not in button.toolTip()
