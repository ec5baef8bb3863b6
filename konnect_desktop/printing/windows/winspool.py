"""Windows' print calls, through ctypes: winspool.drv and gdi32, and nothing decided here.

Every call says in an OSError what Windows said. Handles are ints. What is asked for in units is
given as Windows has it: tenths of a millimetre for paper, dots for the rest.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from konnect_desktop.windows import system_library

_LOCAL_AND_CONNECTED = 2 | 4
_DM_OUT, _DM_IN = 2, 8
_PAPERS, _PAPER_SIZES, _PAPER_NAMES, _BINS, _BIN_NAMES = 2, 3, 16, 6, 12
_COLOUR_DEVICE = 32
_MIN_EXTENT, _MAX_EXTENT = 4, 5
_HORZRES, _VERTRES, _BITS, _PLANES = 8, 10, 12, 14
_DPI_X, _DPI_Y = 88, 90
_PHYSICAL = (110, 111, 112, 113)
_JOB_CANCEL, _JOB_DELETE = 3, 5
_PAPER_NAME, _BIN_NAME = 64, 24
_SRCCOPY = 0x00CC0020
_HALFTONE, _BLACK_ON_WHITE = 4, 1
#: No such job: 87, 6 from systems that say the handle of it is wrong, 0 from wine.
_GONE = frozenset({87, 6, 0})
_JOB_BYTES = 2048


@dataclass(frozen=True, slots=True)
class DriverPaper:
    """A paper of the driver: its number, its name and its size in tenths of a millimetre."""

    number: int
    name: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Device:
    """What a printer that is about to print says of itself, in dots."""

    dpi_x: int
    dpi_y: int
    #: The whole sheet, and where on it the first dot can be.
    width: int
    height: int
    left: int
    top: int
    #: What can be printed on.
    inner_width: int
    inner_height: int
    bits: int


@dataclass(frozen=True, slots=True)
class JobInfo:
    """`status` in Windows' bits."""

    status: int
    pages_done: int
    pages: int


class _PrinterInfo4(ctypes.Structure):
    _fields_ = (
        ("name", ctypes.c_wchar_p),
        ("server", ctypes.c_wchar_p),
        ("attributes", ctypes.c_uint32),
    )


class _PrinterInfo2(ctypes.Structure):
    _fields_ = (
        *((name, ctypes.c_wchar_p) for name in ("server", "name", "share", "port", "driver")),
        ("comment", ctypes.c_wchar_p),
        ("location", ctypes.c_wchar_p),
        ("devmode", ctypes.c_void_p),
        ("separator", ctypes.c_wchar_p),
        ("processor", ctypes.c_wchar_p),
        ("datatype", ctypes.c_wchar_p),
        ("parameters", ctypes.c_wchar_p),
        ("security", ctypes.c_void_p),
        ("attributes", ctypes.c_uint32),
        ("priority", ctypes.c_uint32),
        ("default_priority", ctypes.c_uint32),
        ("start", ctypes.c_uint32),
        ("until", ctypes.c_uint32),
        ("status", ctypes.c_uint32),
        ("jobs", ctypes.c_uint32),
        ("average", ctypes.c_uint32),
    )


class _JobInfo1(ctypes.Structure):
    _fields_ = (
        ("id", ctypes.c_uint32),
        *((name, ctypes.c_wchar_p) for name in ("printer", "machine", "user", "document")),
        ("datatype", ctypes.c_wchar_p),
        ("text", ctypes.c_wchar_p),
        ("status", ctypes.c_uint32),
        ("priority", ctypes.c_uint32),
        ("position", ctypes.c_uint32),
        ("pages", ctypes.c_uint32),
        ("pages_done", ctypes.c_uint32),
        ("submitted", ctypes.c_uint16 * 8),
    )


class _DocInfo(ctypes.Structure):
    _fields_ = (
        ("size", ctypes.c_int),
        ("name", ctypes.c_wchar_p),
        ("output", ctypes.c_wchar_p),
        ("datatype", ctypes.c_wchar_p),
        ("kind", ctypes.c_uint32),
    )


