"""What a person does with batches, for tests: tick, press, skip the undo time, read the result."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from konnect_desktop.domain.actions import Action
from konnect_desktop.ui.asks.close_awb import CloseAwbDialog
from konnect_desktop.ui.asks.confirm_preview import ConfirmPreview
from konnect_desktop.ui.batches.run import BatchRun, Phase
from konnect_desktop.ui.kit.question import Question
from tests.ui.window_desk import WindowDesk

Q = TypeVar("Q", bound=Question)


def tick(desk: WindowDesk, ids: Sequence[str]) -> None:
    """Tick these orders and wait for the toolbar's answer."""
    desk.page.selection.set(ids)
    bar = desk.page.bar.actions_bar
    desk.wait(lambda: sorted(bar.offer.ids) == sorted(ids), "the toolbar's answer")
    desk.settle()


def click(desk: WindowDesk, name: str) -> None:
    """Click a button that is there and can be pressed."""
    button = desk.find(QPushButton, name)
    assert button.isVisible(), name
    assert button.isEnabled(), name
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def opened(desk: WindowDesk, kind: type[Q]) -> Q:
    """The question that an action asks, as soon as what it shows has been read."""

    def shown() -> list[Q]:
        return [one for one in desk.window.findChildren(kind) if one.isVisible()]

    desk.wait(shown, f"a {kind.__name__}")
    return shown()[0]


def press_through(desk: WindowDesk, action: Action, until: Callable[[], object]) -> None:
    """Press the action and wait for `until`; buyers who cancelled an item, and self-ship orders
    without an AWB, are waved through."""

    def asked() -> list[Question]:
        found = desk.window.findChildren(Question)
        kinds = (ConfirmPreview, CloseAwbDialog)
        return [one for one in found if isinstance(one, kinds) and one.isVisible()]

    desk.page.bar.actions_bar.press(action)
    desk.wait(lambda: until() or asked(), f"what {action.value} leads to")
    for dialog in asked():
        if isinstance(dialog, CloseAwbDialog):
            dialog.with_them.setChecked(True)
        dialog.press()
    desk.wait(until, f"what {action.value} leads to")


def plan(desk: WindowDesk, ids: Sequence[str], action: Action = Action.CONFIRM) -> BatchRun:
    """Press the action; the batch is shown and its undo time runs."""
    sheet = desk.page.sheet
    before = len(sheet.runs)
    tick(desk, ids)
    press_through(desk, action, lambda: len(sheet.runs) == before + 1)
    run: BatchRun = sheet.runs[-1]
    return run


def finish(desk: WindowDesk, run: BatchRun) -> None:
    """Skip the undo time where there is one, and wait for the end."""
    if run.phase is Phase.COUNTING:
        click(desk, "batch.start_now")
    desk.wait(lambda: not run.is_open, "the batch to end")
    desk.settle()


def new_ids(desk: WindowDesk, count: int) -> list[str]:
    """Orders that may be confirmed."""
    found = [one for one in desk.server.world.ids("CREATED") if is_free(desk, one)]
    assert len(found) >= count
    return found[:count]


def is_free(desk: WindowDesk, shipment_id: str) -> bool:
    """Whether the app sees no lock on the order."""
    rows = desk.services.queries.rows_by_id([shipment_id])
    return bool(rows) and rows[0].lane == "new"
