"""What an operation is made of: what it has to be told, what it sends, and what proves it.

Planning, sending and settling know no single operation; they ask these objects. A payload is
what the journal keeps for one shipment, JSON-safe, so that Retry can send the same again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from konnect_desktop.domain import states
from konnect_desktop.domain.actions import Action, Facts
from konnect_desktop.domain.batches import Outcome, State
from konnect_desktop.domain.changes import Changes
from konnect_desktop.domain.journal import JournalRecord
from konnect_desktop.domain.reasons import Reason
from konnect_desktop.domain.say import NOTHING, Msg
from konnect_desktop.domain.shipments import Shipment
from konnect_desktop.services.batch_models import ActionOptions
from konnect_desktop.services.connection import Connection
from konnect_desktop.services.context import TaskContext
from konnect_desktop.services.sweeping import Readers
from konnect_desktop.settings import Settings
from konnect_desktop.store.journal import Journal
from konnect_desktop.store.local_facts import LocalFacts
from konnect_desktop.store.series import InvoiceSeries
from konnect_desktop.store.shipments import ShipmentStore

Payload = Mapping[str, Any]
StopCheck = Callable[[], bool]

FORWARD = (
    states.CREATED,
    states.CONFIRMED,
    states.PROCESSING,
    states.COMPLETED,
    states.TRANSIT,
    states.HANDED_OVER_TO_CUSTOMER,
    states.DELIVERED,
)
#: Refusals that mean one thing on every call; no look at the state can change them.
CLEAR_ANYWHERE = frozenset({"SIM403", "SIM404", "SIM423"})


# ---- planning --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Left:
    """Why a shipment does not take part, or what to mind; `detail` is about this one alone."""

    reason: Reason
    detail: Msg = NOTHING


@dataclass(frozen=True, slots=True)
class Case:
    """One shipment that is being planned for."""

    shipment: Shipment
    facts: Facts

    @property
    def label(self) -> str:
        """What the seller recognises it by."""
        return self.shipment.marketplace_order_id or self.shipment.id


@dataclass(frozen=True, slots=True)
class PlanBasis:
    """What planning may look at beside the shipments themselves."""

    settings: Settings
    #: The financial year of now, such as 26-27.
    year: str
    store: ShipmentStore
    series: InvoiceSeries
    journal: Journal


# ---- sending ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Hands:
    """What sending works with."""

    connection: Connection
    store: ShipmentStore
    local: LocalFacts
    clock: Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Sent:
    """What one group came to."""

    outcomes: dict[str, Outcome]
    changes: Changes = field(default_factory=Changes)


# ---- settling --------------------------------------------------------------------------


#: A parcel cancelled after its invoice is listed as returned and accepted like a return, although
#: it was perhaps never packed or handed over (docs/konnect-api.md 11): only this one proves that it
#: moved.
MOVED_BACK = frozenset({states.RETURN_PROCESSING})
LISTED_AS_BACK = frozenset({states.RETURN_DELIVERED})


@dataclass(frozen=True, slots=True)
class Effect:
    """How an operation shows: the statuses before it, and those that prove it."""

    before: frozenset[str] = frozenset()
    proof: frozenset[str] = frozenset()
    #: Those that prove it only when the shipment, read by itself, is not CANCELLED.
    unless_cancelled: frozenset[str] = frozenset()
    #: Where to look for the shipments afterwards, likeliest first.
    likely: tuple[str, ...] = ()


def step(position: int, *likely: str) -> Effect:
    """An operation that moves a parcel from one rung of the forward ladder to a later one."""
    later = frozenset(FORWARD[position + 1 :])
    before = frozenset({FORWARD[position]})
    if FORWARD[position] in (states.CREATED, states.CONFIRMED):
        return Effect(before, later | states.RETURN_STATUSES, likely=likely)
    return Effect(before, later | MOVED_BACK, LISTED_AS_BACK, likely)


@dataclass(frozen=True, slots=True)
class Seen:
    """What the server shows of a shipment after the doubt arose."""

    status: str
    facts: Facts
    shipment: Shipment | None = None
    #: The tracking call's `operational_status`; "" when it was not asked or did not say.
    milestone: str = ""
    #: Others like it in the same batch moved on at once, so that this one would have, too.
    alike_moved: bool = False


class Evidence(StrEnum):
    """What can be read from `Seen`."""

    DONE = "done"
    NOT_DONE = "not_done"
    #: Looks the same before and after, so it proves nothing.
    HIDDEN = "hidden"
    CANCELLED = "cancelled"
    #: Done, unless the shipment reads CANCELLED when it is read by itself.
    ASK_ALONE = "ask_alone"
    #: The refusal was about an item; the shipment itself is still open.
    ITEM_CANCELLED = "item_cancelled"
    #: Neither before nor after.
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Finding:
    """The evidence, and words where the usual ones do not fit."""

    evidence: Evidence
    message: Msg = NOTHING
    next: Msg = NOTHING


class Operation:
    """One action that works on many shipments. Subclasses say what differs."""

    action: ClassVar[Action]
    effect: ClassVar[Effect] = Effect()
    #: Codes of this call that leave no doubt; every other refusal is checked against the state,
    #: since the same word may come when the step was taken before (4.5 and section 14).
    clear: ClassVar[frozenset[str]] = frozenset()
    #: Codes of this call that mean a cancelled shipment or a cancelled item (4.5).
    perhaps_item: ClassVar[frozenset[str]] = frozenset()
    #: Whether payloads are made from whole records; else the shipment's id is all there is.
    reads_records: ClassVar[bool] = False
    #: Whether doing it twice would do harm that no state shows, so that the orders are read
    #: again right before sending and only unchanged ones go.
    looks_first: ClassVar[bool] = False
    #: Whether sending it once more is safe and tells what became of the first: it is refused
    #: with a code of its own when the first one worked.
    repeat_tells: ClassVar[bool] = False
    #: Whether it only reads, all orders at once, by `read`.
    only_reads: ClassVar[bool] = False
    #: "sale" or "return" when each shipment gets a number of that kind.
    number_kind: ClassVar[str] = ""

    # planning

    def check(self, options: ActionOptions) -> None:
        """Raises KonnectError naming what is missing for the whole batch, and the next step."""

    def payload(self, case: Case, options: ActionOptions, ground: PlanBasis) -> Payload | Left:
        """What will be sent for one shipment, or why it is left out."""
        return {}

    def renewed(self, payload: Payload, case: Case) -> Payload | Left:
        """The payload of a failed or waiting record, to be sent again as things stand now."""
        return payload

    def weed(self, payloads: Mapping[str, Payload], ground: PlanBasis) -> dict[str, Left]:
        """Shipments that cannot go together, or not with what the store holds."""
        return {}

    def notes(self, case: Case, payload: Payload) -> Iterable[Left]:
        """What the seller should know before this one is sent."""
        return ()

    # sending

    def send(self, hands: Hands, records: Sequence[JournalRecord], should_stop: StopCheck) -> Sent:
        """Send one group of at most 20. Raises ApiError; `maybe_applied` says what is known."""
        raise NotImplementedError

    def read(self, readers: Readers, ctx: TaskContext, ids: Sequence[str]) -> Sent:
        """Read these, by listing where that is cheaper. Raises ApiError, Cancelled."""
        raise NotImplementedError

    def remember(self, hands: Hands, records: Sequence[JournalRecord]) -> Changes:
        """Keep what the server accepted but will not show: called with what is surely done."""
        return Changes()

    # settling

    def needs_proof(self, outcome: Outcome) -> bool:
        """Whether a refusal may only mean "already there", so that the state has to decide."""
        if outcome.state is not State.REFUSED:
            return False
        if outcome.is_loud:
            return outcome.code.upper() in self.perhaps_item
        return outcome.code.upper() not in self.clear | CLEAR_ANYWHERE

    def may_act_twice(self, payload: Payload) -> bool:
        """Whether a second application would be taken, beside one that is only late."""
        return False

    def told_by_repeat(self, answer: Outcome, *, alike_moved: bool) -> Outcome | None:
        """What the answer to a repeat says of the record; None when it says nothing clear.

        `alike_moved`: see `Seen`.
        """
        return answer if answer.state is State.DONE else None

    def asks_tracking(self, payload: Payload, status: str, *, is_lost: bool) -> bool:
        """Whether only the tracking call can tell; `is_lost`: no answer came at all."""
        return False

    def evidence(self, payload: Payload, seen: Seen) -> Finding:
        """What the state says about whether this was done."""
        return self.by_effect(self.effect, seen.status)

    def why_refused(self, refusal: Outcome, payload: Payload, seen: Seen) -> Finding:
        """What the state says about a refusal: it may mean that this was done before."""
        found = self.evidence(payload, seen)
        is_open = found.evidence is Evidence.NOT_DONE
        if is_open and refusal.code.upper() in self.perhaps_item:
            return Finding(Evidence.ITEM_CANCELLED)
        return found

    @staticmethod
    def by_effect(effect: Effect, status: str) -> Finding:
        """The plain reading of a status."""
        if status in effect.proof:
            return Finding(Evidence.DONE)
        if status in effect.before:
            return Finding(Evidence.NOT_DONE)
        if status in effect.unless_cancelled:
            return Finding(Evidence.ASK_ALONE)
        if status == states.CANCELLED:
            return Finding(Evidence.CANCELLED)
        return Finding(Evidence.UNCLEAR)


def done_of(
    records: Sequence[JournalRecord], outcomes: Mapping[str, Outcome]
) -> list[JournalRecord]:
    """The records that the server said yes to."""
    return [
        record
        for record in records
        if record.shipment_id in outcomes and outcomes[record.shipment_id].state is State.DONE
    ]
