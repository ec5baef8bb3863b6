"""Gets papers for orders: kept ones first, the rest from Fynd; at once or quietly ahead of time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from konnect_desktop.domain.batches import groups_of
from konnect_desktop.domain.changes import Changes
from konnect_desktop.domain.say import Msg
from konnect_desktop.domain.shipments import Shipment
from konnect_desktop.errors import ApiError
from konnect_desktop.services.connection import Connection
from konnect_desktop.services.context import Announce, Clock, TaskContext
from konnect_desktop.services.document_fetch import Answer, DocumentFetch, Fetched
from konnect_desktop.services.paper_models import INVOICE, LABEL, Collected, Kind
from konnect_desktop.services.parallel import in_order
from konnect_desktop.services.pdf_process import Pdf
from konnect_desktop.store.documents import DocumentStore
from konnect_desktop.store.shipments import ShipmentStore

_GONE = "No longer in the list."


class Collector:
    """Fetches in groups of 20, several groups at once when somebody waits for them."""

    def __init__(
        self,
        *,
        connection: Connection,
        store: ShipmentStore,
        documents: DocumentStore,
        pdf: Pdf,
        background: Pdf,
        announce: Announce,
        clock: Clock,
    ) -> None:
        self._connection = connection
        self._store = store
        self._documents = documents
        self._pdf = pdf
        self._background = background
        self._announce = announce
        self._clock = clock
        self._waiting = 0
        self._nobody_waits = threading.Condition()

    def collect(self, ctx: TaskContext, ids: Sequence[str], kind: Kind) -> Collected:
        """The `kind` of each shipment; see DocumentService.collect."""
        wanted = list(dict.fromkeys(ids))
        kept = {
            key: document
            for key, document in self._documents.get(wanted, kind).items()
            # A file that was lost or altered is fetched anew instead of stopping the batch.
            if not document.is_stale and self._documents.is_sound(document)
        }
        shipments, missing = self._known([key for key in wanted if key not in kept])
        with self.somebody_waits():
            fetched = self._fetch(ctx, kind, shipments)
        found = kept | fetched.documents
        changes = self._tell(fetched)
        return Collected(
            documents={key: found[key] for key in wanted if key in found},
            missing=missing | fetched.missing,
            changes=changes,
            repeated=dict(fetched.repeated),
            unmatched=tuple(fetched.unmatched),
        )

    def prefetch(
        self, ctx: TaskContext, ids: Sequence[str], is_busy: Callable[[], bool]
    ) -> Changes:
        """Labels and invoices of `ids` that are not here yet; see DocumentService.prefetch."""
        total = Changes()
        for kind in (LABEL, INVOICE):
            shipments, _ = self._known(list(dict.fromkeys(ids)))
            shipments = self._not_here(shipments, kind)
            for group in groups_of(shipments):
                self._let_others_go_first(ctx, is_busy)
                # Whoever went first may have fetched some of them.
                left = self._not_here(group, kind)
                if not left:
                    continue
                fetch = self._fetcher(ctx, kind, self._background)
                try:
                    fetched = fetch.group(left, lambda: self._let_others_go_first(ctx, is_busy))
                except ApiError:
                    # Nobody asked for it: printing asks again and then has the words.
                    return total
                total = total.merged(self._tell(fetched))
        return total

    @contextmanager
    def somebody_waits(self) -> Iterator[None]:
        """While this lasts, fetching ahead of time rests."""
        with self._nobody_waits:
            self._waiting += 1
        try:
            yield
        finally:
            with self._nobody_waits:
                self._waiting -= 1
                self._nobody_waits.notify_all()

    def _let_others_go_first(self, ctx: TaskContext, is_busy: Callable[[], bool]) -> None:
        while True:
            ctx.raise_if_cancelled()
            with self._nobody_waits:
                if self._waiting:
                    # Wakes up now and then, because Stop does not know this condition.
                    self._nobody_waits.wait(0.5)
                    continue
            if not is_busy():
                return
            ctx.sleep(0.5)

    def _not_here(self, shipments: Sequence[Shipment], kind: Kind) -> list[Shipment]:
        """Those whose paper is not kept, or is void."""
        kept = self._documents.get([shipment.id for shipment in shipments], kind)
        return [one for one in shipments if one.id not in kept or kept[one.id].is_stale]

    def _known(self, ids: Sequence[str]) -> tuple[list[Shipment], dict[str, str]]:
        shipments = self._store.shipments(ids)
        missing = {key: _GONE for key in ids if key not in shipments}
        return [shipments[key] for key in ids if key in shipments], missing

    def _tell(self, fetched: Fetched) -> Changes:
        changes = Changes(frozenset(fetched.documents), documents=bool(fetched.documents))
        self._announce(changes)
        return changes

    def _fetch(self, ctx: TaskContext, kind: Kind, shipments: Sequence[Shipment]) -> Fetched:
        groups = list(groups_of(shipments))
        total = Fetched()
        if not groups:
            return total
        # Reading a page takes as long as fetching it: both processes take turns.
        fetchers = [self._fetcher(ctx, kind, pdf) for pdf in (self._pdf, self._background)]
        text = Msg("Fetching labels") if kind == LABEL else Msg("Fetching invoices")

        def one(number: int) -> Fetched:
            group = groups[number]
            try:
                ctx.raise_if_cancelled()
                return fetchers[number % 2].group(group, ctx.raise_if_cancelled)
            except ApiError as error:
                return Fetched(missing={shipment.id: error.user_message for shipment in group})

        done = 0
        results = in_order(
            one, len(groups), threads=self._connection.max_in_flight, name="documents"
        )
        for group, result in zip(groups, results, strict=True):
            total.add(result)
            done += len(group)
            ctx.report(done, len(shipments), text)
        return total

    def _fetcher(self, ctx: TaskContext, kind: Kind, pdf: Pdf) -> DocumentFetch:
        def call(ids: list[str]) -> Answer:
            api = self._connection.documents
            if kind == LABEL:
                return api.labels(ids, should_stop=ctx.stop_check)
            return api.invoices(ids, should_stop=ctx.stop_check)

        return DocumentFetch(kind, call, pdf, self._documents, self._clock, self._owners)

    def _owners(self, words: Sequence[str]) -> set[str]:
        """The shipments that any of these words is an id or AWB of."""
        owners = set(self._store.statuses(words))
        for found in self._store.awb_owners(words).values():
            owners |= {shipment_id for shipment_id, _ in found}
        return owners
