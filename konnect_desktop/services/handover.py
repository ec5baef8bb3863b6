"""The parcels that wait for a courier, and why a scanned code is none of them."""

from __future__ import annotations

from collections.abc import Iterable

from konnect_desktop.domain.actions import Action, judge
from konnect_desktop.domain.filters import OrderFilter, Sort
from konnect_desktop.domain.handover import CourierGroup, groups_of
from konnect_desktop.domain.reasons import next_step, why
from konnect_desktop.domain.rows import ShipmentRow
from konnect_desktop.domain.states import Lane
from konnect_desktop.services.context import Clock
from konnect_desktop.store.own_papers import OwnPapers
from konnect_desktop.store.shipments import ShipmentStore

#: More than any courier takes in a day; the list stays quick.
_MOST = 20_000


class HandoverService:
    """Reads the store, never the network. Call from worker threads."""

    def __init__(self, *, store: ShipmentStore, papers: OwnPapers, clock: Clock) -> None:
        self._store = store
        self._papers = papers
        self._clock = clock

    def expected(self, *, packed_only: bool = False) -> tuple[CourierGroup, ...]:
        """Every parcel with a label that may be handed over now, by courier and location.

        `packed_only`: only those that were ticked or scanned as packed here. Parcels in an
        unfinished batch are left out.
        """
        lanes = (Lane.TO_HAND_OVER,) if packed_only else (Lane.TO_HAND_OVER, Lane.TO_PACK)
        now = self._clock()
        rows = [
            row
            for lane in lanes
            for row in self._store.rows(OrderFilter(lane=lane), Sort(), now, limit=_MOST)
            if not row.pending
        ]
        facts = self._store.facts_each([row.id for row in rows])
        fitting = [
            row
            for row in rows
            if row.id in facts and judge(Action.HAND_OVER, facts[row.id]).is_open
        ]
        return groups_of(sorted(fitting, key=_most_pressing))

    def here(self) -> set[str]:
        """The parcels that were on the table when they were last kept, also before a crash."""
        return self._papers.scanned()

    def keep_here(self, ids: Iterable[str]) -> None:
        """These parcels are on the table; those that have left are dropped. Raises StoreError."""
        facts = self._store.facts_each(ids)
        staying = [
            shipment_id
            for shipment_id, one in facts.items()
            if one.is_busy or judge(Action.HAND_OVER, one).is_open
        ]
        self._papers.set_scanned(staying, self._clock())

    def explain(self, code: str) -> str:
        """Why no parcel waits under this code, and what to do with the one in hand."""
        row = self._find(code)
        if row is None:
            return f"{code}: no order has this code. Check the label, or press Check now."
        facts = self._store.facts_each([row.id]).get(row.id)
        answer = judge(Action.HAND_OVER, facts) if facts is not None else None
        if answer is None or answer.reason is None:
            return f"{row.order_no}: not on the list any more. Press Check now and scan it again."
        return f"{row.order_no}: {why(answer.reason)} {next_step(answer.reason)}"

    def _find(self, code: str) -> ShipmentRow | None:
        return next(iter(self._store.rows_by_id(self._store.meant_by(code))), None)


def _most_pressing(row: ShipmentRow) -> tuple[bool, float, str]:
    due = row.sla_due_at
    return due is None, due.timestamp() if due else 0.0, row.id
