"""The menu of a right-click on the list."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.exceptions import capture_exceptions

from tests.ui.window_desk import WindowDesk


def right_click(desk: WindowDesk, row: int) -> QMenu:
    """Right-click on the row of that number; the menu that opens."""
    table = desk.page.table
    place = table.visualRect(table.model().index(row, 4)).center()
    reason = QContextMenuEvent.Reason.Mouse
    viewport = table.viewport()
    event = QContextMenuEvent(reason, place, viewport.mapToGlobal(place))
    QApplication.sendEvent(viewport, event)
    return desk.find(QMenu, "orders.menu")


def names(menu: QMenu) -> list[str]:
    return [entry.objectName() for entry in menu.actions()]


def test_the_menu_of_an_unticked_row_waits_for_what_its_order_allows(desk: WindowDesk) -> None:
    row = desk.rows()[0]
    menu = right_click(desk, 0)
    assert [entry.text() for entry in menu.actions()] == ["One moment…"]
    desk.wait(lambda: "menu.confirm" in names(menu), "the actions")
    assert desk.page.selection.ids == [row.id]
    menu.close()


def test_a_closed_menu_is_not_filled_again(desk: WindowDesk) -> None:
    with capture_exceptions() as raised:
        menu = right_click(desk, 0)
        menu.close()
        QApplication.sendPostedEvents(menu, QEvent.Type.DeferredDelete)
        desk.settle()
        for row in desk.rows()[1:4]:
            desk.page.selection.set([row.id])
            desk.settle()
    assert raised == []
    assert desk.window.findChildren(QMenu, "orders.menu") == []


def test_what_is_chosen_in_the_menu_is_done(
    desk: WindowDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[object] = []
    monkeypatch.setattr(desk.page.handlers, "trigger", lambda *what: done.append(what[:2]))
    row = desk.rows()[0]
    menu = right_click(desk, 0)
    desk.wait(lambda: "menu.refresh" in names(menu), "the actions")
    entry = menu.findChild(QAction, "menu.refresh")
    assert entry is not None
    entry.trigger()
    assert [(str(action), ids) for action, ids in done] == [("refresh", [row.id])]
    menu.close()
