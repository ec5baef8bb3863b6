"""A store with orders, and a server that answers the document calls with the PDFs it is given."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from konnect_desktop.documents.worker_protocol import FUNCTIONS
from konnect_desktop.domain.batches import Outcome
from konnect_desktop.domain.rows import ReadRecord
from konnect_desktop.domain.shipments import Shipment, ShipmentId
from konnect_desktop.services.document_fetch import DocumentFetch, Fetched
from konnect_desktop.services.paper_models import Kind
from konnect_desktop.services.pdf_process import Pdf
from konnect_desktop.store.database import Database
from konnect_desktop.store.documents import DocumentStore
from konnect_desktop.store.shipments import ShipmentStore
from tests.documents.make_pdf import Label

NOW = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)


class InProcess:
    """The functions of the documents room without a process of their own."""

    def call(self, name: str, *args: Any, timeout: float = 30.0, **kwargs: Any) -> Any:
        module = importlib.import_module(f"konnect_desktop.documents.{FUNCTIONS[name]}")
        return getattr(module, name)(*args, **kwargs)


@dataclass
class Sent:
    """What the label call answers."""

    pdfs: Sequence[bytes] = ()
    outcomes: Mapping[str, Outcome] = field(default_factory=dict)


class PapersDesk:
    """Fetches the papers of `labels` from `answer`, which gets the ids that are asked for."""

    def __init__(self, folder: Path, labels: Sequence[Label], pdf: Pdf | None = None) -> None:
        self.pdf = pdf or InProcess()
        self.db = Database(folder / "orders.db")
        self.store = ShipmentStore(self.db)
        self.documents = DocumentStore(self.db, folder / "papers")
        self.shipments = [_shipment(label) for label in labels]
        self.asked: list[tuple[str, ...]] = []
        self._take_in()

    def change(self, number: int, **values: Any) -> None:
        """The order is another one at Fynd now, and was read again."""
        self.shipments[number] = replace(self.shipments[number], **values)
        self._take_in()

    def _take_in(self) -> None:
        records = [ReadRecord(shipment, repr(shipment).encode()) for shipment in self.shipments]
        self.store.upsert(records, self.store.next_read_seq(), NOW)

    def fetch(
        self,
        answer: Callable[[list[str]], bytes | list[bytes]],
        *,
        kind: Kind = "label",
        shipments: Sequence[Shipment] = (),
    ) -> Fetched:
        def call(ids: list[str]) -> Sent:
            self.asked.append(tuple(ids))
            given = answer(ids)
            return Sent(given if isinstance(given, list) else [given])

        fetch = DocumentFetch(kind, call, self.pdf, self.documents, lambda: NOW, self._owners)
        return fetch.group(shipments or self.shipments, lambda: None)

    def _owners(self, words: Sequence[str]) -> set[str]:
        owners = set(self.store.statuses(words))
        for found in self.store.awb_owners(words).values():
            owners |= {shipment_id for shipment_id, _ in found}
        return owners


def _shipment(label: Label) -> Shipment:
    return Shipment(
        id=ShipmentId(label.shipment_id),
        status="COMPLETED",
        marketplace_order_id=label.order_no,
        courier_partner="Delhivery",
        awb_numbers=(label.awb,),
    )
