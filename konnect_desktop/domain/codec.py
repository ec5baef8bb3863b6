"""Records as JSON and back, by the types of their fields.

What equals its default is left out. On the way back fields of other versions of the app are left
out as well, and a value of another type than its field's is refused: a fault of the disk, or a
file edited by hand.
"""

from __future__ import annotations

import json
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

_T = TypeVar("_T")
_Reader = Callable[[Any], Any]
_NONE = object()


def encode(record: object) -> bytes:
    """A record as compact UTF-8 JSON."""
    return _ENCODER.encode(record).encode("utf-8", "surrogatepass")


def decode(kind: type[_T], body: bytes) -> _T:
    """The record of `encode`. Raises ValueError when it is damaged."""
    try:
        return read(kind, json.loads(body.decode("utf-8", "surrogatepass")))
    except RecursionError as error:
        raise ValueError("too deep") from error


def plain(record: Any) -> Any:
    """A record, or a tuple or mapping of such, as values that JSON has."""
    return json.loads(_ENCODER.encode(record))


def read(kind: type[_T], data: object) -> _T:
    """A record from values that JSON has.

    Raises ValueError with the name of the field that is missing or of another type.
    """
    hint: Any = kind
    try:
        return cast(_T, _reader(hint)(data))
    except (TypeError, InvalidOperation) as error:
        raise ValueError(str(error)) from error


def _default_of(field: Field[Any]) -> object:
    if field.default is not MISSING:
        return field.default
    return field.default_factory() if field.default_factory is not MISSING else _NONE


@cache
def _defaults(kind: Any) -> tuple[tuple[str, object], ...]:
    return tuple((field.name, _default_of(field)) for field in fields(kind))


def _plain(value: Any) -> object:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    kind: Any = type(value)
    pairs = ((name, getattr(value, name), default) for name, default in _defaults(kind))
    return {name: part for name, part, default in pairs if part != default}


_ENCODER = json.JSONEncoder(default=_plain, separators=(",", ":"), ensure_ascii=False)


def _exactly(*kinds: type) -> _Reader:
    def read_value(value: Any) -> Any:
        if type(value) not in kinds:
            raise TypeError(f"{type(value).__name__} instead of {kinds[0].__name__}")
        return value

    return read_value


_text = _exactly(str)
_number = _exactly(float, int)
_LEAVES: dict[Any, _Reader] = {
    str: _text,
    bool: _exactly(bool),
    int: _exactly(int),
    float: lambda value: float(_number(value)),
    Decimal: lambda value: Decimal(_text(value)),
    datetime: lambda value: datetime.fromisoformat(_text(value)).astimezone(UTC),
}


@cache
def _reader(hint: Any) -> _Reader:
    """What reads a value of this type. Raises TypeError for a type that no record may have."""
    if hint in _LEAVES:
        return _LEAVES[hint]
    if supertype := getattr(hint, "__supertype__", None):
        return _reader(supertype)
    origin, parts = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        (part,) = (one for one in parts if one is not type(None))
        inner = _reader(part)
        return lambda value: None if value is None else inner(value)
    if origin is tuple:
        listed, item = _exactly(list), _reader(parts[0])
        return lambda value: tuple(map(item, listed(value)))
    if origin in (dict, Mapping):
        named, item = _exactly(dict), _reader(parts[1])
        return lambda value: {key: item(part) for key, part in named(value).items()}
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint
    if is_dataclass(hint):
        return _record_reader(cast(type[Any], hint))
    raise TypeError(f"no record may hold {hint}")


def _record_reader(kind: type[Any]) -> _Reader:
    hints = get_type_hints(kind)
    readers = {field.name: _reader(hints[field.name]) for field in fields(kind)}
    named = _exactly(dict)

    def read_record(data: Any) -> Any:
        values = {}
        for name, value in named(data).items():
            if name in readers:
                try:
                    values[name] = readers[name](value)
                except (TypeError, ValueError, ArithmeticError) as error:
                    raise ValueError(f"{name}: {error}") from error
        return kind(**values)

    return read_record
