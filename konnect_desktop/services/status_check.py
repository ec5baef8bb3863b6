"""Check status: where a selection stands, what is due and what is locked; changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from konnect_desktop.domain import locks, states
from konnect_desktop.domain.batches import Outcome, State
from konnect_desktop.domain.rows import ShipmentRow
from konnect_desktop.domain.say import NOTHING, Arg, Msg, together
from konnect_desktop.services import wording
from konnect_desktop.services.context import TaskContext
from konnect_desktop.services.sweeping import Readers

#: A list of all orders of a status beats single questions only while it is not far longer.
_LISTED_FOR_ONE = 200
_NAMES = {
    states.CREATED: Msg("New"),
    states.CONFIRMED: Msg("Confirmed"),
    states.PROCESSING: Msg("Invoiced"),
    states.COMPLETED: Msg("Label ready"),
    states.TRANSIT: Msg("In transit"),
    states.HANDED_OVER_TO_CUSTOMER: Msg("Handed to the customer"),
    states.DELIVERED: Msg("Delivered"),
    states.CANCELLED: Msg("Cancelled"),
    states.RETURN_PROCESSING: Msg("Coming back"),
    states.RETURN_DELIVERED: Msg("Back with you"),
    states.RETURN_COMPLETED: Msg("Return accepted"),
    states.RETURN_ACCEPTED: Msg("Return accepted"),
    states.CREDIT_NOTE_GENERATED: Msg("Credit note done"),
}
AS_BEFORE = Outcome(State.DONE, message=Msg("As before."))


@dataclass(frozen=True, slots=True)
class Questions:
    """What to ask: whole statuses, and single shipments."""

    by_status: tuple[str, ...]
    by_id: tuple[str, ...]

    @property
    def calls(self) -> int:
        """How many calls that is."""
        return len(self.by_status) + len(self.by_id)


def questions(
    wanted: Mapping[str, str], held: Mapping[str, int], listed_for_one: int = _LISTED_FOR_ONE
) -> Questions:
    """The fewest calls for `wanted` (shipment -> status); `held`: how many stand in a status.

    One call lists a status, whatever its length, so two shipments of it are reason enough;
    only a status with very many others is not listed for a few.
    """
    groups: dict[str, list[str]] = {}
    for shipment_id, status in wanted.items():
        groups.setdefault(status, []).append(shipment_id)
    by_status, by_id = [], []
    for status, ids in groups.items():
        is_worth = len(ids) > 1 and held.get(status, 0) <= listed_for_one * len(ids)
        if status and is_worth:
            by_status.append(status)
        else:
            by_id += ids
    return Questions(tuple(by_status), tuple(by_id))


def check(readers: Readers, ctx: TaskContext, ids: Sequence[str]) -> dict[str, Outcome]:
    """Read the light records and tell what differs from what was known. Raises ApiError."""
    before = _rows(readers, ids)
    confirmed = _ask(readers, ctx, before)
    moved = [one for one in ids if one not in confirmed]
    seen = confirmed | (_read_moved(readers, ctx, moved, before) if moved else set())
    after = _rows(readers, ids)
    return {one: _told(before.get(one), after.get(one), was_read=one in seen) for one in ids}


def _rows(readers: Readers, ids: Sequence[str]) -> dict[str, ShipmentRow]:
    return {row.id: row for row in readers.store.rows_by_id(ids)}


def _ask(readers: Readers, ctx: TaskContext, rows: Mapping[str, ShipmentRow]) -> set[str]:
    """Take in the light records; returns the shipments that stand where we knew them."""
    wanted = readers.store.standings(rows, is_last=True)
    held = {one: len(readers.store.ids_with_status(one)) for one in set(wanted.values())}
    plan = questions(wanted, held)
    confirmed: set[str] = set()
    done = 0
    for status in plan.by_status:
        ctx.report(done, plan.calls, Msg("Checking"))
        infos, read_seq = readers.sweeper.informed(ctx, status)
        readers.ingest.take_info(infos, read_seq)
        confirmed |= {i.id for i in infos if i.id in wanted and states.fits(i.status, status)}
        done += 1
    for shipment_id in plan.by_id:
        ctx.report(done, plan.calls, Msg("Checking"))
        infos, read_seq = readers.sweeper.informed_of(ctx, shipment_id)
        readers.ingest.take_info(infos, read_seq)
        confirmed |= {
            i.id for i in infos if i.id == shipment_id and i.status in ("", wanted[shipment_id])
        }
        done += 1
    return {one for one in confirmed if one in wanted}


def _read_moved(
    readers: Readers, ctx: TaskContext, ids: Sequence[str], rows: Mapping[str, ShipmentRow]
) -> set[str]:
    """Read whole what left its status, also its new lock and deadline."""
    likely = [one for one in states.KNOWN_STATUSES if one not in _statuses(ids, rows)]
    sweep = readers.rereader.find(ctx, ids, likely)
    for status in sorted(set(readers.store.standings(ids, is_last=True).values())):
        infos, read_seq = readers.sweeper.informed(ctx, status)
        readers.ingest.take_info(infos, read_seq)
    return sweep.seen & set(ids)


def _statuses(ids: Iterable[str], rows: Mapping[str, ShipmentRow]) -> set[str]:
    return {rows[one].status for one in ids if one in rows}


def _told(before: ShipmentRow | None, after: ShipmentRow | None, *, was_read: bool) -> Outcome:
    """What a seller should know about one shipment, most pressing first."""
    if after is None:
        return wording.GONE
    if not was_read:
        return wording.NOT_READ
    if before is None:
        return AS_BEFORE
    has_moved = before.status != after.status
    if has_moved and after.status == states.CANCELLED:
        return replace(wording.CANCELLED_MEANWHILE, state=State.DONE, may_retry=True)
    message = together(
        _moved(before, after) if has_moved else NOTHING,
        _locked(before, after),
        _due(before, after),
    )
    if not message:
        return AS_BEFORE
    return Outcome(State.DONE, message=message, next=locks.NEXT_STEP if after.lock else NOTHING)


def _moved(before: ShipmentRow, after: ShipmentRow) -> Msg:
    places: dict[str, Arg] = {"before": _name(before.status), "now": _name(after.status)}
    return Msg("Moved on from {before} to {now}.", places)


def _name(status: str) -> Arg:
    return _NAMES.get(status, status)


def _locked(before: ShipmentRow, after: ShipmentRow) -> Msg:
    if after.lock:
        return locks.lock_words(after.lock, after.lock_text)
    return Msg("No longer locked.") if before.lock else NOTHING


def _due(before: ShipmentRow, after: ShipmentRow) -> Msg:
    if after.sla_due_at is None or before.sla_due_at == after.sla_due_at:
        return NOTHING
    due: dict[str, Arg] = {"due": after.sla_due_at}
    if before.sla_due_at is None:
        return Msg("Must leave by {due}.", due)
    if after.sla_due_at < before.sla_due_at:
        return Msg("Must leave earlier than before: by {due}.", due)
    return Msg("Must leave later than before: by {due}.", due)
