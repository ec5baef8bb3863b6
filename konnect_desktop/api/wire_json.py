"""JSON as it came: numbers as their own text, each record with its bytes.

Ids of 20 digits do not survive a float, and an id may come as a number
(docs/konnect-api.md 16.3). So no number is turned into one here: it stays the text it was, marked
as Number.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

#: Where a list may be wrapped, by squeezed name (16.1).
LIST_NAMES = ("orders", "shipments", "data", "results")


#: What a lone record names itself by.
RECORD_NAMES = ("id", "orderid", "shipmentid")


class NotJson(ValueError):
    """The body is no JSON, or was cut off."""

    def __init__(self) -> None:
        super().__init__("not JSON")


class NoList(NotJson):
    """JSON that holds neither a list nor a record, such as a bare message or value."""


class Number(str):
    """A JSON number, as it was written."""

    __slots__ = ()


@lru_cache(maxsize=2048)
def squeeze(name: str) -> str:
    """A property name without case and underscores, so that spellings meet (5.7)."""
    return name.replace("_", "").replace("-", "").casefold()


def is_blank(value: Any) -> bool:
    """Whether a value says nothing: null, white space, an empty list or object."""
    if isinstance(value, str):
        return not value.strip()
    return value is None or (isinstance(value, list | tuple | dict) and not value)


def _squeezed(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for name, value in pairs:
        key = squeeze(name)
        # Two spellings of one property: the one that says something counts.
        if key not in result or not is_blank(value):
            result[key] = value
    return result


_plain = json.JSONDecoder(parse_int=Number, parse_float=Number, parse_constant=lambda _: None)
_names_squeezed = json.JSONDecoder(
    parse_int=Number,
    parse_float=Number,
    parse_constant=lambda _: None,
    object_pairs_hook=_squeezed,
)
_SPACE = " \t\r\n"
#: No record of Konnect's nests half as deep; what lies deeper is left out of the record, since
#: whoever follows it would come to the end of the stack.
_DEEPEST = 60
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)


def text_of(body: bytes) -> str:
    """The body as text; a byte that is no UTF-8 becomes a mark instead of an error."""
    return body.decode("utf-8-sig", errors="replace")


def parse(body: bytes) -> Any:
    """The whole body, property names as they came. Raises NotJson."""
    return _whole(_plain, body)


def parse_squeezed(body: bytes) -> Any:
    """The whole body, every property name squeezed. Raises NotJson."""
    return _whole(_names_squeezed, body)


def _whole(decoder: json.JSONDecoder, body: bytes) -> Any:
    text = text_of(body)
    value, end = _value(decoder, text, _skip(text, 0))
    if _skip(text, end) != len(text):
        raise NotJson
    return value


def records(body: bytes) -> Iterator[tuple[Any, bytes]]:
    """Each record of a list with its own bytes, one at a time (squeezed names).

    A bare list, a list under one of LIST_NAMES, or a single object; a null list is an empty
    one. Raises NoList, and NotJson at the latest where the body breaks off.
    """
    text = text_of(body)
    start = _skip(text, 0)
    if text[start : start + 1] == "[":
        yield from _elements(text, start)
        return
    if text[start : start + 1] != "{":
        parse(body)
        raise NoList
    found = _list_inside(text, start)
    if found is not None:
        yield from _elements(text, found)
        return
    value = parse_squeezed(body)
    for name in LIST_NAMES:
        if isinstance(value.get(name), dict) and not value.get("id"):
            value = value[name]
    if any(name in value for name in RECORD_NAMES):
        yield value, body
    elif not any(name in value for name in LIST_NAMES):
        raise NoList


def _elements(text: str, start: int) -> Iterator[tuple[Any, bytes]]:
    at = _skip(text, start + 1)
    if text[at : at + 1] == "]":
        return
    while True:
        value, end = _value(_names_squeezed, text, at)
        yield value, text[at:end].encode("utf-8", errors="replace")
        at = _skip(text, end)
        if text[at : at + 1] == "]":
            return
        if text[at : at + 1] != ",":
            raise NotJson
        at = _skip(text, at + 1)


def _list_inside(text: str, start: int, depth: int = 0) -> int | None:
    """Where the wrapped list begins, looking one object deep under `data`.

    An empty list counts only when there is no other.
    """
    empty: int | None = None
    at = _skip(text, start + 1)
    while text[at : at + 1] != "}":
        name, at = _value(_plain, text, at)
        at = _skip(text, at)
        if text[at : at + 1] != ":" or not isinstance(name, str):
            raise NotJson
        at = _skip(text, at + 1)
        if squeeze(name) in LIST_NAMES:
            inner = None
            if text[at : at + 1] == "[":
                inner = at
            elif text[at : at + 1] == "{" and depth == 0:
                inner = _list_inside(text, at, 1)
            if inner is not None and not _is_empty(text, inner):
                return inner
            empty = inner if empty is None else empty
        _, at = _value(_plain, text, at)
        at = _skip(text, at)
        if text[at : at + 1] == ",":
            at = _skip(text, at + 1)
        elif text[at : at + 1] != "}":
            raise NotJson
    return empty


def _is_empty(text: str, start: int) -> bool:
    at = _skip(text, start + 1)
    return text[at : at + 1] == "]"


def _value(decoder: json.JSONDecoder, text: str, at: int) -> tuple[Any, int]:
    found = _decoded(decoder, text, at)
    if found is not None and not _may_be_deep(text, at, found[1]):
        return found
    shallow, end = _shallow(text, at)
    if found is not None and len(shallow) == end - at:
        return found
    again = _decoded(decoder, shallow, 0)
    if again is None:
        raise NotJson
    return again[0], end


def _decoded(decoder: json.JSONDecoder, text: str, at: int) -> tuple[Any, int] | None:
    """The value at `at` and its end, None when it is too deep to be read. Raises NotJson."""
    try:
        return decoder.raw_decode(text, at)
    except RecursionError:
        return None
    except ValueError:
        # Without a cause: it would hold the whole body.
        pass
    raise NotJson


def _may_be_deep(text: str, at: int, end: int) -> bool:
    brackets = text.count("[", at, end) + text.count("{", at, end)
    # Those inside a text nest nothing.
    return text[at : at + 1] in ("[", "{") and brackets > _DEEPEST


def _shallow(text: str, at: int) -> tuple[str, int]:
    """The value at `at` with null for what lies too deep, and where it ends. Raises NotJson."""
    depth, kept, start = 0, [], at
    for found in _TOKEN.finditer(text, at):
        if found[0] in ("[", "{"):
            depth += 1
            if depth == _DEEPEST + 1:
                kept.append(text[start : found.start()] + "null")
        elif found[0] in ("]", "}"):
            if depth == _DEEPEST + 1:
                start = found.end()
            depth -= 1
            if depth <= 0:
                kept.append(text[start : found.end()])
                return "".join(kept), found.end()
    raise NotJson


def _skip(text: str, at: int) -> int:
    length = len(text)
    while at < length and text[at] in _SPACE:
        at += 1
    return at
