"""What the store hands out: compact views of a shipment, of its papers and of the lists.

Times are aware datetimes in UTC, money is Decimal rupees.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from konnect_desktop.domain.attention import Attention
from konnect_desktop.domain.changes import Changes
from konnect_desktop.domain.repairs import Repair
from konnect_desktop.domain.shipments import Shipment
from konnect_desktop.domain.states import Journey, Lane, Lock

Occurring = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class ShipmentRow:
    """One line of the table: everything that is painted, nothing more."""

    id: str
    order_no: str
    status: str
    lane: Lane
    journey: Journey
    channel: str
    location_code: str
    ordered_at: datetime | None
    #: Set only while time runs, that is in the lanes before the parcel has left.
    sla_due_at: datetime | None
    item_text: str
    sku: str
    line_count: int
    quantity: int
    amount: Decimal | None
    is_cod: bool
    buyer: str
    city: str
    pincode: str
    courier_partner: str
    awb_text: str
    is_self_ship: bool
    lock: Lock
    lock_text: str
    has_label: bool
    label_printed: bool
    has_invoice: bool
    invoice_printed: bool
    #: The AWB changed after the label was fetched: the paper in hand is wrong.
    is_stale_label: bool
    packed_here: bool
    dispatched_here: bool
    note: str
    #: Why it stands in "Fix these"; a lock does so by itself.
    attention: Attention | None
    #: What an unfinished batch does to it (an Action value), "" when nothing.
    pending: str
    seen_at: datetime | None
    #: Waiting for a courier: since when, when it is asked about next, and how often it was.
    courier_since: datetime | None = None
    courier_check_at: datetime | None = None
    courier_tries: int = 0
    #: The unfinished batch in `pending` waits here for the connection.
    is_queued: bool = False
    #: The batch in `pending` has done its part; the new status is still to be read.
    is_read_back: bool = False


@dataclass(frozen=True, slots=True)
class LaneCount:
    """The numbers on a tab."""

    total: int = 0
    late: int = 0
    #: Due within the hour, and not late yet.
    due_soon: int = 0


@dataclass(frozen=True, slots=True)
class Facets:
    """The values that occur, with how often, most frequent first: the choices of the filters."""

    #: By the field of the `OrderFilter`.
    values: Mapping[str, Occurring] = field(default_factory=dict)

    def of(self, key: str) -> Occurring:
        """Those of one filter."""
        return self.values.get(key, ())

    @property
    def channels(self) -> Occurring:
        """The channels."""
        return self.of("channels")

    @property
    def locations(self) -> Occurring:
        """The location codes."""
        return self.of("locations")

    @property
    def couriers(self) -> Occurring:
        """The courier partners."""
        return self.of("couriers")


@dataclass(frozen=True, slots=True)
class ReadRecord:
    """One record of a listing: translated, and as it came."""

    shipment: Shipment
    raw: bytes


@dataclass(frozen=True, slots=True)
class LocalState:
    """What only we know of a shipment; it survives every refresh."""

    packed_at: datetime | None = None
    dispatched_at: datetime | None = None
    note: str = ""
    attention: Attention | None = None
    #: Last accepted self-ship milestone, "" when unknown.
    milestone: str = ""


@dataclass(frozen=True, slots=True)
class StoredShipment:
    """All that is kept of one shipment, for the detail pane."""

    shipment: Shipment
    raw: bytes
    row: ShipmentRow
    local: LocalState
    sla_due_at: datetime | None
    processing_due_at: datetime | None
    sla_text: str
    seen_at: datetime | None
    #: No longer found at Fynd for this account (reassigned); None for all others.
    gone_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class InfoApplied:
    """What the light records changed, and which shipments they show to have moved on."""

    changes: Changes
    #: Status differs from ours, or we do not know the shipment: read these again.
    stale: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """One kept PDF, whole for its shipment."""

    id: int
    shipment_id: str
    kind: str  # "label" or "invoice"
    sha256: str
    path: Path
    pages: int
    fetched_at: datetime
    awb_text: str
    #: Sent to a printer at least once.
    printed_at: datetime | None = None
    #: The shipment's AWB or courier changed since this label was fetched.
    is_stale: bool = False
    #: 1 for the first paper of its kind, one more for each that came out different.
    revision: int = 1
    courier: str = ""
    order_no: str = ""
    size_bytes: int = 0
    #: When a newer paper took its place; never to be used on a parcel again.
    void_at: datetime | None = None
    #: When its file was deleted because its time was over.
    deleted_at: datetime | None = None
    #: What had to be put right before it could be kept.
    repairs: tuple[Repair, ...] = ()


@dataclass(frozen=True, slots=True)
class PrintEntry:
    """One line of the print log."""

    document_id: int
    shipment_id: str
    kind: str
    printer: str
    copies: int
    printed_at: datetime


@dataclass(frozen=True, slots=True)
class SweepState:
    """How the last reading of one status at one location went."""

    status: str
    location: str
    last_started: datetime | None = None
    last_finished: datetime | None = None
    last_error: str = ""
    count: int = 0


@dataclass(frozen=True, slots=True)
class CheckEntry:
    """One check for news, as listed under the sync health."""

    started_at: datetime
    finished_at: datetime
    new_count: int
    changed_count: int
    #: "" when it went well, else the words shown to the seller.
    error: str = ""

    @property
    def is_ok(self) -> bool:
        """Whether everything that was asked for was read."""
        return not self.error
