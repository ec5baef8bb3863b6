"""A printer of Windows for tests: it answers as drivers do, the bad ones too."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import Any, cast

from konnect_desktop.documents.rendering import RenderedPage
from konnect_desktop.errors import PrintFailed
from konnect_desktop.isolation.worker import Worker
from konnect_desktop.printing.windows.devmode import CUSTOM, LANDSCAPE
from konnect_desktop.printing.windows.press import Press
from konnect_desktop.printing.windows.printing import Drawing, WindowsPrinting
from konnect_desktop.printing.windows.winspool import Device, DriverPaper, JobInfo
from konnect_desktop.printing.windows.worker_protocol import TRADE

DPI = 203
_PUBLIC = 220


def windows_error(code: int) -> OSError:
    """An OSError as Windows' calls raise it."""
    error = OSError(f"Windows says {code}")
    error.winerror = code  # type: ignore[attr-defined]
    return error


@dataclass
class Sheet:
    """One sheet that was drawn: its size in dots, and what was put where."""

    width: int
    height: int
    bands: list[tuple[tuple[int, int, int, int], tuple[int, int], int, bytes]] = field(
        default_factory=list
    )
    is_whole: bool = False


@dataclass
class FakeWindows:
    """One printer called "Zebra". `came_out` holds the sheets of documents that were ended."""

    papers_listed: list[DriverPaper] = field(
        default_factory=lambda: [
            DriverPaper(9, "A4", 2100, 2970),
            DriverPaper(70, "A6", 1050, 1480),
            DriverPaper(300, '4.00x6.00"', 1016, 1524),
        ]
    )
    takes_custom: bool = True
    #: By which number it knows a paper made to measure.
    custom: int = CUSTOM[0]
    #: What the driver puts in the place of any paper it is asked for, in tenths of a mm.
    forces: tuple[int, int] | None = None
    #: Papers lie in the driver: width and height are the other way round.
    lies: bool = False
    is_two_sided: bool = False
    keeps_two_sided: bool = False
    copies: int = 1
    #: What it prints at, whatever it is asked for, where it has such a setting.
    keeps_scale: int = 0
    #: The tray that it prints from, whatever it is asked for.
    keeps_tray: int = 0
    colour: bool = False
    bits: int = 1
    left: int = 4
    #: The call that fails, after how many that work, and Windows' number for it.
    fails: dict[str, tuple[int, int]] = field(default_factory=dict)
    status: int = 0
    attributes: int = 0
    jobs: dict[int, JobInfo] = field(default_factory=dict)
    came_out: list[list[Sheet]] = field(default_factory=list)
    aborted: int = 0
    open_devices: int = 0
    titles: list[str] = field(default_factory=list)
    deleted: list[int] = field(default_factory=list)
    trays_asked: list[int] = field(default_factory=list)
    _drawn: list[Sheet] = field(default_factory=list)
    _mode: bytes = b""

    def _maybe_fail(self, name: str) -> None:
        if name in self.fails:
            good, code = self.fails[name]
            if good <= 0:
                raise windows_error(code)
            self.fails[name] = (good - 1, code)

    # ---- printers ----------------------------------------------------------------------

    def printers(self) -> list[str]:
        self._maybe_fail("printers")
        return ["Office", "Zebra"]

    def default(self) -> str:
        return "Zebra"

    def state(self, name: str) -> tuple[int, int]:
        self._maybe_fail("state")
        return self.status, self.attributes

    def papers(self, name: str) -> list[DriverPaper]:
        return self.papers_listed

    def trays(self, name: str) -> list[tuple[int, str]]:
        return [(15, "Roll")]

    def is_colour(self, name: str) -> bool:
        return self.colour

    def extents(self, name: str) -> tuple[tuple[int, int], tuple[int, int]] | None:
        return ((200, 60), (1040, 9900)) if self.takes_custom else None

    # ---- settings ----------------------------------------------------------------------

    def devmode(self, name: str, wanted: bytes | None = None) -> bytes:
        self._maybe_fail("devmode")
        if wanted is not None:
            made = bytearray(wanted)
            if self.keeps_two_sided:
                struct.pack_into("<h", made, 94, 2)
            if self.keeps_scale:
                struct.pack_into("<h", made, 84, self.keeps_scale)
            if self.keeps_tray:
                struct.pack_into("<h", made, 88, self.keeps_tray)
            return bytes(made)
        made = bytearray(_PUBLIC + 40)
        # What a driver keeps for itself must come back as it was.
        made[_PUBLIC:] = b"driver's own bytes, forty of them, no mo"
        fields = 0x1 | 0x2 | 0x10 | 0x100 | 0x1000 | 0x10000
        struct.pack_into("<I", made, 72, fields)
        struct.pack_into("<h", made, 78, 9)
        struct.pack_into("<h", made, 84, 97)
        struct.pack_into("<h", made, 86, self.copies)
        struct.pack_into("<h", made, 94, 2 if self.is_two_sided else 1)
        return bytes(made)

    # ---- a document --------------------------------------------------------------------

    def open_device(self, name: str, devmode: bytes) -> int:
        self._maybe_fail("open_device")
        assert devmode[_PUBLIC:] == b"driver's own bytes, forty of them, no mo"
        self.open_devices += 1
        self._mode = devmode
        self.trays_asked.append(struct.unpack_from("<h", devmode, 88)[0])
        return 7

    def turn(self, device: int, devmode: bytes) -> None:
        self._mode = devmode

    def size(self) -> tuple[int, int]:
        """The paper in tenths of a millimetre, as the settings have it now."""
        orientation, number, height, width = struct.unpack_from("<4h", self._mode, 76)
        if self.forces is not None:
            width, height = self.forces
        elif number not in CUSTOM or not (self.takes_custom and number == self.custom):
            # A paper that it does not know is its own one.
            usual = self.papers_listed[0]
            known = next((one for one in self.papers_listed if one.number == number), usual)
            width, height = known.width, known.height
        if (orientation == LANDSCAPE) != self.lies:
            width, height = height, width
        return width, height

    def device(self, device: int) -> Device:
        width, height = (round(side / 254 * DPI) for side in self.size())
        left = self.left
        return Device(
            DPI, DPI, width, height, left, left, width - 2 * left, height - 2 * left, self.bits
        )

    def close_device(self, device: int) -> None:
        self.open_devices -= 1

    def start(self, device: int, title: str) -> int:
        self._maybe_fail("start")
        self.titles.append(title)
        self._drawn = []
        return 41 + len(self.titles)

    def end(self, device: int) -> None:
        self._maybe_fail("end")
        self.came_out.append(self._drawn)

    def abort(self, device: int) -> None:
        self.aborted += 1
        self._drawn = []

    def start_page(self, device: int) -> None:
        self._maybe_fail("start_page")
        look = self.device(device)
        self._drawn.append(Sheet(look.width, look.height))

    def end_page(self, device: int) -> None:
        self._maybe_fail("end_page")
        self._drawn[-1].is_whole = True

    def draw(
        self,
        device: int,
        place: tuple[int, int, int, int],
        size: tuple[int, int],
        bits: int,
        dots: bytes,
    ) -> None:
        self._maybe_fail("draw")
        self._drawn[-1].bands.append((place, size, bits, dots))

    # ---- the queue ---------------------------------------------------------------------

    def job(self, name: str, number: int) -> JobInfo | None:
        self._maybe_fail("job")
        return self.jobs.get(number)

    def delete_job(self, name: str, number: int) -> None:
        self._maybe_fail("delete_job")
        self.deleted.append(number)
        self.jobs.pop(number, None)


