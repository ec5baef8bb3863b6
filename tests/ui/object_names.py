"""The names of docs/object-names.md, and the controls that are not among them."""

from __future__ import annotations

import re
from functools import cache
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

CONTROLS = (QAbstractButton, QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit, QTabWidget)


@cache
def listed() -> tuple[re.Pattern[str], ...]:
    """The names in the table of docs/object-names.md; NAME stands for one varying part."""
    text = (Path(__file__).parents[2] / "docs" / "object-names.md").read_text(encoding="utf-8")
    table = text.split("<!-- object-names: begin -->")[1].split("<!-- object-names: end -->")[0]
    names = re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE)
    return tuple(re.compile(re.escape(name).replace("NAME", r"\w+")) for name in names)


def names(root: QWidget) -> set[str]:
    """The names of all controls inside."""
    return {
        widget.objectName()
        for widget in root.findChildren(QWidget)
        if isinstance(widget, CONTROLS) and "." in widget.objectName()
    }


def unlisted(root: QWidget) -> list[str]:
    """The names of controls that nobody wrote down."""
    return sorted(name for name in names(root) if not any(one.fullmatch(name) for one in listed()))
