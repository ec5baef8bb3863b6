"""Run everything a change must pass: `python3 installer/check.py`.

Sets up the environment with the development tools first. Arguments go to pytest. Exits 1 when any
step failed; later steps run all the same, so that one run shows everything.
"""

import sys

# Before the other imports: an older Python could not even read those files.
if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit("Konnect Desktop needs Python 3.11 or later; this is " + sys.version.split()[0] + ".")

import os
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import setup_env


@dataclass(frozen=True)
class Step:
    """One tool: the name that is shown and its arguments for the venv's Python."""

    name: str
    arguments: tuple[str, ...]


@dataclass(frozen=True)
class Result:
    """How a step ended and how long it took, in seconds."""

    name: str
    code: int
    seconds: float

    def line(self) -> str:
        """The step's line in the summary."""
        return f"  {'ok    ' if self.code == 0 else 'FAILED'}  {self.name}  ({self.seconds:.1f} s)"


# import-linter has no module to run with -m, and a script in the venv breaks when it is moved.
LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"

#: The tests mostly wait: for servers, processes and queues of their own.
SIDE_BY_SIDE = ("-n", "auto", "--maxprocesses", "4")


def steps(pytest_arguments: Sequence[str]) -> list[Step]:
    """All steps in order; pytest last, so that its summary line ends the tools' output."""
    return [
        Step("ruff check", ("-m", "ruff", "check", ".")),
        Step("ruff format --check", ("-m", "ruff", "format", "--check", ".")),
        Step("mypy", ("-m", "mypy")),
        Step("lint-imports", ("-c", LINT_IMPORTS)),
        Step("pytest", ("-m", "pytest", *SIDE_BY_SIDE, *pytest_arguments)),
    ]


def run_step(python: Path, step: Step, root: Path) -> Result:
    """Run one tool with its output shown as it comes."""
    setup_env.say(f"\n=== {step.name}")
    environment = {**setup_env.clean_environment(), "QT_QPA_PLATFORM": "offscreen"}
    started = time.monotonic()
    code = subprocess.call([str(python), *step.arguments], cwd=root, env=environment)
    return Result(step.name, code, time.monotonic() - started)


def main(arguments: Sequence[str]) -> int:
    """Set up, run every step, print the summary; returns 0 only when all went well."""
    try:
        python = setup_env.ensure(setup_env.DEV, with_screen=False)
        setup_env.install_print_service()
    except setup_env.SetupError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    results = [run_step(python, step, setup_env.ROOT) for step in steps(arguments)]
    setup_env.say("\n=== summary")
    for result in results:
        setup_env.say(result.line())
    return 1 if any(result.code for result in results) else 0


if __name__ == "__main__":
    # The tools print UTF-8 whatever the console is set to.
    os.environ.setdefault("PYTHONUTF8", "1")
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit("\nStopped.")