class InProcess:
    """A print process that is none: its calls go to the press beside it."""

    def __init__(self, windows: FakeWindows) -> None:
        self.press = Press(windows)
        self.windows = windows
        self.is_closed = False
        self.pid = 1
        #: The call in which the driver takes the process with it, once.
        self.dies_at = ""

    def call(self, name: str, *args: Any, timeout: float = 0.0) -> Any:
        if name == self.dies_at:
            self.dies_at = ""
            self.pid += 1
            self.press = Press(self.windows)
            self.windows.open_devices = 0
            raise PrintFailed(TRADE.words.died, detail=f"{name}: process ended with 3")
        return getattr(self.press, name)(*args)

    def close(self) -> None:
        self.is_closed = True


class FakeWindowsPrinting(WindowsPrinting):
    """The app's own class, on any system, with a printer that answers as the test says."""

    def __init__(self, windows: FakeWindows, drawing: Drawing) -> None:
        self.process = InProcess(windows)
        super().__init__(drawing, cast("Worker", self.process))
        self.windows = windows

    @property
    def is_available(self) -> bool:
        return True


def grey_of(sheet: Sheet) -> RenderedPage:
    """What stands on a sheet, for a reader of bar codes; bands of one bit."""
    rows: list[bytes] = []
    columns = 0
    for _place, (columns, count), bits, dots in sheet.bands:
        assert bits == 1
        stride = len(dots) // count
        for row in range(count):
            line = dots[row * stride : (row + 1) * stride]
            rows.append(bytes(255 * (line[x // 8] >> (7 - x % 8) & 1) for x in range(columns)))
    return RenderedPage(columns, len(rows), columns, "GRAY8", b"".join(rows))
