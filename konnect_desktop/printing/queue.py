"""What the services know of a computer's printers, whichever system it runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from konnect_desktop.domain.printers import PrinterFacts, SpoolRequest, SpoolStatus


class Stopped(Exception):
    """The seller cancelled while sheets were sent: the printer threw the job away."""


def never() -> bool:
    """Nobody cancels."""
    return False


#: Hears how many sheets are handed over, of how many.
Tell = Callable[[int, int], None]


def nobody(_done: int, _total: int) -> None:
    """Nobody listens."""


class PrintQueue(Protocol):
    """Lists printers, sends jobs, follows and cancels them. Call from worker threads."""

    @property
    def way(self) -> str:
        """How the print log calls it."""

    @property
    def is_available(self) -> bool:
        """Whether this computer prints so."""

    def names(self) -> list[str]:
        """The printers, the default one first. Raises PrintFailed without a print service."""

    def facts(self, name: str) -> PrinterFacts:
        """Paper, trays and readiness of one printer. Raises PrintFailed when it is gone."""

    def send(
        self,
        pdf: Path,
        request: SpoolRequest,
        should_stop: Callable[[], bool] = never,
        tell: Tell = nobody,
    ) -> str:
        """Print a PDF; returns the queue's id of the job.

        `tell` hears of each sheet where they are handed over one by one, copies included.
        Raises PrintFailed when it is refused, and Stopped when `should_stop` said so before all
        of it was handed over: both ways nothing comes out. PrintDoubtful: it may come out.
        """

    def status(self, job: str) -> SpoolStatus:
        """What became of a job. Raises PrintFailed when the service does not answer."""

    def cancel(self, job: str) -> None:
        """Take a job out of the queue; one that is over already stays as it is."""

    def close(self, patience_s: float = 0.0) -> None:
        """The app ends: what takes a job just now may go on for so many seconds."""
