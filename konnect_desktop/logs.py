"""The log files of an account: small, rotating, and with nothing about anybody in them.

What a line may say is decided in `log_lines`.
"""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import threading
import warnings
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import TextIO

from konnect_desktop.errors import StoreError
from konnect_desktop.log_lines import Code, LineFormatter, Redactor, trace
from konnect_desktop.paths import DEFAULT_PROFILE, Paths, make_private

__all__ = ["Code", "Redactor", "catch_all", "redactor", "setup"]

#: Says that no file of an older version is left, which wrote down what exceptions said.
_CLEAN = ".clean"
_MAX_BYTES = 1_000_000
_KEPT_FILES = 5

#: One for the process: whoever learns a secret tells it before anything can be logged.
redactor = Redactor()
_log = logging.getLogger(__name__)


def file_of(paths: Paths, profile: str = DEFAULT_PROFILE) -> Path:
    """The newest log file of a profile. Each has its own, or one would turn away another's."""
    suffix = "" if profile == DEFAULT_PROFILE else f"-{profile}"
    return paths.logs / f"konnect-desktop{suffix}.log"


def setup(
    paths: Paths, profile: str = DEFAULT_PROFILE, *, level: int = logging.INFO
) -> logging.Handler | None:
    """Log to the file of `profile`; called again, it moves the log there.

    Returns the handler, or None when the folder cannot be written: the app then runs without
    a log rather than not at all. Log files of older versions are deleted.
    """
    root = logging.getLogger("konnect_desktop")
    for old in list(root.handlers):
        if isinstance(old, RotatingFileHandler):
            root.removeHandler(old)
            old.close()
    # The HTTP libraries write whole URLs at DEBUG: nothing of theirs below a warning is kept.
    for name in ("urllib3", "requests"):
        logging.getLogger(name).setLevel(logging.WARNING)
    # Without a handler, warnings of libraries would go to the error output as they are.
    logging.lastResort = logging.NullHandler()
    try:
        make_private(paths.logs)
        _forget_older(paths.logs)
        handler = _Files(file_of(paths, profile))
    except (OSError, StoreError):
        return None
    root.addHandler(handler)
    root.setLevel(level)
    logging.lastResort = handler
    return handler


class _Files(RotatingFileHandler):
    """Files that this user alone reads."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, maxBytes=_MAX_BYTES, backupCount=_KEPT_FILES, encoding="utf-8")
        self.setFormatter(LineFormatter(redactor))

    def _open(self) -> TextIOWrapper:
        return open(
            self.baseFilename, "a", encoding="utf-8", errors="backslashreplace", opener=_private
        )

    def doRollover(self) -> None:
        """Begin a new file; where another program holds one, go on in the old one.

        The newest steps aside first: if it cannot, none of the older ones was moved in vain.
        """
        newest = Path(self.baseFilename)
        aside = newest.with_name(f"{newest.name}.turned")
        if self.stream is not None:
            self.stream.close()
            self.stream = None
        with contextlib.suppress(OSError):  # what comes is added to the old one
            if not aside.exists():
                newest.rename(aside)
            try:
                self._make_room(newest)
                aside.rename(newest.with_name(f"{newest.name}.1"))
            except OSError:
                if not newest.exists():
                    aside.rename(newest)
        self.stream = self._open()

    def _make_room(self, newest: Path) -> None:
        """Move each older file one on, up to the first free place. Raises OSError."""
        places = [newest.with_name(f"{newest.name}.{n}") for n in range(1, self.backupCount + 1)]
        free = next((n for n, place in enumerate(places) if not place.exists()), len(places) - 1)
        places[free].unlink(missing_ok=True)
        for number in range(free, 0, -1):
            places[number - 1].rename(places[number])

    def handleError(self, record: logging.LogRecord) -> None:
        """A line that cannot be written is lost: the error output would show its arguments."""


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _forget_older(folder: Path) -> None:
    """Delete, once, the log files that an older version wrote."""
    done = folder / _CLEAN
    if done.exists():
        return
    try:
        for path in folder.glob("konnect-desktop*.log*"):
            path.unlink()
    except OSError:
        return  # held by another program; the next start tries again
    done.touch(mode=0o600)


# ---- what nobody caught ----------------------------------------------------------------


def catch_all() -> None:
    """Send what nobody caught to the log, in the whole process: Python itself would write the
    exception's text to the error output, which many systems keep."""
    sys.excepthook = _on_exception
    threading.excepthook = lambda args: _log_error(
        "a thread ended", args.exc_value, args.exc_traceback
    )
    sys.unraisablehook = lambda args: _log_error(
        "an error while tidying up", args.exc_value, args.exc_traceback
    )
    warnings.showwarning = _on_warning


def _on_exception(
    _kind: type[BaseException], error: BaseException, tb: TracebackType | None
) -> None:
    _log_error("unexpected error", error, tb)
    if sys.stderr is not None and not isinstance(error, KeyboardInterrupt):
        sys.stderr.write("\n".join([*trace(error, tb), ""]))


def _log_error(what: str, error: BaseException | None, tb: TracebackType | None) -> None:
    if error is not None and not isinstance(error, SystemExit | KeyboardInterrupt):
        _log.error(what, exc_info=(type(error), error, tb))


def _on_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    # Not `message`, which may quote anything.
    _log.warning("%s in %s:%d", Code(category.__name__), Code(Path(filename).name), lineno)
