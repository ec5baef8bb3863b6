"""A fault of ours in a method that Qt calls: told once, the plain text is painted, nothing ends."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QRect, QRectF, QSize, QStringListModel, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHeaderView,
    QListView,
    QStyledItemDelegate,
    QTableView,
    QWidget,
)

import konnect_desktop.ui
from konnect_desktop.domain.rows import ShipmentRow
from konnect_desktop.ui.kit import messages
from konnect_desktop.ui.kit.overrides import ASKED, HAPPENED, survives
from konnect_desktop.ui.orders import columns
from konnect_desktop.ui.orders.brush import Brush
from konnect_desktop.ui.orders.columns import KEYS
from tests.ui.window_desk import WindowDesk

UI = Path(konnect_desktop.ui.__file__).parent
#: Methods of Qt that Qt itself never calls; an override of ours is called by us alone.
NOT_CALLED_BY_QT = {"setText"}


def bug(*_given: Any, **_named: Any) -> Any:
    """A fault of ours."""
    raise ZeroDivisionError("a fault of ours")


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[type[BaseException]]:
    """The kinds of what was handed on as caught by nobody."""
    found: list[type[BaseException]] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, _error, _trace: found.append(kind))
    return found


# ---- the house ---------------------------------------------------------------------------


def our_classes() -> list[type]:
    """Every class of the window that inherits from one of Qt's."""
    found = []
    for module in pkgutil.walk_packages(konnect_desktop.ui.__path__, "konnect_desktop.ui."):
        for one in vars(importlib.import_module(module.name)).values():
            if isinstance(one, type) and one.__module__ == module.name and qt_parents(one):
                found.append(one)
    return found


def qt_parents(kind: type) -> list[type]:
    """Qt's classes that it inherits from."""
    return [one for one in kind.__mro__ if one.__module__.startswith("PySide6")]


def test_every_override_survives() -> None:
    seen = 0
    for kind in our_classes():
        for name, own in vars(kind).items():
            is_override = callable(own) and any(name in vars(one) for one in qt_parents(kind))
            if not is_override or name.startswith("__") or name in NOT_CALLED_BY_QT:
                continue
            where = f"{kind.__module__}.{kind.__qualname__}.{name}"
            assert name in ASKED or name in HAPPENED, f"{where}: say in kit/overrides.py what then"
            assert getattr(own, "is_guarded", False), f"{where}: its class needs @survives"
            seen += 1
    assert seen > 120


def test_no_override_hides_in_a_function_or_an_attribute() -> None:
    names = {*ASKED, *HAPPENED} - {"done", "data", "event", "paint", "accept", "flags"}
    for path in UI.rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        top = {id(one) for one in tree.body}
        for node in ast.walk(tree):
            where = f"{path.name}:{getattr(node, 'lineno', 0)}"
            if isinstance(node, ast.ClassDef) and id(node) not in top:
                own = {one.name for one in node.body if isinstance(one, ast.FunctionDef)}
                assert not own & names, f"{where}: put the class at the top of its file"
            if isinstance(node, ast.Assign):
                given = {one.attr for one in node.targets if isinstance(one, ast.Attribute)}
                assert not given & names, f"{where}: override it in a class"


def test_what_is_set_at_a_painter_is_set_for_a_block() -> None:
    for path in UI.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            is_saving = (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in ("save", "restore")
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id in ("painter", "p")
            )
            allowed = path.name in ("overrides.py", "row_painter.py")
            assert not is_saving or allowed, f"{path.name}: use `with saved(painter)`"


# ---- Qt's classes ------------------------------------------------------------------------


@survives
class HalfPainted(QWidget):
    def paintEvent(self, event: object) -> None:
        painter = QPainter(self)
        painter.save()
        painter.setOpacity(0)
        bug(painter)

    def sizeHint(self) -> QSize:
        return bug()


@survives
class Clipping(QStyledItemDelegate):
    def paint(self, painter: QPainter, option: Any, index: Any) -> None:
        painter.setClipRect(QRect(0, 0, 1, 1))
        painter.translate(40, 40)
        bug()


@survives
class NoTitles(QHeaderView):
    def paintSection(self, painter: QPainter, rect: QRect, number: int) -> None:
        painter.setOpacity(0)
        bug()


@survives
class Stubborn(QDialog):
    def done(self, result: int) -> None:
        bug()

    def accept(self) -> None:
        bug()


def shown(widget: QWidget) -> QImage:
    """Its picture."""
    widget.resize(260, 120)
    widget.show()
    QTest.qWaitForWindowExposed(widget)
    return widget.grab().toImage()


