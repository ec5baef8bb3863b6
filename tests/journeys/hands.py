"""A seller's hands and eyes: clicks what is clicked, reads what is read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from konnect_desktop.ui.batches.run import BatchRun, Phase
from tests.ui.window_desk import WindowDesk, wait_for


def click(window: QWidget, name: str) -> None:
    """Click a button that is seen and can be pressed, in the window or a dialog of it."""
    found = [one for one in window.findChildren(QAbstractButton, name) if one.isVisible()]
    assert found, f"{name} is not to be seen"
    assert found[-1].isEnabled(), f"{name} cannot be pressed"
    QTest.mouseClick(found[-1], Qt.MouseButton.LeftButton)


def read(window: QWidget, name: str) -> str:
    """The words of a label or button that is seen."""
    found = [one for one in window.findChildren(QWidget, name) if one.isVisible()]
    assert found, f"{name} is not to be seen"
    widget: Any = found[-1]
    assert isinstance(widget, QLabel | QAbstractButton), name
    return str(widget.text())


def shows(window: QWidget, name: str, text: str) -> bool:
    """Whether a label or button is seen with these words."""
    found = [one for one in window.findChildren(QWidget, name) if one.isVisible()]
    return bool(found) and read(window, name) == text


def tab_number(window: QWidget, lane: str) -> int:
    """The number on a tab, as it is read aloud: "New, 148 orders, 12 due soon"."""
    tab = window.findChild(QAbstractButton, f"orders.lane.{lane}")
    assert isinstance(tab, QAbstractButton)
    return int(tab.accessibleName().split(", ")[1].split()[0].replace(",", ""))


def until(is_true: Callable[[], object], what: str, limit_ms: int = 30_000) -> None:
    """Watch the screen until something is there."""
    assert wait_for(is_true, limit_ms), f"waited in vain: {what}"


def take_all(desk: WindowDesk, lane: str) -> None:
    """Open a tab and tick everything in it."""
    click(desk.window, f"orders.lane.{lane}")
    desk.settle()
    click(desk.window, "orders.select_all")
    bar = desk.page.bar.actions_bar
    until(lambda: len(bar.offer.ids) == desk.page.loader.count, "the toolbar's answer")
    desk.settle()


def press(desk: WindowDesk, action: str) -> BatchRun:
    """Press an action of the toolbar; the batch stands in the sheet."""
    sheet = desk.page.sheet
    before = len(sheet.runs)
    click(desk.window, f"action.{action}")

    def is_planned() -> bool:
        # What the buyer cancelled is shown first, and accepted.
        asked = desk.window.findChild(QAbstractButton, "confirm_preview.accept")
        if asked is not None and asked.isVisible():
            QTest.mouseClick(asked, Qt.MouseButton.LeftButton)
        # Self-ship orders without an AWB come along when the seller says so.
        take = desk.window.findChild(QAbstractButton, "close_awb.with_them")
        if take is not None and take.isVisible():
            take.setChecked(True)
            click(desk.window, "close_awb.accept")
        return len(sheet.runs) == before + 1

    until(is_planned, "the batch")
    run: BatchRun = sheet.runs[-1]
    return run


def see_it_end(desk: WindowDesk, run: BatchRun) -> None:
    """Watch a batch to its result."""
    until(lambda: run.phase in (Phase.FINISHED, Phase.BROKEN), "the result", 90_000)
    desk.settle()
