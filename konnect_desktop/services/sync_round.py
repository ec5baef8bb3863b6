"""One round of checks: listings, light records, and what became of missing shipments."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from konnect_desktop.domain import states
from konnect_desktop.domain.changes import Changes
from konnect_desktop.domain.say import Msg
from konnect_desktop.errors import ApiError, Offline, SignInRefused
from konnect_desktop.log_lines import Code
from konnect_desktop.services.context import Clock, TaskContext
from konnect_desktop.services.date_probe import DateProbe
from konnect_desktop.services.paging import Listing
from konnect_desktop.services.schedule import FULL_NEW_SWEEP, INFORMED
from konnect_desktop.services.sweeping import Ingest, Rereader, Sweep, Sweeper
from konnect_desktop.services.sync_models import SyncFailure
from konnect_desktop.store.shipments import ShipmentStore
from konnect_desktop.store.sweeps import SweepStore

_log = logging.getLogger(__name__)
#: Windows of new orders overlap by this much: clocks differ and ends may be exclusive.
OVERLAP = timedelta(minutes=10)
#: The name under which the last reading of all new orders is remembered.
WHOLE_NEW = "CREATED, all of it"
#: So many refusals to connect in a row mean that asking for the other statuses is idle.
_OFFLINE_LIMIT = 2


@dataclass(slots=True)
class Found:
    """What a round learned."""

    changes: Changes = field(default_factory=Changes)
    new: set[str] = field(default_factory=set)
    failures: list[SyncFailure] = field(default_factory=list)
    unreadable: int = 0
    #: Statuses of which every listing came to its end.
    swept: dict[str, set[str]] = field(default_factory=dict)
    #: Seen under some status in this round.
    seen: set[str] = field(default_factory=set)
    #: Light records showed these under another status than ours, or we do not know them.
    stale: set[str] = field(default_factory=set)


class SyncRound:
    """Reads the given statuses once. Used by one thread, for one round."""

    def __init__(
        self,
        ctx: TaskContext,
        *,
        locations: Sequence[str],
        store: ShipmentStore,
        sweeps: SweepStore,
        sweeper: Sweeper,
        rereader: Rereader,
        ingest: Ingest,
        clock: Clock,
        dates: DateProbe,
        is_full: bool,
        is_clock_wrong: bool,
    ) -> None:
        self._ctx = ctx
        self._locations = locations
        self._store = store
        self._sweeps = sweeps
        self._sweeper = sweeper
        self._rereader = rereader
        self._ingest = ingest
        self._clock = clock
        self._dates = dates
        self._is_full = is_full
        self._is_clock_wrong = is_clock_wrong
        self._offline = 0
        self.found = Found()

    def run(self, statuses: Sequence[str]) -> None:
        """Read `statuses` into the store; a failing one does not stop the others.

        Fills `found` as it goes, so that it holds also after Cancelled. Raises SignInRefused,
        because every further call would be refused too.
        """
        for number, status in enumerate(statuses):
            self._ctx.report(number, len(statuses) + 1, _checking(status))
            if self._offline >= _OFFLINE_LIMIT:
                self._skip(status)
                continue
            self._read_status(status)
        if self._offline < _OFFLINE_LIMIT:
            self._ctx.report(len(statuses), len(statuses) + 1, Msg("Looking for moved orders"))
            self._explain(statuses)
        self._ctx.report(len(statuses) + 1, len(statuses) + 1, Msg("Checked"))

    # ---- one status --------------------------------------------------------------------

    def _read_status(self, status: str) -> None:
        held = self._store.ids_with_status(status)
        whole = Sweep()
        for location in self._locations:
            part = self._read_location(status, location)
            if part is None:
                whole.is_complete = False
                continue
            whole.add(part)
        informed = self._read_info(status, whole, held)
        self.found.seen |= whole.seen
        if whole.is_complete or informed is not None:
            self.found.swept[status] = whole.seen | (informed or set())

    def _read_location(self, status: str, location: str) -> Sweep | None:
        started = self._clock()
        self._sweeps.started(status, location, started)
        try:
            sweep = self._list(status, location, started)
        except SignInRefused as error:
            self._failed(status, location, error)
            raise
        except (ApiError, OSError) as error:
            self._failed(status, location, error)
            return None
        self._offline = 0
        self._sweeps.finished(status, location, self._clock(), sweep.count)
        self.found.changes = self.found.changes.merged(sweep.changes)
        self.found.new |= sweep.new
        self.found.unreadable += sweep.unreadable
        return sweep

    def _list(self, status: str, location: str, started: datetime) -> Sweep:
        if status == states.CREATED:
            return self._list_new(location, started)
        listing = Listing(status, location)
        quiet = not self._is_full and status in states.FINISHED_STATUSES
        if status != states.RETURN_COMPLETED:
            return self._sweeper.sweep(self._ctx, listing, until_quiet=quiet)
        return self._list_accepted_returns(listing)

    def _list_accepted_returns(self, listing: Listing) -> Sweep:
        """Two official pages name this status differently (docs/konnect-api.md 10.14)."""
        other = Listing(states.RETURN_ACCEPTED, listing.location)
        try:
            sweep = self._sweeper.sweep(self._ctx, listing)
        except (Offline, SignInRefused):
            raise
        except ApiError:
            return self._sweeper.sweep(self._ctx, other)
        if sweep.count:
            return sweep
        try:
            sweep.add(self._sweeper.sweep(self._ctx, other))
        except (Offline, SignInRefused):
            raise
        except ApiError:
            # The server does not know the other name, so the empty list was the truth.
            return sweep
        return sweep

    def _list_new(self, location: str, started: datetime) -> Sweep:
        """New orders by a window of order dates; all of them the first time and now and then."""
        cursor = self._sweeps.window(location)
        whole = self._sweeps.states().get((WHOLE_NEW, location))
        full_at = whole.last_finished if whole else None
        is_whole = (
            self._is_full
            or cursor is None
            or full_at is None
            or not self._dates.is_known
            or started - full_at >= FULL_NEW_SWEEP
            # A window by a clock that is wrong, or that was set back, passes orders by.
            or self._is_clock_wrong
            or max(full_at, cursor) > started
        )
        listing = Listing(
            states.CREATED, location, None if is_whole or cursor is None else cursor - OVERLAP
        )
        sweep = self._sweeper.sweep(self._ctx, listing)
        self._sweeps.set_window(location, started)
        if is_whole:
            self._sweeps.finished(WHOLE_NEW, location, started, sweep.count)
            self._dates.learn(self._ctx, location, sweep)
        else:
            sweep.is_complete = False
        return sweep

    def _read_info(self, status: str, whole: Sweep, held: set[str]) -> set[str] | None:
        """Promise and lock of a status; returns the ids that it lists, None when not asked.

        It lists a status without pages, so it also shows what a moving listing hid.
        """
        if status not in INFORMED or not (whole.seen or held or status == states.CREATED):
            return None
        try:
            infos, read_seq = self._sweeper.informed(self._ctx, status)
        except SignInRefused:
            raise
        except (ApiError, OSError) as error:
            self._failed(status, "", error)
            return None
        changes, stale = self._ingest.take_info(infos, read_seq)
        self.found.changes = self.found.changes.merged(changes)
        ids = {str(info.id) for info in infos if states.fits(info.status, status)}
        self.found.stale |= {shipment_id for shipment_id in stale if shipment_id in ids}
        # A server that cuts this list short proves nothing about what is missing from it. Beside
        # a window of the listing that shows in the orders at hand: more would be missing than
        # one round can explain, so the next whole listing has to.
        enough = len(whole.seen)
        if not whole.is_complete:
            enough = max(enough, len(held) - Rereader.MOST)
        return ids if len(ids) >= enough and ids else None

    # ---- what is not where it was ------------------------------------------------------

    def _explain(self, statuses: Sequence[str]) -> None:
        """Find out about shipments that their status no longer lists, and unknown ones."""
        missing: set[str] = set()
        for status, listed in self.found.swept.items():
            if status in states.FINISHED_STATUSES:
                continue
            missing |= self._store.ids_with_status(status) - listed - self.found.seen
        now = self._store.standings(sorted(self.found.stale))
        missing |= {
            shipment_id
            for shipment_id in self.found.stale
            if shipment_id not in self.found.seen or shipment_id not in now
        }
        if not missing:
            return
        # What is left after a round over everything is in no listing: only single reads help.
        likely = () if self._is_full else self._next_statuses(statuses)
        try:
            sweep = self._rereader.find(self._ctx, missing, likely, at_most=Rereader.MOST)
        except SignInRefused:
            raise
        except (ApiError, OSError) as error:
            self._failed("", "", error)
            return
        self.found.changes = self.found.changes.merged(sweep.changes)

    def _next_statuses(self, statuses: Sequence[str]) -> tuple[str, ...]:
        """Where parcels of the statuses just read may have gone, likeliest first."""
        likely = (states.CONFIRMED, states.CANCELLED, *states.KNOWN_STATUSES)
        return tuple(status for status in dict.fromkeys(likely) if status not in statuses)

    # ---- failures ----------------------------------------------------------------------

    def _failed(self, status: str, location: str, error: Exception) -> None:
        what = Code(status) if status in states.KNOWN_STATUSES else None
        _log.warning("check of %s failed: %s", what, error)
        failure = SyncFailure.of(status, location, error)
        if isinstance(error, Offline):
            self._offline += 1
        if status:
            self._sweeps.failed(status, location, failure.text)
        self.found.failures.append(failure)

    def _skip(self, status: str) -> None:
        last = self.found.failures[-1]
        self.found.failures.append(replace(last, status=status, location=""))


#: What stands beside the progress while a status is read.
_CHECKING = {
    states.RETURN_PROCESSING: Msg("Checking returns"),
    states.RETURN_DELIVERED: Msg("Checking returns"),
    states.RETURN_COMPLETED: Msg("Checking returns"),
    states.RETURN_ACCEPTED: Msg("Checking returns"),
    states.CREDIT_NOTE_GENERATED: Msg("Checking returns"),
    states.HANDED_OVER_TO_CUSTOMER: Msg("Checking delivered orders"),
    states.CREATED: Msg("Checking new orders"),
    states.CONFIRMED: Msg("Checking orders to invoice"),
    states.PROCESSING: Msg("Checking couriers"),
    states.COMPLETED: Msg("Checking packed orders"),
    states.TRANSIT: Msg("Checking orders in transit"),
    states.DELIVERED: Msg("Checking delivered orders"),
    states.CANCELLED: Msg("Checking cancelled orders"),
}


def _checking(status: str) -> Msg:
    return _CHECKING.get(status) or Msg("Checking {status}", {"status": status})
