"""Attributes that are built when somebody first asks for them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, Generic, TypeVar

_T = TypeVar("_T")


class built_later(Generic[_T]):  # noqa: N801 - used as a decorator, like property
    """A method that runs once for each object, whoever asks first; then an attribute like any.

    Safe from several threads, which `functools.cached_property` is not from Python 3.12 on.
    """

    def __init__(self, build: Callable[[Any], _T]) -> None:
        self._build = build
        self._lock = threading.RLock()
        self.__doc__ = build.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, instance: Any, owner: type) -> _T:
        with self._lock:
            # What is built stands in the object itself, which Python looks at before us.
            kept = vars(instance)
            if self._name not in kept:
                kept[self._name] = self._build(instance)
            built: _T = kept[self._name]
        return built


def built(instance: object, name: str) -> Any:
    """That attribute if it was built or set, else None; nothing is built by asking."""
    return vars(instance).get(name)


def all_later(instance: object) -> list[str]:
    """The names of everything that is built later, in the order of its class."""
    return [name for name, kind in vars(type(instance)).items() if isinstance(kind, built_later)]
