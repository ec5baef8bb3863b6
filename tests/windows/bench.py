"""Windows' own Python under wine: where it lies, whether it can be had, and how it is started.

    python -m tests.windows.bench -m pytest tests/store -q

`make_bench.py` makes it. What is real in it: CPython 3.11's and Qt's Windows code, SQLite, the
wheels, the rules for open files, processes. What is not: drivers, screens, Defender, installers.
"""

from __future__ import annotations

import os
import platform
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
#: Names another folder for the bench, which takes about 1.2 GB.
FOLDER_VARIABLE = "KONNECT_WINDOWS_BENCH"
#: The standard library is this machine's, so it must be of the same age as the binaries.
PYTHON = (3, 11)
READY = "ready"
#: How many tests passed inside, as a test tells the run that it belongs to.
COUNTED = "under_windows"
#: Becomes TEMP inside, where wine has its own; see sitecustomize in `make_bench.py`.
TEMP_VARIABLE = "KONNECT_WINDOWS_BENCH_TEMP"
_OF_THIS_SIDE = (
    *("PYTEST", "PYTHON", "QT_", "KONNECT", "DISPLAY", "WAYLAND"),
    # Reading Linux' certificates takes half a second for each session with a server.
    *("SSL_CERT", "REQUESTS_CA", "CURL_CA"),
)
#: Each process says so of the drive that is Linux itself.
_OF_WINE = "wine: Read access denied for device"
#: How often it is asked whether Python has ended; and how long it may live without a word, s.
_LOOK_S, _END_S = 0.2, 60.0
#: In memory: the tests write hundreds of data files and wait for the disk with each.
_IN_MEMORY = Path("/dev/shm")


def folder() -> Path:
    """Where the bench lies: made once for all copies of the project."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return Path(os.environ.get(FOLDER_VARIABLE) or cache / "konnect-windows-bench")


def cannot_be_made() -> str:
    """Why no bench can be made on this machine; "" where it can."""
    if not sys.platform.startswith("linux") or platform.machine() != "x86_64":
        return "wine's bench is made on 64-bit Linux only"
    if sys.version_info[:2] != PYTHON:
        return "the bench takes its standard library from a Python 3.11"
    if shutil.which("wine") is None:
        return "there is no wine here"
    return ""


def why_not() -> str:
    """Why there is no bench to run tests in; "" where there is, and then they must pass."""
    reason = cannot_be_made()
    if not reason and not (folder() / READY).is_file():
        return "the bench was not made; run python tests/windows/make_bench.py"
    return reason


def environment(temp: Path | None = None) -> dict[str, str]:
    """What wine and the Python inside are started with, `temp` for its temporary files."""
    kept = {
        name: value
        for name, value in os.environ.items()
        # pytest's own and those of a worker beside this one would be taken for theirs inside.
        if not name.startswith(_OF_THIS_SIDE)
    }
    return {
        **kept,
        "WINEPREFIX": str(folder() / "prefix"),
        "WINEDEBUG": "-all",
        "WINEDLLOVERRIDES": "mscoree=;mshtml=",
        "PYTHONPATH": windows_path(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        **({TEMP_VARIABLE: windows_path(temp)} if temp else {}),
    }


def registry_of_its_own(place: Path) -> dict[str, str]:
    """Make a folder of wine's with the bench's drives and a registry of its own, for what must
    not meet others there: what it is started with beside `environment()`."""
    made = folder() / "prefix"
    (place / "dosdevices").mkdir(parents=True)
    for name in (*(one.name for one in made.glob("*.reg")), ".update-timestamp"):
        shutil.copy(made / name, place / name)
    (place / "drive_c").symlink_to(made / "drive_c")
    (place / "dosdevices" / "c:").symlink_to(made / "drive_c")
    (place / "dosdevices" / "z:").symlink_to("/")
    return {"WINEPREFIX": str(place)}


@contextmanager
def temp_folder() -> Iterator[Path]:
    """A folder for temporary files that goes with all that is in it."""
    where = _IN_MEMORY if os.access(_IN_MEMORY, os.W_OK) else None
    with tempfile.TemporaryDirectory(
        prefix="konnect-windows-", dir=where, ignore_cleanup_errors=True
    ) as made:
        yield Path(made)


def windows_path(path: Path) -> str:
    """A path of this machine as Windows' programs name it."""
    return "Z:" + str(path).replace("/", "\\")


def command(*arguments: str) -> list[str]:
    """What starts Windows' python.exe."""
    return ["wine", str(folder() / "win" / "python.exe"), *arguments]


def printers() -> AbstractContextManager[None]:
    """For who looks at printers: wine has one list, and each look takes CUPS' queues for it."""
    return held(alone=True, what="printers")


@contextmanager
def held(alone: bool, what: str = "lock") -> Iterator[None]:
    """Keep the bench from being made anew while it is used, or used while it is made."""
    # Windows, which only asks whether there is a bench, has no such module.
    import fcntl

    folder().mkdir(parents=True, exist_ok=True)
    with (folder() / what).open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        yield


def run(arguments: Sequence[str], limit: float, **more: str) -> tuple[int, str]:
    """Run Windows' python.exe with `more` in its environment; its exit code and all it said.

    After `limit` seconds it is ended with what it started here, and the code is -9.
    """
    said: list[bytes] = []
    code = _follow(arguments, said.append, limit, **more)
    lines = (
        b"".join(said).decode("utf-8", "replace").replace("\r\n", "\n").splitlines(keepends=True)
    )
    return code, "".join(line for line in lines if _OF_WINE not in line)


def _follow(
    arguments: Sequence[str],
    say: Callable[[bytes], object],
    limit: float = float("inf"),
    **more: str,
) -> int:
    # Into a pipe: wine's own console garbles and may hang, and a file it cannot inherit. But the
    # pipe ends with wine's services alone, which whoever comes first has started for all.
    end = time.monotonic() + limit
    with (
        temp_folder() as temp,
        subprocess.Popen(
            command(*arguments),
            cwd=ROOT,
            env={**environment(temp), **more},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        ) as process,
    ):
        assert process.stdout is not None
        pipe = process.stdout.fileno()
        os.set_blocking(pipe, False)
        try:
            while True:
                select.select([pipe], [], [], _LOOK_S)
                code = process.poll()
                with suppress(BlockingIOError):
                    while piece := os.read(pipe, 65536):
                        say(piece)
                    # It is closed, so there is nothing more to look at.
                    return process.wait(max(0.0, min(end - time.monotonic(), _END_S)))
                if code is not None:
                    return code
                if time.monotonic() > end:
                    say(f"\n(ended after {limit:.0f} s)".encode())
                    return _killed(process)
        except BaseException:
            _killed(process)
            raise


def _killed(process: subprocess.Popen[bytes]) -> int:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    return process.wait()


def _show(piece: bytes) -> None:
    sys.stdout.buffer.write(piece)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    sys.exit(_follow(sys.argv[1:], _show))
