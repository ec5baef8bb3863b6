"""The real window in a process that is to be killed: kill_window_child.py DATA_DIR STEP.

`press`: ticks all new orders, presses Confirm and Start now, and says so. `look`: says what the
window shows about the last run, and ends.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel

from konnect_desktop.ui import application
from konnect_desktop.ui.kit.messages import MessageDialog


def say(**what: object) -> None:
    """One line for the parent."""
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


class Hands(QObject):
    """Does one thing after another, each as soon as the screen shows that it can be done."""

    def __init__(self, app: application.Application, step: str) -> None:
        super().__init__(app)
        self._app = app
        steps = {"press": [self._select, self._confirm, self._start], "look": [self._read]}
        self._todo: list[Callable[[], bool]] = steps[step]
        timer = QTimer(self)
        timer.timeout.connect(self._turn)
        timer.start(10)

    def _turn(self) -> None:
        if self._todo and self._app.desk is not None and self._todo[0]():
            self._todo.pop(0)

    def _button(self, name: str) -> QAbstractButton | None:
        assert self._app.desk is not None
        for found in self._app.desk.window.findChildren(QAbstractButton, name):
            if found.isVisible() and found.isEnabled():
                return found
        return None

    def _press(self, name: str) -> bool:
        button = self._button(name)
        if button is None:
            return False
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        return True

    def _select(self) -> bool:
        return self._press("orders.select_all")

    def _confirm(self) -> bool:
        assert self._app.desk is not None
        bar = self._app.desk.window.orders.bar.actions_bar
        return bool(bar.offer.ids) and self._press("action.confirm")

    def _start(self) -> bool:
        if self._button("confirm_preview.accept") is not None:
            self._press("confirm_preview.accept")
        if not self._press("batch.start_now"):
            return False
        assert self._app.desk is not None
        run = self._app.desk.window.orders.sheet.runs[-1]
        say(batch_id=run.plan.batch_id, ids=list(run.plan.ids))
        return True

    def _read(self) -> bool:
        assert self._app.desk is not None
        window = self._app.desk.window
        dialog = window.findChild(MessageDialog, "info")
        if dialog is None or not dialog.isVisible():
            return False
        say(told=[label.text() for label in dialog.findChildren(QLabel) if label.text()])
        self._app.qt.quit()
        return True


def main() -> int:
    """`konnect-desktop --data-dir DIR`, with hands."""
    data_dir, step = sys.argv[1:]
    start = application.Application.start

    def start_with_hands(app: application.Application) -> None:
        start(app)
        Hands(app, step)

    application.Application.start = start_with_hands  # type: ignore[method-assign]
    return application.main(["--data-dir", data_dir])


if __name__ == "__main__":
    sys.exit(main())
