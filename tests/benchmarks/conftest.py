"""What the benchmarks share: filling 100,000 orders takes its time, so it is done once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from konnect_desktop.store.database import Database
from tests.benchmarks import big_shop


@pytest.fixture(scope="session")
def big(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The data file of a shop with 100,000 orders."""
    db = big_shop.fill(tmp_path_factory.mktemp("big") / "konnect.sqlite")
    yield db
    db.close()
