"""Location codes as a person writes them."""

from __future__ import annotations

import re

from konnect_desktop.domain.ids import readable

_BETWEEN = re.compile(r"[,;\r\n\t]+")


def codes_in(text: str) -> tuple[str, ...]:
    """The codes in `text`, parted by commas, semicolons or lines; each once, in order.

    A code may hold blanks, such as DEL 03.
    """
    found = (readable(part) for part in _BETWEEN.split(text))
    return tuple(dict.fromkeys(code for code in found if code))
