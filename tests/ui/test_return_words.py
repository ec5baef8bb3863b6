"""What the status chip of a parcel on its way back says: short enough for a narrow column."""

from __future__ import annotations

from dataclasses import replace

import pytest

from konnect_desktop.domain import states
from konnect_desktop.domain.rows import ShipmentRow
from konnect_desktop.domain.states import Journey
from konnect_desktop.ui.orders.lane_words import journey_text, status_chip
from tests.ui.window_desk import WindowDesk

LONGEST = 14


@pytest.fixture
def row(desk: WindowDesk) -> ShipmentRow:
    shown: ShipmentRow = desk.rows()[0]
    return replace(shown, pending="", lock=states.Lock.FREE)


@pytest.mark.parametrize("status", sorted(states.RETURN_STATUSES))
def test_returns_and_rtos_read_apart_and_short(row: ShipmentRow, status: str) -> None:
    back = status_chip(replace(row, status=status, journey=Journey.RETURN))
    rto = status_chip(replace(row, status=status, journey=Journey.RTO))
    assert back[0] == rto[0] == "returning"
    assert "RTO" in rto[1]
    assert "RTO" not in back[1]
    assert max(len(back[1]), len(rto[1])) <= LONGEST


def test_a_status_that_nobody_knows_is_shown_as_it_came(row: ShipmentRow) -> None:
    odd = replace(row, status="RETURN_TELEPORTED", journey=Journey.RETURN)
    assert status_chip(odd)[1] == "Return: return teleported"


def test_the_tool_tip_says_the_way_back_in_full(row: ShipmentRow) -> None:
    assert journey_text(replace(row, journey=Journey.RTO)) == "Returned before delivery (RTO)"
    assert journey_text(replace(row, journey=Journey.FORWARD)) == ""
