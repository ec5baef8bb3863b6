"""A printer's settings as Windows keeps them: the bytes of a DEVMODEW.

A driver keeps more behind the public part, so only the fields that we mean are changed, and the
driver is asked afterwards what it made of them. Lengths are tenths of a millimetre.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

_SIZE, _FIELDS = 68, 72
_ORIENTATION, _PAPER, _LENGTH, _WIDTH, _SCALE, _COPIES, _TRAY = range(76, 90, 2)
_DUPLEX = 94
_HAS_ORIENTATION, _HAS_PAPER, _HAS_LENGTH, _HAS_WIDTH = 0x1, 0x2, 0x4, 0x8
_HAS_SCALE, _HAS_COPIES, _HAS_TRAY, _HAS_DUPLEX = 0x10, 0x100, 0x200, 0x1000
_HAS_FORM_NAME = 0x10000
PORTRAIT, LANDSCAPE = 1, 2
ONE_SIDED = 1
#: A paper of its own length and width: one number or the other, as the driver has it.
CUSTOM = (256, 0)
_LEAST_BYTES = 102


@dataclass(frozen=True, slots=True)
class Setting:
    """What we ask of a printer. `paper`: the driver's number, or one of CUSTOM and a size."""

    paper: int
    width: int = 0
    height: int = 0
    is_landscape: bool = False
    #: The driver's number of a tray; 0 leaves it to the driver.
    tray: int = 0


def changed(devmode: bytes, wanted: Setting) -> bytes:
    """The driver's settings with ours in them: one copy, one side, full scale.

    Copies are sent as sheets, since drivers count and collate them in their own ways. Raises
    ValueError for what is too short to be a DEVMODEW.
    """
    if len(devmode) < _LEAST_BYTES:
        raise ValueError("no DEVMODEW")
    made = bytearray(devmode)
    fields = _get_fields(devmode)
    # A form's name would win over the number of the paper.
    fields &= ~(_HAS_LENGTH | _HAS_WIDTH | _HAS_FORM_NAME)
    fields |= _HAS_ORIENTATION | _HAS_PAPER | _HAS_COPIES
    _put(made, _ORIENTATION, LANDSCAPE if wanted.is_landscape else PORTRAIT)
    _put(made, _PAPER, wanted.paper)
    _put(made, _COPIES, 1)
    if wanted.paper in CUSTOM:
        fields |= _HAS_LENGTH | _HAS_WIDTH
        _put(made, _WIDTH, wanted.width)
        _put(made, _LENGTH, wanted.height)
    if fields & _HAS_SCALE:
        _put(made, _SCALE, 100)
    if wanted.tray:
        fields |= _HAS_TRAY
        _put(made, _TRAY, wanted.tray)
    if fields & _HAS_DUPLEX:
        _put(made, _DUPLEX, ONE_SIDED)
    struct.pack_into("<I", made, _FIELDS, fields)
    return bytes(made)


def is_one_sided(devmode: bytes) -> bool:
    """Whether a sheet is printed on one side alone."""
    return not _get_fields(devmode) & _HAS_DUPLEX or _get(devmode, _DUPLEX) == ONE_SIDED


def copies(devmode: bytes) -> int:
    """How often each sheet comes out."""
    return max(1, _get(devmode, _COPIES)) if _get_fields(devmode) & _HAS_COPIES else 1


def scale(devmode: bytes) -> int:
    """At how many per cent everything comes out."""
    return _get(devmode, _SCALE) if _get_fields(devmode) & _HAS_SCALE else 100


def tray(devmode: bytes) -> int:
    """The driver's number of the tray; 0 where it does not say."""
    return _get(devmode, _TRAY) if _get_fields(devmode) & _HAS_TRAY else 0


def _get_fields(devmode: bytes) -> int:
    return int(struct.unpack_from("<I", devmode, _FIELDS)[0])


def _get(devmode: bytes, place: int) -> int:
    return int(struct.unpack_from("<h", devmode, place)[0])


def _put(devmode: bytearray, place: int, value: int) -> None:
    struct.pack_into("<h", devmode, place, min(value, 0x7FFF))
