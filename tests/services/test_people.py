"""Who is at the desk: PINs before what costs money, and names beside what was done."""

from __future__ import annotations

import pytest

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.people import Gate, Unfit
from konnect_desktop.domain.states import Lane
from konnect_desktop.errors import PinNeeded
from konnect_desktop.services.batch_models import ActionOptions, AwbEntry
from konnect_desktop.services.people import DeskPeople
from tests.services.conftest import MakeDesk
from tests.services.desk import Desk

ASHA, RAVI = "2580", "7391"


def with_people(desk: Desk) -> DeskPeople:
    people = desk.services.people
    assert people.add("Asha Rao", ASHA) is None
    assert people.add("Ravi", RAVI) is None
    return people


def id_of(people: DeskPeople, name: str) -> int:
    return next(one.id for one in people.known if one.name == name)


def test_without_names_nothing_asks(big: Desk) -> None:
    people = big.services.people
    assert not any(people.asks(gate) for gate in Gate)
    plan = big.plan(Action.CANCEL, big.ids(Lane.NEW)[:1], reason_code="6")
    assert plan.will_send == 1
    assert plan.batch_id is not None
    batch = big.services.queries.batch(plan.batch_id)
    assert batch is not None
    assert batch.person == ""


def test_each_cancellation_needs_a_pin_of_its_own(big: Desk) -> None:
    people = with_people(big)
    ids = big.ids(Lane.NEW)[:2]
    with pytest.raises(PinNeeded) as asked:
        big.plan(Action.CANCEL, ids[:1], reason_code="6")
    assert asked.value.gate == Gate.CANCEL
    assert big.services.queries.batches() == []
    # A PIN for something else opens nothing.
    assert people.enter(id_of(people, "Ravi"), RAVI, Gate.HAND_OVER).is_right
    with pytest.raises(PinNeeded):
        big.plan(Action.CANCEL, ids[:1], reason_code="6")
    assert people.enter(id_of(people, "Asha Rao"), ASHA, Gate.CANCEL).is_right
    plan = big.plan(Action.CANCEL, ids[:1], reason_code="6")
    with pytest.raises(PinNeeded):
        big.plan(Action.CANCEL, ids[1:], reason_code="6")
    assert plan.batch_id is not None
    big.services.bulk.run(big.ctx, plan.batch_id)
    (summary,) = big.services.queries.batches()
    (line,) = big.services.queries.batch_lines()
    assert summary.person == line.person == "Asha Rao"
    details = big.services.queries.details(ids[0])
    assert details is not None
    assert any("By Asha Rao." in str(event.message) for event in details.timeline)


def test_what_does_not_cost_money_is_not_asked_about_and_keeps_the_name(big: Desk) -> None:
    people = with_people(big)
    people.enter(id_of(people, "Ravi"), RAVI)
    big.do(Action.CONFIRM, big.ids(Lane.NEW)[:2])
    assert [one.person for one in big.services.queries.batches()] == ["Ravi"]
    people.leave()
    big.do(Action.CONFIRM, big.ids(Lane.NEW)[2:4])
    assert [one.person for one in big.services.queries.batches()] == ["", "Ravi"]


def test_an_awb_that_books_the_hand_over_is_a_hand_over(big: Desk) -> None:
    people = with_people(big)
    wanted = ActionOptions(awbs={"X": AwbEntry("1459000012", "Delhivery")}, auto_dispatch=True)
    with pytest.raises(PinNeeded) as asked:
        big.services.bulk.plan(Action.UPDATE_AWB, ["X"], wanted)
    assert asked.value.gate == Gate.HAND_OVER
    big.plan(Action.UPDATE_AWB, ["X"], awbs=wanted.awbs, auto_dispatch=False)
    assert people.at_desk is None


def test_a_gate_that_is_switched_off_asks_nothing(big: Desk) -> None:
    with_people(big)
    big.services.change_settings(pin_for=("hand_over",))
    assert big.plan(Action.CANCEL, big.ids(Lane.NEW)[:1], reason_code="6").will_send == 1


def test_wrong_pins_make_wait_also_after_the_app_was_ended(make_desk: MakeDesk) -> None:
    first = make_desk(10)
    people = with_people(first)
    person = id_of(people, "Ravi")
    waits = [people.enter(person, "1020").wait_s for _ in range(5)]
    assert waits == [0, 0, 0, 0, 30]
    first.services.close()
    second = make_desk(server=first.server, folder="data")
    again = second.services.people
    check = again.enter(person, RAVI)
    assert not check.is_right
    assert 0 < check.wait_s <= 30
    assert again.enter(id_of(again, "Asha Rao"), ASHA).is_right
    second.later(31)
    assert again.enter(person, RAVI).is_right
    assert again.enter(person, "1020").wait_s == 0


def test_the_list_of_people(big: Desk) -> None:
    people = with_people(big)
    assert people.add("asha rao", "4826") is Unfit.NAME_TAKEN
    assert people.add("Meena", "1234") is Unfit.PIN_EASY
    ravi = id_of(people, "Ravi")
    assert people.set_pin(ravi, "4826") is None
    assert not people.enter(ravi, RAVI).is_right
    assert people.enter(ravi, "4826").is_right
    people.remove(ravi)
    assert [one.name for one in people.known] == ["Asha Rao"]
    assert people.at_desk is None
    assert not people.enter(ravi, "4826").is_right


def test_the_account_s_token_stands_for_a_forgotten_pin(big: Desk) -> None:
    people = with_people(big)
    assert people.is_token(f" {big.password} ")
    assert not people.is_token("")
    assert not people.is_token(big.password[:-1])


def test_no_pin_lies_in_the_data_file(big: Desk) -> None:
    people = big.services.people
    people.add("Meena", "48260917")
    people.enter(id_of(people, "Meena"), "48260917")
    root = big.services.profile.root
    for path in root.rglob("*"):
        if path.is_file():
            assert b"48260917" not in path.read_bytes(), path
