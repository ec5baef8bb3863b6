"""What a person does in the AWB dialog, for tests: open, type, scan, paste, import, send."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from konnect_desktop.domain.actions import Action
from konnect_desktop.services.context import TaskContext
from konnect_desktop.ui.awb.dialog import AwbDialog
from konnect_desktop.ui.awb.model import AWB, RESULT
from tests.conftest import MakeWindow
from tests.services.self_ship import make_waiting
from tests.ui.sheet_steps import tick
from tests.ui.window_desk import WindowDesk


def self_ship_desk(make_window: MakeWindow, count: int) -> tuple[WindowDesk, list[str]]:
    """A window on a server of its own, where `count` parcels wait for their AWB."""
    desk = make_window(orders=110)
    desk.wait_until_shown()
    ids = make_waiting(desk.server, count)
    desk.services.sync.run(TaskContext())
    desk.settle()
    return desk, ids


def open_dialog(desk: WindowDesk, ids: Sequence[str]) -> AwbDialog:
    """Tick the orders and press Update AWB."""
    tick(desk, ids)
    desk.page.bar.actions_bar.press(Action.UPDATE_AWB)
    return opened(desk)


def opened(desk: WindowDesk) -> AwbDialog:
    """The dialog that is open, with its lines judged."""

    def shown() -> list[AwbDialog]:
        # One that was closed lives on for a moment.
        return [one for one in desk.window.findChildren(AwbDialog) if one.isVisible()]

    desk.wait(shown, "the AWB dialog")
    (dialog,) = shown()
    settle(desk, dialog)
    if not dialog.choice.is_made:
        dialog.choice.left.setChecked(True)
    return dialog


def settle(desk: WindowDesk, dialog: AwbDialog) -> None:
    """Wait until every line is judged as it stands."""

    def is_quiet() -> bool:
        # The couriers of earlier orders are read when it opens, and start another judgement.
        return dialog.lines.is_settled and not desk.desk.runner.is_running("awb.couriers")

    for _ in range(20):
        desk.wait(is_quiet, "the judgement")
        QApplication.processEvents()
        if is_quiet():
            return
    raise AssertionError("the lines never came to rest")


def scan(dialog: AwbDialog, *codes: str) -> None:
    """What a scanner does: all characters at once, then Enter."""
    for code in codes:
        QTest.keyClicks(dialog.scan.line, code)
        QTest.keyClick(dialog.scan.line, Qt.Key.Key_Return)


def answer(desk: WindowDesk, dialog: AwbDialog, *, goes_on: bool) -> None:
    """Press a button of the question about a scan."""
    desk.wait(dialog.scan.card.isVisible, "the question")
    card = dialog.scan.card
    QTest.mouseClick(card.skip_button if goes_on else card.go_button, Qt.MouseButton.LeftButton)
    settle(desk, dialog)


def type_in_grid(desk: WindowDesk, dialog: AwbDialog, text: str) -> None:
    """Type into the editor that is open, and press Enter."""
    desk.wait(lambda: dialog.grid.is_editing and dialog.focusWidget() is not dialog.grid, "editor")
    editor = dialog.focusWidget()
    assert isinstance(editor, QLineEdit)
    line = dialog.grid.line()
    QTest.keyClicks(editor, text)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    desk.wait(lambda: dialog.lines.rows[line].line.awb == text, "the AWB")


def paste(desk: WindowDesk, dialog: AwbDialog, text: str) -> None:
    """Copy `text` elsewhere and press Paste list."""
    QGuiApplication.clipboard().setText(text)
    QTest.mouseClick(dialog.paste_button, Qt.MouseButton.LeftButton)
    settle(desk, dialog)


def import_file(desk: WindowDesk, dialog: AwbDialog, path: Path) -> None:
    """Choose a file."""
    dialog.open_file(path)
    desk.wait(dialog.import_button.isEnabled, "the file")
    settle(desk, dialog)


def results(dialog: AwbDialog) -> dict[str, str]:
    """Order as it was given -> what the grid says becomes of it."""
    model = dialog.grid.model_of_lines
    return {
        row.line.order: str(model.index(number, RESULT).data())
        for number, row in enumerate(dialog.lines.rows)
    }


def awbs(dialog: AwbDialog) -> list[str]:
    """The AWB column from top to bottom."""
    model = dialog.grid.model_of_lines
    return [str(model.index(number, AWB).data() or "") for number in range(model.rowCount())]


def at_server(desk: WindowDesk, ids: Sequence[str]) -> list[tuple[str, str, str]]:
    """What the server holds of each: AWB, courier, status."""
    found = (desk.server.world.shipment(one) for one in ids)
    return [(s.awb or "", s.courier_name or "", s.status) for s in found]
