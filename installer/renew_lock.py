"""Write down anew which packages are installed: `python3 installer/renew_lock.py`.

Run it after a change of the dependencies in pyproject.toml; versions that still fit stay as they
are. With `--upgrade` everything goes to the newest version that fits. The files in `locked/` name
each package once for every system, with the hashes of all its files; no index is named in them.
At the end it says for each system whether everything comes ready-made there. Standard library only.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from pathlib import Path

import setup_env

#: The oldest of each system that we serve; README and the words of pip_run.py fit to it.
SYSTEMS = {
    "Windows x64": "x86_64-pc-windows-msvc",
    "Windows ARM": "aarch64-pc-windows-msvc",
    "macOS 15 Intel": "x86_64-apple-darwin",
    "macOS 14 Apple": "aarch64-apple-darwin",
    "Linux x86_64": "x86_64-manylinux_2_35",
    "Linux aarch64": "aarch64-manylinux_2_36",
}
#: Has no wheel there at all, so Python for x64 is used, which that Windows runs.
WITHOUT = ("Windows ARM",)
PYTHONS = ("3.11", "3.12", "3.13")
#: Its own list, too, so that what makes the lists is known as well.
TOOL = "uv"


def compile_command(uv: Path, inputs: Sequence[str], output: Path, upgrade: bool) -> list[str]:
    """The call that writes `output`: all systems, all hashes, nothing about this machine."""
    flags = ["--universal", "--generate-hashes", "--no-annotate", "--no-header", "--quiet"]
    more = ["--upgrade"] if upgrade else []
    lowest = ["--python-version", PYTHONS[0]]
    return [*_call(uv, "compile"), *flags, *more, *lowest, *inputs, "-o", str(output)]


def _call(uv: Path, what: str) -> list[str]:
    # Without the settings of whoever runs it: another index might leave its mark.
    return [str(uv), "--no-config", "pip", what]


def renew(uv: Path, root: Path, upgrade: bool) -> None:
    """Write every list; raises CalledProcessError when nothing fits together."""
    folder = root / setup_env.LOCKED
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    build = "\n".join(project["build-system"]["requires"])
    systems = ["-c", str(folder / "systems.in")]
    app, dev = (folder / f"{name}.txt" for name in (setup_env.APP, setup_env.DEV))
    inputs = [str(root / "pyproject.toml"), "-", *systems]
    _run(compile_command(uv, inputs, app, upgrade), build)
    # What the seller gets is what the checks run with.
    more = ["--extra", setup_env.DEV, "-c", str(app)]
    _run(compile_command(uv, [*inputs, *more], dev, upgrade), build)
    _run(compile_command(uv, ["-"], folder / f"{TOOL}.txt", upgrade), TOOL)


def missing(uv: Path, locked: Path, name: str, python: str) -> str:
    """Why not every package comes ready-made there; "" when all do."""
    with tempfile.TemporaryDirectory() as nowhere:
        done = subprocess.run(
            [
                *_call(uv, "install"),
                *("--dry-run", "--no-deps", "--require-hashes", "--only-binary", ":all:"),
                *(
                    "--target",
                    nowhere,
                    "--python-platform",
                    SYSTEMS[name],
                    "--python-version",
                    python,
                ),
                *("-r", str(locked)),
            ],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "MACOSX_DEPLOYMENT_TARGET": name.split()[1]},
        )
    return "" if done.returncode == 0 else done.stderr.strip()


def _run(command: Sequence[str], given: str) -> None:
    subprocess.run(command, input=given, text=True, check=True)


def main(arguments: Sequence[str]) -> int:
    """Renew, then look at every system; returns 1 when one lacks something it had."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--upgrade", action="store_true", help="the newest versions that fit")
    options = parser.parse_args(arguments)
    folder = setup_env.ROOT / setup_env.LOCKED
    with tempfile.TemporaryDirectory(prefix="konnect-lock-") as place:
        venv = Path(place) / "venv"
        setup_env.create_venv(venv)
        python = setup_env.venv_python(venv)
        tool = ["--require-hashes", "-r", str(folder / f"{TOOL}.txt")]
        pip = [str(python), "-m", "pip", "install", "--quiet"]
        subprocess.run([*pip, *tool], check=True)
        uv = python.with_name(f"{TOOL}{python.suffix}")
        renew(uv, setup_env.ROOT, options.upgrade)
        code = 0
        for name in SYSTEMS:
            for version in PYTHONS:
                why = missing(uv, folder / f"{setup_env.APP}.txt", name, version)
                setup_env.say(f"{name}, Python {version}: {why or 'all ready-made'}")
                code |= bool(why) and name not in WITHOUT
        return int(code)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (setup_env.SetupError, subprocess.CalledProcessError) as error:
        sys.exit(f"\nThe lists were not renewed: {error}")
