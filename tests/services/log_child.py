"""Lets every kind of exception meet the log in every way, then dies of one. Run as a process of
its own: `log_child.py DATA_DIR MARK…`, each mark being something about a buyer."""

from __future__ import annotations

import contextlib
import gc
import json
import logging
import sqlite3
import sys
import threading
import traceback
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import pydantic
import requests

from konnect_desktop import logs
from konnect_desktop.errors import DocumentError, LocationForbidden, ServerFailed, StoreError
from konnect_desktop.paths import Paths


@dataclass
class Record:
    name: str
    phone: str


class Lane(Enum):
    NEW = "new"


class Parcel(pydantic.BaseModel):
    pieces: int


class Loud(Exception):
    def __str__(self) -> str:
        raise RuntimeError(self.args[0])

    __repr__ = __str__


def _grouped(text: str) -> None:
    raise ExceptionGroup(text, [ValueError(text), ExceptionGroup(text, [KeyError(text)])])


def _chained(text: str) -> None:
    try:
        raise LookupError(text)
    except LookupError as error:
        error.add_note(text)
        raise StoreError(text, next_step=text, detail=text) from error


def _in_the_middle(text: str) -> None:
    try:
        raise ConnectionError(text)
    except ConnectionError:
        {}[text]


def _deep(text: str) -> None:
    _deep(text + "!")


def _raise(error: BaseException) -> Callable[[str], None]:
    def work(_text: str) -> None:
        raise error

    return work


def failures(text: str) -> list[Callable[[str], object]]:
    """Functions that fail with `text` somewhere in the exception."""
    table = sqlite3.connect(":memory:", check_same_thread=False)
    table.execute("CREATE TABLE one (id TEXT PRIMARY KEY)")
    table.execute("INSERT INTO one VALUES (?)", (text,))
    return [
        lambda text: Parcel(pieces=f"{text} pieces"),  # type: ignore[arg-type]
        lambda text: Parcel.model_validate({"pieces": {"name": text}}),
        lambda text: json.loads(f'{{"name": "{text}" '),
        lambda text: ("é" + text).encode().decode("ascii"),
        lambda text: (text + "é").encode("ascii"),
        lambda text: int(text + "x"),
        lambda text: {}[text],
        lambda text: getattr(object(), "".join(filter(str.isalpha, text)) or "x"),
        lambda text: Path("/nowhere", text).read_bytes(),
        lambda text: table.execute(f"SELECT x FROM [{text}]"),
        lambda text: table.execute(f"SELEKT '{text}'"),
        lambda text: table.execute("INSERT INTO one SELECT id FROM one"),
        lambda text: compile(f"{text} = 1 =", text, "exec"),
        lambda text: exec(compile("1 / 0", f"/home/{text}/{text}.py", "exec")),
        lambda text: requests.get(f"http://127.0.0.1:9/find?name={text}", timeout=1),
        lambda text: requests.get(f"nothing://{text}", timeout=1),
        _raise(Loud(text)),
        _raise(ServerFailed(text, status=502, detail=f"GET {text}, HTTP 502")),
        _raise(LocationForbidden(f"Not allowed: “{text}”.", detail="GET orders, HTTP 403")),
        _raise(DocumentError(detail=text)),
        _raise(ValueError(Record(text, text), {"buyer": text})),
        _raise(AssertionError(text)),
        _grouped,
        _chained,
        _in_the_middle,
        _deep,
    ]


def log_in_every_way(log: logging.Logger, error: BaseException, text: str) -> None:
    """As call sites do, and as they should not."""
    record = Record(text, text)
    log.error("unexpected error", exc_info=error)
    log.exception("a listener failed")
    log.warning("failed: %s", error)
    log.warning("failed: %r and %s", error, error.args, exc_info=True, stack_info=True)
    log.warning("record %r of %s in %s", record, [text], {"name": text})
    log.warning("named %(name)s %(error)s", {"name": text, "error": error})
    log.info("text %s, path %s %s", text, f"/home/{text}/x", Path("/home") / text)
    log.info("bytes %s, does not fit %d", text.encode(), text)
    log.info("too few %s %s %s", text)
    log.info("%d of %d in %.1f s, %s, %s", 3, 20, 1.5, Lane.NEW, logs.Code("orders.list"))


def main() -> None:
    """See the module."""
    folder, marks = Path(sys.argv[1]), sys.argv[2:]
    logs.catch_all()
    handler = logs.setup(Paths(folder))
    assert isinstance(handler, logging.handlers.RotatingFileHandler)
    handler.maxBytes = 60_000
    handler.backupCount = 50
    logging.getLogger("konnect_desktop").setLevel(logging.DEBUG)
    ours = logging.getLogger("konnect_desktop.somewhere")
    theirs = logging.getLogger("asyncio.theirs")
    for mark in marks:
        for fail in failures(mark):
            try:
                fail(mark)
            except BaseException as error:
                # What another handler makes of a record must not be taken over.
                log_in_every_way(ours, error, mark)
                theirs.warning("Retrying %s: %s", mark, error)
                theirs.error(f"broken {mark}", exc_info=error)
            else:
                raise SystemExit(f"nothing failed at {fail.__code__.co_firstlineno}")
        warnings.warn(f"{mark} is old", stacklevel=1)
        thread = threading.Thread(target=lambda text=mark: {}[text], name="worker")
        thread.start()
        thread.join()
        Unraisable(mark)
        gc.collect()
    made = ours.makeRecord("konnect_desktop.x", 40, __file__, 1, "broken", (), None)
    with contextlib.suppress(KeyError):
        {}[marks[0]]
    made.exc_text = traceback.format_exc() + marks[0]
    ours.handle(made)
    raise ValueError(marks[0]) from KeyError(marks[1])


class Unraisable:
    def __init__(self, text: str) -> None:
        self.text = text

    def __del__(self) -> None:
        raise ValueError(self.text)


if __name__ == "__main__":
    main()
