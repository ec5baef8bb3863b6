"""Kept answers of the tracking call: they come back whole, and answer the work lists."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from konnect_desktop.domain import codec
from konnect_desktop.domain.tracking import Tracking, TrackingEvent
from konnect_desktop.store.database import Database
from konnect_desktop.store.local_facts import LocalFacts
from konnect_desktop.store.tracking import TrackingStore
from tests.store.samples import NOW, shipment

texts = st.text(max_size=6)
times = st.none() | st.integers(0, 4 * 10**9).map(lambda s: datetime.fromtimestamp(s, UTC))
events = st.builds(TrackingEvent, at=times, at_text=texts, status=texts, place=texts)
answers = st.builds(
    Tracking,
    awb_number=texts,
    current_status=texts,
    eta=times,
    tracking_url=texts,
    latitude=st.none() | st.floats(min_value=-90, max_value=90),
    events=st.lists(events, max_size=2).map(tuple),
)


@settings(deadline=None)
@given(answers)
def test_a_kept_answer_comes_back_as_it_was(told: Tracking) -> None:
    assert codec.decode(Tracking, codec.encode(told)) == told


def scanned(days: float, status: str = "bag_picked") -> Tracking:
    at = NOW - timedelta(days=days)
    return Tracking(operational_status=status, events=(TrackingEvent(at=at, status=status),))


def test_stuck_parcels_by_their_last_scan_the_oldest_first(
    db: Database, take_in: Callable[..., None]
) -> None:
    ids = [str(shipment(n).id) for n in range(6)]
    take_in(
        shipment(0, "TRANSIT"),
        shipment(1, "TRANSIT"),
        shipment(2, "DELIVERED"),
        shipment(3, "RETURN_PROCESSING"),
        shipment(4, "TRANSIT"),
        shipment(5, "TRANSIT"),
    )
    kept = TrackingStore(db)
    kept.save(ids[0], scanned(4), NOW)
    kept.save(ids[1], scanned(2), NOW)
    kept.save(ids[2], scanned(9), NOW)
    kept.save(ids[3], scanned(8), NOW)
    # Delivered by tracking, although the listing does not say so yet.
    kept.save(ids[4], scanned(9, "delivery_done"), NOW)
    kept.save("awb:OTHER", scanned(30), NOW)
    assert kept.stuck_ids(NOW - timedelta(days=3)) == [ids[3], ids[0]]
    # The longest without a scan first; one whose way has ended and one never asked about last.
    assert kept.moving_ids() == [ids[3], ids[0], ids[1], *sorted([ids[4], ids[5]])]
    assert kept.moving_known() == 4


def test_undelivered_by_tracking_or_by_the_seller_s_own_status(
    db: Database, take_in: Callable[..., None]
) -> None:
    take_in(shipment(0, "TRANSIT"), shipment(1, "TRANSIT"), shipment(2, "TRANSIT"))
    ids = [str(shipment(n).id) for n in range(3)]
    kept = TrackingStore(db)
    kept.save(ids[0], scanned(1, "delivery_attempt_failed"), NOW)
    kept.save(ids[1], scanned(1, "out_for_delivery"), NOW)
    LocalFacts(db).milestone([ids[2]], "delivery_attempt_failed")
    assert sorted(kept.undelivered_ids()) == sorted([ids[0], ids[2]])
    kept.save(ids[0], scanned(0, "delivery_reattempt_requested"), NOW)
    assert kept.undelivered_ids() == [ids[2]]


def test_answers_for_parcels_of_others_are_not_kept_for_ever(db: Database) -> None:
    kept = TrackingStore(db)
    kept.save("awb:OLD", scanned(1), NOW - timedelta(days=61))
    kept.save("awb:NEW", scanned(1), NOW)
    assert set(kept.get(["awb:OLD", "awb:NEW"])) == {"awb:NEW"}
