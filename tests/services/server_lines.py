"""Waiting for what a practice server still has in its hands."""

from __future__ import annotations

import socket
import threading
import time
from typing import Any

from konnect_desktop.practice.server import PracticeServer


def wait_until(is_true: Any, seconds: float = 20.0) -> None:
    """Look every two milliseconds."""
    tick, end = threading.Event(), time.monotonic() + seconds
    while not is_true():
        assert time.monotonic() < end, "it never came"
        tick.wait(0.002)


def let_finish(server: PracticeServer) -> None:
    """What is in the server's hands is applied or lost before anybody looks again."""
    # Lines are taken in turn: once this one is answered, none of a dead app waits to be taken.
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as line:
        line.sendall(b"GET / HTTP/1.0\r\n\r\n")
        while line.recv(4096):
            pass
    wait_until(lambda: server.lines == 0)
