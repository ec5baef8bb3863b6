"""Run pip for the set-up: short progress lines, and plain words when it fails."""

from __future__ import annotations

import re
import subprocess
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

KEPT_LINES = 12

# What pip prints -> what it means to the person who waits. The first that fits is used.
OFFLINE = re.compile(
    r"NewConnectionError|NameResolutionError|name resolution|getaddrinfo|ConnectTimeout"
    r"|Network is unreachable|Max retries exceeded|Read timed out|from versions: none",
    re.IGNORECASE,
)
DISK_FULL = re.compile(r"No space left|Errno 28|not enough space", re.IGNORECASE)
CERTIFICATE = re.compile(r"CERTIFICATE_VERIFY_FAILED|SSLError", re.IGNORECASE)


@dataclass(frozen=True)
class Failure:
    """Why pip failed, in words to show, and whether it had begun to write packages."""

    words: str
    half_written: bool


def install(
    python: Path,
    target: str,
    root: Path,
    environment: Mapping[str, str],
    say: Callable[[str], None],
) -> Failure | None:
    """`pip install -e target` in `root`. Returns None when it worked."""
    command = [str(python), "-m", "pip", "install", "--progress-bar=off", "-e", target]
    with subprocess.Popen(
        command,
        cwd=root,
        env=dict(environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    ) as pip:
        assert pip.stdout is not None
        kept, writing = follow(pip.stdout, say)
    return None if pip.returncode == 0 else Failure(explain(kept), writing)


def follow(lines: Iterable[str], say: Callable[[str], None]) -> tuple[list[str], bool]:
    """Say each download as it begins.

    Returns the last lines with the errors after them, and whether packages were being written.
    """
    writing = False
    last: deque[str] = deque(maxlen=KEPT_LINES)
    errors: list[str] = []
    for line in lines:
        text = line.rstrip()
        writing = writing or text.startswith("Installing collected packages")
        shown = progress(text)
        if shown:
            say("  " + shown)
        if text.startswith("ERROR") or OFFLINE.search(text):
            errors.append(text)
        elif text:
            last.append(text)
    return [*last, *errors[-KEPT_LINES:]], writing


def progress(line: str) -> str | None:
    """The file and size out of pip's 'Downloading …/name-1.0.whl (5 MB)', or None."""
    found = re.match(r"\s*Downloading (\S+?)(?:\.metadata)? (\([\d.]+ [kMG]?B\))", line)
    if found is None or ".metadata" in line:
        return None
    return f"{found[1].rsplit('/', 1)[-1]} {found[2]}"


def explain(kept: list[str]) -> str:
    """What went wrong, what was not done and what to do next."""
    text = "\n".join(kept)
    if DISK_FULL.search(text):
        cause = "The disk is full. Free about 1 GB, then run this again."
    elif CERTIFICATE.search(text):
        cause = (
            "The package index's certificate is not trusted here (a proxy or virus scanner may "
            "stand in between, or the clock is wrong). Put that right, then run this again."
        )
    elif OFFLINE.search(text):
        cause = (
            "The package index could not be reached, or it has no package for this Python. "
            "Check the internet connection, then run this again."
        )
    else:
        cause = "Put right what pip names below, then run this again."
    return f"The app could not be installed. {cause}\npip said:\n{text}"
