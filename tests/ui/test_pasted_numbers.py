"""Fifty numbers pasted into the search box: found, and those that are none of ours named."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from konnect_desktop.domain.pasted import numbers_in
from tests.ui.window_desk import WindowDesk

UNKNOWN = ["OD000000000001", "FN000000000002", "40000000000003", "1795000000000000000004"]


def paste(desk: WindowDesk, text: str) -> None:
    """Ctrl+V in the search box."""
    QGuiApplication.clipboard().setText(text)
    search = desk.window.top.search
    search.setFocus()
    QTest.keyClick(search, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


@pytest.mark.parametrize("between", ["\n", ", ", "\t", "\r\n", "; "])
def test_a_list_is_found_and_the_rest_is_named(desk: WindowDesk, between: str) -> None:
    desk.page.show_lane(None)
    desk.settle()
    rows = desk.rows()[:46]
    # Order numbers and shipment ids, as a sheet has them.
    known = [row.order_no if place % 2 else row.id for place, row in enumerate(rows)]
    paste(desk, between.join([*known[:20], *UNKNOWN, *known[20:]]))
    desk.wait(lambda: desk.window.notices.text("paste"), "the words")
    desk.settle()
    shown = {row.id for row in desk.rows()}
    assert shown >= {row.id for row in rows}
    assert all(row.id in shown or row.order_no in known for row in desk.rows())
    assert desk.window.top.search.text() == ""
    said = desk.window.notices.text("paste")
    assert f"Not among your orders: {', '.join(UNKNOWN)}." in said
    QTest.mouseClick(desk.find(QPushButton, "notice.paste.action"), Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "\n".join(UNKNOWN)


def test_one_number_or_words_are_searched_for_as_typed(desk: WindowDesk) -> None:
    desk.page.show_lane(None)
    desk.settle()
    row = desk.rows()[3]
    paste(desk, f"  {row.order_no}\n")
    desk.wait(lambda: desk.page.wanted.text == row.order_no, "the search")
    desk.settle()
    assert row.id in {one.id for one in desk.rows()}
    desk.window.top.search.clear()
    paste(desk, "blue\nkurta")
    assert desk.window.top.search.text() == "blue kurta"


def test_what_is_a_list() -> None:
    assert numbers_in("OD1234567,\t16498230 \n 16498231") == ["OD1234567", "16498230", "16498231"]
    assert numbers_in("16498230") == []
    assert numbers_in("blue kurta 16498230") == []
    assert numbers_in("400001 411001") == [], "PIN codes are searched for together"
    assert numbers_in("Asha 400001\nRavi 411001") == []


def test_the_numbers_of_a_list_are_tidied() -> None:
    assert numbers_in('="0016498230"\n#16498231\u200b') == ["0016498230", "16498231"]
    assert numbers_in("1459 0000 1234\n1459\u00a00000\u00a01235") == [
        "145900001234",
        "145900001235",
    ]
    assert numbers_in("402\u20111234567, 402\u20131234568") == ["402-1234567", "402-1234568"]
