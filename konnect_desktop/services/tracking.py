"""Where parcels are: asked one by one within the limiter, kept for a few minutes and for later."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from konnect_desktop.domain import parcels
from konnect_desktop.domain.actions import Action, judge
from konnect_desktop.domain.changes import Changes
from konnect_desktop.domain.parcels import AWB_KEY, Parcel
from konnect_desktop.domain.rows import ShipmentRow
from konnect_desktop.domain.say import Msg
from konnect_desktop.errors import ApiError, KonnectError, NotTracked, Offline, SignInRefused
from konnect_desktop.services.connection import Connection
from konnect_desktop.services.context import Announce, Cancelled, Clock, TaskContext
from konnect_desktop.services.parallel import each
from konnect_desktop.settings import SettingsFile
from konnect_desktop.store.shipments import ShipmentStore
from konnect_desktop.store.tracking import TrackingStore

_log = logging.getLogger(__name__)
#: So many failures in a row end the asking: the server is not there.
_FAILURE_LIMIT = 3
#: A number matches at most so many shipments: one order may travel in several parcels.
_MOST_MATCHES = 20


@dataclass(frozen=True, slots=True)
class Problem:
    """Why nothing is known of a parcel, and what to do about it."""

    message: Msg
    next: Msg


@dataclass(frozen=True, slots=True)
class TrackReport:
    """What a round of asking came to."""

    asked: int = 0
    #: Parcel -> why nothing is known.
    problems: Mapping[str, Problem] = field(default_factory=dict)
    #: Not asked, because of Stop or of `error`.
    left: tuple[str, ...] = ()
    #: What ended the asking early.
    error: KonnectError | None = None


@dataclass(frozen=True, slots=True)
class WorkLists:
    """How many parcels are on their way, how many of these were asked about, and the trouble."""

    moving: tuple[str, ...] = ()
    known: int = 0
    stuck: tuple[str, ...] = ()
    undelivered: tuple[str, ...] = ()


class TrackingService:
    """Call from worker threads."""

    def __init__(
        self,
        *,
        connection: Connection,
        settings: SettingsFile,
        store: ShipmentStore,
        tracking: TrackingStore,
        announce: Announce,
        clock: Clock,
    ) -> None:
        self._connection = connection
        self._settings = settings
        self._store = store
        self._tracking = tracking
        self._announce = announce
        self._clock = clock

    # ---- from the store ----------------------------------------------------------------

    def parcels(self, keys: Iterable[str]) -> list[Parcel]:
        """Parcels with what is known of them, in this order; nothing is asked."""
        wanted = list(dict.fromkeys(keys))
        ours = [key for key in wanted if not key.startswith(AWB_KEY)]
        rows = {row.id: row for row in self._store.rows_by_id(ours)}
        facts = self._store.facts_each(ours)
        kept = self._tracking.get(wanted)
        found = []
        for key in wanted:
            known = kept.get(key)
            answer = judge(Action.TRACK, facts[key]) if key in facts else None
            parcel = Parcel(
                key=key,
                tracking=known.tracking if known else None,
                fetched_at=known.fetched_at if known else None,
                blocked=answer.reason if answer is not None and not answer.is_open else None,
            )
            found.append(_named(parcel, rows.get(key)))
        return found

    def resolve(self, text: str) -> list[str]:
        """The parcels meant by a pasted list of AWBs, order numbers or shipment ids.

        A number that is not among our shipments is taken for an AWB.
        """
        keys: list[str] = []
        for number in parcels.numbers_of(text):
            keys += self._store.meant_by(number)[:_MOST_MATCHES] or [f"{AWB_KEY}{number}"]
        return list(dict.fromkeys(keys))

    def work_lists(self) -> WorkLists:
        """Parcels without movement and undelivered ones, as far as they were asked about."""
        moving = self._tracking.moving_ids()
        before = parcels.stuck_before(self._clock(), self._settings.current.stuck_days)
        return WorkLists(
            tuple(moving),
            self._tracking.moving_known(),
            tuple(self._tracking.stuck_ids(before)),
            tuple(self._tracking.undelivered_ids()),
        )

    # ---- from Fynd ---------------------------------------------------------------------

    def track(self, ctx: TaskContext, key: str, *, force: bool = False) -> Parcel:
        """One parcel, asked about unless what is kept is a few minutes old at most.

        `force` asks in any case. Raises NotTracked and the other ApiErrors.
        """
        parcel = self.parcels([key])[0]
        if parcel.blocked is not None or (parcel.is_fresh(self._clock()) and not force):
            return parcel
        self._ask(ctx, key)
        self._announce(Changes(tracking=True))
        return self.parcels([key])[0]

    def track_many(
        self, ctx: TaskContext, keys: Sequence[str], *, force: bool = False
    ) -> TrackReport:
        """Ask about many parcels, one call each, as many at once as the settings allow.

        Fresh ones and those with nothing to track are left out. Stop ends it between two
        calls. Nothing is raised for the server's failures: they are in the report.
        """
        now = self._clock()
        todo = [
            parcel.key
            for parcel in self.parcels(keys)
            if parcel.blocked is None and (force or not parcel.is_fresh(now))
        ]
        run = _Run(self, ctx, todo)
        report = run.run(self._connection.max_in_flight)
        self._announce(Changes(tracking=True))
        return report

    def _ask(self, ctx: TaskContext, key: str) -> None:
        is_awb = key.startswith(AWB_KEY)
        awb = key.removeprefix(AWB_KEY) if is_awb else ""
        found = self._connection.tracking.track(
            "" if is_awb else key, awb=awb, should_stop=ctx.stop_check
        )
        self._tracking.save(key, found, self._clock())


class _Run:
    """One round of `track_many`. Used once."""

    def __init__(self, service: TrackingService, ctx: TaskContext, keys: Sequence[str]) -> None:
        self._service = service
        self._ctx = ctx
        self._keys = keys
        self._lock = threading.Lock()
        self._settled: set[str] = set()
        self._problems: dict[str, Problem] = {}
        self._failures = 0
        self._error: KonnectError | None = None

    def run(self, in_flight: int) -> TrackReport:
        each(
            self._keys,
            self._one,
            threads=max(1, min(in_flight, len(self._keys))),
            name="track",
            is_over=lambda: self._ctx.is_cancelled or self._error is not None,
        )
        left = tuple(key for key in self._keys if key not in self._settled)
        return TrackReport(len(self._settled), self._problems, left, self._error)

    def _one(self, key: str) -> None:
        problem: Problem | None = None
        try:
            self._service._ask(self._ctx, key)
        except Cancelled:
            return
        except NotTracked as error:
            problem = Problem(error.message, error.next)
        except ApiError as error:
            _log.info("tracking failed: %s", error)
            self._failed(key, error)
            return
        with self._lock:
            self._failures = 0
            self._settled.add(key)
            if problem is not None:
                self._problems[key] = problem
            done = len(self._settled)
        self._ctx.report(done, len(self._keys), Msg("Tracking"))

    def _failed(self, key: str, error: ApiError) -> None:
        """The first of a row of failures spoils its parcel only; a lost line ends the round."""
        with self._lock:
            self._failures += 1
            self._problems[key] = Problem(error.message, error.next)
            if isinstance(error, Offline | SignInRefused) or self._failures >= _FAILURE_LIMIT:
                self._error = self._error or error
            else:
                self._settled.add(key)


def _named(parcel: Parcel, row: ShipmentRow | None) -> Parcel:
    """The parcel with numbers and names, ours first, else as tracking told them."""
    told = parcel.tracking
    if row is None:
        return Parcel(
            parcel.key,
            "" if parcel.key.startswith(AWB_KEY) else parcel.key,
            awb=parcel.key.removeprefix(AWB_KEY) if parcel.key.startswith(AWB_KEY) else "",
            courier_partner=told.courier_partner if told else "",
            tracking=told,
            fetched_at=parcel.fetched_at,
            blocked=parcel.blocked,
        )
    return Parcel(
        parcel.key,
        row.id,
        row.order_no,
        row.awb_text or (told.awb_number if told else ""),
        row.courier_partner or (told.courier_partner if told else ""),
        row.status,
        told,
        parcel.fetched_at,
        parcel.blocked,
    )
