"""Code 128 as vectors, on whole dots of a 203 dpi printer."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import zxingcpp

#: A dot of the usual label printer, in points; a bar is never thinner than two (0.25 mm).
DOT = 72 / 203
BAR_DOTS = 2
#: Light margin that a scanner needs on each side, in bars.
QUIET = 10
_LONGEST = 80


@lru_cache(maxsize=8192)
def bars(text: str) -> tuple[tuple[int, int], ...]:
    """Start and width of each dark bar in units of the thinnest; () when Code 128 cannot say it.

    Only plain ASCII is written: scanners disagree about everything beyond.
    """
    if not text or len(text) > _LONGEST or not text.isascii() or not text.isprintable():
        return ()
    try:
        code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128)
        image: Any = code.to_image(scale=1, add_quiet_zones=False)
    except ValueError:
        return ()
    picture = memoryview(image)
    assert picture.shape is not None
    row = picture.tobytes()[: picture.shape[1]]
    found: list[tuple[int, int]] = []
    start = -1
    for place, value in enumerate([*row, 255]):
        if value == 0 and start < 0:
            start = place
        elif value and start >= 0:
            found.append((start, place - start))
            start = -1
    return tuple(found)


#: The light margin in points.
QUIET_WIDTH = QUIET * BAR_DOTS * DOT


def width(text: str) -> float:
    """How wide the bars come out, in points, without their light margins; 0 when there are none."""
    found = bars(text)
    return (found[-1][0] + found[-1][1]) * BAR_DOTS * DOT if found else 0.0
