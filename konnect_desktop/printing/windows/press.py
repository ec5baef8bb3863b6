"""What a print process does: asks drivers, prints sheets, follows jobs. One job at a time.

A driver is a stranger's code in our process, which is why the process is one of its own.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from konnect_desktop.domain.printers import PrinterFacts, SpoolStatus
from konnect_desktop.errors import PrintFailed
from konnect_desktop.printing.windows import devmode
from konnect_desktop.printing.windows.choosing import (
    Choice,
    Size,
    choices,
    listed,
    other_paper,
    place_of,
    size_of,
)
from konnect_desktop.printing.windows.refusals import in_words, is_no_printer
from konnect_desktop.printing.windows.states import (
    status_of,
    status_when_gone,
    status_without_printer,
    trouble_of,
)
from konnect_desktop.printing.windows.winspool import Device, DriverPaper, JobInfo

#: A driver that takes all at once copies it once more.
_BAND_BYTES = 2 * 2**20
_TRUE_SIZE = 100
_WATCH_S, _WATCH_AGAIN_S = 0.2, 5.0


class Api(Protocol):
    """Windows' calls; see winspool.WinSpool."""

    def printers(self) -> list[str]: ...
    def default(self) -> str: ...
    def state(self, name: str) -> tuple[int, int]: ...
    def papers(self, name: str) -> list[DriverPaper]: ...
    def trays(self, name: str) -> list[tuple[int, str]]: ...
    def is_colour(self, name: str) -> bool: ...
    def extents(self, name: str) -> tuple[tuple[int, int], tuple[int, int]] | None: ...
    def devmode(self, name: str, wanted: bytes | None = None) -> bytes: ...
    def open_device(self, name: str, devmode: bytes) -> int: ...
    def turn(self, device: int, devmode: bytes) -> None: ...
    def device(self, device: int) -> Device: ...
    def close_device(self, device: int) -> None: ...
    def start(self, device: int, title: str) -> int: ...
    def end(self, device: int) -> None: ...
    def abort(self, device: int) -> None: ...
    def start_page(self, device: int) -> None: ...
    def end_page(self, device: int) -> None: ...
    def draw(
        self,
        device: int,
        place: tuple[int, int, int, int],
        size: tuple[int, int],
        bits: int,
        dots: bytes,
    ) -> None: ...
    def job(self, name: str, number: int) -> JobInfo | None: ...
    def delete_job(self, name: str, number: int) -> None: ...


@dataclass(frozen=True, slots=True)
class Ready:
    """A printer that took the paper: at how many dots an inch its sheets are drawn."""

    #: The job's number in the queue.
    number: int
    dpi_x: int
    dpi_y: int
    is_colour: bool
    #: Whether it prints black or nothing, dot by dot.
    is_one_bit: bool


@dataclass(slots=True)
class _Job:
    printer: str
    device: int
    choice: Choice
    number: int


