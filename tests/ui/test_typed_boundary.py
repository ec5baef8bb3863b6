"""Between a window and the services the type check looks: a misspelt call does not pass it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
UI = ROOT / "konnect_desktop" / "ui"
_HEAD = """
from PySide6.QtCore import QObject
from konnect_desktop.domain.journal import Batch
from konnect_desktop.ui.work.context import AppContext

def show_batch(batch: Batch | None) -> None: ...
def show_text(text: str) -> None: ...
def look(context: AppContext, owner: QObject) -> None:
    services, runner = context.services, context.runner
"""
_RIGHT = (
    "services.queries.batch(1)",
    "runner.start(owner, lambda _: services.queries.batch(1), on_success=show_batch)",
    "runner.read(owner, lambda: services.queries.batch(1), show_batch, key='one')",
    "runner.do(owner, lambda: services.queries.batch(1), show_batch)",
)
#: The call, and what mypy says of it.
_WRONG = {
    "context.services.queeries": "attr-defined",
    "services.queries.bacth(1)": "attr-defined",
    "services.queries.batch('1')": "arg-type",
    "services.queries.batch(1, 2)": "call-arg",
    "runner.start(owner, lambda _: services.queries.bacth(1))": "attr-defined",
    "runner.start(owner, lambda _: services.queries.batch(1), on_success=show_text)": "misc",
    "runner.start(owner, lambda: services.queries.batch(1))": "arg-type",
    "runner.read(owner, lambda: services.queries.batch(1), show_text, key='one')": "misc",
    "runner.do(owner, lambda: services.queries.batch(1), show_text)": "misc",
    "runner.do(owner, services.queries.facets, show_batch)": "misc",
}


#: Not the modules of that room.
_TAKEN = re.compile(r"(?<!konnect_desktop\.)\bservices\.([a-z_]+)\b")


def _named_services() -> list[str]:
    """What the windows take of the services."""
    texts = (path.read_text(encoding="utf-8") for path in UI.rglob("*.py"))
    return sorted({name for text in texts for name in _TAKEN.findall(text)})


# The check of the whole app keeps what it read; without that, everything is read here.
@pytest.mark.timeout(600)
def test_a_misspelt_call_of_a_service_fails_the_type_check(tmp_path: Path) -> None:
    wrong = dict(_WRONG)
    wrong |= {f"services.{name}.no_such_verb()": "attr-defined" for name in _named_services()}
    lines = [*_HEAD.splitlines(), *(f"    {call}" for call in (*_RIGHT, *wrong))]
    window = tmp_path / "window.py"
    window.write_text("\n".join(lines), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--no-pretty", str(window)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    said = re.findall(r"^.*window\.py:(\d+): error: .*\[([a-z-]+)\]$", done.stdout, re.MULTILINE)
    found = {lines[int(number) - 1].strip(): code for number, code in said}
    misspelt = {line: code.replace("union-attr", "attr-defined") for line, code in found.items()}
    assert misspelt == wrong, done.stdout + done.stderr
