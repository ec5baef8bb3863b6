"""Run everything a change must pass: `python3 installer/check.py`.

Sets up the environment with the development tools first. Arguments go to pytest. Exits 1 when any
step failed; later steps run all the same, so that one run shows everything.
"""

import sys

# Before the other imports: an older Python could not even read those files.
if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit("Konnect Desktop needs Python 3.11 or later; this is " + sys.version.split()[0] + ".")

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import known_faults
import setup_env


@dataclass(frozen=True)
class Step:
    """One tool: the name that is shown and its arguments for the venv's Python."""

    name: str
    arguments: tuple[str, ...]
    #: The exit code of a tool that could not do its work here, which is no failure.
    not_run: int | None = None


@dataclass(frozen=True)
class Result:
    """How a step ended and how long it took, in seconds."""

    name: str
    code: int
    seconds: float
    was_run: bool = True

    @property
    def is_failure(self) -> bool:
        """Whether the change must not go on like this."""
        return self.was_run and self.code != 0

    def line(self) -> str:
        """The step's line in the summary."""
        word = "NOT RUN" if not self.was_run else "FAILED " if self.code else "ok     "
        return f"  {word}  {self.name}  ({self.seconds:.1f} s)"


# import-linter has no module to run with -m, and a script in the venv breaks when it is moved.
LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"

KNOWN_FAULTS = Path(known_faults.__file__)

#: Makes what the tests under Windows' Python run in, once; its code where that cannot be had.
WINDOWS_PYTHON = setup_env.ROOT / "tests" / "windows" / "make_bench.py"
CANNOT_BE_MADE = 3
#: Does without, for a developer who has no time for it.
WITHOUT_WINE = "--no-wine"

#: One worker more than processors, since some tests wait: for servers, processes and queues.
WORKERS = min(4, (os.cpu_count() or 1) + 1)
#: Whole files, which share what they set up; in which order, tests/order.py says.
SIDE_BY_SIDE = ("-n", str(WORKERS), "--dist", "loadfile", "--durations", "20")

#: A disk in memory, where there is one, and what must be free there.
RAM_DISK = Path("/dev/shm")  # noqa: S108 - a folder is made there by mkdtemp
RAM_DISK_BYTES = 2 * 2**30
FOLDER_OPTION = "--basetemp"


@contextlib.contextmanager
def quick_folder(pytest_arguments: Sequence[str], ram_disk: Path = RAM_DISK) -> Iterator[list[str]]:
    """The option that has the tests keep their files in memory, until this is left.

    None where there is no such disk, where it has no room, or where another folder is asked for.
    """
    made = ""
    is_chosen = any(one.startswith(FOLDER_OPTION) for one in pytest_arguments)
    with contextlib.suppress(OSError):
        if not is_chosen and shutil.disk_usage(ram_disk).free >= RAM_DISK_BYTES:
            made = tempfile.mkdtemp("", "konnect-tests-", ram_disk)
    try:
        yield [f"{FOLDER_OPTION}={Path(made) / 'all'}"] if made else []
    finally:
        if made:
            shutil.rmtree(made, ignore_errors=True)


def steps(pytest_arguments: Sequence[str]) -> list[Step]:
    """All steps in order; pytest last, so that its summary line ends the tools' output."""
    with_wine = WITHOUT_WINE not in pytest_arguments
    return [
        Step("ruff check", ("-m", "ruff", "check", ".")),
        Step("ruff format --check", ("-m", "ruff", "format", "--check", ".")),
        Step("mypy", ("-m", "mypy")),
        Step("lint-imports", ("-c", LINT_IMPORTS)),
        Step("known faults", (str(KNOWN_FAULTS),), known_faults.NOT_RUN),
        *([Step("Windows' Python", (str(WINDOWS_PYTHON),), CANNOT_BE_MADE)] if with_wine else []),
        Step("pytest", ("-m", "pytest", *SIDE_BY_SIDE, *pytest_arguments)),
    ]


def run_step(python: Path, step: Step, root: Path) -> Result:
    """Run one tool with its output shown as it comes."""
    setup_env.say(f"\n=== {step.name}")
    environment = {**setup_env.clean_environment(), "QT_QPA_PLATFORM": "offscreen"}
    started = time.monotonic()
    code = subprocess.call([str(python), *step.arguments], cwd=root, env=environment)
    seconds = time.monotonic() - started
    return Result(step.name, code, seconds, was_run=not code or code != step.not_run)


def main(arguments: Sequence[str]) -> int:
    """Set up, run every step, print the summary; returns 0 only when all went well."""
    try:
        python = setup_env.ensure(setup_env.DEV, with_screen=False)
        setup_env.install_print_service()
        if WITHOUT_WINE not in arguments:
            setup_env.install_wine()
    except setup_env.SetupError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    with quick_folder(arguments) as folder:
        wanted = steps([*folder, *arguments])
        results = [run_step(python, step, setup_env.ROOT) for step in wanted]
    setup_env.say("\n=== summary")
    for result in results:
        setup_env.say(result.line())
    return 1 if any(result.is_failure for result in results) else 0


if __name__ == "__main__":
    # The tools print UTF-8 whatever the console is set to.
    os.environ.setdefault("PYTHONUTF8", "1")
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit("\nStopped.")
