"""What the tests of forms share."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from konnect_desktop.services.batch_models import ActionOptions
from konnect_desktop.ui.kit.question import Question
from tests.conftest import MakeWindow
from tests.printing.scripted_queues import ScriptedQueues
from tests.ui.object_names import unlisted
from tests.ui.window_desk import WindowDesk

Show = Callable[[Question], list[ActionOptions]]


@pytest.fixture
def show(styled_app: QApplication) -> Iterator[Show]:
    """Opens a dialog and collects what it hands on."""
    shown: list[QDialog] = []

    def open_it(dialog: Question) -> list[ActionOptions]:
        got: list[ActionOptions] = []
        dialog.chosen.connect(got.append)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
        dialog.open()
        shown.append(dialog)
        QTest.qWaitForWindowExposed(dialog)
        assert unlisted(dialog) == []
        return got

    yield open_it
    for dialog in shown:
        dialog.close()
        # At once: a window that outlives the application ends the process badly.
        shiboken6.delete(dialog)


@pytest.fixture
def queues() -> ScriptedQueues:
    """Print queues that do as the test says."""
    return ScriptedQueues()


@pytest.fixture
def with_queues(make_window: MakeWindow, queues: ScriptedQueues) -> WindowDesk:
    """A window whose labels go to LAB and whose invoices go to OFF."""
    made = make_window(orders=80)
    made.services.printing._queue = queues
    made.services.change_settings(label_printer="LAB", invoice_printer="OFF")
    made.wait_until_shown()
    return made
