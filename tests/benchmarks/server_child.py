"""A practice server in a process of its own that hands out its log of what it changed."""

from __future__ import annotations

import multiprocessing
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from konnect_desktop.practice.faults import Fault
from konnect_desktop.practice.server import PracticeServer

_processes = multiprocessing.get_context("spawn")


def _serve(pipe: Connection, orders: int, seed: int) -> None:
    with PracticeServer(orders=orders, seed=seed) as server:
        pipe.send((server.url, server.username, server.password, server.locations))
        while (order := pipe.recv()) is not None:
            if order == "log":
                changes = [(change.call, change.shipment_id) for change in server.changes]
                requests = Counter(request.call for request in server.requests)
                pipe.send((changes, Counter(server.faults.fired), requests))
            else:
                server.latency_s, faults = order
                for fault in faults:
                    server.faults.plan(fault)


@dataclass
class FarServer:
    """The server as the test sees it."""

    url: str
    username: str
    password: str
    locations: list[str]
    _pipe: Any

    def become(self, latency_s: float, faults: Sequence[Fault]) -> None:
        """From now on answer so late, and with these faults."""
        self._pipe.send((latency_s, list(faults)))

    def log(self) -> tuple[Counter[tuple[str, str]], Counter[str], Counter[str]]:
        """How often each call changed each shipment, the faults that fired, requests by call."""
        self._pipe.send("log")
        changes, fired, requests = self._pipe.recv()
        return Counter(changes), fired, requests


@contextmanager
def far_server(orders: int, seed: int = 7) -> Iterator[FarServer]:
    """Start it, and end it afterwards."""
    here, there = _processes.Pipe()
    process = _processes.Process(target=_serve, args=(there, orders, seed), daemon=True)
    process.start()
    try:
        yield FarServer(*here.recv(), here)
        here.send(None)
        process.join(10)
    finally:
        process.kill()
        process.join(10)
        here.close()