def test_a_widget_that_stops_halfway_says_its_words(
    styled_app: QApplication, told: list[type[BaseException]]
) -> None:
    broken, plain = HalfPainted(), QWidget()
    broken.setAccessibleName("Three of five")
    assert broken.sizeHint() == plain.sizeHint()
    assert shown(broken) != shown(plain)
    for _ in range(3):
        broken.repaint()
    styled_app.processEvents()
    # One for its size and one for its looks, however often it was painted.
    assert told == [ZeroDivisionError] * 2


def test_an_item_and_a_header_are_painted_as_qt_does(
    styled_app: QApplication, told: list[type[BaseException]]
) -> None:
    model = QStringListModel(["Delhivery", "Blue Dart", "Xpressbees"])
    pictures = []
    for delegate in (Clipping(), QStyledItemDelegate()):
        view = QListView()
        view.setModel(model)
        view.setItemDelegate(delegate)
        pictures.append(shown(view))
    assert pictures[0] == pictures[1]
    pictures.clear()
    for header in (NoTitles(Qt.Orientation.Horizontal), QHeaderView(Qt.Orientation.Horizontal)):
        table = QTableView()
        table.setModel(model)
        table.setHorizontalHeader(header)
        pictures.append(shown(table))
    assert pictures[0] == pictures[1]
    styled_app.processEvents()
    assert told == [ZeroDivisionError] * 2


def test_a_window_closes_though_its_own_part_fails(
    styled_app: QApplication, told: list[type[BaseException]]
) -> None:
    dialog = Stubborn()
    dialog.open()
    dialog.accept()
    assert dialog.isVisible()
    dialog.reject()
    assert not dialog.isVisible()
    styled_app.processEvents()
    assert told == [ZeroDivisionError] * 2


# ---- the real window ---------------------------------------------------------------------


@pytest.fixture
def as_run(desk: WindowDesk, monkeypatch: pytest.MonkeyPatch) -> WindowDesk:
    """The window with what the running app does about errors that nobody caught."""
    monkeypatch.setattr(desk.application, "desk", desk.desk)
    monkeypatch.setattr(sys, "excepthook", desk.application.on_exception)
    return desk


def error_windows(desk: WindowDesk) -> list[messages.MessageDialog]:
    """The windows that say that something went wrong."""
    every = desk.window.findChildren(messages.MessageDialog)
    return [one for one in every if one.objectName() == "error" and one.isVisible()]


def cell(desk: WindowDesk, key: str) -> QImage:
    """What is painted in the first cell of a column."""
    table = desk.page.table
    index = desk.page.model.index(0, KEYS.index(key))
    # Without its edges, where the frame of the row is.
    place = table.visualRect(index).adjusted(6, 4, -4, -4)
    return table.viewport().grab(place).toImage()


def has_ink(picture: QImage) -> bool:
    """Whether anything stands on the ground."""
    ground = picture.pixel(0, 0)
    return any(
        picture.pixel(x, y) != ground
        for x in range(picture.width())
        for y in range(picture.height())
    )


def test_a_column_that_cannot_be_painted_says_its_text(
    as_run: WindowDesk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    channel = columns.of("channel")

    def plain(brush: Brush, p: QPainter, area: QRectF, row: ShipmentRow, now: datetime) -> None:
        brush.text(p, area, channel.text(row, now), brush.main)

    monkeypatch.setitem(columns._OF, "channel", replace(channel, paint=plain))
    wanted = cell(as_run, "channel")
    assert has_ink(wanted)
    monkeypatch.setitem(columns._OF, "channel", replace(channel, paint=bug))
    assert cell(as_run, "channel") == wanted
    for _ in range(5):
        as_run.page.table.viewport().repaint()
    as_run.wait(lambda: error_windows(as_run), "the window that says so")
    as_run.settle()
    (window,) = error_windows(as_run)
    assert [one.message for one in caplog.records if one.exc_info] == ["unexpected error"]
    caplog.clear()
    as_run.page.table.viewport().repaint()
    as_run.settle()
    assert not caplog.records
    assert has_ink(cell(as_run, "order"))
    window.close()


BROKEN: dict[str, Callable[[WindowDesk, pytest.MonkeyPatch], None]] = {
    "the header": lambda desk, patch: patch.setattr(desk.page.table.header, "paint_tick", bug),
    "the whole table": lambda desk, patch: patch.setattr(desk.page.table, "_cells", bug),
    "the model": lambda desk, patch: patch.setattr(desk.page.model, "row_at", bug),
    "a tab": lambda desk, patch: patch.setattr(desk.page.lanes.tabs[None], "_pills", bug),
}


@pytest.mark.parametrize("what", BROKEN)
def test_the_window_lives_on(as_run: WindowDesk, what: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        BROKEN[what](as_run, patch)
        for _ in range(3):
            as_run.window.grab()
        as_run.wait(lambda: error_windows(as_run), "the window that says so")
        assert len(error_windows(as_run)) == 1
    error_windows(as_run)[0].close()
    assert has_ink(cell(as_run, "order"))
