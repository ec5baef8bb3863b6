"""What goes through the pipes between the app and a process that opens files from outside.

A message is eight bytes of length, big-endian, and a pickle. The app treats what comes back
as untrusted: only the record types that the process may answer with are built from it.
"""

from __future__ import annotations

import io
import pickle
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from konnect_desktop.errors import KonnectError

_LENGTH = struct.Struct(">Q")
MAX_MESSAGE = 2**30


@dataclass(frozen=True, slots=True)
class Words:
    """What the seller reads when the process fails; `too_slow` has a place for the seconds."""

    cannot_start: str
    too_slow: str
    too_slow_next: str
    died: str
    closing: str
    memory: str
    memory_next: str


@dataclass(frozen=True, slots=True)
class Trade:
    """What one kind of process does for the app."""

    #: The module that is run: it calls `serving.serve` with this trade.
    main: str
    #: The package whose modules have the functions.
    package: str
    #: Function -> module of the package that has it. Nothing else can be called.
    functions: Mapping[str, str]
    #: (module, class) of the records that an answer may hold.
    answers: frozenset[tuple[str, str]]
    #: What a refusal is raised as.
    error: type[KonnectError]
    words: Words


class ProtocolError(Exception):
    """The other side went away, or does not speak this protocol."""


def send(pipe: BinaryIO, message: object) -> None:
    """Write one message and flush it. Raises OSError when nobody reads any more."""
    payload = pickle.dumps(message, protocol=5)
    pipe.write(_LENGTH.pack(len(payload)))
    pipe.write(payload)
    pipe.flush()


def receive_call(pipe: BinaryIO) -> Any:
    """Read what the app sent. Raises ProtocolError at the end of the pipe."""
    return pickle.loads(_read(pipe))  # noqa: S301 - the app is trusted by its own child


def receive_answer(pipe: BinaryIO, allowed: frozenset[tuple[str, str]]) -> tuple[str, Any]:
    """Read what the process sent, building nothing but plain values and `allowed` records.

    Returns ("result", value), or ("error", (user_message, next_step, detail)), or the same with
    "spent" from a process that must not be asked again.
    Raises ProtocolError for anything else.
    """
    payload = _read(pipe)
    try:
        kind, value = _AnswerUnpickler(io.BytesIO(payload), allowed).load()
        if kind in ("error", "spent"):
            user_message, next_step, detail = map(str, value)
            return kind, (user_message, next_step, detail)
    except Exception as error:  # a hostile message can fail in any way
        raise ProtocolError(f"unreadable answer: {type(error).__name__}") from error
    if kind != "result":
        raise ProtocolError("unknown kind of answer")
    return kind, value


class _AnswerUnpickler(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, allowed: frozenset[tuple[str, str]]) -> None:
        super().__init__(file)
        self._allowed = allowed

    def find_class(self, module_name: str, global_name: str, /) -> Any:
        if (module_name, global_name) not in self._allowed:
            raise pickle.UnpicklingError(f"{module_name}.{global_name} is not an answer")
        return super().find_class(module_name, global_name)


def _read(pipe: BinaryIO) -> bytes:
    (length,) = _LENGTH.unpack(_read_exactly(pipe, _LENGTH.size))
    if length > MAX_MESSAGE:
        raise ProtocolError(f"message of {length} bytes")
    return _read_exactly(pipe, length)


def _read_exactly(pipe: BinaryIO, length: int) -> bytes:
    data = pipe.read(length)
    if len(data) < length:
        raise ProtocolError("the pipe ended")
    return data
