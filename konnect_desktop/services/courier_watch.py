"""Asks by itself, at growing intervals, whether a courier was found (docs/konnect-api.md 10.8)."""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from konnect_desktop.domain import courier_watch as rules
from konnect_desktop.domain.batches import MAX_RECORDS, groups_of
from konnect_desktop.domain.changes import Changes
from konnect_desktop.domain.courier_watch import CourierWait
from konnect_desktop.domain.say import Msg
from konnect_desktop.errors import ApiError
from konnect_desktop.services.connection import Connection
from konnect_desktop.services.context import Announce, Cancelled, Clock, TaskContext
from konnect_desktop.settings import SettingsFile
from konnect_desktop.store.courier_waits import CourierWaits
from konnect_desktop.store.shipments import ShipmentStore

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class WatchReport:
    """What one turn of the watch found."""

    #: A courier is there since the last turn, whoever noticed it.
    arrived: tuple[str, ...] = ()
    #: Have passed the limit just now.
    became_long: tuple[str, ...] = ()
    asked: int = 0
    waiting: int = 0
    next_check_at: datetime | None = None
    #: A call failed; those orders are asked again soon.
    error: ApiError | None = None


@dataclass(slots=True)
class _Turn:
    asked: int = 0
    error: ApiError | None = None
    changes: Changes = field(default_factory=Changes)


class CourierWatch:
    """Call from worker threads; one turn runs at a time."""

    def __init__(
        self,
        *,
        connection: Connection,
        settings: SettingsFile,
        store: ShipmentStore,
        waits: CourierWaits,
        announce: Announce,
        clock: Clock,
    ) -> None:
        self._connection = connection
        self._settings = settings
        self._store = store
        self._waits = waits
        self._announce = announce
        self._clock = clock
        self._turn = threading.Lock()
        # Spreads the questions; nothing secret hangs on it.
        self._random = random.Random()

    def waiting(self) -> list[CourierWait]:
        """Everybody who waits, the next to be asked first."""
        return self._waits.all()

    def run(self, ctx: TaskContext, *, force: bool = False) -> WatchReport:
        """Ask what is due, in calls of 20; with `force` ask about everybody who waits.

        Follows the list first, so that new orders join and arrivals are told. A failed call
        is in the report and tried again after a minute. Raises StoreError, and SignInRefused
        when nobody is signed in; Stop ends it between two calls.
        """
        if not self._turn.acquire(blocking=force):
            return WatchReport(waiting=len(self._waits.all()))
        try:
            return self._run(ctx, force)
        finally:
            self._turn.release()

    def _run(self, ctx: TaskContext, force: bool) -> WatchReport:
        arrived = self._follow()
        waits = self._waits.all()
        now = self._clock()
        asked = waits if force else rules.to_ask(waits, now, MAX_RECORDS)
        turn = _Turn()
        if asked:
            self._connection.check_signed_in()
            self._ask(ctx, asked, turn)
            arrived += self._follow()
        became_long = self._judge_long()
        rest = self._waits.all()
        return WatchReport(
            tuple(dict.fromkeys(arrived)),
            became_long,
            turn.asked,
            len(rest),
            rest[0].next_check_at if rest else None,
            turn.error,
        )

    def _follow(self) -> tuple[str, ...]:
        """Take in who waits by now; returns for whom a courier came."""
        now = self._clock()
        found = self._waits.reconcile(now, lambda: rules.next_check(0, now, self._jitter()))
        self._announce(found.changes)
        return found.arrived

    def _ask(self, ctx: TaskContext, waits: Sequence[CourierWait], turn: _Turn) -> None:
        for group in groups_of(waits):
            ctx.report(turn.asked, len(waits), Msg("Asking for couriers"))
            try:
                ctx.raise_if_cancelled()
                self._ask_group(ctx, group, turn)
            except Cancelled:
                return
            except ApiError as error:
                turn.error = error
                _log.info("courier check failed: %s", error)
                now = self._clock()
                late = now + rules.AFTER_FAILURE
                self._announce(
                    self._waits.put_off(replace(wait, next_check_at=late) for wait in waits)
                )
                return
        ctx.report(turn.asked, len(waits), Msg("Asked for couriers"))

    def _ask_group(self, ctx: TaskContext, group: Sequence[CourierWait], turn: _Turn) -> None:
        read_seq = self._store.next_read_seq()
        ids = [wait.shipment_id for wait in group]
        answer = self._connection.orders.courier_details(ids, should_stop=ctx.stop_check)
        now = self._clock()
        changes = self._store.apply_courier(answer.found, read_seq, now)
        # A refusal is no courier either; the next check of the orders says what became of it.
        pending = [
            self._after_no(wait, now) for wait in group if wait.shipment_id not in answer.found
        ]
        self._announce(changes.merged(self._waits.put_off(pending)))
        turn.asked += len(group)

    def _after_no(self, wait: CourierWait, now: datetime) -> CourierWait:
        tries = wait.tries + 1
        return replace(
            wait, tries=tries, next_check_at=rules.next_check(tries, now, self._jitter())
        )

    def _judge_long(self) -> tuple[str, ...]:
        """Mark who waited longer than the limit, and unmark when the limit was raised."""
        limit = timedelta(hours=self._settings.current.courier_limit_hours)
        now = self._clock()
        long_now = {w.shipment_id for w in self._waits.all() if rules.is_long(w.since, now, limit)}
        marked = self._waits.long_ids()
        became, no_longer = long_now - marked, marked - long_now
        if became:
            self._announce(self._waits.mark_long(sorted(became)))
        if no_longer:
            self._announce(self._waits.mark_long(sorted(no_longer), is_long=False))
        return tuple(sorted(became))

    def _jitter(self) -> float:
        return self._random.uniform(-1.0, 1.0)
