"""Outside tests drive the app by its object names, so each is written down."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QTabWidget,
    QWidget,
)

from tests.conftest import MakeWindow

CONTROLS = (QAbstractButton, QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit, QTabWidget)


def listed() -> list[re.Pattern[str]]:
    """The names in the table of CONTRIBUTING.md; NAME stands for one varying part."""
    text = (Path(__file__).parents[2] / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = text.split("<!-- object-names: begin -->")[1].split("<!-- object-names: end -->")[0]
    names = re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE)
    return [re.compile(re.escape(name).replace("NAME", r"\w+")) for name in names]


def test_every_control_s_name_is_listed(make_window: MakeWindow) -> None:
    desk = make_window()
    desk.wait_until_shown()
    for room in desk.window.rooms.names:
        desk.window.rooms.page(room)
    found = {
        widget.objectName()
        for widget in desk.window.findChildren(QWidget)
        if isinstance(widget, CONTROLS) and "." in widget.objectName()
    }
    patterns = listed()
    assert len(found) > 60
    assert sorted(n for n in found if not any(p.fullmatch(n) for p in patterns)) == []
