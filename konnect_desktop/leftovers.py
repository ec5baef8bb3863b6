"""What the app leaves outside of its profiles: log lines and temporary folders, cleared in time."""

from __future__ import annotations

import contextlib
import logging
import re
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from logging.handlers import RotatingFileHandler
from pathlib import Path

_STAMP = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
#: How the scratch folder of a self-test begins; it may lie in the data folder.
SELF_TEST = "konnect-self-test-"
#: Folders of ours in the system's temporary one; younger ones may be in use.
_TEMPORARY = ("konnect-tour-*", f"{SELF_TEST}*")
_GRACE = timedelta(days=1)


def forget_logs(newest: Path, before: datetime) -> None:
    """Drop every line older than `before` of an account's log, whose newest file is named.

    A file that cannot be written stays for now.
    """
    stamp = before.astimezone().strftime("%Y-%m-%d %H:%M:%S")
    for path in sorted(newest.parent.glob(f"{newest.name}*")):
        with contextlib.suppress(OSError), _let_go(path):
            _shorten(path, stamp)


def forget_temporary(data_dir: Path | None = None) -> None:
    """Delete what a killed app left in the system's temporary folder and in its data folder.

    By the computer's own time, as the folders have it: another app may work in a young one.
    """
    now = datetime.now(UTC)
    places = [(Path(tempfile.gettempdir()), pattern) for pattern in _TEMPORARY]
    if data_dir is not None:
        places.append((data_dir, f"{SELF_TEST}*"))
    for path in (path for folder, pattern in places for path in folder.glob(pattern)):
        with contextlib.suppress(OSError):
            if datetime.fromtimestamp(path.stat().st_mtime, UTC) < now - _GRACE:
                shutil.rmtree(path, ignore_errors=True)


def _shorten(path: Path, stamp: str) -> None:
    text = path.read_text(encoding="utf-8", errors="replace")
    kept: list[str] = []
    is_kept = False
    for line in text.splitlines(keepends=True):
        # A line without a time goes on with the one before it.
        if _STAMP.match(line):
            is_kept = line[:19] >= stamp
        if is_kept:
            kept.append(line)
    if kept and len(kept) == text.count("\n"):
        return
    live = path.suffix == ".log"
    if not kept and not live:
        path.unlink()
        return
    # In its place: another app may have it open, and would go on writing to a lost one.
    with path.open("r+b") as file:
        file.write("".join(kept).encode("utf-8", "replace"))
        file.truncate()


@contextlib.contextmanager
def _let_go(path: Path) -> Iterator[None]:
    """Keep the log from being written meanwhile; it is opened again with its next line."""
    for handler in logging.getLogger("konnect_desktop").handlers:
        if (
            isinstance(handler, RotatingFileHandler)
            and Path(handler.baseFilename) == path.resolve()
        ):
            handler.acquire()
            try:
                stream, handler.stream = handler.stream, None
                if stream is not None:
                    stream.close()
                yield
            finally:
                handler.release()
            return
    yield
