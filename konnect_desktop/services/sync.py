"""Keeping the orders up to date: what is checked when, and how it went."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from konnect_desktop.domain import states
from konnect_desktop.domain.changes import Changes
from konnect_desktop.domain.filters import OrderFilter
from konnect_desktop.domain.rows import CheckEntry
from konnect_desktop.domain.sla import IST
from konnect_desktop.errors import ApiError, Offline, TimedOut
from konnect_desktop.services.connection import Connection
from konnect_desktop.services.context import Announce, Cancelled, Clock, TaskContext
from konnect_desktop.services.date_probe import DateProbe
from konnect_desktop.services.schedule import SWEPT, interval, is_due
from konnect_desktop.services.sweeping import Ingest, Rereader, Sweeper
from konnect_desktop.services.sync_models import (
    Check,
    SyncFailure,
    SyncHealth,
    SyncReport,
    SyncScope,
)
from konnect_desktop.services.sync_round import Found, SyncRound
from konnect_desktop.settings import SettingsFile
from konnect_desktop.store.shipments import ShipmentStore
from konnect_desktop.store.sweeps import SweepStore

_log = logging.getLogger(__name__)


class SyncService:
    """Reads the server into the store. One check runs at a time; a second one waits."""

    def __init__(
        self,
        *,
        connection: Connection,
        settings: SettingsFile,
        store: ShipmentStore,
        sweeps: SweepStore,
        sweeper: Sweeper,
        rereader: Rereader,
        ingest: Ingest,
        follow_up: Callable[[TaskContext], None],
        announce: Announce,
        clock: Clock,
        is_clock_wrong: Callable[[], bool] = bool,
    ) -> None:
        """`is_clock_wrong`: whether this computer's clock is known to differ from Konnect's."""
        self._connection = connection
        self._settings = settings
        self._store = store
        self._sweeps = sweeps
        self._sweeper = sweeper
        self._rereader = rereader
        self._ingest = ingest
        self._follow_up = follow_up
        self._announce = announce
        self._clock = clock
        self._is_clock_wrong = is_clock_wrong
        self._turn = threading.Lock()
        self._running = False

    def run(
        self, ctx: TaskContext, scope: SyncScope | Collection[str] = SyncScope.ALL
    ) -> SyncReport:
        """Check everything, new orders, what is due, or the given shipments.

        Announces changes while it runs, and then what this shows of outcomes that were not sure.
        Stop ends it between two pages: the report then
        says `was_cancelled`. Raises StoreError when the store cannot be written; failures of
        the server are in the report.
        """
        with self._my_turn(ctx):
            started = self._clock()
            if isinstance(scope, SyncScope):
                statuses = self._statuses(scope, started)
                report = self._run_statuses(ctx, statuses, scope, started)
            else:
                report = self._run_ids(ctx, scope, started)
        if not report.was_cancelled and not report.is_offline:
            # Outside the turn: what is looked up there may take a while.
            self._follow_up(ctx)
        return report

    def is_reachable(self, ctx: TaskContext) -> bool:
        """Whether Konnect answers at all, by asking for one order; False while signed out."""
        if not self._connection.is_signed_in:
            return False
        place = next(iter(self._connection.locations), "")
        try:
            self._connection.orders.fetch_page(
                states.CREATED,
                self._settings.current.page_base or 0,
                1,
                location=place,
                should_stop=ctx.stop_check,
            )
        except (Offline, TimedOut):
            return False
        except ApiError:
            return True  # an answer, if not a good one
        return True

    def due(self, now: datetime) -> tuple[str, ...]:
        """The statuses whose time has come (docs/konnect-api.md 13), scaled by volume."""
        if not self._connection.is_signed_in:
            return ()
        a_day = self._orders_a_day(now)
        settings = self._settings.current
        known = self._sweeps.states()
        due: list[str] = []
        for status in SWEPT:
            stands = [known.get((status, place)) for place in self._connection.locations]
            rows = sum(stand.count for stand in stands if stand is not None)
            every = interval(
                status,
                rows=rows,
                orders_a_day=a_day,
                page_size=settings.page_size,
                new_minutes=settings.sync_minutes,
            )
            if any(is_due(stand.last_started if stand else None, every, now) for stand in stands):
                due.append(status)
        return tuple(due)

    def health(self) -> SyncHealth:
        """How fresh the orders are, for the top bar."""
        entries = self._sweeps.checks()
        checks = tuple(
            Check(entry.finished_at, entry.is_ok, entry.error or _went_well(entry.new_count))
            for entry in entries
        )
        good = next((check for check in checks if check.ok), None)
        failing = []
        for check in checks:
            if check.ok:
                break
            failing.append(check)
        return SyncHealth(
            last_success=good.at if good else None,
            failing_since=failing[-1].at if failing else None,
            error_text=failing[0].text if failing else "",
            checks=checks,
            is_running=self._running,
        )

    # ---- rounds ------------------------------------------------------------------------

    def _run_statuses(
        self, ctx: TaskContext, statuses: tuple[str, ...], scope: SyncScope, started: datetime
    ) -> SyncReport:
        if not statuses:
            return SyncReport(Changes(), 0, (), started, started)
        is_first = self._sweeps.window(next(iter(self._connection.locations), "")) is None
        sync_round = SyncRound(
            ctx,
            locations=self._connection.locations,
            store=self._store,
            sweeps=self._sweeps,
            sweeper=self._sweeper,
            rereader=self._rereader,
            ingest=self._ingest,
            clock=self._clock,
            dates=DateProbe(self._settings, self._store, self._sweeper, self._clock),
            is_full=scope is SyncScope.ALL or is_first,
            is_clock_wrong=self._is_clock_wrong(),
        )
        was_cancelled = False
        try:
            sync_round.run(statuses)
        except Cancelled:
            was_cancelled = True
        except ApiError as error:
            _log.warning("the check ended early: %s", error)
            if not sync_round.found.failures:
                failure = SyncFailure.of("", "", error)
                sync_round.found.failures.append(failure)
        return self._report(sync_round.found, statuses, started, was_cancelled)

    def _run_ids(self, ctx: TaskContext, ids: Collection[str], started: datetime) -> SyncReport:
        found = Found()
        was_cancelled = False
        try:
            standings = self._store.standings(sorted(ids), is_last=True)
            likely = list(dict.fromkeys(standings.values()))
            sweep = self._rereader.find(ctx, ids, likely)
            found.changes, found.new = sweep.changes, sweep.new
        except Cancelled:
            was_cancelled = True
        except ApiError as error:
            _log.warning("single orders were not read: %s", error)
            failure = SyncFailure.of("", "", error)
            found.failures.append(failure)
        return SyncReport(
            found.changes,
            len(found.new),
            tuple(found.failures),
            started,
            self._clock(),
            was_cancelled=was_cancelled,
        )

    def _report(
        self, found: Found, statuses: tuple[str, ...], started: datetime, was_cancelled: bool
    ) -> SyncReport:
        finished = self._clock()
        report = SyncReport(
            found.changes,
            len(found.new),
            tuple(found.failures),
            started,
            finished,
            statuses,
            was_cancelled,
            found.unreadable,
        )
        if not was_cancelled:
            changed = len(report.changes.shipment_ids)
            error = _summed_up(report)
            self._sweeps.log_check(CheckEntry(started, finished, report.new_count, changed, error))
        self._announce(Changes(sync=True, counts=bool(report.changes)))
        return report

    # ---- what to look at ---------------------------------------------------------------

    def _statuses(self, scope: SyncScope, now: datetime) -> tuple[str, ...]:
        if scope is SyncScope.NEW:
            return (states.CREATED,)
        if scope is SyncScope.DUE:
            return self.due(now)
        return SWEPT

    def _orders_a_day(self, now: datetime) -> float:
        """New orders of yesterday and today, by the day."""
        local = now.astimezone(IST)
        yesterday = local.date() - timedelta(days=1)
        hours = 24 + local.hour + local.minute / 60
        return self._store.count(OrderFilter(ordered_from=yesterday), now) / hours * 24

    @contextmanager
    def _my_turn(self, ctx: TaskContext) -> Iterator[None]:
        while not self._turn.acquire(timeout=0.1):
            ctx.raise_if_cancelled()
        try:
            self._running = True
            self._announce(Changes(sync=True))
            yield
        finally:
            self._running = False
            self._turn.release()


def _went_well(new_count: int) -> str:
    return f"{new_count} new" if new_count else "Nothing new"


def _summed_up(report: SyncReport) -> str:
    """The first failure in words, with how much is affected; "" when all went well."""
    if not report.failures:
        return ""
    failed = {failure.status for failure in report.failures}
    first = report.failures[0].text
    if len(failed) == 1 and len(report.statuses) > 1 and report.failures[0].status:
        return f"{first} ({report.failures[0].status})"
    return first
