"""What a line of the log may say: our own words, numbers and codes; of an exception kind and place.

Whatever else is passed to a logger may hold a buyer's name: the text of an exception quotes the
record it broke on, and so do those of its causes, notes and group. Here is the only door to the
file, and none of that passes it, whoever calls.
"""

from __future__ import annotations

import errno
import logging
import re
import threading
import time
from collections.abc import Iterator
from enum import Enum
from pathlib import PurePath
from types import FrameType, TracebackType
from urllib.parse import quote, quote_plus

from konnect_desktop.errors import ApiError, KonnectError

_HIDDEN = "[hidden]"
_PATH = "[path]"
_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    # A query string may carry the sign-in; nothing in it is worth a log line.
    (re.compile(r"(\bhttps?://[^\s?'\"]*|/[\w./-]+)\?[^\s'\"]+"), r"\1?" + _HIDDEN),
    (re.compile(r"(https?://)[^\s/@]+@"), r"\1"),
    (
        re.compile(
            r"(?i)(['\"]?\b(?:x-access-token|access_?token|token|password|passwd|secret|username|"
            r"authorization|api-?key)['\"]?\s*[=:]\s*)(?:bearer\s+)?(['\"]?)[^\s'\",;&}]+\2"
        ),
        r"\1" + _HIDDEN,
    ),
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), _HIDDEN),
    (re.compile(r"(?<![\d-])(?:\+?91[\s-]?)?[6-9]\d{4}[\s-]?\d{5}(?!\d)"), _HIDDEN),
)

_OURS = "konnect_desktop"
_LOOKS_LIKE_PATH = re.compile(r"(?:[A-Za-z]:)?[/\\]|~[/\\]|file:")
#: What the wire writes of a call, such as "PUT confirm, HTTP 502".
_CALL = re.compile(r"[A-Z]{3,6} [a-z_ ]{1,40}(?:, HTTP \d{3})?")
_SQLITE_CODE = re.compile(r"SQLITE_[A-Z_]+")
#: Where exceptions of libraries say in numbers what was wrong.
_NUMBERS = ("status", "returncode", "lineno", "colno", "start", "winerror")
_LARGEST = 10**9
#: A traceback's first places and its last; more of them tell nothing.
_FIRST, _LAST = 12, 40
_MOST_EXCEPTIONS = 16
#: The name of any other module; code that was put together from texts may be called anything.
_MODULE = re.compile(r"[a-z_][a-z0-9_]*\.pyw?")
_PLACE = re.compile(r".*[/\\]((?:konnect_desktop|site-packages)[/\\].*)")


