"""Run pip for the set-up: short progress lines, and plain words when it fails."""

from __future__ import annotations

import re
import subprocess
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
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
OTHER_HASH = re.compile(r"\s+Expected\s+or ")
# Package and version, and the hash of what came instead of what the list names.
OTHER_FILE = re.compile(
    r"^\s*(?P<package>\S+==\S+) from [^\n]+\n\s+Expected[^\n]+\n\s+Got\s+(?P<hash>[0-9a-f]{16})",
    re.MULTILINE,
)
NOT_SERVED = re.compile(
    r"requirement (?P<package>\S+==\S+?)[\s;(].*from versions: (?!none\))", re.IGNORECASE
)
# What is asked for is not in the list, or not with a hash: the list was not renewed.
OLD_LIST = re.compile(
    r"in --require-hashes mode|^\S+ \S+ (requires|has requirement) ", re.IGNORECASE | re.MULTILINE
)
NO_WHEEL = re.compile(r"Failed building wheel for (?P<package>\S+)|failed-wheel-build-for-install")
CERTIFICATE = re.compile(r"CERTIFICATE_VERIFY_FAILED|SSLError", re.IGNORECASE)


@dataclass(frozen=True)
class Failure:
    """Why pip failed, in words to show, and whether it had begun to write packages."""

    words: str
    half_written: bool


def install(
    python: Path,
    listed: Path,
    root: Path,
    environment: Mapping[str, str],
    say: Callable[[str], None],
) -> Failure | None:
    """Install the packages of the list `listed` and then the project in `root`, editable.

    pip refuses whatever does not have a hash of the list. The project brings nothing along and is
    built by what the list has, so nothing else comes from the index. Returns None when it worked.
    """
    steps = (
        ["install", "--progress-bar=off", "--require-hashes", "-r", str(listed)],
        ["install", "--progress-bar=off", "--no-deps", "--no-build-isolation", "-e", "."],
        # Says what the project asks for and the list does not have.
        ["check"],
    )
    for arguments in steps:
        code, kept, writing = _pip(python, arguments, root, environment, say)
        if code != 0:
            return Failure(explain(kept), writing)
    return None


def _pip(
    python: Path,
    arguments: Sequence[str],
    root: Path,
    environment: Mapping[str, str],
    say: Callable[[str], None],
) -> tuple[int, list[str], bool]:
    with subprocess.Popen(
        [str(python), "-m", "pip", *arguments],
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
    return pip.returncode, kept, writing


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
        if OTHER_HASH.match(text):
            continue  # there may be a hundred
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
    if found := OTHER_FILE.search(text):
        cause = (
            f"What the package index sent as {found['package']} is not the file that this project "
            f"names (its SHA-256 begins with {found['hash']}), so it was not installed. The "
            "download was spoiled, or somebody changed the file on its way or at the index. Run "
            "this again, on another network; if it says the same, report it and do not go on."
        )
    elif found := NOT_SERVED.search(text):
        cause = (
            f"The package index that this computer uses does not have {found['package']}, or not "
            "for this Python. Take the newest version of this project, or set pip to an index that "
            "has it, then run this again."
        )
    elif OLD_LIST.search(text):
        cause = (
            "pyproject.toml asks for packages that the lists in installer/locked do not have. Run: "
            "python3 installer/renew_lock.py\nThen run this again."
        )
    elif found := NO_WHEEL.search(text):
        cause = (
            f"{found['package'] or 'A package'} does not come ready-made for this Python and "
            "computer. Use Python 3.11 to 3.13; on Windows with ARM, Python for x64. Then run "
            "this again."
        )
    elif DISK_FULL.search(text):
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
