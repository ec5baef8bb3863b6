"""Everything the screens read from the store. No network; call from worker threads."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC
from typing import TYPE_CHECKING, NamedTuple

from konnect_desktop.domain import plain
from konnect_desktop.domain.batches import State
from konnect_desktop.domain.channels import channel_name
from konnect_desktop.domain.journal import (
    Batch,
    BatchFilter,
    BatchId,
    BatchSummary,
    HistoryLine,
)
from konnect_desktop.domain.parcels import words_of
from konnect_desktop.domain.rows import (
    StoredDocument,
    StoredShipment,
)
from konnect_desktop.domain.say import Msg, together
from konnect_desktop.domain.shipments import Shipment
from konnect_desktop.services import wording
from konnect_desktop.services.context import Announce, Clock
from konnect_desktop.services.order_models import ShipmentDetails, TimelineEvent
from konnect_desktop.services.paper_models import LABEL
from konnect_desktop.services.sync_models import SyncHealth
from konnect_desktop.store.database import Database
from konnect_desktop.store.documents import DocumentStore
from konnect_desktop.store.journal import Journal
from konnect_desktop.store.local_facts import LocalFacts
from konnect_desktop.store.order_list import OrderList
from konnect_desktop.store.shipments import ShipmentStore

if TYPE_CHECKING:
    from konnect_desktop.domain.papers import KeptSheet

_BAD = frozenset({State.REFUSED, State.NEEDS_YOU, State.UNKNOWN})


class OrderQueries(OrderList):
    """Rows, counts and choices; details, batches and freshness."""

    def __init__(
        self,
        *,
        database: Database,
        store: ShipmentStore,
        documents: DocumentStore,
        sheets_of: Callable[[str], Sequence[KeptSheet]],
        journal: Journal,
        local: LocalFacts,
        sync_health: Callable[[], SyncHealth],
        announce: Announce,
        clock: Clock,
    ) -> None:
        super().__init__(database, clock)
        self._store = store
        self._documents = documents
        self._sheets_of = sheets_of
        self._journal = journal
        self._local = local
        self._sync_health = sync_health
        self._announce = announce

    def shipments(self, ids: Iterable[str]) -> Mapping[str, Shipment]:
        """The shipments with all their items; those that are not known are left out."""
        return self._store.shipments(list(ids))

    def shortened(self, ids: Iterable[str]) -> list[str]:
        """Those of the shipments in which the buyer cancelled some item, in their order."""
        return self._store.shortened(ids)

    # ---- one shipment ------------------------------------------------------------------

    def details(self, shipment_id: str) -> ShipmentDetails | None:
        """Everything about one shipment; None when it was never seen."""
        stored = self._store.shipment(shipment_id)
        if stored is None:
            return None
        documents = self._kept(shipment_id)
        return ShipmentDetails(
            shipment=stored.shipment,
            row=stored.row,
            raw_json_text=plain.record(_pretty(stored.raw)),
            timeline=self._timeline(stored),
            documents=tuple(documents),
        )

    def set_note(self, shipment_id: str, text: str) -> None:
        """Keep the seller's own note about an order."""
        self._announce(self._local.note(shipment_id, text))

    def looked_at(self, shipment_id: str) -> None:
        """The seller has mended what needed a look; the order leaves *Fix these*."""
        self._announce(self._store.clear_attention([shipment_id]))

    def _kept(self, shipment_id: str) -> list[StoredDocument]:
        found = (self._documents.get([shipment_id], kind) for kind in ("label", "invoice"))
        return [document for each in found for document in each.values()]

    def _timeline(self, stored: StoredShipment) -> tuple[TimelineEvent, ...]:
        shipment = stored.shipment
        events: list[TimelineEvent] = []
        if shipment.ordered_at:
            events.append(
                TimelineEvent(
                    shipment.ordered_at,
                    Msg("Ordered on {channel}.", {"channel": channel_name(shipment.channel)}),
                    "order",
                )
            )
        for batch, record in self._journal.batches_of(shipment.id):
            outcome = record.outcome
            at = record.settled_at or record.sent_at or batch.created_at
            message = wording.told(batch.action, outcome)
            if batch.person:
                message = together(message, Msg("By {person}.", {"person": batch.person}))
            is_bad = outcome.state in _BAD
            events.append(TimelineEvent(at, message, "batch", is_bad))
        for document in self._documents.history(shipment.id):
            events.extend(_story_of(document))
        for sheet in self._sheets_of(shipment.id):
            message = Msg("On handover sheet {sheet}.", {"sheet": sheet.name})
            events.append(TimelineEvent(sheet.made_at, message, "document"))
        if stored.local.packed_at:
            events.append(TimelineEvent(stored.local.packed_at, _TICKED, "local"))
        if stored.seen_at:
            message = _shown_as(shipment.status)
            events.append(TimelineEvent(stored.seen_at, message, "order"))
        if stored.gone_at:
            message = Msg("No longer listed for your account.")
            events.append(TimelineEvent(stored.gone_at, message, "order", is_bad=True))
        return tuple(sorted(events, key=lambda event: event.at.astimezone(UTC)))

    # ---- batches and freshness ---------------------------------------------------------

    def batch(self, batch_id: int) -> Batch | None:
        """A batch with all its records; None when there is none of this number."""
        return self._journal.batch(BatchId(batch_id))

    def batches(self, limit: int = 100, wanted: BatchFilter | None = None) -> list[BatchSummary]:
        """The last batches that `wanted` lets through, newest first."""
        return self._journal.batches(limit, wanted)

    def batch_lines(
        self, wanted: BatchFilter | None = None, limit: int = 200_000
    ) -> list[HistoryLine]:
        """Every record of these batches with its outcome, for export."""
        return self._journal.lines(wanted or BatchFilter(), limit)

    def sync_health(self) -> SyncHealth:
        """How fresh the orders are."""
        return self._sync_health()


