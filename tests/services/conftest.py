"""Desks for the tests of the services."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from konnect_desktop.practice.server import PracticeServer
from konnect_desktop.settings import Settings
from tests.read_folders import ReadFolders
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
def make_read(tmp_path: Path, read_folders: ReadFolders) -> Iterator[MakeDesk]:
    """A function that builds a desk whose folder has just read all orders of its server.

    The server itself was asked for nothing yet.
    """
    with ExitStack() as stack:

        def make(orders: int, *, is_unlocked: bool = False) -> Desk:
            def serve(port: int) -> PracticeServer:
                server = PracticeServer(orders=orders, port=port)
                for shipment_id in server.world.ids() if is_unlocked else ():
                    server.world.unlock(shipment_id)
                return server

            folder, kind = tmp_path / "data", ("services", orders, is_unlocked)
            server, settings = read_folders.open(kind, serve, _read, folder)
            stack.callback(server.stop)
            return stack.enter_context(Desk(server, folder, settings=settings))

        yield make


def _read(server: PracticeServer, folder: Path) -> Settings:
    with Desk(server, folder) as looking:
        looking.sync()
        return looking.services.settings.current


@pytest.fixture
def desk(make_read: MakeDesk) -> Desk:
    """A desk with 60 orders that has looked once."""
    return make_read(60)


@pytest.fixture
def make_unlocked(make_read: MakeDesk) -> MakeDesk:
    """A function that builds a desk which has looked once and sees no order locked."""
    return lambda orders: make_read(orders, is_unlocked=True)


@pytest.fixture
def big(make_unlocked: MakeDesk) -> Desk:
    """A desk with many new orders, none locked."""
    return make_unlocked(300)
