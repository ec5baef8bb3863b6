"""What the print process does: asks drivers, prints sheets, follows jobs. One job at a time.

A driver is a stranger's code in our process, which is why the process is one of its own.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from konnect_desktop.domain.printers import Paper, PrinterFacts, SpoolStatus
from konnect_desktop.errors import PrintFailed
from konnect_desktop.printing.windows import devmode
from konnect_desktop.printing.windows.states import status_of, status_when_gone, trouble_of
from konnect_desktop.printing.windows.winspool import Device, DriverPaper, JobInfo

_MM_PER_INCH = 25.4
_TENTHS = 10
#: As `Paper.is_size` has it: makers round paper in more than one way.
_TOLERANCE_MM = 1.5
#: A driver that takes all at once copies it once more.
_BAND_BYTES = 2 * 2**20
_WATCH_S = 0.2
_NO_SUCH_PRINTER, _CANCELLED = 1801, frozenset({63, 1223})
_NO_SERVICE = frozenset({1722, 1727, 1753, 1068, 1058})
CUSTOM_KEY = "Custom."


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


Size = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Ready:
    """A printer that took the paper: at how many dots an inch its sheets are drawn."""

    dpi_x: int
    dpi_y: int
    is_colour: bool
    #: Whether it prints black or nothing, dot by dot.
    is_one_bit: bool


@dataclass(slots=True)
class _Job:
    printer: str
    device: int
    setting: devmode.Setting
    size_mm: Size
    number: int = 0


class Press:
    """Lives in the print process; a call that fails leaves no job behind."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._job: _Job | None = None
        #: (printer, number) -> what the queue said of the job last.
        self._seen: dict[tuple[str, int], JobInfo] = {}
        #: One for each job whose end is looked for.
        self.watching: list[threading.Thread] = []

    # ---- printers --------------------------------------------------------------------------

    def names(self) -> list[str]:
        """The printers, the default one first. Raises PrintFailed without a print service."""
        with _in_words(""):
            default = self._api.default()
            names = dict.fromkeys(self._api.printers())
        return sorted(names, key=lambda name: (name != default, name.casefold()))

    def facts(self, name: str) -> PrinterFacts:
        """Paper, trays and readiness. Raises PrintFailed when the printer is gone."""
        with _in_words(name):
            trouble = trouble_of(*self._api.state(name))
            papers = tuple(self._papers(name))
            takes_any = self._api.extents(name) is not None
            trays = tuple((str(number), text) for number, text in self._api.trays(name))
        return PrinterFacts(name, not trouble, trouble, papers, takes_any, trays)

    def _papers(self, name: str) -> Iterator[Paper]:
        seen: set[str] = set()
        for one in self._api.papers(name):
            if one.width > 0 and one.height > 0 and one.name and one.name not in seen:
                seen.add(one.name)
                yield Paper(one.name, one.width / _TENTHS, one.height / _TENTHS)

    # ---- one job -----------------------------------------------------------------------------

    def begin(self, printer: str, title: str, paper: str, tray: str, size_mm: Size) -> Ready:
        """Set the printer up for sheets of this size and begin a job.

        `paper`: the name of one of its papers, "Custom.…" for one made to measure. Raises
        PrintFailed when it puts another paper in its place: then there is no job.
        """
        self.abort()
        with _in_words(printer):
            setting = self._setting(printer, paper, tray, size_mm)
            device = self._api.open_device(printer, self._accepted(printer, setting))
            try:
                if not _fits(self._api.device(device), size_mm):
                    # Some drivers take the paper lying, whatever they list.
                    setting = _turned(setting)
                    self._api.turn(device, self._accepted(printer, setting))
                _check_paper(printer, self._api.device(device), size_mm)
                number = self._api.start(device, title)
            except BaseException:
                self._api.close_device(device)
                raise
        self._job = _Job(printer, device, setting, size_mm, number)
        look = self._api.device(device)
        is_colour = self._api.is_colour(printer)
        is_one_bit = look.bits == 1 or not is_colour
        return Ready(look.dpi_x, look.dpi_y, is_colour, is_one_bit)

    def sheet(self, size_mm: Size, columns: int, rows: int, bits: int, dots: bytes) -> None:
        """Print one sheet of the job; see `WinSpool.draw`. Raises PrintFailed: the job is gone."""
        job = self._open_job()
        try:
            with _in_words(job.printer):
                self._turn_for(job, size_mm)
                self._api.start_page(job.device)
                self._draw(job, size_mm, (columns, rows), bits, dots)
                self._api.end_page(job.device)
        except BaseException:
            self.abort()
            raise

    def end(self) -> int:
        """The job is whole; returns its number in the queue. Raises PrintFailed: it is gone."""
        job = self._open_job()
        try:
            with _in_words(job.printer):
                self._api.end(job.device)
        except BaseException:
            self.abort()
            raise
        self._job = None
        self._api.close_device(job.device)
        self._watch(job.printer, job.number)
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

    def _setting(self, printer: str, paper: str, tray: str, size_mm: Size) -> devmode.Setting:
        number, width, height = devmode.CUSTOM, min(size_mm), max(size_mm)
        if paper and not paper.startswith(CUSTOM_KEY):
            known = next((one for one in self._api.papers(printer) if one.name == paper), None)
            if known is None:
                raise PrintFailed(
                    f"{printer} does not list the paper {paper} any more, so nothing was printed.",
                    next_step="Choose its paper in Set up… again.",
                )
            number, width, height = known.number, known.width / _TENTHS, known.height / _TENTHS
        return devmode.Setting(
            paper=number,
            width=round(width * _TENTHS),
            height=round(height * _TENTHS),
            is_landscape=(width <= height) != (size_mm[0] <= size_mm[1]),
            tray=int(tray) if tray.isdecimal() else 0,
        )

    def _accepted(self, printer: str, setting: devmode.Setting) -> bytes:
        """The settings as the driver took them, one sheet on one side at a time."""
        made = self._api.devmode(printer, devmode.changed(self._api.devmode(printer), setting))
        if not devmode.is_one_sided(made) or devmode.copies(made) != 1:
            raise PrintFailed(
                f"{printer} insists on printing both sides or several copies, so it got nothing.",
                next_step="Switch that off in the printing preferences of Windows.",
            )
        return made

    def _turn_for(self, job: _Job, size_mm: Size) -> None:
        is_other = (size_mm[0] <= size_mm[1]) != (job.size_mm[0] <= job.size_mm[1])
        if is_other and size_mm[0] != size_mm[1]:
            job.setting, job.size_mm = _turned(job.setting), size_mm
            self._api.turn(job.device, self._accepted(job.printer, job.setting))
        _check_paper(job.printer, self._api.device(job.device), size_mm)

    def _draw(
        self, job: _Job, size_mm: Size, size: tuple[int, int], bits: int, dots: bytes
    ) -> None:
        look = self._api.device(job.device)
        columns, rows = size
        width = round(size_mm[0] / _MM_PER_INCH * look.dpi_x)
        height = round(size_mm[1] / _MM_PER_INCH * look.dpi_y)
        stride = len(dots) // rows
        step = max(1, _BAND_BYTES // stride)
        for top in range(0, rows, step):
            count = min(step, rows - top)
            # Where bands meet is worked out once for both, so no dot is missing or twice.
            above, below = (round(row * height / rows) for row in (top, top + count))
            place = (-look.left, above - look.top, width, below - above)
            part = dots[top * stride : (top + count) * stride]
            self._api.draw(job.device, place, (columns, count), bits, part)

    # ---- the queue ---------------------------------------------------------------------------

    def status(self, printer: str, number: int) -> SpoolStatus:
        """What became of a job. Raises PrintFailed when the service does not answer."""
        key = (printer, number)
        with _in_words(printer):
            info = self._api.job(printer, number)
            if info is None:
                return status_when_gone(self._seen.get(key))
            self._seen[key] = info
            return status_of(info, trouble_of(*self._api.state(printer)))

    def cancel(self, printer: str, number: int) -> None:
        """Take a job out of the queue. Raises PrintFailed."""
        with _in_words(printer):
            self._api.delete_job(printer, number)

    def _watch(self, printer: str, number: int) -> None:
        """Look at the job until the queue knows it no more: its end is seen by looking alone."""

        def look() -> None:
            pause = threading.Event()
            while (info := self._look(printer, number)) is not None:
                self._seen[printer, number] = info
                pause.wait(_WATCH_S)

        # Before the first pause, since a quick job is gone by then.
        first = self._look(printer, number)
        if first is not None:
            self._seen[printer, number] = first
        self.watching = [one for one in self.watching if one.is_alive()]
        thread = threading.Thread(target=look, name="print.watch", daemon=True)
        self.watching.append(thread)
        thread.start()

    def _look(self, printer: str, number: int) -> JobInfo | None:
        try:
            return self._api.job(printer, number)
        except OSError:
            return None


def _turned(setting: devmode.Setting) -> devmode.Setting:
    return devmode.Setting(
        setting.paper, setting.width, setting.height, not setting.is_landscape, setting.tray
    )


def _size_of(look: Device) -> Size:
    return look.width / look.dpi_x * _MM_PER_INCH, look.height / look.dpi_y * _MM_PER_INCH


def _fits(look: Device, size_mm: Size) -> bool:
    return all(abs(a - b) <= _TOLERANCE_MM for a, b in zip(_size_of(look), size_mm, strict=True))


def _check_paper(printer: str, look: Device, size_mm: Size) -> None:
    if not _fits(look, size_mm):
        width, height = sorted(_size_of(look))
        raise PrintFailed(
            f"{printer} would print on paper of {width:.0f} × {height:.0f} mm, but the sheets are "
            f"{size_mm[0]:.0f} × {size_mm[1]:.0f} mm, so it got nothing.",
            next_step="Choose its paper in Set up…, or another layout or printer.",
        )


@contextmanager
def _in_words(printer: str) -> Iterator[None]:
    """Windows' errors as ours."""
    try:
        yield
    except OSError as error:
        code = getattr(error, "winerror", None) or 0
        detail = f"Windows error {code}"
        if code == _NO_SUCH_PRINTER and printer:
            raise PrintFailed(
                f"{printer} is not a printer of this computer any more.",
                next_step="Choose another printer.",
                detail=detail,
            ) from error
        if code in _NO_SERVICE:
            raise PrintFailed(
                "The print service of this computer does not answer, so nothing was printed.",
                next_step="Restart the computer (or Windows' Print Spooler), or save as PDF.",
                detail=detail,
            ) from error
        if code in _CANCELLED:
            raise PrintFailed(
                "The job was cancelled in Windows, so nothing was printed.",
                next_step="Press Print again when it is wanted.",
                detail=detail,
            ) from error
        raise PrintFailed(
            f"{printer or 'Windows'} did not take the job.",
            next_step="Check the printer, or save as PDF.",
            detail=detail,
        ) from error


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
