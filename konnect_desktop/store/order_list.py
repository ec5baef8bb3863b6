"""The list of orders as the window reads it: a page, the counts, the choices, what is selected."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from konnect_desktop.domain.actions import Facts
from konnect_desktop.domain.filters import OrderFilter, Sort
from konnect_desktop.domain.rows import Facets, LaneCount, ShipmentRow
from konnect_desktop.domain.states import Lane
from konnect_desktop.store import finding
from konnect_desktop.store.conditions import where_of
from konnect_desktop.store.database import Database
from konnect_desktop.store.search_words import query_of

#: Of so many typed texts the hits are remembered.
_TEXTS_KEPT = 16


_ALL = OrderFilter()


def _utc_now() -> datetime:
    return datetime.now(UTC)


class OrderList:
    """Finds orders. Safe to use from several threads.

    Where a moment may be given (`now`, of which deadlines depend), it is else that of `clock`.
    """

    def __init__(self, db: Database, clock: Callable[[], datetime] = _utc_now) -> None:
        self._db = db
        self._clock = clock
        self._counts: dict[OrderFilter, int] = {}
        self._counts_at: tuple[int, int] = (-1, -1)
        self._kept_lock = threading.Lock()
        #: Text -> the keys of what matches it, None for too many; of one state of the data.
        self._hits: dict[str, list[int] | None] = {}
        self._hits_at = -1

    def count(self, wanted: OrderFilter, now: datetime | None = None) -> int:
        """How many shipments match; remembered until something is written or a minute passes."""
        at = now or self._clock()
        known = self.known_count(wanted, at)
        if known is not None:
            return known
        stamp = self._stamp(at)
        hits = self._hits_of(wanted.text, quickly=True)
        with self._db.read() as conn:
            total = finding.count(conn, where_of(wanted, at, hits))
        self._remember(stamp, wanted, total)
        return total

    def known_count(self, wanted: OrderFilter, now: datetime | None = None) -> int | None:
        """How many match if that is remembered, else None; costs nothing."""
        at = now or self._clock()
        stamp = self._stamp(at)
        with self._kept_lock:
            if stamp != self._counts_at:
                self._counts.clear()
                self._counts_at = stamp
            return self._counts.get(wanted)

    def _stamp(self, now: datetime) -> tuple[int, int]:
        return self._db.generation, int(now.timestamp()) // 60

    def _remember(self, stamp: tuple[int, int], wanted: OrderFilter, total: int) -> None:
        with self._kept_lock:
            if stamp == self._counts_at and len(self._counts) < 200:
                self._counts[wanted] = total

    def rows(
        self,
        wanted: OrderFilter,
        sort: Sort,
        now: datetime | None = None,
        *,
        limit: int,
        offset: int = 0,
    ) -> list[ShipmentRow]:
        """One page of the table; nothing is counted to the end for it."""
        at = now or self._clock()

        def reaches(one: OrderFilter, number: int) -> bool:
            known = self.known_count(one, at)
            if known is not None:
                return known >= number
            stamp = self._stamp(at)
            with self._db.read() as conn:
                found = finding.count(conn, where_of(one, at), most=number)
            if found < number:
                self._remember(stamp, one, found)
            return found >= number

        if not offset:
            with self._db.read() as conn:
                nearby = finding.page_nearby(conn, wanted, sort, at, limit)
            if nearby is not None:
                return nearby
        hits = self._hits_of(wanted.text)
        total = self.count(OrderFilter(), at)
        has_hits = hits is not None
        way = finding.way_for(wanted, sort, total, reaches, has_hits=has_hits)
        with self._db.read() as conn:
            where = where_of(wanted, at, hits)
            return finding.page(conn, where, sort, limit, offset, way=way)

    def _hits_of(self, text: str, *, quickly: bool = False) -> list[int] | None:
        """The keys of what matches the text, as `finding.few_hits`; the last ones are kept."""
        query = query_of(text)
        if not query:
            return None
        # Before the data is looked at: what is written meanwhile makes the answer old.
        stamp = self._db.generation
        with self._kept_lock:
            if stamp != self._hits_at or len(self._hits) >= _TEXTS_KEPT:
                self._hits.clear()
                self._hits_at = stamp
            if text in self._hits:
                return self._hits[text]
        with self._db.read() as conn:
            hits = finding.few_hits(conn, query, quickly=quickly)
        with self._kept_lock:
            if stamp == self._hits_at and (hits is not None or not quickly):
                self._hits[text] = hits
        return hits

    def ids(self, wanted: OrderFilter, sort: Sort, now: datetime | None = None) -> list[str]:
        """All matching ids in the order of the table."""
        at = now or self._clock()
        hits = self._hits_of(wanted.text, quickly=True)
        with self._db.read() as conn:
            return finding.ids(conn, where_of(wanted, at, hits), sort)

    def rows_by_id(self, ids: Iterable[str]) -> list[ShipmentRow]:
        """The rows of these shipments in this order; unknown ids are left out."""
        with self._db.read() as conn:
            return finding.rows_by_id(conn, list(ids))

    def lane_counts(
        self, wanted: OrderFilter, now: datetime | None = None
    ) -> dict[Lane, LaneCount]:
        """The numbers on the tabs under the other conditions of `wanted`; every lane is named."""
        at = now or self._clock()
        hits = self._hits_of(wanted.text, quickly=True)
        with self._db.read() as conn:
            return finding.lane_counts(conn, wanted, at, hits)

    def facets(self, wanted: OrderFilter = _ALL, now: datetime | None = None) -> Facets:
        """The choices of the filters, and how often each occurs under the others of `wanted`."""
        at = now or self._clock()
        hits = self._hits_of(wanted.text, quickly=True)
        with self._db.read() as conn:
            return finding.facets(conn, wanted, at, hits)

    def facts(self, ids: Iterable[str]) -> list[tuple[Facts, int]]:
        """What availability depends on, for a selection, equal ones counted together."""
        with self._db.read() as conn:
            return finding.facts(conn, ids)

    def facts_each(self, ids: Iterable[str]) -> dict[str, Facts]:
        """What availability depends on, for each shipment; unknown ids are left out."""
        with self._db.read() as conn:
            return finding.facts_each(conn, ids)
