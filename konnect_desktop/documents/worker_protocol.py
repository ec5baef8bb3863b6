"""What goes through the pipes between the app and its PDF process.

A message is eight bytes of length, big-endian, and a pickle. The process handles files
from outside, so the app treats what comes back as untrusted: only the record types listed
here are built from it.
"""

from __future__ import annotations

import io
import pickle
import struct
from typing import Any, BinaryIO

FUNCTIONS = {
    "check_pdf": "checking",
    "has_active_content": "checking",
    "match_pages": "matching",
    "split": "pages",
    "merge": "pages",
    "render_page": "rendering",
    "page_sizes_mm": "rendering",
    "decode_barcodes": "rendering",
    "impose": "imposition",
}
"""The functions that may be called, and the module of this package that has each."""

_PACKAGE = "konnect_desktop.documents"
_ANSWER_TYPES = frozenset(
    {
        (f"{_PACKAGE}.checking", "PdfFacts"),
        (f"{_PACKAGE}.matching", "PageMatch"),
        (f"{_PACKAGE}.matching", "MatchResult"),
        (f"{_PACKAGE}.rendering", "RenderedPage"),
    }
)
_LENGTH = struct.Struct(">Q")
MAX_MESSAGE = 2**30


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


def receive_answer(pipe: BinaryIO) -> tuple[str, Any]:
    """Read what the process sent, building nothing but plain values and our records.

    Returns ("result", value) or ("error", (user_message, next_step, detail)).
    Raises ProtocolError for anything else.
    """
    payload = _read(pipe)
    try:
        kind, value = _AnswerUnpickler(io.BytesIO(payload)).load()
        if kind == "error":
            user_message, next_step, detail = map(str, value)
            return kind, (user_message, next_step, detail)
    except Exception as error:  # a hostile message can fail in any way
        raise ProtocolError(f"unreadable answer: {type(error).__name__}") from error
    if kind != "result":
        raise ProtocolError("unknown kind of answer")
    return kind, value


class _AnswerUnpickler(pickle.Unpickler):
    def find_class(self, module_name: str, global_name: str, /) -> Any:
        if (module_name, global_name) not in _ANSWER_TYPES:
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
