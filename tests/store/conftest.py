"""A real data file for every test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from konnect_desktop.domain.shipments import Shipment
from konnect_desktop.store.database import Database
from konnect_desktop.store.shipments import ShipmentStore
from tests.store.samples import NOW, records
from tests.windows_files import WindowsFiles


@pytest.fixture(autouse=True)
def _windows_rules(windows_files: WindowsFiles) -> None:
    """All tests of this room go by the stricter rules of Windows for files."""


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    """A new, empty data file."""
    database = Database(tmp_path / "konnect.sqlite")
    yield database
    database.close()


@pytest.fixture
def store(db: Database) -> ShipmentStore:
    """The shipments of that file."""
    return ShipmentStore(db)


@pytest.fixture
def take_in(store: ShipmentStore) -> Callable[..., None]:
    """Stores shipments as a listing that starts now."""

    def take_in(*shipments: Shipment) -> None:
        store.upsert(records(*shipments), store.next_read_seq(), NOW)

    return take_in
