"""Hostile text in every field of the server: each room, table, tip, menu and form shows text."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from PySide6 import QtGui
from PySide6.QtCore import QEvent
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QListWidget,
    QMenu,
    QTableView,
    QTabWidget,
    QToolTip,
    QWidget,
)

import konnect_desktop.ui
from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.filters import OrderFilter
from konnect_desktop.practice.faults import Fault
from konnect_desktop.ui.handover.courier_list import CourierList
from konnect_desktop.ui.kit import messages
from konnect_desktop.ui.window.palette import open_palette
from tests.ui.hostile_names import TEXTS
from tests.ui.hostile_text import faults_in, hostile_answers, tips_shown
from tests.ui.window_desk import PracticeWorld, WindowDesk

UI = Path(konnect_desktop.ui.__file__).parent
#: Actions that ask something, or open a window of their own.
ASKED = (
    Action.CONFIRM,
    Action.ADD_INVOICE,
    Action.UPDATE_AWB,
    Action.CANCEL,
    Action.CANCEL_ITEMS,
    Action.UPDATE_STATUS,
    Action.RETURN_QC,
    Action.CREDIT_NOTE,
    Action.PICK_LIST,
    Action.PACKING_SLIP,
    Action.HANDOVER_SHEET,
)


def looking(*roots: QWidget) -> list[str]:
    """What is wrong below these widgets, or in all that is on the screen."""
    tops = [one for one in QApplication.topLevelWidgets() if one.isVisible()]
    return [fault for top in roots or tops for fault in faults_in(top)]


@pytest.fixture(scope="module")
def hostile_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PracticeWorld]:
    """A server that answers with hostile text, and a folder that has read it all."""
    with hostile_answers(), PracticeWorld(tmp_path_factory.mktemp("hostile"), orders=200) as world:
        yield world


@pytest.fixture
def hostile(
    styled_app: QApplication, hostile_world: PracticeWorld, tmp_path: Path
) -> Iterator[WindowDesk]:
    """The window on it."""
    with WindowDesk(styled_app, hostile_world, tmp_path / "data") as made:
        made.wait_until_shown()
        yield made


def hover(view: QTableView | QListWidget, row: int, column: int) -> str:
    """The tip that Qt shows for a cell."""
    view.scrollTo(view.model().index(row, column))
    at = view.visualRect(view.model().index(row, column)).center()
    event = QHelpEvent(QEvent.Type.ToolTip, at, view.viewport().mapToGlobal(at))
    QApplication.sendEvent(view.viewport(), event)
    shown = tips_shown()
    text = shown[0].text() if shown else ""
    if shown:
        assert not QtGui.Qt.mightBeRichText(text)
        assert shown[0].height() < 700
        assert shown[0].width() < 1_600
    QToolTip.hideText()
    return text


def test_rooms_and_details(hostile: WindowDesk) -> None:
    hostile.page.show_lane(None)
    hostile.settle()
    rows = hostile.rows()
    assert any(text[:20] in row.buyer for row in rows for text in TEXTS)
    assert looking() == []
    for row in rows[: 2 * len(TEXTS)]:
        hostile.page.open_detail(row.id)
        hostile.settle()
        for tab in range(hostile.page.detail.tabs.count()):
            hostile.page.detail.tabs.setCurrentIndex(tab)
            hostile.settle()
        assert looking(hostile.page.detail) == []
    for room in hostile.window.rooms.names:
        hostile.window.open_room(room)
        hostile.settle()
        for tabs in hostile.window.rooms.page(room).findChildren(QTabWidget):
            for number in range(tabs.count()):
                tabs.setCurrentIndex(number)
                hostile.settle()
        assert looking() == [], room


def test_tips_that_are_really_shown(hostile: WindowDesk) -> None:
    hostile.page.show_lane(None)
    hostile.settle()
    model = hostile.page.model
    tips = {
        hover(hostile.page.table, row, column)
        for row in range(12)
        for column in range(model.columnCount())
    }
    assert any("<\u2060b>bold" in tip for tip in tips), tips
    hostile.window.open_room("handover")
    hostile.settle()
    couriers = hostile.window.findChild(CourierList)
    assert couriers is not None
    assert any(hover(couriers, row, 0) for row in range(couriers.count()))


def test_menus_filters_and_the_palette(hostile: WindowDesk) -> None:
    hostile.page.show_lane(None)
    hostile.settle()
    for menu in hostile.window.findChildren(QMenu):
        menu.aboutToShow.emit()
        hostile.settle()
        assert looking(menu) == [], menu.objectName()
    couriers = tuple({row.courier_partner for row in hostile.rows() if row.courier_partner})
    hostile.page.filters.set_filter(OrderFilter(couriers=couriers[:3], text=TEXTS[0]))
    hostile.settle()
    assert looking() == []
    open_palette(hostile.window, hostile.desk.context)
    [palette] = [one for one in hostile.window.findChildren(QDialog) if one.isVisible()]
    for text in TEXTS:
        palette.line.setText(text)  # type: ignore[attr-defined]
        QApplication.processEvents()
        assert looking(palette) == []
    palette.reject()


@pytest.mark.parametrize("action", ASKED, ids=lambda action: action.value)
def test_what_an_action_asks(hostile: WindowDesk, action: Action) -> None:
    from tests.ui.sheet_steps import tick
    from tests.ui.test_forms_through_the_window import allowed

    ids = allowed(hostile, action)[:8]
    assert ids, "no order allows it"
    tick(hostile, ids)
    hostile.page.bar.actions_bar.press(action)

    def shown() -> list[QWidget]:
        tops = QApplication.topLevelWidgets()
        return [one for one in tops if one is not hostile.window and one.isVisible()]

    hostile.wait(lambda: shown() or hostile.page.sheet.runs, "what it asks")
    hostile.settle()
    for one in shown():
        for tabs in one.findChildren(QTabWidget):
            for number in range(tabs.count()):
                tabs.setCurrentIndex(number)
                hostile.settle()
    assert looking() == []
    for one in shown():
        one.close()
    hostile.settle()


def test_refusals_news_and_errors(hostile: WindowDesk) -> None:
    from tests.ui.sheet_steps import finish, new_ids, plan

    ids = new_ids(hostile, 9)
    for one, text in zip(ids, TEXTS, strict=True):
        fault = Fault("refuse", "confirm", ids=(one,), code=text[:200], message=text)
        hostile.server.faults.plan(fault)
    run = plan(hostile, ids)
    finish(hostile, run)
    hostile.settle()
    assert run.failed == len(ids)
    assert looking() == []
    hostile.page.open_detail(ids[0])
    hostile.window.open_room("documents")
    hostile.settle()
    assert looking() == []
    for text in TEXTS:
        dialog = messages.info(hostile.window, text, text, detail=text, action=text)
        assert looking(dialog) == []
        dialog.close()


def test_words_from_right_to_left_stay_beside_ours(styled_app: QApplication) -> None:
    """A digit after a name in Urdu is drawn behind it, not before."""
    from PySide6.QtGui import QTextLayout

    from konnect_desktop.domain.plain import one_line

    text = one_line("لاہور: 38 orders")
    layout = QTextLayout(text, styled_app.font())
    layout.beginLayout()
    line = layout.createLine()
    layout.endLayout()
    at = [line.cursorToX(text.index(part))[0] for part in ("38", "orders")]  # type: ignore[index]
    assert line.cursorToX(text.index("ہ"))[0] < at[0] < at[1]  # type: ignore[index]


# ---- the rule, held by looking at the source ------------------------------------------------


@cache
def _nodes() -> list[tuple[Path, ast.Call | ast.ClassDef]]:
    """Every call and class of the room."""
    return [
        (path, node)
        for path in sorted(UI.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call | ast.ClassDef)
    ]


def _calls(*names: str) -> Iterator[tuple[str, ast.Call]]:
    for path, node in _nodes():
        if isinstance(node, ast.Call):
            called = node.func
            name = getattr(called, "attr", getattr(called, "id", ""))
            if name in names:
                yield f"{path.relative_to(UI)}:{node.lineno}", node


def _is_own(value: ast.expr) -> bool:
    """A constant of ours, or what went through `plain_tip`."""
    if isinstance(value, ast.IfExp):
        return _is_own(value.body) and _is_own(value.orelse)
    if isinstance(value, ast.Name):
        return value.id.isupper()
    is_plain = isinstance(value, ast.Call) and ast.unparse(value.func) == "plain_tip"
    return is_plain or isinstance(value, ast.Constant)


def test_every_tip_is_a_constant_or_plain() -> None:
    tips = [(at, call.args[0]) for at, call in _calls("setToolTip")]
    tips += [(at, call.args[1]) for at, call in _calls("showText")]
    assert len(tips) > 50
    assert [at for at, value in tips if not _is_own(value)] == []


def test_every_label_and_model_is_plain() -> None:
    wrong = [
        f"{path.name}: {node.name}.{one.name}"
        for path, node in _nodes()
        if isinstance(node, ast.ClassDef)
        for one in node.body
        if isinstance(one, ast.FunctionDef)
        and (one.name == "headerData" or (one.name == "data" and one.args.args[1:]))
        and "plain_cells" not in map(ast.unparse, one.decorator_list)
    ]
    wrong += [
        f"{path.name}: {node.name}"
        for path, node in _nodes()
        if isinstance(node, ast.ClassDef) and "QLabel" in map(ast.unparse, node.bases)
    ]
    assert wrong == ["plain.py: PlainLabel"]
    readers = ("QLabel", "QMessageBox", "QTextBrowser", "QTextEdit", "QErrorMessage")
    ways = ("QSystemTrayIcon", "setHtml", "insertHtml", "appendHtml", "setWhatsThis")
    found = {at.partition(":")[0] for at, _ in _calls(*readers, *ways, "setStatusTip")}
    # What is copied for a spreadsheet program is HTML with every cell escaped.
    assert found == {"kit/clipboard.py"}
    rows = [call.args[0] for _, call in _calls("addRow")]
    assert not any(isinstance(title, ast.Constant) for title in rows)
