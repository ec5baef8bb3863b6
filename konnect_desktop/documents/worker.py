"""A process of its own for PDF work: a bad file can stop or kill it, never the app."""

from __future__ import annotations

from collections.abc import Sequence

from konnect_desktop.documents.worker_protocol import TRADE
from konnect_desktop.isolation.worker import DEFAULT_MEMORY_MB, Worker


class PdfWorker(Worker):
    """Runs the functions of this package; refusals are DocumentError."""

    def __init__(
        self, *, memory_mb: int = DEFAULT_MEMORY_MB, command: Sequence[str] | None = None
    ) -> None:
        super().__init__(TRADE, memory_mb=memory_mb, command=command)
