"""Print queues that do as a test says, where a jam has to come at a certain sheet.

Everything around them is real: the window, the services, the log. What a queue of CUPS itself
does is tested with real ones, see print_service.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from konnect_desktop.domain.printers import (
    Paper,
    PrinterFacts,
    SpoolRequest,
    SpoolState,
    SpoolStatus,
)
from konnect_desktop.errors import PrintFailed
from konnect_desktop.printing.cups import CupsPrinting
from konnect_desktop.printing.queue import Tell, never, nobody

JAM = "Paper is jammed."
PAPERS = (
    Paper("A4", 210.0, 297.0),
    Paper("A6", 105.0, 148.0),
    Paper("w288h432", 101.6, 152.4),
    Paper("100x150mm", 100.0, 150.0),
)


@dataclass
class Sent:
    """A job that a queue has."""

    spool_id: str
    request: SpoolRequest
    status: SpoolStatus
    #: What comes out between the last look and the cancelling; None: nothing more.
    out_meanwhile: int | None = None


class ScriptedQueues(CupsPrinting):
    """LAB and OFF; a job waits until the test says what became of it."""

    def __init__(self, names: tuple[str, ...] = ("LAB", "OFF")) -> None:
        super().__init__()
        self.queues = names
        self.papers: dict[str, tuple[Paper, ...]] = {}
        self.refusing: set[str] = set()
        self.sent: list[Sent] = []
        self.cancelled: list[str] = []
        self._lock = threading.Lock()

    @property
    def is_available(self) -> bool:
        return True

    def names(self) -> list[str]:
        return list(self.queues)

    def facts(self, name: str) -> PrinterFacts:
        return PrinterFacts(name, papers=self.papers.get(name, PAPERS))

    def send(
        self,
        pdf: Path,
        request: SpoolRequest,
        should_stop: Callable[[], bool] = never,
        tell: Tell = nobody,
    ) -> str:
        assert pdf.exists()
        if request.printer in self.refusing:
            raise PrintFailed(
                f"{request.printer} did not take the job: not accepting jobs.",
                next_step="Choose another printer, or save as PDF.",
            )
        with self._lock:
            spool_id = f"{request.printer}-{len(self.sent) + 1}"
            self.sent.append(Sent(spool_id, request, SpoolStatus(SpoolState.WAITING)))
        return spool_id

    def status(self, job: str) -> SpoolStatus:
        return self._job(job).status

    def cancel(self, job: str) -> None:
        with self._lock:
            one = self._job(job)
            self.cancelled.append(job)
            if not one.status.state.is_over:
                done = one.status.sheets_done
                done = done if one.out_meanwhile is None else one.out_meanwhile
                one.status = SpoolStatus(SpoolState.CANCELLED, sheets_done=done)

    # ---- what the test says --------------------------------------------------------------

    def now(self, number: int, state: SpoolState, done: int = 0, text: str = "") -> None:
        """The job sent as number `number` (from 0) is in this state now."""
        one = self.sent[number]
        one.status = replace(one.status, state=state, sheets_done=done, text=text)

    def jam(self, number: int, done: int) -> None:
        """The printer of a job has stopped after `done` sheets."""
        self.now(number, SpoolState.STOPPED, done, JAM)

    def sheets(self) -> list[tuple[str, tuple[int, ...], int]]:
        """Printer, sheets and copies of every job, in the order in which they came."""
        requests = [one.request for one in self.sent]
        return [(one.printer, one.sheets, one.copies) for one in requests]

    def _job(self, spool_id: str) -> Sent:
        return next(one for one in self.sent if one.spool_id == spool_id)
