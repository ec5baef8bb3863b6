"""Who presses the window or its list of orders uses their verbs, or those of a part of them."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

UI = Path(__file__).parents[2] / "konnect_desktop" / "ui"
_OUTSIDE = (
    UI / "application.py",
    *(UI / "startup").glob("*.py"),
    *(UI / "tour").glob("*.py"),
    *(UI / "window").glob("palette*.py"),
    UI / "window" / "mac_menu.py",
)


def _steps(node: ast.expr) -> list[str]:
    """The names of a chain such as `tour.window.orders.press`."""
    if isinstance(node, ast.Attribute):
        return [*_steps(node.value), node.attr]
    return [node.id] if isinstance(node, ast.Name) else [""]


@pytest.mark.parametrize("path", _OUTSIDE, ids=lambda path: path.stem)
def test_nobody_reaches_through_the_window(path: Path) -> None:
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        steps = _steps(node) if isinstance(node, ast.Attribute) else []
        for name in {"window", "orders"} & set(steps):
            # The part, and its verb.
            if len(steps) - steps.index(name) > 3:
                found.append(f"line {node.lineno}: {'.'.join(steps)}")
    assert not found
