"""Practice servers that are stopped after the test, and checked for bugs of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from practice_client import Client

from konnect_desktop.practice.server import PracticeServer


@pytest.fixture
def start() -> Iterator[Callable[..., PracticeServer]]:
    """Start a server with the given options (60 orders unless told otherwise)."""
    running: list[PracticeServer] = []

    def start(**options: Any) -> PracticeServer:
        server = PracticeServer(**{"orders": 60, **options})
        running.append(server.start())
        return server

    yield start
    for server in running:
        server.stop()
        assert server.failures == []


@pytest.fixture
def server(start: Callable[..., PracticeServer]) -> PracticeServer:
    return start()


@pytest.fixture
def client(server: PracticeServer) -> Client:
    return Client(server).sign_in()
