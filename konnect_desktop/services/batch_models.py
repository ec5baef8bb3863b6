"""What a bulk action is told, and what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.batches import RETRYABLE, Outcome, State
from konnect_desktop.domain.changes import Changes
from konnect_desktop.domain.reasons import Reason
from konnect_desktop.domain.requests import CancelItem, QcItem
from konnect_desktop.domain.say import NOTHING, Msg
from konnect_desktop.domain.shipments import Package


@dataclass(frozen=True, slots=True)
class SeriesOptions:
    """An invoice series: `prefix` + running number, filled with zeros to `padding` digits.

    `next_number` is the first to give when the series is new; a number once given never
    comes again.
    """

    prefix: str = "INV-"
    next_number: int = 1
    padding: int = 5


@dataclass(frozen=True, slots=True)
class InvoiceDetails:
    """What one order's invoice carries beside its number; "" and () are not sent
    (docs/konnect-api.md 10.5).

    `packages` (cm, g) overwrite what Fynd holds; `serials`: item id -> IMEI or serial numbers.
    """

    number: str = ""  # set when the number is not taken from the series
    irn: str = ""
    qr: str = ""
    ack_number: str = ""
    ack_date: str = ""
    signed_invoice: str = ""
    packages: tuple[Package, ...] = ()
    serials: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AwbEntry:
    """The AWB and courier partner typed, scanned or imported for one self-ship parcel."""

    awb_number: str
    courier_partner: str


@dataclass(frozen=True, slots=True)
class ActionOptions:
    """What a bulk action has to be told, for all its records or for each."""

    #: Cancel: "6" … "9" or another code (docs/konnect-api.md 10.3), for every item.
    reason_code: str = ""
    #: Add invoice, Credit note: the series to take all numbers from; None: by the settings,
    #: where locations and channels may have series of their own.
    series: SeriesOptions | None = None
    #: Cancel items: shipment id -> items, quantities and a reason for each.
    cancel_items: Mapping[str, tuple[CancelItem, ...]] = field(default_factory=dict)
    #: Add invoice, Credit note: shipment id -> what its invoice carries beside the number.
    invoices: Mapping[str, InvoiceDetails] = field(default_factory=dict)
    #: Add invoice: dimensions for every order that has none of its own in `invoices`.
    packages: tuple[Package, ...] = ()
    #: Update AWB: shipment id -> AWB and courier; orders without an entry are left out.
    awbs: Mapping[str, AwbEntry] = field(default_factory=dict)
    #: Update AWB: the parcel has left, so Fynd books the hand-over with it (10.6).
    auto_dispatch: bool = True
    #: Update status: the milestone (10.12) and what goes with it; "" and None are not sent.
    milestone: str = ""
    remark: str = ""
    status_reason: int | None = None
    courier_location: str = ""
    promised_delivery_date: str = ""
    estimated_delivery_date: str = ""
    #: Return QC: shipment id -> quality of each item; an order without an entry is all good.
    qc_items: Mapping[str, tuple[QcItem, ...]] = field(default_factory=dict)
    #: Orders that would take part with one of these cautions are left out instead.
    leave_out: frozenset[Reason] = frozenset()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Shipments that do not take part, for one reason."""

    message: Msg
    next: Msg
    ids: tuple[str, ...]
    reason: Reason | None = None
    #: (order number on screen, what is particular to this one), where there is something.
    details: tuple[tuple[str, Msg], ...] = ()

    @property
    def count(self) -> int:
        """How many."""
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class Plan:
    """What will be sent once the undo time is over; `batch_id` is None when nothing qualifies."""

    action: Action
    batch_id: int | None
    ids: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    #: Add invoice, Credit note: (order number on screen, number), in the order of sending.
    preview: tuple[tuple[str, str], ...] = ()
    #: The batch that this one tries again.
    linked_to: int | None = None
    #: Orders that take part, but with something to mind: fewer items, an odd invoice number.
    notes: tuple[LeftOut, ...] = ()

    @property
    def will_send(self) -> int:
        """How many shipments take part."""
        return len(self.ids)

    @property
    def left_out_count(self) -> int:
        """How many of the selection do not."""
        return sum(item.count for item in self.left_out)


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What became of every record of a batch."""

    batch_id: int
    action: Action
    outcomes: Mapping[str, Outcome]
    changes: Changes = field(default_factory=Changes)
    #: Stop was pressed, or sending ended early for the reason in `stopped_because`.
    was_stopped: bool = False
    stopped_because: Msg = NOTHING
    next: Msg = NOTHING

    def ids(self, *states: State) -> tuple[str, ...]:
        """The shipments that ended in one of `states`."""
        return tuple(key for key, outcome in self.outcomes.items() if outcome.state in states)

    def count(self, *states: State) -> int:
        """How many ended in one of `states`."""
        return len(self.ids(*states))

    @property
    def met_no_connection(self) -> bool:
        """Whether something was not sent because Konnect could not be reached."""
        return any(
            outcome.state in (State.NOT_SENT, State.UNKNOWN) and outcome.why is Reason.NO_CONNECTION
            for outcome in self.outcomes.values()
        )

    @property
    def retryable(self) -> tuple[str, ...]:
        """What Retry takes: nothing of it was applied, and trying again can help."""
        return tuple(
            key
            for key, outcome in self.outcomes.items()
            if outcome.state in RETRYABLE and outcome.may_retry
        )

    @property
    def groups(self) -> tuple[OutcomeGroup, ...]:
        """Outcomes that read alike, loud ones first, then failures, then what worked."""
        return group_outcomes(self.outcomes)


@dataclass(frozen=True, slots=True)
class OutcomeGroup:
    """Shipments with the same outcome."""

    outcome: Outcome
    ids: tuple[str, ...]


_RANK = {
    State.NEEDS_YOU: 1,
    State.REFUSED: 2,
    State.UNKNOWN: 3,
    State.NOT_SENT: 4,
    State.SENT: 5,
    State.PLANNED: 6,
    State.DONE: 7,
    State.WITHDRAWN: 8,
}


def group_outcomes(outcomes: Mapping[str, Outcome]) -> tuple[OutcomeGroup, ...]:
    """Bring outcomes that read alike together, the most pressing group first."""
    groups: dict[Outcome, list[str]] = {}
    for shipment_id, outcome in outcomes.items():
        groups.setdefault(outcome, []).append(shipment_id)
    ranked = sorted(
        groups.items(),
        key=lambda pair: (not pair[0].is_loud, _RANK[pair[0].state], -len(pair[1])),
    )
    return tuple(OutcomeGroup(outcome, tuple(ids)) for outcome, ids in ranked)


@dataclass(frozen=True, slots=True)
class RecoveryReport:
    """What was found unfinished, and what became of it."""

    batch_ids: tuple[int, ...] = ()
    done: int = 0
    not_sent: int = 0
    unsettled: int = 0
    sentence: Msg = NOTHING
    #: What was found out just now of records that nobody knew of; nothing when nothing was.
    news: Msg = NOTHING
    #: Konnect could not be reached.
    is_offline: bool = False

    def __bool__(self) -> bool:
        return bool(self.batch_ids)