#: Konnect's statuses (docs/konnect-api.md 6) that say something else to a seller than they mean.
_SHOWN_AS = {
    "CREATED": "new",
    "PROCESSING": "invoiced",
    "COMPLETED": "packed",
    "TRANSIT": "on the way",
    "RETURN_PROCESSING": "coming back (return or RTO)",
    "RETURN_DELIVERED": "back with you",
    "RETURN_COMPLETED": "return accepted",
    "CREDIT_NOTE_GENERATED": "credit note booked",
}


def _shown_as(status: str) -> Msg:
    known = _SHOWN_AS.get(status.strip().upper())
    text = known or words_of(status)
    if not text:
        return Msg("Fynd shows it as without a status.")
    return Msg("Fynd shows it as {status}.", {"status": text[:1].lower() + text[1:]})


def _pretty(raw: bytes) -> str:
    """The record as it came, with line breaks; numbers keep every digit."""
    try:
        data = json.loads(raw, parse_float=_Literal, parse_int=_Literal)
        return _dump(data)
    except (ValueError, RecursionError):
        return raw.decode("utf-8", errors="replace")


class _Literal(str):
    """A number as it was written."""

    __slots__ = ()


def _dump(value: object, indent: str = "") -> str:
    inner = indent + "  "
    if isinstance(value, _Literal):
        return str(value)
    if isinstance(value, dict) and value:
        lines = (f"{inner}{_text(key)}: {_dump(item, inner)}" for key, item in value.items())
        return "{\n" + ",\n".join(lines) + f"\n{indent}}}"
    if isinstance(value, list) and value:
        return "[\n" + ",\n".join(inner + _dump(item, inner) for item in value) + f"\n{indent}]"
    return json.dumps(value, ensure_ascii=False)


def _text(key: object) -> str:
    return json.dumps(key, ensure_ascii=False)


def _story_of(document: StoredDocument) -> Iterator[TimelineEvent]:
    """What became of one paper, also of one that another took the place of."""
    words = _LABEL_STORY if document.kind == LABEL else _INVOICE_STORY
    fetched = words.fetched_again if document.revision > 1 else words.fetched
    yield TimelineEvent(document.fetched_at, fetched, "document")
    if document.printed_at:
        yield TimelineEvent(document.printed_at, words.printed, "document")
    if document.void_at:
        is_bad = bool(document.printed_at)
        yield TimelineEvent(document.void_at, words.void, "document", is_bad=is_bad)
    if document.deleted_at:
        yield TimelineEvent(document.deleted_at, words.deleted, "document")


class _Story(NamedTuple):
    """What can become of a paper."""

    fetched: Msg
    fetched_again: Msg
    printed: Msg
    void: Msg
    deleted: Msg


_LABEL_STORY = _Story(
    Msg("Label fetched."),
    Msg("Label fetched again, it had changed."),
    Msg("Label printed."),
    Msg("The older label became void; do not use it on a parcel."),
    Msg("Label deleted from this computer, because its time was over."),
)
_INVOICE_STORY = _Story(
    Msg("Invoice fetched."),
    Msg("Invoice fetched again, it had changed."),
    Msg("Invoice printed."),
    Msg("The older invoice became void; do not use it on a parcel."),
    Msg("Invoice deleted from this computer, because its time was over."),
)
_TICKED = Msg("Ticked as packed.")
