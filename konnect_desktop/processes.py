"""Starts other processes: our own in Python, and the few programs of the system that we use.

The only place that does. What runs is named by its full path, out of the system's own folders; it
gets what it needs of the environment and nothing else, so no credentials; and it works in a
folder where nobody leaves files. Neither the folder that the app was started from nor the search
path decides what runs.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from subprocess import CompletedProcess, Popen

from konnect_desktop.clean_start import safe_folder

#: What a process may know; a name with a star stands for all that begin so. Nothing of Python:
#: such variables name code that runs before ours.
_PASSED_ON = frozenset(
    (
        *("HOME", "USER", "LOGNAME", "USERNAME", "LANG", "LANGUAGE", "TZ", "TZDIR"),
        *("TMPDIR", "TEMP", "TMP", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"),
        *("SYSTEMROOT", "WINDIR", "SYSTEMDRIVE", "COMSPEC", "USERPROFILE", "HOMEDRIVE"),
        *("HOMEPATH", "APPDATA", "LOCALAPPDATA", "PROGRAMDATA", "ALLUSERSPROFILE"),
        *("NUMBER_OF_PROCESSORS", "PROCESSOR_ARCHITECTURE", "DBUS_SESSION_BUS_ADDRESS"),
        *("KRB5CCNAME", "KRB5_CONFIG", "NODEFAULTCURRENTDIRECTORYINEXEPATH"),
    )
)
_PASSED_ON_FROM = ("LC_", "XDG_", "CUPS_", "FONTCONFIG_")
#: Where the system keeps its programs; only an administrator writes there.
_PROGRAM_FOLDERS = ("/usr/bin", "/bin", "/usr/sbin", "/sbin", "/run/current-system/sw/bin")


class ProgramMissing(OSError):
    """The system does not have this program in any of its own folders."""


def environment(**extra: str) -> dict[str, str]:
    """What a process of ours is given, and `extra`."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name.upper() in _PASSED_ON or name.upper().startswith(_PASSED_ON_FROM)
    }
    # A program that is started looks for others of the system alone.
    path = os.pathsep.join(map(str, program_folders()))
    return {**kept, "PATH": path, **extra}


def python(module: str, *arguments: str) -> list[str]:
    """The command that runs a module of ours, which is found beside this one."""
    # -P: neither the folder one stands in nor that of the program goes before the library.
    return [sys.executable, "-P", "-m", module, *arguments]


def start(
    command: Sequence[str],
    *,
    stdin: int | None = subprocess.DEVNULL,
    stdout: int | None = subprocess.DEVNULL,
    stderr: int | None = subprocess.DEVNULL,
    is_background: bool = False,
    extra: Mapping[str, str] | None = None,
) -> Popen[bytes]:
    """Start a process of our own, made by `python`. Raises OSError.

    `is_background`: on Windows it gives way to the window; elsewhere it sees to that itself.
    """
    root = str(Path(__file__).absolute().parents[1])
    return Popen(  # noqa: S603 - no shell, and only what the app is made of
        list(command),
        stdin=stdin,
        stdout=stdout,
        stderr=stderr,
        env=environment(PYTHONPATH=root, **(extra or {})),
        cwd=safe_folder(),
        creationflags=_flags(is_background),
    )


def program(name: str) -> Path | None:
    """The full path of a program of the system, None where it has none of that name."""
    for folder in program_folders():
        found = folder / (f"{name}.exe" if sys.platform == "win32" else name)
        if found.is_file() and os.access(found, os.X_OK):
            return found
    return None


def program_folders() -> tuple[Path, ...]:
    """The folders of the system's own programs, in the order in which they are searched."""
    if sys.platform == "win32":
        from konnect_desktop.windows import system_folder

        return (Path(system_folder()),)
    return tuple(map(Path, _PROGRAM_FOLDERS))


class Programs:
    """The programs of the system that one part of the app runs; `close` ends them with it."""

    def __init__(self) -> None:
        self.running: set[Popen[str]] = set()
        self._is_closed = False

    def run(
        self, name: str, *arguments: str, seconds: float, extra: Mapping[str, str] | None = None
    ) -> CompletedProcess[str]:
        """Run a program to its end, at most for `seconds`; no shell, no input.

        Raises ProgramMissing and other OSErrors, TimedOut, and InterruptedError once closed.
        """
        found = program(name)
        if found is None:
            raise ProgramMissing(name)
        if self._is_closed:
            raise InterruptedError
        with Popen(  # noqa: S603 - a full path and a list of arguments, no shell
            [str(found), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
            env=environment(**(extra or {})),
            cwd=safe_folder(),
            creationflags=_flags(is_background=False),
        ) as process:
            self.running.add(process)
            try:
                output, errors = process.communicate(timeout=seconds)
            except subprocess.TimeoutExpired:
                process.kill()
                # Without the command, which may hold names.
                raise TimedOut(name) from None
            except BaseException:
                process.kill()
                raise
            finally:
                self.running.discard(process)
        return CompletedProcess([name], process.returncode, output, errors)

    def close(self, patience_s: float) -> None:
        """Begin nothing any more, and end what still runs after `patience_s`."""
        self._is_closed = True
        ends_at = time.monotonic() + patience_s
        for process in list(self.running):
            try:
                process.wait(max(0.0, ends_at - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()


def run(
    name: str, *arguments: str, seconds: float, extra: Mapping[str, str] | None = None
) -> CompletedProcess[str]:
    """As `Programs.run`, for what ends soon by itself."""
    return Programs().run(name, *arguments, seconds=seconds, extra=extra)


class TimedOut(OSError):
    """A program did not end in time and was ended."""


def _flags(is_background: bool) -> int:
    if sys.platform == "win32":
        # Without the first a console window flashes up.
        lower = subprocess.BELOW_NORMAL_PRIORITY_CLASS if is_background else 0
        return subprocess.CREATE_NO_WINDOW | lower
    return 0
