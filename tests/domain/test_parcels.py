"""What tracking means: words, freshness, stuck and undelivered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from konnect_desktop.domain import parcels
from konnect_desktop.domain.parcels import Parcel
from konnect_desktop.domain.tracking import Tracking, TrackingEvent

NOW = datetime(2025, 11, 24, 6, 0, tzinfo=UTC)


def test_known_states_in_plain_words_and_unknown_ones_readable() -> None:
    assert (
        parcels.status_text(Tracking(operational_status="out_for_delivery")) == "Out for delivery"
    )
    assert (
        parcels.status_text(Tracking(operational_status="BAG_PICKED")) == "Picked up by the courier"
    )
    assert parcels.status_text(Tracking(current_status="Delivery Attempt-Failed")) == (
        "Delivery attempt failed"
    )
    raw = Tracking(operational_status="held_at_hub_9", current_status="Held at hub 9")
    assert parcels.status_text(raw) == "Held at hub 9"
    assert parcels.status_text(Tracking(operational_status="held_at_hub_9")) == "Held at hub 9"
    assert parcels.status_text(Tracking()) == ""


def test_an_event_without_a_known_status_says_what_the_courier_wrote() -> None:
    event = TrackingEvent(status="X-17", message="Held by customs")
    assert parcels.event_text(event) == "X-17"
    assert parcels.event_text(TrackingEvent(message="Held by customs")) == "Held by customs"


@pytest.mark.parametrize(("minutes", "fresh"), [(0, True), (6.9, True), (7, False), (-1, False)])
def test_an_answer_is_kept_for_some_minutes(minutes: float, fresh: bool) -> None:
    assert parcels.is_fresh(NOW - timedelta(minutes=minutes), NOW) is fresh
    assert not Parcel("k").is_fresh(NOW)


def test_the_newest_scan_counts_as_movement() -> None:
    older, newer = NOW - timedelta(days=5), NOW - timedelta(days=4)
    told = Tracking(
        events=(TrackingEvent(at=older), TrackingEvent(at=newer), TrackingEvent()),
        last_updated=NOW,
    )
    assert parcels.last_movement(told) == newer
    assert parcels.last_movement(Tracking(last_updated=older)) == older
    assert parcels.last_movement(Tracking()) is None


@pytest.mark.parametrize(
    ("status", "undelivered", "ended"),
    [
        ("delivery_attempt_failed", True, False),
        ("Delivery attempt failed", True, False),
        ("delivery_reattempt_requested", False, False),
        ("out_for_delivery", False, False),
        ("bag_lost", True, True),
        ("delivery_done", False, True),
        ("rto_bag_delivered", False, True),
        ("held_at_hub_9", False, False),
    ],
)
def test_undelivered_and_ended(status: str, undelivered: bool, ended: bool) -> None:
    told = Tracking(operational_status=status)
    assert parcels.is_undelivered(told) is undelivered
    assert parcels.has_ended(told) is ended


def test_numbers_of_a_pasted_list() -> None:
    pasted = "DL1, DL2;DL1\n'DL3'\t“DL4”\r\n(DL5)\n\n"
    assert parcels.numbers_of(pasted) == ["DL1", "DL2", "DL3", "DL4", "DL5"]
    assert len(parcels.numbers_of(" ".join(str(n) for n in range(900)))) == 500
    assert parcels.numbers_of(" ,;\n") == []


@pytest.mark.parametrize(
    ("status", "shown"),
    [
        ("dp_assigned", "Courier assigned"),
        ("bag_confirmed", "Confirmed"),
        ("held_at_hub_9", "Held at hub 9"),
        ("CUSTOMS_HOLD", "Customs hold"),
        ("Held at DEL hub", "Held at DEL hub"),
        ("", ""),
    ],
)
def test_a_status_is_readable_also_when_it_is_unknown(status: str, shown: str) -> None:
    assert parcels.words_of(status) == shown