class Redactor:
    """Takes secrets and buyers' data out of text; knows the secrets that it was told."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._secrets: set[str] = set()

    def hide(self, *secrets: str) -> None:
        """Never let these through, plain or as they are written in a URL."""
        with self._lock:
            for secret in secrets:
                if len(secret) >= 4:
                    self._secrets |= {secret, quote(secret, safe=""), quote_plus(secret)}

    def clean(self, text: str) -> str:
        """`text` with everything private replaced by [hidden]."""
        with self._lock:
            secrets = sorted(self._secrets, key=len, reverse=True)
        for secret in secrets:
            text = text.replace(secret, _HIDDEN)
        for pattern, replacement in _PATTERNS:
            text = pattern.sub(replacement, text)
        return text


class Code(str):
    """A text from our own code, such as the name of a call or a task: it may stand in the log."""

    __slots__ = ()


class LineFormatter(logging.Formatter):
    """Writes the entries of the log. Never asks an argument or an exception for its text."""

    default_time_format = "%Y-%m-%d %H:%M:%S"

    def __init__(self, redactor: Redactor) -> None:
        super().__init__()
        self._redactor = redactor

    def format(self, record: logging.LogRecord) -> str:
        """The entry as it goes to the file. What other handlers made of the record is not used."""
        at = time.strftime(self.default_time_format, self.converter(record.created))
        head = f"{at},{int(record.msecs):03d} {record.levelname} {record.threadName} {record.name}"
        text = "\n".join([f"{head}: {_message(record)}", *_trace_of(record)])
        return self._redactor.clean(text)


def _message(record: logging.LogRecord) -> str:
    # Libraries put what they like into their words, also where ours would be arguments.
    if record.name.partition(".")[0] != _OURS or not isinstance(record.msg, str):
        return f"at {_short(record.pathname)}:{record.lineno}"
    args: object = record.args
    if not args:
        return record.msg
    try:
        if isinstance(args, dict):
            return record.msg % {key: _argument(value) for key, value in args.items()}
        return record.msg % tuple(map(_argument, args if isinstance(args, tuple) else (args,)))
    except (TypeError, ValueError, KeyError):
        return f"{record.msg} [arguments do not fit]"


def _argument(value: object) -> object:
    """What may stand for an argument: itself, when it cannot be about anybody."""
    if value is None or type(value) in (bool, int, float, Code):
        return value
    if isinstance(value, BaseException):
        return facts(value)
    if isinstance(value, Enum):
        return f"{type(value).__name__}.{value.name}"
    if isinstance(value, PurePath):
        return _PATH
    if isinstance(value, str):
        return _PATH if _LOOKS_LIKE_PATH.match(value) else _HIDDEN
    return f"[{type(value).__name__}]"


def facts(error: BaseException) -> str:
    """What is known of an exception without its text: its kind, codes and numbers."""
    kind = type(error)
    known = [kind.__name__]
    if isinstance(error, ApiError) and _CALL.fullmatch(error.detail):
        known.append(error.detail)
    if isinstance(error, KonnectError) and error.user_message == getattr(kind, "user_message", ""):
        known.append(error.user_message)
    if isinstance(error, OSError) and error.errno is not None:
        known.append(errno.errorcode.get(error.errno, str(error.errno)))
    code = getattr(error, "sqlite_errorname", None)
    if isinstance(code, str) and _SQLITE_CODE.fullmatch(code):
        known.append(code)
    for name in _NUMBERS:
        number = getattr(error, name, None)
        if type(number) is int and abs(number) < _LARGEST:
            known.append(f"{name} {number}")
    return ", ".join(known)


def trace(error: BaseException, tb: TracebackType | None = None) -> list[str]:
    """Kinds and places of an exception, and of those that led to it; the newest last."""
    blocks: list[list[str]] = []
    waiting: list[tuple[BaseException, TracebackType | None, str]] = [
        (error, tb or error.__traceback__, "")
    ]
    seen: set[int] = set()
    while waiting and len(blocks) < _MOST_EXCEPTIONS:
        one, its_tb, what = waiting.pop(0)
        if id(one) in seen:
            continue
        seen.add(id(one))
        heading = [f"({what})"] if what else []
        blocks.append(
            [*heading, "Traceback (most recent call last):", *_places(its_tb), facts(one)]
        )
        if one.__cause__ is not None:
            waiting.append((one.__cause__, one.__cause__.__traceback__, "caused by"))
        elif one.__context__ is not None and not one.__suppress_context__:
            waiting.append((one.__context__, one.__context__.__traceback__, "while handling"))
        if isinstance(one, BaseExceptionGroup):
            waiting += [(each, each.__traceback__, "one of") for each in one.exceptions]
    return [line for block in blocks for line in block]


def _trace_of(record: logging.LogRecord) -> list[str]:
    info = record.exc_info
    if not isinstance(info, tuple) or not isinstance(info[1], BaseException):
        return []
    return trace(info[1], info[2])


def _places(tb: TracebackType | None) -> list[str]:
    found = [_place(frame, line) for frame, line in _walk(tb)]
    if len(found) <= _FIRST + _LAST:
        return found
    return [*found[:_FIRST], "  …", *found[-_LAST:]]


def _walk(tb: TracebackType | None) -> Iterator[tuple[FrameType, int]]:
    while tb is not None:
        yield tb.tb_frame, tb.tb_lineno
        tb = tb.tb_next


def _place(frame: FrameType, line: int) -> str:
    code = frame.f_code
    return f'  File "{_short(code.co_filename)}", line {line}, in {code.co_name}'


def _short(path: str) -> str:
    """Where in the app or in a library; folders of this computer are nobody's business."""
    ours = _PLACE.fullmatch(path)
    if ours is not None:
        return ours[1].replace("\\", "/")
    name = re.split(r"[/\\]", path)[-1]
    return name if _MODULE.fullmatch(name) else _PATH
