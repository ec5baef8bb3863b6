"""One listing read to its end, every page into the store as it comes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial

from konnect_desktop.domain import states
from konnect_desktop.domain.changes import Changes
from konnect_desktop.domain.rows import ReadRecord
from konnect_desktop.domain.say import Msg
from konnect_desktop.domain.shipments import ShipmentInfo
from konnect_desktop.errors import (
    ApiError,
    BadRequest,
    LocationForbidden,
    Offline,
    ServerFailed,
    SignInRefused,
)
from konnect_desktop.services.connection import Connection
from konnect_desktop.services.context import Announce, Clock, TaskContext
from konnect_desktop.services.paging import Listing, Pager
from konnect_desktop.store.shipments import ShipmentStore

#: Stands for a caller that nobody listens to.
SILENT: Announce = lambda changes: None  # noqa: E731
#: After so many pages without news an unhurried look at finished orders ends.
_QUIET_PAGES = 2


@dataclass(slots=True)
class Sweep:
    """What one or several listings showed."""

    seen: set[str] = field(default_factory=set)
    new: set[str] = field(default_factory=set)
    changes: Changes = field(default_factory=Changes)
    count: int = 0
    unreadable: int = 0
    #: False when the reading ended before the end of the list.
    is_complete: bool = True

    def add(self, other: Sweep) -> None:
        """Take in what another listing showed."""
        self.seen |= other.seen
        self.new |= other.new
        self.changes = self.changes.merged(other.changes)
        self.count += other.count
        self.unreadable += other.unreadable
        self.is_complete = self.is_complete and other.is_complete


class Ingest:
    """Puts what the server said into the store and tells the screens."""

    def __init__(self, store: ShipmentStore, announce: Announce, clock: Clock) -> None:
        self._store = store
        self._announce = announce
        self._clock = clock

    def take(self, records: Sequence[ReadRecord], read_seq: int) -> tuple[Changes, set[str]]:
        """Store the records of one answer; returns what changed and which are new to us."""
        if not records:
            return Changes(), set()
        known = self._store.standings([one.shipment.id for one in records], is_last=True)
        kept = [record for record in records if not _is_older_truth(record, known)]
        changes = self._store.upsert(kept, read_seq, self._clock())
        ids = {str(record.shipment.id) for record in kept}
        # What the store did not take, such as an old order whose data has left, is no news.
        new = (ids - known.keys()) & changes.shipment_ids
        changes = changes.merged(self._store.clear_lock_attention(ids))
        self._tell(changes)
        return changes, new

    def take_info(
        self, infos: Sequence[ShipmentInfo], read_seq: int
    ) -> tuple[Changes, tuple[str, ...]]:
        """Store promise and lock; returns what changed and which shipments moved on."""
        applied = self._store.apply_info(infos, read_seq, self._clock())
        cleared = self._store.clear_lock_attention(info.id for info in infos)
        changes = applied.changes.merged(cleared)
        self._tell(changes)
        return changes, applied.stale

    def mark_gone(self, ids: Collection[str]) -> Changes:
        """Shipments that the server no longer knows for this account."""
        changes = self._store.mark_gone(ids, self._clock())
        self._tell(changes)
        return changes

    def _tell(self, changes: Changes) -> None:
        if changes:
            self._announce(changes)


class Sweeper:
    """Reads listings and light records at all locations of the account."""

    def __init__(
        self, connection: Connection, store: ShipmentStore, pager: Pager, ingest: Ingest
    ) -> None:
        self._connection = connection
        self._store = store
        self._pager = pager
        self._ingest = ingest

    def sweep(
        self,
        ctx: TaskContext,
        listing: Listing,
        *,
        wanted: Collection[str] = (),
        max_pages: int = 0,
        until_quiet: bool = False,
    ) -> Sweep:
        """Read one listing. Raises ApiError with what was read before already stored.

        `wanted`: stop as soon as all of these were seen; `max_pages`: stop there (0: no limit);
        `until_quiet`: stop after two pages that brought no change.
        """
        found = Sweep()
        left = set(wanted)
        quiet = 0
        fitting: set[str] = set()
        walk = self._pager.pages(ctx, listing)
        for pages, page in enumerate(walk, start=1):
            records = _agreeing(page.records, listing.status, fitting)
            changes, new = self._ingest.take(records, page.read_seq)
            found.add(Sweep(page.ids, new, changes, len(page.ids), page.unreadable))
            left -= page.ids
            quiet = 0 if changes else quiet + 1
            if (wanted and not left) or pages == max_pages:
                found.is_complete = False
                break
            if until_quiet and quiet >= _QUIET_PAGES:
                found.is_complete = False
                break
        return found

    def sweep_everywhere(
        self, ctx: TaskContext, status: str, *, wanted: Collection[str] = (), max_pages: int = 0
    ) -> Sweep:
        """Read one status at every location, as in `sweep`."""
        found = Sweep()
        for location in self._connection.locations:
            left = set(wanted) - found.seen
            if wanted and not left:
                break
            listing = Listing(status, location)
            found.add(self.sweep(ctx, listing, wanted=left, max_pages=max_pages))
        return found

    def informed(self, ctx: TaskContext, status: str) -> tuple[list[ShipmentInfo], int]:
        """The light records of a status, and the read number taken before asking.

        The call lists no location parameter (docs/konnect-api.md 10.2), so it is sent only after
        a refusal without it.
        """
        return self._informed(ctx, status=status)

    def informed_of(self, ctx: TaskContext, shipment_id: str) -> tuple[list[ShipmentInfo], int]:
        """The light record of one shipment, empty when the server shows none."""
        infos, read_seq = self._informed(ctx, shipment_id=shipment_id)
        return [info for info in infos if info.id == shipment_id], read_seq

    def _informed(
        self, ctx: TaskContext, *, status: str = "", shipment_id: str = ""
    ) -> tuple[list[ShipmentInfo], int]:
        ctx.raise_if_cancelled()
        read_seq = self._store.next_read_seq()
        ask = partial(
            self._connection.orders.info,
            status=status,
            shipment_id=shipment_id,
            should_stop=ctx.stop_check,
        )
        try:
            return _told_once(ask(), status), read_seq
        except (BadRequest, LocationForbidden, ServerFailed):
            if self._connection.locations in ((), ("",)):
                raise
        infos: list[ShipmentInfo] = []
        for location in self._connection.locations:
            ctx.raise_if_cancelled()
            infos.extend(ask(location=location))
        return _told_once(infos, status), read_seq


def _agreeing(
    records: Sequence[ReadRecord], asked: str, fitting: set[str]
) -> tuple[ReadRecord, ...]:
    """Each shipment once, by the row that fits the status asked for where rows contradict.

    `fitting`: what earlier pages of the listing showed in their place, and this one adds to.
    """
    chosen: dict[str, ReadRecord] = {}
    for record in records:
        key = record.shipment.id
        if states.fits(record.shipment.status, asked):
            chosen[key] = record
            fitting.add(key)
        elif key not in fitting:
            chosen[key] = record
    return tuple(chosen.values())


def _told_once(infos: Iterable[ShipmentInfo], asked: str) -> list[ShipmentInfo]:
    """The same of light records; with a single shipment asked for, the last word counts."""
    chosen: dict[str, ShipmentInfo] = {}
    for info in infos:
        held = chosen.get(info.id)
        if held is None or states.fits(info.status, asked) or not states.fits(held.status, asked):
            chosen[info.id] = info
    return list(chosen.values())


def _is_older_truth(record: ReadRecord, known: dict[str, str]) -> bool:
    """A parcel cancelled after invoicing is listed as returned but reads CANCELLED alone.

    The returned state is the one that work can be done on (docs/konnect-api.md 11), so a
    CANCELLED for it changes nothing.
    """
    return (
        record.shipment.standing == states.CANCELLED
        and known.get(record.shipment.id, "") in states.RETURN_STATUSES
    )


class Rereader:
    """Reads single shipments again and finds out where missing ones went."""

    #: Up to this many are read one by one at once; more are looked for in listings.
    FEW = 5
    #: At most this many single reads in one piece of work; the next one goes on.
    MOST = 40

    def __init__(
        self, connection: Connection, store: ShipmentStore, sweeper: Sweeper, ingest: Ingest
    ) -> None:
        self._connection = connection
        self._store = store
        self._sweeper = sweeper
        self._ingest = ingest

    def reread(self, ctx: TaskContext, ids: Collection[str]) -> Sweep:
        """Read each of `ids` by itself; one that is nowhere any more is marked gone.

        Raises ApiError when the server cannot be asked; a single odd answer only leaves
        that shipment as it was, and out of `seen`.
        """
        found = Sweep()
        wanted = list(dict.fromkeys(ids))
        rows = {row.id: row.location_code for row in self._store.rows_by_id(wanted)}
        for number, shipment_id in enumerate(wanted):
            ctx.raise_if_cancelled()
            ctx.report(number, len(wanted), Msg("Reading orders again"))
            try:
                changes = self._one(ctx, shipment_id, rows.get(shipment_id, ""))
                found.add(Sweep({shipment_id}, changes=changes, count=1))
            except (Offline, SignInRefused):
                raise
            except ApiError:
                if len(wanted) == 1:
                    raise
        return found

    def status_alone(self, ctx: TaskContext, shipment_id: str) -> str:
        """What a shipment reads by itself, where a listing may say otherwise; "" when nowhere.

        Nothing is stored. Raises ApiError when the server cannot be asked.
        """
        rows = self._store.rows_by_id([shipment_id])
        found = self._fetch(ctx, shipment_id, rows[0].location_code if rows else "")
        return found[0].shipment.status if found else ""

    def _one(self, ctx: TaskContext, shipment_id: str, location: str) -> Changes:
        found = self._fetch(ctx, shipment_id, location)
        if found is None:
            return self._ingest.mark_gone([shipment_id])
        return self._ingest.take([found[0]], found[1])[0]

    def _fetch(
        self, ctx: TaskContext, shipment_id: str, location: str
    ) -> tuple[ReadRecord, int] | None:
        """The record and the read number taken before asking."""
        api = self._connection.orders
        for place in self._places(location):
            read_seq = self._store.next_read_seq()
            found = api.fetch_one(shipment_id, location=place, should_stop=ctx.stop_check)
            if found is not None:
                return ReadRecord(found.shipment, found.raw), read_seq
        return None

    def _places(self, location: str) -> list[str]:
        """Its own location first: a reassigned shipment may stand at another one of ours."""
        places = list(self._connection.locations) or [location]
        if location in places:
            places.remove(location)
            places.insert(0, location)
        return places

    def find(
        self,
        ctx: TaskContext,
        ids: Collection[str],
        likely: Sequence[str],
        *,
        at_most: int = 0,
    ) -> Sweep:
        """Bring `ids` up to date cheaply: listings of the `likely` statuses, then by id.

        A listing is read only while that costs fewer requests than the single reads would.
        `at_most` bounds the single reads (0: all); what is left over stays as it was.
        """
        found = Sweep()
        missing = set(ids)
        for status in likely:
            if len(missing) <= self.FEW:
                break
            if self._pages(status, len(missing)) >= len(missing):
                continue
            found.add(
                self._sweeper.sweep_everywhere(ctx, status, wanted=missing, max_pages=len(missing))
            )
            missing -= found.seen
        rest = sorted(missing)[: at_most or None]
        found.add(self.reread(ctx, rest))
        self._list_odd(ctx, set(rest) & found.seen, likely, found)
        return found

    def _list_odd(
        self, ctx: TaskContext, ids: Collection[str], likely: Sequence[str], found: Sweep
    ) -> None:
        """Where those stand that show a word nobody knows when they are read alone."""
        odd = {
            key
            for key, status in self._store.standings(ids).items()
            if status not in states.KNOWN_STATUSES
        }
        for status in likely:
            if not odd:
                return
            listed = self._sweeper.sweep_everywhere(ctx, status, wanted=odd)
            found.changes = found.changes.merged(listed.changes)
            odd -= listed.seen

    def is_listed(self, ctx: TaskContext, shipment_id: str, status: str) -> bool:
        """Whether a status lists this shipment now. Raises ApiError when nobody can be asked."""
        found = self._sweeper.sweep_everywhere(ctx, status, wanted=[shipment_id])
        return shipment_id in found.seen

    def _pages(self, status: str, extra: int) -> int:
        rows = len(self._store.ids_with_status(status)) + extra
        return -(-rows // 100) * max(1, len(self._connection.locations))


@dataclass(frozen=True)
class Readers:
    """What reads orders, for checks and for actions alike, and where they are kept."""

    ingest: Ingest
    sweeper: Sweeper
    rereader: Rereader
    store: ShipmentStore
