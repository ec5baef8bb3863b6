"""An order that is not here is asked for by its shipment id or AWB."""

from __future__ import annotations

import pytest

from konnect_desktop.errors import KonnectError, Offline
from konnect_desktop.services.connection import NotSignedIn
from konnect_desktop.services.fynd_lookup import number_of
from tests.services.conftest import MakeDesk
from tests.services.desk import Desk


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("17964598123400000001", "17964598123400000001"),
        ("#1796 4598 1234", "179645981234"),
        ("\u200bFMPC0012345678", "FMPC0012345678"),
        ('="14590012345678"', "14590012345678"),
        ("१२३४५६७८", "12345678"),
        ("OD-1234567/1", "OD-1234567/1"),
        *(
            (text, "")
            for text in ("", "kurta", "asha 9876543210", "400001", "N/A", "राहुल", "1" * 65)
        ),
    ],
)
def test_what_may_be_asked_for(typed: str, number: str) -> None:
    assert number_of(typed) == number


def test_by_shipment_id_and_by_awb(desk: Desk) -> None:
    world = desk.server.world
    one, other = world.add_orders(2)
    world.set_courier(world.shipment(other), "Delhivery", "DELHIVERY", "14590012345678")
    ask = desk.services.fynd_lookup.ask
    assert ask(desk.ctx, one) == one
    assert ask(desk.ctx, "14590012345678") == other
    assert {one, other} <= set(desk.statuses())


def test_what_fynd_does_not_know_changes_nothing(desk: Desk) -> None:
    before = desk.statuses()
    assert desk.services.fynd_lookup.ask(desk.ctx, "99998888777766665555") == ""
    assert desk.services.fynd_lookup.ask(desk.ctx, "OD-1234567/1") == ""
    assert desk.statuses() == before


def test_an_order_at_none_of_our_places_is_not_ours(desk: Desk) -> None:
    (one,) = desk.server.world.add_orders(1)
    desk.server.world.reassign(one)
    assert desk.services.fynd_lookup.ask(desk.ctx, one) == ""
    assert one not in desk.statuses()


def test_nobody_answers(desk: Desk, make_desk: MakeDesk) -> None:
    desk.fault("html", "orders")
    with pytest.raises(KonnectError):
        desk.services.fynd_lookup.ask(desk.ctx, "99998888777766665555")
    desk.server.stop()
    with pytest.raises(Offline):
        desk.services.fynd_lookup.ask(desk.ctx, "99998888777766665555")
    desk.services.accounts.sign_out()
    with pytest.raises(NotSignedIn):
        desk.services.fynd_lookup.ask(desk.ctx, "99998888777766665555")
