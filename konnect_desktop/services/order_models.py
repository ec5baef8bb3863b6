"""One shipment as the detail pane shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from konnect_desktop.domain.rows import ShipmentRow, StoredDocument
from konnect_desktop.domain.say import Msg
from konnect_desktop.domain.shipments import Shipment


@dataclass(frozen=True, slots=True)
class TimelineEvent:
    """One line of a shipment's story; `kind` is "order", "batch", "document" or "local"."""

    at: datetime
    message: Msg
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