class _BitmapHeader(ctypes.Structure):
    _fields_ = (
        ("size", ctypes.c_uint32),
        ("width", ctypes.c_int32),
        ("height", ctypes.c_int32),
        ("planes", ctypes.c_uint16),
        ("bits", ctypes.c_uint16),
        ("compression", ctypes.c_uint32),
        ("image_size", ctypes.c_uint32),
        ("x_per_metre", ctypes.c_int32),
        ("y_per_metre", ctypes.c_int32),
        ("used", ctypes.c_uint32),
        ("important", ctypes.c_uint32),
        ("palette", ctypes.c_uint32 * 256),
    )


class WinSpool:
    """The calls that `press` makes; a fake of the same shape stands in for it in tests."""

    def __init__(self) -> None:
        self._spool = system_library("winspool.drv")
        self._gdi = system_library("gdi32.dll")
        self._declare()

    def _declare(self) -> None:
        handle, word, text = ctypes.c_void_p, ctypes.c_uint32, ctypes.c_wchar_p
        number, data = ctypes.c_int, ctypes.c_void_p
        count = ctypes.POINTER(word)
        spool: dict[str, tuple[Any, list[Any]]] = {
            "EnumPrintersW": (number, [word, text, word, data, word, count, count]),
            "GetDefaultPrinterW": (number, [text, count]),
            "OpenPrinterW": (number, [text, ctypes.POINTER(handle), data]),
            "ClosePrinter": (number, [handle]),
            "GetPrinterW": (number, [handle, word, data, word, count]),
            "DeviceCapabilitiesW": (number, [text, text, ctypes.c_uint16, data, data]),
            "DocumentPropertiesW": (number, [handle, handle, text, data, data, word]),
            "GetJobW": (number, [handle, word, word, data, word, count]),
            "SetJobW": (number, [handle, word, word, data, word]),
        }
        gdi: dict[str, tuple[Any, list[Any]]] = {
            "CreateDCW": (handle, [text, text, text, data]),
            "ResetDCW": (handle, [handle, data]),
            "DeleteDC": (number, [handle]),
            "GetDeviceCaps": (number, [handle, number]),
            "StartDocW": (number, [handle, ctypes.POINTER(_DocInfo)]),
            "EndDoc": (number, [handle]),
            "AbortDoc": (number, [handle]),
            "StartPage": (number, [handle]),
            "EndPage": (number, [handle]),
            "SetStretchBltMode": (number, [handle, number]),
            "StretchDIBits": (number, [handle, *([number] * 8), data, data, word, word]),
        }
        for library, calls in ((self._spool, spool), (self._gdi, gdi)):
            for name, (result, arguments) in calls.items():
                call = getattr(library, name)
                call.restype, call.argtypes = result, arguments

    # ---- printers --------------------------------------------------------------------------

    def printers(self) -> list[str]:
        """The names of all printers, also those of other computers that are connected."""
        needed, found = ctypes.c_uint32(), ctypes.c_uint32()
        ask = self._spool.EnumPrintersW
        ask(_LOCAL_AND_CONNECTED, None, 4, None, 0, ctypes.byref(needed), ctypes.byref(found))
        if not needed.value:
            return []
        room = ctypes.create_string_buffer(needed.value)
        _must(
            ask(
                _LOCAL_AND_CONNECTED, None, 4, room, needed, ctypes.byref(needed),
                ctypes.byref(found),
            )
        )  # fmt: skip
        listed = ctypes.cast(room, ctypes.POINTER(_PrinterInfo4 * found.value)).contents
        return [str(one.name) for one in listed if one.name]

    def default(self) -> str:
        """The name of the default printer, "" when there is none."""
        size = ctypes.c_uint32(512)
        room = ctypes.create_unicode_buffer(size.value)
        return room.value if self._spool.GetDefaultPrinterW(room, ctypes.byref(size)) else ""

    def state(self, name: str) -> tuple[int, int]:
        """A printer's status and attributes, in Windows' bits."""
        with self._open(name) as printer:
            needed = ctypes.c_uint32()
            self._spool.GetPrinterW(printer, 2, None, 0, ctypes.byref(needed))
            room = ctypes.create_string_buffer(max(1, needed.value))
            _must(self._spool.GetPrinterW(printer, 2, room, len(room), ctypes.byref(needed)))
            info = ctypes.cast(room, ctypes.POINTER(_PrinterInfo2)).contents
            return int(info.status), int(info.attributes)

    def papers(self, name: str) -> list[DriverPaper]:
        """The papers that the driver lists; none where it does not say."""
        numbers = self._list(name, _PAPERS, ctypes.c_uint16)
        sizes = self._list(name, _PAPER_SIZES, ctypes.c_int32 * 2)
        names = self._texts(name, _PAPER_NAMES, _PAPER_NAME)
        return [
            DriverPaper(int(number), text, int(size[0]), int(size[1]))
            for number, text, size in zip(numbers, names, sizes, strict=False)
        ]

    def trays(self, name: str) -> list[tuple[int, str]]:
        """Number and name of each tray."""
        numbers = self._list(name, _BINS, ctypes.c_uint16)
        texts = self._texts(name, _BIN_NAMES, _BIN_NAME)
        return [(int(number), text) for number, text in zip(numbers, texts, strict=False)]

    def is_colour(self, name: str) -> bool:
        """Whether it prints in colour; also where the driver does not say."""
        return bool(self._spool.DeviceCapabilitiesW(name, None, _COLOUR_DEVICE, None, None))

    def extents(self, name: str) -> tuple[tuple[int, int], tuple[int, int]] | None:
        """The least and the largest width and height of a custom paper; None: takes none."""
        found = []
        for what in (_MIN_EXTENT, _MAX_EXTENT):
            packed = self._spool.DeviceCapabilitiesW(name, None, what, None, None)
            if packed in (-1, 0):
                return None
            found.append((packed & 0xFFFF, (packed >> 16) & 0xFFFF))
        return found[0], found[1]

    def _list(self, name: str, what: int, kind: Any) -> list[Any]:
        count = self._spool.DeviceCapabilitiesW(name, None, what, None, None)
        if count <= 0:
            return []
        # A driver that counts wrongly has room to spare.
        room = (kind * (count + 64))()
        count = self._spool.DeviceCapabilitiesW(name, None, what, room, None)
        return [room[place] for place in range(max(0, count))]

    def _texts(self, name: str, what: int, length: int) -> list[str]:
        rows = self._list(name, what, ctypes.c_wchar * length)
        return [str(row.value) for row in rows]

    # ---- settings --------------------------------------------------------------------------

    def devmode(self, name: str, wanted: bytes | None = None) -> bytes:
        """The printer's own settings; with `wanted` what the driver made of those."""
        with self._open(name) as printer:
            ask = self._spool.DocumentPropertiesW
            size = ask(None, printer, name, None, None, 0)
            _must(size > 0)
            room = ctypes.create_string_buffer(size)
            given = None if wanted is None else ctypes.create_string_buffer(wanted, len(wanted))
            mode = _DM_OUT if given is None else _DM_OUT | _DM_IN
            _must(ask(None, printer, name, room, given, mode) > 0)
            return room.raw

    # ---- one document ------------------------------------------------------------------------

    def open_device(self, name: str, devmode: bytes) -> int:
        """A device to print on; `close_device` ends it."""
        room = ctypes.create_string_buffer(devmode, len(devmode))
        device = self._gdi.CreateDCW("WINSPOOL", name, None, room)
        _must(device)
        self._gdi.SetStretchBltMode(device, _HALFTONE)
        return int(device)

    def turn(self, device: int, devmode: bytes) -> None:
        """Other settings from the next sheet on."""
        room = ctypes.create_string_buffer(devmode, len(devmode))
        _must(self._gdi.ResetDCW(device, room))

    def device(self, device: int) -> Device:
        """What it says of itself now."""

        def caps(index: int) -> int:
            return int(self._gdi.GetDeviceCaps(device, index))

        width, height, left, top = map(caps, _PHYSICAL)
        bits = caps(_BITS) * max(1, caps(_PLANES))
        return Device(
            caps(_DPI_X), caps(_DPI_Y), width, height, left, top, caps(_HORZRES), caps(_VERTRES),
            bits,
        )  # fmt: skip

    def close_device(self, device: int) -> None:
        """Let it go."""
        self._gdi.DeleteDC(device)

    def start(self, device: int, title: str) -> int:
        """Begin a document; returns the number of its job."""
        info = _DocInfo(ctypes.sizeof(_DocInfo), title[:250], None, None, 0)
        number = int(self._gdi.StartDocW(device, ctypes.byref(info)))
        _must(number > 0)
        return number

    def end(self, device: int) -> None:
        """The document is whole."""
        _must(self._gdi.EndDoc(device) > 0)

    def abort(self, device: int) -> None:
        """Throw the document away. Never raises: it is called when something failed already."""
        self._gdi.AbortDoc(device)

    def start_page(self, device: int) -> None:
        """Begin a sheet."""
        _must(self._gdi.StartPage(device) > 0)

    def end_page(self, device: int) -> None:
        """The sheet is whole."""
        _must(self._gdi.EndPage(device) > 0)

    def draw(
        self,
        device: int,
        place: tuple[int, int, int, int],
        size: tuple[int, int],
        bits: int,
        dots: bytes,
    ) -> None:
        """Put dots on the sheet: `place` is left, top, width and height in the device's dots.

        `size`: columns and rows of `dots`, top row first, each row filled to four bytes; `bits`
        a dot: 1 (1 is white), 8 (grey) or 24 (blue, green, red).
        """
        head = _BitmapHeader(40, size[0], -size[1], 1, bits, 0, len(dots), 0, 0, 0, 0)
        if bits <= 8:
            steps = 1 << bits
            head.used = steps
            for step in range(steps):
                head.palette[step] = step * 255 // (steps - 1) * 0x010101
        drawn = self._gdi.StretchDIBits(
            device, *place, 0, 0, *size, dots, ctypes.byref(head), 0, _SRCCOPY
        )
        _must(drawn not in (0, -1))

    # ---- the queue ---------------------------------------------------------------------------

    def job(self, name: str, number: int) -> JobInfo | None:
        """What the queue says of a job; None when it knows no such."""
        with self._open(name) as printer:
            needed, room = ctypes.c_uint32(), ctypes.create_string_buffer(_JOB_BYTES)
            # What was said last is left as it is where there is no such job.
            ctypes.set_last_error(0)  # type: ignore[attr-defined]
            while not self._spool.GetJobW(
                printer, number, 1, room, len(room), ctypes.byref(needed)
            ):
                if needed.value <= len(room):
                    _gone_or_raise()
                    return None
                # Longer, also when a name in it has grown since it was asked for.
                room = ctypes.create_string_buffer(needed.value)
        info = ctypes.cast(room, ctypes.POINTER(_JobInfo1)).contents
        return JobInfo(int(info.status), int(info.pages_done), int(info.pages))

    def delete_job(self, name: str, number: int) -> None:
        """Take a job out of the queue; one that is over already stays as it is."""
        with self._open(name) as printer:
            ctypes.set_last_error(0)  # type: ignore[attr-defined]
            if not self._spool.SetJobW(printer, number, 0, None, _JOB_DELETE):
                _gone_or_raise()

    @contextmanager
    def _open(self, name: str) -> Iterator[Any]:
        printer = ctypes.c_void_p()
        _must(self._spool.OpenPrinterW(name, ctypes.byref(printer), None))
        try:
            yield printer
        finally:
            self._spool.ClosePrinter(printer)


def _must(worked: object) -> None:
    if not worked:
        raise _last_error()


def _gone_or_raise() -> None:
    error = _last_error()
    if getattr(error, "winerror", None) not in _GONE:
        raise error


def _last_error() -> OSError:
    made: OSError = ctypes.WinError(ctypes.get_last_error())  # type: ignore[attr-defined]
    return made
