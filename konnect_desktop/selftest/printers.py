"""The print queues: which printers there are, and which label papers they take."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from konnect_desktop.assembly import papers
from konnect_desktop.domain.printers import PrinterFacts
from konnect_desktop.errors import PrintFailed
from konnect_desktop.isolation.worker import Worker
from konnect_desktop.printing.queue import PrintQueue
from konnect_desktop.selftest.results import Result, Value, failed, not_here, ok, warning

#: The papers of labels, mm.
LABELS = {"A6": (105.0, 148.0), "4×6": (101.6, 152.4), "100×150": (100.0, 150.0)}
_NONE = "Connect a printer and set it up in the system's settings, or save as PDF."
_ASK_S = 20.0
#: So many papers are named.
_SHOWN = 6
_INSTALL = "Install the app again; your data stays."


def look_at_process() -> Result:
    """The process that speaks to Windows' printer drivers starts and answers."""
    if sys.platform == "win32":
        from konnect_desktop.printing.windows.worker_protocol import TRADE

        with Worker(TRADE, memory_mb=0) as worker:
            try:
                worker.call("names", timeout=_ASK_S)
            except PrintFailed as error:
                # A print service that is off is told below; the process has answered.
                if worker.pid is None:
                    return failed(error.user_message, _INSTALL, detail=error.detail)
        return ok("The process for printer drivers starts and answers")
    return not_here("This system prints by its own commands; there is no such process")


def look_at_printers(make_queue: Callable[[], PrintQueue] | None = None) -> Result:
    """Every printer with its papers, and whether the labels fit."""
    with _queue(make_queue or papers.queue) as queue:
        if not queue.is_available:
            return not_here("This computer has no print service.", _NONE)
        names = queue.names()
        found = {name: _facts(queue, name) for name in names}
    if not names:
        return not_here("This computer has no printer.", _NONE)
    lines: dict[str, Value] = {name: _words(facts) for name, facts in found.items()}
    lost = [name for name, facts in found.items() if isinstance(facts, PrintFailed)]
    if lost:
        return warning(
            f"{len(lost)} of {len(names)} printers did not answer.",
            "Switch them on, or take them out of the system's settings.",
        ).having(lines)
    text = "1 printer" if len(names) == 1 else f"{len(names)} printers"
    return ok(f"{text}, the default one first").having(lines)


@contextmanager
def _queue(make: Callable[[], PrintQueue]) -> Iterator[PrintQueue]:
    queue = make()
    try:
        yield queue
    finally:
        queue.close()


def _facts(queue: PrintQueue, name: str) -> PrinterFacts | PrintFailed:
    try:
        return queue.facts(name)
    except PrintFailed as error:
        return error


def _words(facts: PrinterFacts | PrintFailed) -> str:
    if isinstance(facts, PrintFailed):
        return facts.user_message
    parts = ["ready" if facts.is_ready else facts.trouble.rstrip("."), _papers(facts)]
    fits = [name for name, size in LABELS.items() if facts.paper_for(*size) is not None]
    lacks = [name for name in LABELS if name not in fits]
    if fits:
        parts.append(f"takes {', '.join(fits)}")
    # A printer that names no papers may take them all the same.
    if lacks and facts.papers:
        parts.append(f"lacks {', '.join(lacks)}")
    return "; ".join(parts)


def _papers(facts: PrinterFacts) -> str:
    shown = ", ".join(paper.key for paper in facts.papers[:_SHOWN])
    more = len(facts.papers) - _SHOWN
    known = f"{shown} and {more} more" if more > 0 else shown or "names no papers"
    return f"any size, {known}" if facts.takes_any_size else known
