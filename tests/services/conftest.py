"""Desks for the tests of the services."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from konnect_desktop.practice.server import PracticeServer
from tests.services.desk import Desk
from tests.windows_files import WindowsFiles

MakeDesk = Callable[..., Desk]


@pytest.fixture(autouse=True)
def _windows_rules(windows_files: WindowsFiles) -> None:
    """All tests of this room go by the stricter rules of Windows for files."""


@pytest.fixture
def make_desk(tmp_path: Path) -> Iterator[MakeDesk]:
    """A function that builds a desk: first a practice server, then the services on it."""
    with ExitStack() as stack:

        def make(
            orders: int = 60,
            *,
            level: str = "company",
            folder: str = "data",
            server: PracticeServer | None = None,
            desk: dict[str, object] | None = None,
            **world: object,
        ) -> Desk:
            used = server or stack.enter_context(PracticeServer(orders=orders, **world))  # type: ignore[arg-type]
            return stack.enter_context(
                Desk(used, tmp_path / folder, level=level, **(desk or {}))  # type: ignore[arg-type]
            )

        yield make


@pytest.fixture
def desk(make_desk: MakeDesk) -> Desk:
    """A desk with 60 orders that has looked once."""
    made = make_desk(60)
    made.sync()
    return made


@pytest.fixture
def make_unlocked(make_desk: MakeDesk) -> MakeDesk:
    """A function that builds a desk which has looked once and sees no order locked."""

    def make(orders: int) -> Desk:
        made = make_desk(orders)
        for shipment_id in made.server.world.ids():
            made.server.world.unlock(shipment_id)
        made.sync()
        return made

    return make


@pytest.fixture
def big(make_unlocked: MakeDesk) -> Desk:
    """A desk with many new orders, none locked."""
    return make_unlocked(300)
