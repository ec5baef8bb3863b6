"""Make the project's virtual environment, once, and know when it is already made.

Standard library only: this runs before anything is installed. start.py and check.py share it.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import before_setup
import pip_run
import system_libraries

ROOT = Path(__file__).resolve().parent.parent
APP, DEV = "app", "dev"
#: The folder with a list for each of them: every package with its version and its hashes.
LOCKED = "installer/locked"
STAMP_NAME = "konnect-setup.json"
UNFINISHED_NAME = "konnect-setup-unfinished"
#: Where the bill of materials and the licences of what was installed are written.
MATERIALS = "dist"
_WRITE_MATERIALS = """
import datetime, pathlib, sys
from konnect_desktop.services import materials
materials.write(pathlib.Path(sys.argv[1]), datetime.datetime.now(datetime.timezone.utc))
"""


class SetupError(Exception):
    """Set-up cannot go on. The text says what happened and what to do."""


def say(text: str) -> None:
    """One line to the person who waits, shown at once."""
    print(text, flush=True)


# ---- where things are --------------------------------------------------------------------------


def venv_python(venv: Path) -> Path:
    """The interpreter inside a virtual environment on this system."""
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def clean_environment() -> dict[str, str]:
    """This process's environment without what would make the venv use other packages."""
    dropped = {"PYTHONHOME", "PYTHONPATH", "PIP_TARGET", "PIP_PREFIX", "__PYVENV_LAUNCHER__"}
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    return {**kept, "PIP_USER": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


# ---- is it made already? -----------------------------------------------------------------------


def fingerprint(root: Path, version: tuple[int, int] | None = None) -> str:
    """Changes when the environment has to be brought up to date.

    Made of what pyproject.toml says about building and dependencies (not the tools' tables), the
    lists of locked packages, the Python version, and the folder, because an editable install
    points to it.
    """
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    basis = {
        "project": {name: project.get(name) for name in ("build-system", "project")},
        "locked": {
            name: locked_list(root, name).read_text(encoding="utf-8") for name in (APP, DEV)
        },
        "python": list(version or sys.version_info[:2]),
        "root": str(root),
    }
    return hashlib.sha256(json.dumps(basis, sort_keys=True).encode()).hexdigest()


def locked_list(root: Path, holds: str) -> Path:
    """The file that names what is installed for APP or DEV."""
    return root / LOCKED / f"{holds}.txt"


def is_made(venv: Path, wanted: str, mark: str) -> bool:
    """Whether `venv` holds what is `wanted` (APP or DEV) for this fingerprint.

    DEV holds everything that APP does. An unreadable stamp counts as none.
    """
    if not venv_python(venv).exists() or (venv / UNFINISHED_NAME).exists():
        return False
    try:
        stamp = json.loads((venv / STAMP_NAME).read_text(encoding="utf-8"))
        return bool(stamp["fingerprint"] == mark and stamp["holds"] in (wanted, DEV))
    except (OSError, ValueError, KeyError, TypeError):
        return False


def write_stamp(venv: Path, holds: str, mark: str) -> None:
    """Remember that `venv` is complete."""
    stamp = json.dumps({"fingerprint": mark, "holds": holds})
    (venv / STAMP_NAME).write_text(stamp, encoding="utf-8")


def holds_dev(venv: Path) -> bool:
    """Whether the last finished set-up put the development tools in, whatever its fingerprint."""
    try:
        stamp = json.loads((venv / STAMP_NAME).read_text(encoding="utf-8"))
        return bool(stamp["holds"] == DEV)
    except (OSError, ValueError, KeyError, TypeError):
        return False


# ---- making it ---------------------------------------------------------------------------------


def ensure(wanted: str, with_screen: bool, root: Path = ROOT) -> Path:
    """Bring root/.venv up to date and return its interpreter; takes seconds when it is.

    `wanted` is APP or DEV. Raises SetupError with words for the person at the terminal.
    """
    venv = root / ".venv"
    stop_at(before_setup.trouble(root))
    missing = install_system_libraries(with_screen)
    try:
        mark = fingerprint(root)
        made = is_made(venv, wanted, mark)
        if not made:
            with one_at_a_time(root):
                # Another window may have finished it while this one waited.
                made = is_made(venv, wanted, mark)
                if not made:
                    stop_at(before_setup.open_words(venv))
                    make(venv, DEV if holds_dev(venv) else wanted, mark, root)
    except OSError as error:
        raise SetupError(
            f"The set-up could not write or read {error.filename or venv}: {error.strerror}.\n"
            "Check that the disk is not full and that this folder is yours, then run this again."
        ) from error
    if missing or not made:
        check_that_qt_starts(venv_python(venv), with_screen, missing)
    return venv_python(venv)


def stop_at(words: str | None) -> None:
    """Raise SetupError where something is in the way."""
    if words is not None:
        raise SetupError(words)


def make(venv: Path, holds: str, mark: str, root: Path) -> None:
    """Create `venv` if needed and install the app into it; the stamp comes last."""
    if is_broken(venv):
        remove_venv(venv)
    venv.mkdir(exist_ok=True)
    unfinished = venv / UNFINISHED_NAME
    unfinished.touch()
    if not venv_python(venv).exists():
        say("Making a Python environment in .venv ...")
        create_venv(venv)
    say("Installing what the app needs (about 150 MB the first time, a few minutes) ...")
    listed = locked_list(root, holds)
    failure = pip_run.install(venv_python(venv), listed, root, clean_environment(), say)
    # The mark stays only where packages may be half written; such a venv is made anew.
    if failure is None or not failure.half_written:
        unfinished.unlink(missing_ok=True)
    if failure is not None:
        raise SetupError(failure.words)
    write_stamp(venv, holds, mark)
    write_materials(venv_python(venv), root / MATERIALS)


def write_materials(python: Path, folder: Path) -> None:
    """Write what was installed, and all licences, into `folder`; never fails the set-up."""
    done = subprocess.run(
        [str(python), "-c", _WRITE_MATERIALS, str(folder)],
        capture_output=True,
        text=True,
        check=False,
        env=clean_environment(),
    )
    if done.returncode != 0:
        why = (done.stderr.strip().splitlines() or ["nothing was said"])[-1]
        say(f"The list of what was installed could not be written to {folder}: {why}")


def is_broken(venv: Path) -> bool:
    """Whether `venv` is there but was cut off half-way, or its Python does not run any more."""
    if not venv.exists():
        return False
    if (venv / UNFINISHED_NAME).exists() or not venv_python(venv).exists():
        return True
    version = "import pip, sys; print('%d.%d' % sys.version_info[:2])"
    try:
        done = subprocess.run(
            [str(venv_python(venv)), "-c", version],
            capture_output=True,
            text=True,
            check=False,
            env=clean_environment(),
        )
    except OSError:
        return True
    return done.stdout.strip() != f"{sys.version_info[0]}.{sys.version_info[1]}"


def remove_venv(venv: Path) -> None:
    """Delete an environment, but never a folder that is something else."""
    ours = ("pyvenv.cfg", UNFINISHED_NAME)
    if any(venv.iterdir()) and not any((venv / name).exists() for name in ours):
        raise SetupError(
            f"{venv} is there but is no Python environment, so it was not touched.\n"
            "Move it away, then run this again."
        )
    say("The environment in .venv is incomplete or out of date: making it anew ...")
    shutil.rmtree(venv)


def create_venv(venv: Path) -> None:
    """Run the venv module; on Debian fetch it first when it is missing and that is permitted."""
    if not can_make_venv():
        package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        if not (system_libraries.is_debian_family() and system_libraries.install([package])):
            raise SetupError(
                "Python's venv module is missing, so nothing was installed.\n"
                f"Run: {system_libraries.install_command([package])}\nThen run this again."
            )
    done = subprocess.run(
        [sys.executable, "-m", "venv", str(venv)],
        capture_output=True,
        text=True,
        check=False,
        env=clean_environment(),
    )
    if done.returncode != 0:
        raise SetupError(
            "Python could not make an environment in .venv. It said:\n"
            f"{(done.stderr or done.stdout).strip()}\nPut that right, then run this again."
        )


def can_make_venv() -> bool:
    """Whether this Python has both venv and ensurepip (Debian packs them apart)."""
    probe = [sys.executable, "-c", "import venv, ensurepip"]
    return subprocess.run(probe, capture_output=True, check=False).returncode == 0


@contextmanager
def one_at_a_time(root: Path) -> Iterator[None]:
    """Hold a lock file so that two windows do not set up the same environment at once."""
    with (root / ".venv.lock").open("a+b") as handle:
        if sys.platform == "win32":
            import msvcrt

            while True:
                handle.seek(0)
                try:
                    # Tries for ten seconds, then raises.
                    msvcrt.locking(handle.fileno(), msvcrt.LK_LOCK, 1)
                    break
                except OSError:
                    say("Waiting for the set-up in another window ...")
        else:
            import fcntl

            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                say("Waiting for the set-up in another window ...")
                fcntl.flock(handle, fcntl.LOCK_EX)
        yield  # Closing the file lets go of the lock on both.


# ---- what Qt needs -----------------------------------------------------------------------------


def install_system_libraries(with_screen: bool) -> list[str]:
    """Install missing Debian packages where permitted; return those that are still missing."""
    if not system_libraries.is_debian_family():
        return []
    missing = system_libraries.missing_packages(with_screen)
    if not missing:
        return []
    say("Missing system libraries: " + " ".join(missing) + ". Trying to install them ...")
    if system_libraries.install(missing):
        return []
    say("They could not be installed from here; going on without them. The command would be:")
    say("  " + system_libraries.install_command(missing))
    return missing


def install_print_service() -> None:
    """Put in what the checks print with, where this is root on Debian; never fails the set-up."""
    missing = system_libraries.missing_print_service()
    if missing:
        say("Installing a print service for the checks: " + " ".join(missing) + " ...")
        if not system_libraries.install(missing):
            say("It could not be installed, so the checks that print will fail. Run:")
            say("  " + system_libraries.install_command(missing))


def install_wine() -> None:
    """Put in what runs Windows' Python in the checks, like the print service."""
    missing = system_libraries.missing_wine()
    if missing:
        say("Installing wine for the checks under Windows' Python ...")
        if not system_libraries.install(missing):
            say("It could not be installed, so those checks are left out. Run:")
            say("  " + system_libraries.install_command(missing))


def check_that_qt_starts(python: Path, with_screen: bool, missing: list[str]) -> None:
    """Start Qt once, so that a missing library is named here and not by a crash later."""
    environment = clean_environment()
    if not with_screen:
        environment["QT_QPA_PLATFORM"] = "offscreen"
    probe = "from PySide6.QtWidgets import QApplication; QApplication([])"
    done = subprocess.run(
        [str(python), "-c", probe], capture_output=True, text=True, check=False, env=environment
    )
    if done.returncode == 0:
        return
    said = (done.stderr.strip().splitlines() or ["nothing"])[-1]
    advice = "Install the libraries it names with your system's package manager"
    if missing:
        advice = "Run: " + system_libraries.install_command(missing)
    raise SetupError(
        f"The app is installed, but its window cannot open here. Qt said: {said}\n"
        f"{advice}\nThen run this again."
    )
