"""A process that writes until it is killed, and says after each commit what is safe.

Run as: python writer_child.py DATABASE FIRST_NUMBER
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.batches import DONE
from konnect_desktop.domain.journal import PlannedRecord
from konnect_desktop.domain.rows import ReadRecord
from konnect_desktop.domain.shipments import Shipment, ShipmentId
from konnect_desktop.store.database import Database
from konnect_desktop.store.journal import Journal
from konnect_desktop.store.shipments import ShipmentStore


def main() -> None:
    """Sync a slice, plan a batch, send it, settle half of it; over and over."""
    db = Database(Path(sys.argv[1]))
    number = int(sys.argv[2])
    store, journal, at = ShipmentStore(db), Journal(db), datetime.now(UTC)
    print("ready", flush=True)  # noqa: T201
    while True:
        ids = [f"{number}-{place}" for place in range(20)]
        reads = [ReadRecord(Shipment(ShipmentId(one), "CREATED"), one.encode()) for one in ids]
        store.upsert(reads, store.next_read_seq(), at)
        created = journal.create(Action.CONFIRM, [PlannedRecord(one) for one in ids])
        assert created.batch_id is not None
        _say(number, "planned", created.batch_id)
        journal.mark_sent(created.batch_id, ids[:10], 1)
        _say(number, "sent", created.batch_id)
        journal.record(created.batch_id, dict.fromkeys(ids[:5], DONE), at)
        _say(number, "done", created.batch_id)
        number += 1


def _say(*words: object) -> None:
    print(*words, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
