"""Single values as servers send them, read so that none can fail (docs/konnect-api.md 5 and 16)."""

from __future__ import annotations

import json
import re
from typing import Any

from konnect_desktop.api.money import read_decimal
from konnect_desktop.api.wire_json import Number
from konnect_desktop.domain import ids
from konnect_desktop.domain.spoiled import is_placeholder

_YES = frozenset({"true", "yes", "y", "1"})
_NO = frozenset({"false", "no", "n", "0"})
_BETWEEN = re.compile(r"[\s,;|]+")
#: A number larger than this is no quantity.
_MOST_PIECES = 1_000_000


def text(value: Any) -> str:
    """Text of anything: null is "", a number its own digits, an object its JSON."""
    if value is None:
        return ""
    if isinstance(value, str):
        return _clean(value).strip()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list):
        return _clean(json.dumps(value, ensure_ascii=False))
    return str(value)


def name(value: Any) -> str:
    """A name or code as text; objects, lists, numbers, booleans and NA name nobody."""
    is_text = isinstance(value, str) and not isinstance(value, Number)
    written = text(value) if is_text else ""
    return "" if is_placeholder(written) else written


def identifier(value: Any) -> str:
    """An id as text; objects, lists and booleans are no ids."""
    return text(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def whole(value: Any) -> int:
    """Pieces: 2, "2" and 2.0 alike; 0 for anything else or less."""
    number = read_decimal(value)
    if number is None or number < 0 or number > _MOST_PIECES:
        return 0
    return int(number)


def flag(value: Any) -> bool | None:
    """Yes or no in any spelling; None when it says neither."""
    if isinstance(value, bool):
        return value
    word = text(value).casefold()
    if word in _YES:
        return True
    return False if word in _NO else None


def texts(value: Any) -> tuple[str, ...]:
    """Several texts from a list, one text with separators, or null; each once (16.4).

    What only says that there is nothing, such as NA, is left out.
    """
    if isinstance(value, str):
        found = [] if not ids.tidy(value) else _BETWEEN.split(text(value))
    elif isinstance(value, list):
        found = [text(part) for part in value if not isinstance(part, dict | list)]
    else:
        found = []
    return tuple(dict.fromkeys(part for part in found if ids.tidy(part)))


def awbs(value: Any) -> tuple[str, ...]:
    """AWB numbers from whatever `texts` reads, tidied as they are everywhere.

    Words without any digit, such as "not assigned", are none.
    """
    found = map(ids.tidy_joined, texts(value))
    return tuple(dict.fromkeys(one for one in found if any(map(str.isdigit, one))))


def reference(value: Any) -> str:
    """A number that may be missing, as the server writes it; "" for NA, null and the like."""
    written = text(value)
    return written if ids.tidy(written) else ""


def plain(value: Any) -> Any:
    """The value with ordinary numbers in place of Number, for whom their size is enough."""
    if isinstance(value, Number):
        try:
            return int(value) if value.lstrip("-").isdigit() else float(value)
        except ValueError:
            return str(value)
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [plain(part) for part in value]
    return value


def _clean(value: str) -> str:
    """Without half characters and NUL, which neither UTF-8 files nor the database take."""
    if "\x00" in value:
        value = value.replace("\x00", "")
    if value.isascii():
        return str(value)
    return value.encode("utf-8", errors="replace").decode("utf-8")
