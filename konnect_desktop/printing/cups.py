"""Print queues of Linux and macOS, through the commands that come with CUPS.

The PDF itself goes to the queue, so bars stay vectors until the printer's own resolution is
known. Call from worker threads: each command takes some ms, and seconds where a network
printer sleeps.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

from konnect_desktop import processes
from konnect_desktop.domain.printers import (
    Paper,
    PrinterFacts,
    SpoolRequest,
    SpoolState,
    SpoolStatus,
    name_sheets,
)
from konnect_desktop.errors import PrintDoubtful, PrintFailed
from konnect_desktop.printing.papers import paper
from konnect_desktop.printing.queue import Tell, never, nobody
from konnect_desktop.printing.troubles import trouble_of

_TIMEOUT_S = 20.0
_COMMANDS = ("lp", "lpstat")
_REQUEST = re.compile(r"request id is (\S+-\d+) ")
_OPTION = re.compile(r"(?P<name>[^/:\s]+)/(?P<text>[^:]*): (?P<values>.*)")
_UNREACHABLE = "may not exist or is unavailable"
_STATES = {
    3: SpoolState.WAITING,
    4: SpoolState.WAITING,
    5: SpoolState.PRINTING,
    6: SpoolState.STOPPED,
    7: SpoolState.CANCELLED,
    8: SpoolState.FAILED,
    9: SpoolState.DONE,
}
_TRAYS = frozenset({"InputSlot", "MediaSource"})


class CupsPrinting:
    """Lists printers, sends jobs, follows and cancels them."""

    way = "cups"

    def __init__(self, server: str = "") -> None:
        """`server`: another than the computer's own, as host:port or the path of a socket."""
        self._server = server
        self._programs = processes.Programs()

    @property
    def is_available(self) -> bool:
        """Whether this computer prints through CUPS."""
        return sys.platform != "win32" and all(map(processes.program, _COMMANDS))

    def close(self, patience_s: float = 0.0) -> None:
        """Begin nothing any more, and end what still runs after `patience_s`; what that did so
        far is not known."""
        self._programs.close(patience_s)

    def names(self) -> list[str]:
        """The printers, the default one first. Raises PrintFailed without a print service."""
        if "not running" in self._run("lpstat", "-r").stdout:
            raise PrintFailed(
                "The print service of this computer does not answer, so no printer is known.",
                next_step="Start it, or save as PDF.",
            )
        listed = self._run("lpstat", "-e")
        default = self._run("lpstat", "-d").stdout.partition(": ")[2].strip()
        names = listed.stdout.split()
        return sorted(names, key=lambda name: (name != default, name.casefold()))

    def facts(self, name: str) -> PrinterFacts:
        """Paper, trays and readiness of one printer. Raises PrintFailed when it is gone."""
        shown = self._run("lpstat", "-l", "-p", name)
        if shown.returncode:
            raise PrintFailed(
                f"{name} is not a printer of this computer any more.",
                next_step="Choose another printer.",
                detail=shown.stderr.strip()[:120],
            )
        papers: list[Paper] = []
        trays: list[tuple[str, str]] = []
        takes_any = False
        for option, values in _options(self._run("lpoptions", "-p", name, "-l").stdout):
            if option == "PageSize":
                takes_any = any(value.startswith("Custom.") for value in values)
                papers = [found for value in values if (found := paper(value)) is not None]
            elif option in _TRAYS:
                trays = [(value, _words(value)) for value in values]
        trouble = trouble_of(shown.stdout)
        return PrinterFacts(name, not trouble, trouble, tuple(papers), takes_any, tuple(trays))

    def send(
        self,
        pdf: Path,
        request: SpoolRequest,
        should_stop: Callable[[], bool] = never,
        tell: Tell = nobody,
    ) -> str:
        """Hand a PDF to the queue, at once; returns the queue's id.

        Raises PrintFailed, and PrintDoubtful when the service fell silent: it may have the job.
        """
        command = ["-d", request.printer, "-n", str(request.copies), "-t", request.title]
        # Whatever the queue's own settings are: never fit, never shrink, one page a sheet.
        command += ["-o", "print-scaling=none", "-o", "number-up=1", "-o", "sides=one-sided"]
        if request.copies > 1:
            command += ["-o", "collate=true"]
        if request.paper:
            command += ["-o", f"media={request.paper}"]
        if request.tray:
            command += ["-o", f"InputSlot={request.tray}"]
        if request.sheets:
            command += ["-o", f"page-ranges={name_sheets(request.sheets)}"]
        try:
            done = self._run("lp", *command, "--", str(pdf.absolute()))
        except PrintFailed as failed:
            if isinstance(failed.__cause__, processes.TimedOut):
                raise PrintDoubtful(detail=failed.detail) from failed
            raise
        match = _REQUEST.search(done.stdout)
        if done.returncode or match is None:
            reason = done.stderr.strip().removeprefix("lp: ").removeprefix("Error - ")
            raise PrintFailed(
                f"{request.printer} did not take the job: {reason or 'no reason given'}",
                next_step="Choose another printer, or save as PDF.",
                detail=reason[:120],
            )
        return match[1]

    def status(self, job: str) -> SpoolStatus:
        """What became of a job. Raises PrintFailed when the service does not answer."""
        printer, _dash, number = job.rpartition("-")
        from konnect_desktop.printing import ipp  # brings http, which the start can do without

        answer = ipp.ask(self._address(), int(number))
        state = _STATES.get(answer.state, SpoolState.UNKNOWN)
        done = answer.sheets_done
        if state.is_over:
            text = answer.message if state is SpoolState.FAILED else ""
            return SpoolStatus(state, text, done)
        trouble = trouble_of(self._ask("lpstat", "-l", "-p", printer))
        if not trouble and _UNREACHABLE in answer.message:
            trouble = "The printer is off or does not answer."
        return SpoolStatus(SpoolState.STOPPED if trouble else state, trouble, done)

    def cancel(self, job: str) -> None:
        """Take a job out of the queue; one that is over already stays as it is."""
        self._run("cancel", job)

    # ---- commands ----------------------------------------------------------------------

    def _address(self) -> str:
        """Where the print service listens: host:port, or the path of a socket."""
        return self._server or self._run("lpstat", "-H").stdout.strip() or "localhost:631"

    def _ask(self, name: str, *arguments: str) -> str:
        done = self._run(name, *arguments)
        if done.returncode:
            raise PrintFailed(
                "The print queue does not answer, so it is not known whether the job came out.",
                next_step="Look at the printer.",
                detail=done.stderr.strip()[:120],
            )
        return done.stdout

    def _run(self, name: str, *arguments: str) -> CompletedProcess[str]:
        extra = {"LC_ALL": "C", "LANG": "C"}
        if self._server:
            extra["CUPS_SERVER"] = self._server
        try:
            return self._programs.run(name, *arguments, seconds=_TIMEOUT_S, extra=extra)
        except OSError as error:
            raise PrintFailed(
                "The print service of this computer does not answer.",
                next_step="Check that the printer is on, or save as PDF.",
                detail=f"{name}: {type(error).__name__}",
            ) from error


def _options(text: str) -> list[tuple[str, list[str]]]:
    """`lpoptions -l`: each option and its values; the star before the default is dropped."""
    found = (_OPTION.fullmatch(line.strip()) for line in text.splitlines())
    return [
        (match["name"], [value.removeprefix("*") for value in match["values"].split()])
        for match in found
        if match is not None
    ]


def _words(key: str) -> str:
    """ManualFeed -> Manual feed."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z0-9])", " ", key).replace("-", " ")
    return spaced[:1].upper() + spaced[1:].lower() if spaced else key
