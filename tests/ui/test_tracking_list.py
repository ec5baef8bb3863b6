"""The Tracking room's list: copied and saved for a spreadsheet program."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QPushButton

from konnect_desktop.sheets.reading import read_bytes
from konnect_desktop.ui.tracking.page import FOUND
from konnect_desktop.ui.tracking.parcel_export import HEADINGS, write_parcels
from tests.ui.sheet_steps import click
from tests.ui.window_desk import WindowDesk

_CONTROL = Qt.KeyboardModifier.ControlModifier


def open_room(desk: WindowDesk) -> None:
    desk.window.open_room("tracking")
    desk.settle()


def copied() -> list[list[str]]:
    return [line.split("\t") for line in QGuiApplication.clipboard().text().split("\n")]


def test_the_chosen_rows_are_copied_with_their_headings(desk: WindowDesk) -> None:
    open_room(desk)
    page = desk.window.tracking
    click(desk, "tracking.ask")
    desk.wait(lambda: not page.asks.is_running, "the answers")
    desk.settle()
    page.table.setFocus()
    page.table.choose([1])
    QTest.keyClick(page.table, Qt.Key.Key_C, _CONTROL)
    head, line = copied()
    assert tuple(head) == HEADINGS
    told = dict(zip(head, line, strict=True))
    parcel = page._shown[1]
    assert told["Order"] == parcel.order_no
    assert told["AWB"] == parcel.awb
    assert told["Asked"].endswith("IST")
    assert desk.window.keys.said.text() == "Copied 1 parcel"
    QTest.keyClick(page.table, Qt.Key.Key_A, _CONTROL)
    click(desk, "tracking.copy")
    assert len(copied()) == len(page._shown) + 1


def test_a_copied_word_of_the_courier_runs_nothing(desk: WindowDesk) -> None:
    open_room(desk)
    page = desk.window.tracking
    page._shown[0] = replace(page._shown[0], courier_partner="=1+1\tx", awb="00123456789012")
    page.table.choose([0])
    page.copy()
    head, line = copied()
    told = dict(zip(head, line, strict=True))
    assert told["Courier"] == "'=1+1 x"
    assert told["AWB"] == "00123456789012"


def test_what_is_chosen_stays_when_the_list_is_read_again(desk: WindowDesk) -> None:
    open_room(desk)
    page = desk.window.tracking
    page.table.choose([1, 3])
    kept = page.table.keys()
    page.reload()
    desk.settle()
    assert page.table.keys() == kept
    assert len(kept) == 2


@pytest.mark.parametrize("name", ["list.xlsx", "list.csv"])
def test_the_whole_list_is_saved(desk: WindowDesk, tmp_path: Path, name: str) -> None:
    open_room(desk)
    page = desk.window.tracking
    QTest.keyClick(page.table, Qt.Key.Key_S, _CONTROL)
    dialog = desk.find(QFileDialog, "files.save.export")
    path = tmp_path / name
    dialog.fileSelected.emit(str(path))
    dialog.reject()
    desk.wait(path.exists, "the file")
    desk.settle()
    head, *body = [list(row.texts) for row in read_bytes(path.read_bytes()).rows]
    assert tuple(head) == HEADINGS
    assert [row[1] for row in body] == list(page.lists.moving)
    assert desk.window.keys.said.text() == f"Saved {len(body)} parcels in {name}"


def test_what_cannot_be_saved_is_said(desk: WindowDesk, tmp_path: Path) -> None:
    open_room(desk)
    page = desk.window.tracking
    write_parcels(page, page._context, lambda: page._shown, {}, tmp_path / "none" / "list.csv")
    desk.settle()
    texts = [one.text() for one in desk.window.findChildren(type(page.empty)) if one.isVisible()]
    assert any("list.csv could not be saved" in text for text in texts)


def test_an_empty_list_says_why_there_is_nothing_to_take(desk: WindowDesk) -> None:
    open_room(desk)
    desk.window.tracking.tabs.setCurrentIndex(FOUND)
    desk.settle()
    for name in ("copy", "export"):
        button = desk.find(QPushButton, f"tracking.{name}")
        assert not button.isEnabled()
        assert button.toolTip() == f"This list is empty, so there is nothing to {name}."
        assert button.accessibleDescription() == button.toolTip()
    desk.window.tracking.tabs.setCurrentIndex(0)
    desk.settle()
    assert desk.find(QPushButton, "tracking.copy").toolTip().endswith("(Ctrl+C)")
    assert desk.find(QPushButton, "tracking.export").toolTip().endswith("(Ctrl+S)")


def test_a_right_click_offers_the_same(desk: WindowDesk) -> None:
    open_room(desk)
    page = desk.window.tracking
    place = page.table.visualRect(page.table.model().index(2, 0)).center()
    viewport = page.table.viewport()
    event = QContextMenuEvent(
        QContextMenuEvent.Reason.Mouse, place, viewport.mapToGlobal(QPoint(place))
    )
    QApplication.sendEvent(viewport, event)
    menu = desk.find(QMenu, "tracking.menu")
    entries = {entry.objectName(): entry for entry in menu.actions()}
    assert list(entries) == [
        "tracking.menu.show_orders",
        "tracking.menu.copy",
        "tracking.menu.export",
    ]
    entries["tracking.menu.copy"].trigger()
    menu.close()
    assert copied()[1][0] == page._shown[2].order_no
