"""Reads a table in a short-lived process with limits: a hostile file never stops the app."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import cast

from konnect_desktop.domain.tables import Table
from konnect_desktop.isolation.worker import Worker
from konnect_desktop.sheets.worker_protocol import TRADE

#: The largest table within the limits takes a few seconds; a slow machine gets time to spare.
TIMEOUT_S = 45.0
#: Address space, of which a table within the limits uses less than half.
MEMORY_MB = 600


class SheetReader:
    """`read` a file; each call has a process of its own, so nothing stays behind."""

    def __init__(self) -> None:
        self._running: set[Worker] = set()
        self._lock = threading.Lock()

    def read(self, path: Path, sheet: str = "", *, timeout: float = TIMEOUT_S) -> Table:
        """The table in the file at `path`; blocks, so call it from a worker thread.

        `sheet`: which sheet of an XLSX, "" for the first with anything in it. `timeout` in
        seconds. Raises SheetError in words for whatever is no table within the limits.
        """
        with Worker(TRADE, memory_mb=MEMORY_MB) as worker:
            with self._lock:
                self._running.add(worker)
            try:
                return cast(
                    "Table", worker.call("read_table", str(path.absolute()), sheet, timeout=timeout)
                )
            finally:
                with self._lock:
                    self._running.discard(worker)

    def close(self) -> None:
        """End the processes at once, also in the middle of a file."""
        with self._lock:
            running = list(self._running)
        for worker in running:
            worker.close()
