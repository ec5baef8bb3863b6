"""The jobs of a print run as far as they are known, and what they still owe."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from konnect_desktop.domain.printers import SpoolState, SpoolStatus
from konnect_desktop.services.paper_models import PrintJobData
from konnect_desktop.services.print_parts import Lot, Part, came_out, left_of
from konnect_desktop.ui.kit.formatting import count_of

_BAD = (SpoolState.STOPPED, SpoolState.FAILED, SpoolState.CANCELLED)
_WORDS = {
    SpoolState.FAILED: "The printer gave the job up.",
    SpoolState.CANCELLED: "The job was cancelled.",
}


@dataclass
class RunJob:
    """A job that a queue has, or had; `part.copies` is how often its sheets come."""

    id: int
    part: Part
    data: PrintJobData = field(repr=False)
    status: SpoolStatus = field(default_factory=lambda: SpoolStatus(SpoolState.WAITING))

    @property
    def total(self) -> int:
        """Sheets that come out, copies included."""
        return len(self.part.sheets) * self.part.copies

    @property
    def done(self) -> int:
        """Sheets that are out: all of them when the queue says so, else as many as it counted."""
        if self.status.state is SpoolState.DONE:
            return self.total
        return min(self.total, self.status.sheets_done)

    @property
    def is_open(self) -> bool:
        """Whether something may still happen to it by itself."""
        return not self.status.state.is_over

    @property
    def is_bad(self) -> bool:
        """Whether it stands still, or ended before its last sheet."""
        return self.status.state in _BAD

    @property
    def left(self) -> list[Lot]:
        """What did not come out."""
        return left_of(self.part.sheets, self.part.copies, self.done)

    @property
    def missing_documents(self) -> set[int]:
        """The papers that did not all come out."""
        sheets = {sheet for sheets, _copies in self.left for sheet in sheets}
        return documents_on(self.data, sheets)

    def learn(self, status: SpoolStatus) -> None:
        """A queue that has forgotten the job does not say how many sheets it had counted."""
        if status.state is SpoolState.UNKNOWN:
            status = replace(status, sheets_done=self.status.sheets_done)
        self.status = status

    def trouble(self, *, is_named: bool) -> str:
        """What is wrong and how far it came; "" when nothing is."""
        if not self.is_bad:
            return ""
        why = self.status.text or _WORDS.get(self.status.state, "The printer has stopped.")
        name = f"{self.part.printer}: " if is_named else ""
        return f"{name}{why} {out_of(self.done, self.total)}."


def out_of(done: int, total: int) -> str:
    """2 of 4 sheets came out, or that none was counted."""
    if not done:
        return f"None of {count_of(total, 'sheet')} was counted"
    return came_out(done, total)


def marked_text(done: int, total: int) -> str:
    """What counts as printed after a run that ended before its last sheet."""
    if not done:
        return f"{out_of(done, total)}: nothing is marked as printed"
    return f"{out_of(done, total)} and {'is' if done == 1 else 'are'} marked as printed"


def documents_on(data: PrintJobData, sheets: set[int]) -> set[int]:
    """The papers that lie on these sheets."""
    return {page.document_id for page in data.pages if page.sheet in sheets}


def soonest(jobs: Sequence[RunJob], each: int = 3) -> list[RunJob]:
    """The open jobs worth asking about: a queue prints in order, so the first few of each."""
    found: dict[str, list[RunJob]] = {}
    for job in jobs:
        if job.is_open:
            found.setdefault(job.part.printer, []).append(job)
    return [job for queue in found.values() for job in queue[:each]]
