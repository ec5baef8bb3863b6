"""What the services hand to the screens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final, Literal

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.batches import RETRYABLE, Outcome, State
from konnect_desktop.domain.changes import Changes
from konnect_desktop.domain.reasons import Reason
from konnect_desktop.domain.requests import CancelItem, QcItem
from konnect_desktop.domain.rows import ShipmentRow, StoredDocument
from konnect_desktop.domain.shipments import Package, Shipment
from konnect_desktop.errors import HostNotFound, Offline

Kind = Literal["label", "invoice"]
LABEL: Final = "label"
INVOICE: Final = "invoice"


# ---- bulk actions ----------------------------------------------------------------------


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
    """What one order's invoice carries beside its number; "" and () are not sent (10.5).

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

    #: Cancel: "6" … "9" or another code (konnect-api.md 10.3), for every item.
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


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Shipments that do not take part, for one reason."""

    text: str
    next_step: str
    ids: tuple[str, ...]
    reason: Reason | None = None
    #: (order number on screen, what is particular to this one), where there is something.
    details: tuple[tuple[str, str], ...] = ()

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
    stopped_because: str = ""
    next_step: str = ""

    def ids(self, *states: State) -> tuple[str, ...]:
        """The shipments that ended in one of `states`."""
        return tuple(key for key, outcome in self.outcomes.items() if outcome.state in states)

    def count(self, *states: State) -> int:
        """How many ended in one of `states`."""
        return len(self.ids(*states))

    @property
    def met_no_connection(self) -> bool:
        """Whether something was not sent because Konnect could not be reached."""
        lost = (Offline.user_message, HostNotFound.user_message)
        return any(
            outcome.state in (State.NOT_SENT, State.UNKNOWN) and outcome.reason in lost
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
    """What was found unfinished at start, and what became of it."""

    batch_ids: tuple[int, ...] = ()
    done: int = 0
    not_sent: int = 0
    unsettled: int = 0
    sentence: str = ""

    def __bool__(self) -> bool:
        return bool(self.batch_ids)


# ---- sync ------------------------------------------------------------------------------


class SyncScope(StrEnum):
    """How much a sync looks at."""

    ALL = "all"
    NEW = "new"
    DUE = "due"


@dataclass(frozen=True, slots=True)
class SyncFailure:
    """A status that could not be read, in words."""

    status: str
    location: str
    text: str
    next_step: str = ""
    #: No connection could be made at all.
    is_offline: bool = False


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What one sync did."""

    changes: Changes
    new_count: int
    failures: tuple[SyncFailure, ...]
    started_at: datetime
    finished_at: datetime
    statuses: tuple[str, ...] = ()
    was_cancelled: bool = False
    #: Records that came without an id and could not be read at all.
    unreadable: int = 0

    @property
    def is_offline(self) -> bool:
        """Whether Konnect could not be reached."""
        return any(failure.is_offline for failure in self.failures)

    @property
    def ok(self) -> bool:
        """Whether everything asked for was read."""
        return not self.failures and not self.was_cancelled


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the list of the last checks."""

    at: datetime
    ok: bool
    text: str


@dataclass(frozen=True, slots=True)
class SyncHealth:
    """What the top bar says about the freshness of the orders."""

    last_success: datetime | None = None
    failing_since: datetime | None = None
    error_text: str = ""
    next_step: str = ""
    checks: tuple[Check, ...] = ()
    is_running: bool = False

    @property
    def is_failing(self) -> bool:
        """Whether the last check did not read everything."""
        return self.failing_since is not None


# ---- one shipment ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TimelineEvent:
    """One line of a shipment's story; `kind` is "order", "batch", "document" or "local"."""

    at: datetime
    text: str
    kind: str
    is_bad: bool = False


@dataclass(frozen=True, slots=True)
class ShipmentDetails:
    """Everything the detail pane shows."""

    shipment: Shipment
    row: ShipmentRow
    raw_json_text: str
    timeline: tuple[TimelineEvent, ...] = ()
    documents: tuple[StoredDocument, ...] = ()


# ---- documents -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Collected:
    """The documents at hand, and for each missing one why it is missing."""

    documents: Mapping[str, StoredDocument]
    missing: Mapping[str, str]
    changes: Changes = field(default_factory=Changes)
    #: Shipment -> words: a page of it came more than once and was kept once.
    repeated: Mapping[str, str] = field(default_factory=dict)
    #: Pages that came along and show none of the orders, in words.
    unmatched: tuple[str, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether every order has its document."""
        return not self.missing


@dataclass(frozen=True, slots=True)
class PageInfo:
    """Which order a page of a print job belongs to; `page` counts from 0.

    `page` is the page of the paper itself in printing order; `sheet` and `slot` (from 0) say
    where it lies on the sheets that come out.
    """

    page: int
    shipment_id: str
    kind: str
    awb: str
    document_id: int
    order_no: str = ""
    sheet: int = 0
    slot: int = 0


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A bar code that the sheet would not carry at 203 dpi, and whose it is."""

    shipment_id: str
    order_no: str
    sheet: int
    text: str


@dataclass(frozen=True, slots=True)
class PrintJobData:
    """A merged PDF, ready for preview, printing or saving.

    `missing`: shipment -> why its document is not in it.
    """

    pdf: bytes = field(repr=False)
    pages: tuple[PageInfo, ...]
    missing: Mapping[str, str] = field(default_factory=dict)
    #: How many sheets of paper come out.
    sheets: int = 0
    #: Bar codes that would not scan; printing these is refused until the seller decides.
    unreadable: tuple[Unreadable, ...] = ()
    #: How many orders were asked for: "146 of 148 matched".
    wanted: int = 0
    #: Shipment -> words: Fynd sent a page of it more than once; it is in here once.
    repeated: Mapping[str, str] = field(default_factory=dict)
    #: Pages that came along and belong to none of these orders, in words.
    unmatched: tuple[str, ...] = ()
    #: How many orders carry their sequence mark; 0 where no sheet has room outside the label.
    marked: int = 0
    #: Whether the bars were read back; until then `unreadable` says nothing.
    is_checked: bool = False
    #: What the bar check needs; None when there is nothing to check.
    bars: object | None = field(default=None, repr=False, compare=False)

    @property
    def is_clean(self) -> bool:
        """Whether every order has its pages and every page its order."""
        return not (self.missing or self.repeated or self.unmatched or self.unreadable)

    @property
    def document_ids(self) -> tuple[int, ...]:
        """The documents in it, each once, in page order."""
        return tuple(dict.fromkeys(page.document_id for page in self.pages))

    @property
    def shipment_ids(self) -> tuple[str, ...]:
        """The shipments in it, each once, in page order."""
        return tuple(dict.fromkeys(page.shipment_id for page in self.pages))


# ---- account ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SignInForm:
    """What the sign-in window asks for."""

    base_url: str
    username: str
    secret: str = field(repr=False)
    level: str = "location"
    location_codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ConnectionStep:
    """One step of Test connection, in words."""

    name: str
    ok: bool
    message: str
    next_step: str = ""


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """Who is signed in, and where."""

    profile: str
    base_url: str = ""
    username: str = ""
    level: str = "location"
    location_codes: tuple[str, ...] = ()
    is_practice: bool = False
    is_signed_in: bool = False
    #: In words: where the Token is kept.
    kept_text: str = ""
