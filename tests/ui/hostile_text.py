"""Hostile text for every field of the server, and what is wrong with how a widget shows it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

import pytest
from PySide6 import QtGui
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QHeaderView,
    QLabel,
    QListView,
    QTabBar,
    QTextEdit,
    QWidget,
)

from konnect_desktop.practice import mangle
from tests.ui.hostile_names import TEXTS

#: Ids, states and times: what makes a record one that is listed.
_KEPT = re.compile(
    r"(?i)id|.*orderid|orderitemid|forward_?id|shipment_id|.*status|sla|.*due.*|.*date|timestamp"
    r"|last_updated|eta|ordertype|journey|locationcode|accesstoken|currency|code|.*url"
)
#: What turns the text around it.
TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066\u2067\u206a-\u206f\ufeff]")
_HIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_MARKS = re.compile("[\u0300-\u036f\u0489]{6}")
_ROLES = Qt.ItemDataRole
_MOST = 4_300


def spoil(bend: Callable[..., tuple[Any, int]]) -> Callable[..., tuple[Any, int]]:
    """`bend` of the practice server, and then every text of the answer is a hostile one."""
    turn, longs = count(), count()

    def walk(value: Any, name: str = "") -> Any:
        if isinstance(value, dict):
            return {key: walk(each, key) for key, each in value.items()}
        if isinstance(value, list):
            return [walk(each, name) for each in value]
        if value is None and name in ("additionalInfo", "marketplaceInvoiceNumber", "landmark"):
            value = ""
        if not isinstance(value, str) or _KEPT.fullmatch(name):
            return value
        text = TEXTS[next(turn) % len(TEXTS)]
        # 100 KB now and then: in every ninth field of each order it would only cost time.
        return f"{text if next(longs) % 40 == 0 else text[:4_000]} {value}"

    def bent(call: str, payload: Any, status: int, faults: Any) -> tuple[Any, int]:
        payload, status = bend(call, payload, status, faults)
        return (payload if call == "token" else walk(payload)), status

    return bent


@contextmanager
def hostile_answers() -> Iterator[None]:
    """Practice servers of this process answer with hostile text."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(mangle, "bend", spoil(mangle.bend))
        yield


def faults_of(text: str, where: str, most: int = _MOST) -> Iterator[str]:
    """What is wrong with a text that is shown."""
    for kind, pattern in (("turns", TURNING), ("hidden", _HIDDEN), ("marks", _MARKS)):
        if pattern.search(text):
            yield f"{where}: {kind}: {text[:80]!r}"
    if len(text) > most:
        yield f"{where}: {len(text)} characters"


def _tip(text: str, where: str) -> Iterator[str]:
    if QtGui.Qt.mightBeRichText(text):
        yield f"{where}: rich tip: {text[:80]!r}"
    yield from faults_of(text, f"{where} tip", 1_600)


def _button(text: str, where: str) -> Iterator[str]:
    if "&" in text.replace("&&", ""):
        yield f"{where}: a key by chance: {text[:80]!r}"
    yield from faults_of(text, where, 700)


def _view(view: QAbstractItemView, where: str) -> Iterator[str]:
    model = view.model()
    if model is None:
        return
    root = view.rootIndex() if view.rootIndex().isValid() else QModelIndex()
    # A list has one column, and Qt keeps its number to itself.
    columns = 1 if isinstance(view, QListView) else model.columnCount(root)
    rows = min(30, model.rowCount(root))
    cells = [model.index(row, column, root) for row in range(rows) for column in range(columns)]
    for index in cells:
        place = f"{where}[{index.row()},{index.column()}]"
        for role in (_ROLES.DisplayRole, _ROLES.AccessibleTextRole):
            text = index.data(role)
            if isinstance(text, str):
                yield from faults_of(text, place, 700)
                if "\n" in text:
                    yield f"{place}: two lines"
        tip = index.data(_ROLES.ToolTipRole)
        if isinstance(tip, str):
            yield from _tip(tip, place)
    for column in range(columns):
        for role in (_ROLES.DisplayRole, _ROLES.ToolTipRole):
            text = model.headerData(column, Qt.Orientation.Horizontal, role)
            if isinstance(text, str):
                yield from _tip(text, f"{where} heading {column}")


def faults_in(root: QWidget) -> list[str]:
    """Every label, tip, cell, button, menu and title below that shows more than text."""
    found: list[str] = []
    for widget in [root, *root.findChildren(QWidget)]:
        where = f"{widget.objectName() or type(widget).__name__}"
        found += _tip(widget.toolTip(), where)
        found += faults_of(widget.windowTitle(), f"{where} title", 700)
        if widget.whatsThis() or widget.statusTip():
            found.append(f"{where}: another kind of tip")
        if isinstance(widget, QLabel) and widget.text():
            if widget.textFormat() is not Qt.TextFormat.PlainText:
                found.append(f"{where}: a label that reads HTML: {widget.text()[:80]!r}")
            found += faults_of(widget.text(), where, 8_100)
        elif isinstance(widget, QAbstractButton):
            found += _button(widget.text(), where)
        elif isinstance(widget, QComboBox):
            texts = (widget.itemText(number) for number in range(widget.count()))
            found += [fault for text in texts for fault in faults_of(text, where, 700)]
        elif isinstance(widget, QTabBar):
            texts = (widget.tabText(number) for number in range(widget.count()))
            found += [fault for text in texts for fault in _button(text, where)]
        elif isinstance(widget, QAbstractItemView) and not isinstance(widget, QHeaderView):
            found += _view(widget, where)
        elif isinstance(widget, QTextEdit):
            found.append(f"{where}: an editor that reads HTML")
        for action in widget.actions():
            found += _action(action, where)
    return found


def _action(action: QAction, where: str) -> Iterator[str]:
    name = f"{where} > {action.objectName() or 'action'}"
    yield from _button(action.text(), name)
    yield from _tip(action.toolTip(), name)


def tips_shown() -> list[QLabel]:
    """The tool tips on the screen."""
    tops = QApplication.topLevelWidgets()
    return [one for one in tops if one.metaObject().className() == "QTipLabel" and one.isVisible()]  # type: ignore[misc]
