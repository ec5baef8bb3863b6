"""Lets the data of finished orders go when its time is over: a step at a time, once a day.

Every step is short and whole; a kill between two of them, or the end of the app, leaves the rest
for the next start.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from konnect_desktop import leftovers
from konnect_desktop.domain import departures
from konnect_desktop.domain.backups import Copy
from konnect_desktop.domain.changes import Changes
from konnect_desktop.domain.departures import DeparturePlan
from konnect_desktop.errors import KonnectError
from konnect_desktop.files import clean_up
from konnect_desktop.paths import ProfilePaths
from konnect_desktop.services.backups import listed
from konnect_desktop.services.context import Announce, Clock, TaskContext
from konnect_desktop.services.printing import KEEP_JOBS
from konnect_desktop.store import clearing_copies, clearing_state, compacting
from konnect_desktop.store.archive import PaperArchive
from konnect_desktop.store.copies import DamagedCopy, NewerCopy
from konnect_desktop.store.database import Database
from konnect_desktop.store.departing import Cursor, Departing
from konnect_desktop.store.documents import DocumentStore
from konnect_desktop.store.print_jobs import PrintJobs

_EVERY = timedelta(hours=20)
_ASIDE = ".damaged-"
_TOLD_TOGETHER = 500


class ClearingService:
    """The clearing of one open profile. Call from worker threads."""

    def __init__(
        self,
        *,
        files: ProfilePaths,
        database: Database,
        documents: DocumentStore,
        archive: PaperArchive,
        jobs: PrintJobs,
        log: Path,
        order_days: Callable[[], int],
        announce: Announce,
        clock: Clock,
    ) -> None:
        self._files = files
        self._database = database
        self._archive = archive
        self._jobs = jobs
        self._log = log
        self._order_days = order_days
        self._announce = announce
        self._clock = clock
        self._lock = threading.Lock()
        self._departing = Departing(database, documents.files)
        self._steps: Iterator[bool] | None = None
        #: Orders that left in this run.
        self.departed = 0

    def plan(self, days: int = 0) -> DeparturePlan:
        """What leaves when, and what is kept, by the setting or by other `days`.

        Raises StoreError.
        """
        days, now = days or self._order_days(), self._clock()
        count, changed = self._departing.coming(days, now)
        held = self._departing.held(days, now)
        return DeparturePlan(
            days=days,
            orders=count,
            due=held.pop(None, 0),
            held={hold: number for hold, number in held.items() if hold is not None},
            schedule=departures.schedule(days, changed, now),
            cleared_at=clearing_state.read(self._database).finished_at,
        )

    def is_due(self) -> bool:
        """Whether a day has passed, or an earlier run was not finished. Raises StoreError."""
        state = clearing_state.read(self._database)
        now = self._clock()
        is_old = state.finished_at is None or not now - _EVERY < state.finished_at <= now
        return is_old or state.is_unfinished

    def step(self, ctx: TaskContext) -> bool:
        """Do the next little; False when all is done for today, or a batch is at work.

        Raises DiskFull or StoreError; the next call begins anew.
        """
        ctx.raise_if_cancelled()
        with self._lock:
            return self._step()

    def _step(self) -> bool:
        if clearing_state.is_batch_running(self._database):
            return False
        if self._steps is None:
            self._steps, self.departed = self._all(), 0
        try:
            if next(self._steps, False):
                return True
        except BaseException:
            self._steps = None
            raise
        self._steps = None
        return False

    def run(self, ctx: TaskContext) -> int:
        """All steps at once, for who waits for it; returns how many orders left."""
        while self.step(ctx):
            pass
        return self.departed

    # ---- the steps -----------------------------------------------------------------------

    def _all(self) -> Iterator[bool]:
        days, now = self._order_days(), self._clock()
        before = now - departures.time_of(days)
        cursor: Cursor | None = Cursor()
        untold: frozenset[str] = frozenset()
        while cursor is not None:
            step = self._departing.step(days, now, cursor)
            cursor = step.cursor
            self.departed += len(step.ids)
            untold |= step.ids
            # The lists are not read anew for every few orders.
            if len(untold) >= _TOLD_TOGETHER or (untold and cursor is None):
                self._announce(Changes(untold, counts=True, documents=True))
                untold = frozenset()
            yield True
        while self._departing.clear_gone(days, now):
            yield True
        self._departing.clear_records(days, now)
        yield True
        self._archive.sweep(now)
        self._jobs.forget_files(now - KEEP_JOBS)
        yield True
        leftovers.forget_logs(self._log, before)
        leftovers.forget_temporary(self._log.parents[1])
        yield True
        while compacting.merge_words(self._database):
            yield True
        yield from self._copies(days, now)
        if compacting.is_of_old(self._database):
            yield compacting.write_anew(self._database)
        while compacting.give_back(self._database):
            yield True
        compacting.empty_log(self._database)
        clearing_state.finish(self._database, now)

    def _copies(self, days: int, now: datetime) -> Iterator[bool]:
        before = now - departures.time_of(days)
        with contextlib.suppress(OSError):
            clearing_copies.sweep(self._files.backups)
            self._forget_aside(before)
        known = None
        for copy in listed(self._files):
            is_over = copy.made_at <= before
            if not is_over and not clearing_state.read(self._database).copies_left:
                continue
            known = known or clearing_copies.present(self._database)
            self._clear(copy, known, days, now, is_over=is_over)
            yield True
        clearing_state.copies_done(self._database)

    def _clear(
        self,
        copy: Copy,
        known: clearing_copies.Present,
        days: int,
        now: datetime,
        *,
        is_over: bool,
    ) -> None:
        path = self._files.backups / copy.name
        try:
            clearing_copies.clear(path, known, days, now, is_over=is_over)
        except (DamagedCopy, NewerCopy):
            # It cannot be put back, and nobody can look what is in it: its time decides.
            if is_over:
                clean_up(path)
        except KonnectError:
            # In use by another program, or no room: tomorrow is another day.
            return

    def _forget_aside(self, before: datetime) -> None:
        """Damaged files are kept for what may still be read of them, but not for ever."""
        for path in self._files.root.glob(f"{self._files.database.name}{_ASIDE}*"):
            if path.stat().st_mtime < before.timestamp():
                # One that another program holds is for tomorrow.
                clean_up(path)