class Press:
    """Lives in the print process; a call that fails leaves no job behind."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._job: _Job | None = None
        #: (printer, number) -> what the queue said of the job last.
        self._seen: dict[tuple[str, int], JobInfo] = {}
        #: One for each job whose end is looked for.
        self.watching: dict[tuple[str, int], threading.Thread] = {}

    # ---- printers --------------------------------------------------------------------------

    def names(self) -> list[str]:
        """The printers, the default one first. Raises PrintFailed without a print service."""
        with in_words(""):
            default = self._api.default()
            names = dict.fromkeys(self._api.printers())
        return sorted(names, key=lambda name: (name != default, name.casefold()))

    def facts(self, name: str) -> PrinterFacts:
        """Paper, trays and readiness. Raises PrintFailed when the printer is gone."""
        with in_words(name):
            trouble = trouble_of(*self._api.state(name))
            papers = tuple(paper for _, paper in listed(self._api.papers(name)))
            takes_any = self._api.extents(name) is not None
            trays = tuple((str(number), text) for number, text in self._api.trays(name))
        return PrinterFacts(name, not trouble, trouble, papers, takes_any, trays)

    # ---- one job -----------------------------------------------------------------------------

    def begin(self, printer: str, title: str, paper: str, tray: str, size_mm: Size) -> Ready:
        """Set the printer up for sheets of this size and begin a job.

        `paper`: the name of one of its papers, "Custom.…" for one made to measure. Raises
        PrintFailed when it puts another paper in its place: then there is no job.
        """
        self.abort()
        with in_words(printer, is_sending=True):
            device, choice = self._opened(printer, paper, tray, size_mm)
            try:
                look, is_colour = self._api.device(device), self._api.is_colour(printer)
                number = self._api.start(device, title)
            except BaseException:
                self._api.close_device(device)
                raise
        self._job = _Job(printer, device, choice, number)
        is_one_bit = look.bits == 1 or not is_colour
        return Ready(number, look.dpi_x, look.dpi_y, is_colour, is_one_bit)

    def _opened(self, printer: str, paper: str, tray: str, size_mm: Size) -> tuple[int, Choice]:
        """A device that has the paper, as it says itself, and what it was asked for."""
        papers = self._api.papers(printer)
        wanted = choices(printer, papers, paper, tray, size_mm)
        device = self._api.open_device(printer, self._accepted(printer, wanted[0].setting))
        try:
            first = self._api.device(device)
            if wanted[0].is_on(first):
                return device, wanted[0]
            # Some drivers take the paper lying, whatever they list.
            for one in [turned for choice in wanted for turned in (choice, choice.turned())][1:]:
                self._api.turn(device, self._accepted(printer, one.setting))
                if one.is_on(self._api.device(device)):
                    return device, one
            asked = {one.setting.paper for one in wanted}
            others = (pair for pair in listed(papers) if pair[0].number not in asked)
            raise other_paper(printer, size_of(first), size_mm, others)
        except BaseException:
            self._api.close_device(device)
            raise

    def sheet(self, size_mm: Size, columns: int, rows: int, bits: int, dots: bytes) -> None:
        """Print one sheet of the job; see `WinSpool.draw`. Raises PrintFailed: the job is gone."""
        job = self._open_job()
        try:
            with in_words(job.printer, is_sending=True):
                look = self._turned_for(job, size_mm)
                self._api.start_page(job.device)
                self._draw(job.device, place_of(look, size_mm), (columns, rows), bits, dots)
                self._api.end_page(job.device)
        except BaseException:
            self.abort()
            raise

    def end(self) -> int:
        """The job is whole; returns its number in the queue. Raises PrintFailed: it is gone."""
        job = self._open_job()
        try:
            with in_words(job.printer, is_sending=True):
                self._api.end(job.device)
        except BaseException:
            self.abort()
            raise
        self._job = None
        self._api.close_device(job.device)
        return job.number

    def abort(self) -> None:
        """Throw away the job that is open, if any."""
        job, self._job = self._job, None
        if job is not None:
            self._api.abort(job.device)
            self._api.close_device(job.device)

    def _open_job(self) -> _Job:
        if self._job is None:
            raise PrintFailed(detail="no job is open")
        return self._job

    def _accepted(self, printer: str, setting: devmode.Setting) -> bytes:
        """The settings as the driver took them: true size, one sheet on one side at a time."""
        made = self._api.devmode(printer, devmode.changed(self._api.devmode(printer), setting))
        insists = ""
        if not devmode.is_one_sided(made) or devmode.copies(made) != 1:
            insists = "printing both sides or several copies"
        elif devmode.scale(made) != _TRUE_SIZE:
            insists = "printing larger or smaller than asked"
        if insists:
            raise PrintFailed(
                f"{printer} insists on {insists}, so it got nothing.",
                next_step="Switch that off in the printing preferences of Windows.",
            )
        if setting.tray and devmode.tray(made) not in (0, setting.tray):
            raise PrintFailed(
                f"{printer} does not print from the tray that was chosen, so it got nothing.",
                next_step="Choose its tray in Set up… again.",
            )
        return made

    def _turned_for(self, job: _Job, size_mm: Size) -> Device:
        """The device as it is for a sheet of that size, upright or lying. Raises PrintFailed."""
        if (size_mm[0] <= size_mm[1]) != (job.choice.paper_mm[0] <= job.choice.paper_mm[1]):
            job.choice = job.choice.on_its_side()
            self._api.turn(job.device, self._accepted(job.printer, job.choice.setting))
        look = self._api.device(job.device)
        if not (job.choice.is_on(look) and job.choice.takes(size_mm)):
            papers = listed(self._api.papers(job.printer))
            raise other_paper(job.printer, size_of(look), size_mm, papers)
        return look

    def _draw(
        self,
        device: int,
        place: tuple[int, int, int, int],
        size: tuple[int, int],
        bits: int,
        dots: bytes,
    ) -> None:
        columns, rows = size
        left, first, width, height = place
        stride = len(dots) // rows
        step = max(1, _BAND_BYTES // stride)
        for top in range(0, rows, step):
            count = min(step, rows - top)
            # Where bands meet is worked out once for both, so no dot is missing or twice.
            above, below = (round(row * height / rows) for row in (top, top + count))
            part = dots[top * stride : (top + count) * stride]
            band = (left, first + above, width, below - above)
            self._api.draw(device, band, (columns, count), bits, part)

    # ---- the queue ---------------------------------------------------------------------------

    def status(self, printer: str, number: int) -> SpoolStatus:
        """What became of a job. Raises PrintFailed when the service does not answer."""
        key = (printer, number)
        with in_words(printer):
            try:
                info = self._api.job(printer, number)
                trouble = trouble_of(*self._api.state(printer)) if info is not None else ""
            except OSError as error:
                if not is_no_printer(error):
                    raise
                return status_without_printer(self._seen.get(key))
        if info is None:
            return status_when_gone(self._seen.get(key))
        self._seen[key] = info
        return status_of(info, trouble)

    def cancel(self, printer: str, number: int) -> None:
        """Take a job out of the queue; with its printer it is gone already. Raises PrintFailed."""
        with in_words(printer):
            try:
                self._api.delete_job(printer, number)
            except OSError as error:
                if not is_no_printer(error):
                    raise

    def watch(self, printer: str, number: int) -> None:
        """Look at a job until the queue knows it no more: its end is seen by looking alone."""
        running = self.watching.get((printer, number))
        if running is not None and running.is_alive():
            return

        def look() -> None:
            pause = threading.Event()
            while (seconds := self._look(printer, number)) is not None:
                pause.wait(seconds)

        # Before the first pause, since a quick job is gone by then.
        self._look(printer, number)
        self.watching = {key: one for key, one in self.watching.items() if one.is_alive()}
        thread = threading.Thread(target=look, name="print.watch", daemon=True)
        self.watching[printer, number] = thread
        thread.start()

    def _look(self, printer: str, number: int) -> float | None:
        """Note how a job stands; seconds to the next look, None when there is no more to see."""
        try:
            info = self._api.job(printer, number)
        except OSError as error:
            # A spooler that is started again still has its jobs.
            return None if is_no_printer(error) else _WATCH_AGAIN_S
        if info is None:
            return None
        self._seen[printer, number] = info
        return None if status_of(info, "").state.is_over else _WATCH_S


# ---- called by name from the app ---------------------------------------------------------------


@cache
def _press() -> Press:
    from konnect_desktop.printing.windows.winspool import WinSpool

    return Press(WinSpool())


def names() -> list[str]:
    """See Press."""
    return _press().names()


def facts(name: str) -> PrinterFacts:
    """See Press."""
    return _press().facts(name)


def begin(printer: str, title: str, paper: str, tray: str, size_mm: Size) -> Ready:
    """See Press."""
    return _press().begin(printer, title, paper, tray, size_mm)


def sheet(size_mm: Size, columns: int, rows: int, bits: int, dots: bytes) -> None:
    """See Press."""
    _press().sheet(size_mm, columns, rows, bits, dots)


def end() -> int:
    """See Press."""
    return _press().end()


def abort() -> None:
    """See Press."""
    _press().abort()


def status(printer: str, number: int) -> SpoolStatus:
    """See Press."""
    return _press().status(printer, number)


def cancel(printer: str, number: int) -> None:
    """See Press."""
    _press().cancel(printer, number)


def watch(printer: str, number: int) -> None:
    """See Press."""
    _press().watch(printer, number)
