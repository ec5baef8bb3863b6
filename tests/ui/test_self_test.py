"""Check this computer: the self-test in a window that stays free, with a table to copy."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from konnect_desktop.selftest import computer as computers
from konnect_desktop.selftest import parts, plan
from konnect_desktop.selftest.computer import Computer
from konnect_desktop.selftest.results import Check, Result, failed, ok, warning
from konnect_desktop.ui.settings.self_test_window import SelfTestWindow
from konnect_desktop.ui.window.palette_entries import entries, matching
from tests.ui.object_names import unlisted
from tests.ui.window_desk import WindowDesk


class Scripted:
    """Checks that do as the test says, one after the other."""

    def __init__(self) -> None:
        self.results: dict[str, Result] = {"python": ok("Fine"), "keyring": ok("Fine")}
        self.gate = threading.Event()
        self.gate.set()
        self.runs = 0
        self.is_open = False
        self.computers: list[Computer] = []
        self.error: Exception | None = None

    @contextmanager
    def checks(self, computer: Computer) -> Iterator[list[Check]]:
        if self.error is not None:
            raise self.error
        self.computers.append(computer)
        self.is_open = True
        try:
            yield [Check(parts.PYTHON, self._python), Check(parts.KEYRING, self._keyring)]
        finally:
            self.is_open = False

    def _python(self) -> Result:
        self.runs += 1
        return self.results["python"]

    def _keyring(self) -> Result:
        assert self.gate.wait(30)
        return self.results["keyring"]


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> Iterator[Scripted]:
    made = Scripted()
    monkeypatch.setattr(plan, "checks", made.checks)
    yield made
    made.gate.set()


def opened(desk: WindowDesk) -> SelfTestWindow:
    desk.window.open_room("settings/help")
    desk.settle()
    QTest.mouseClick(desk.find(QPushButton, "settings.help.check"), Qt.MouseButton.LeftButton)
    found = desk.window.findChild(SelfTestWindow)
    assert found is not None
    assert unlisted(found) == []
    return found


def done(desk: WindowDesk) -> SelfTestWindow:
    window = opened(desk)
    desk.wait(lambda: window.text.toPlainText(), "the table")
    return window


def test_it_shows_what_it_is_at_and_the_window_stays_free(
    desk: WindowDesk, script: Scripted
) -> None:
    script.gate.clear()
    window = opened(desk)
    desk.wait(lambda: window.state.text() == "1 of 20: Python…", "the first part")
    assert not window.copy_button.isEnabled()
    assert not window.again_button.isEnabled()
    assert window.copy_button.toolTip()
    assert window.close_button.isEnabled()
    script.gate.set()
    desk.wait(lambda: window.text.toPlainText(), "the table")
    assert window.state.text() == "Everything works."
    assert window.copy_button.isEnabled()


def test_the_table_is_copied_as_it_is_shown(desk: WindowDesk, script: Scripted) -> None:
    script.results["keyring"] = warning("None here.", "Switch it on.")
    window = done(desk)
    text = window.text.toPlainText()
    assert "warning   Password safe       None here" in text
    assert "→ Switch it on." in text
    assert window.state.text() == "Everything needed works; 1 warning."
    QTest.mouseClick(window.copy_button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == text
    assert window.state.text() == "Copied."


def test_what_failed_is_named_and_looked_at_again(desk: WindowDesk, script: Scripted) -> None:
    script.results["keyring"] = failed("It is locked.", "Unlock it.")
    window = done(desk)
    assert window.state.text() == "1 part failed: Password safe."
    script.results["keyring"] = ok("It opens")
    QTest.mouseClick(window.again_button, Qt.MouseButton.LeftButton)
    assert window.text.toPlainText() == ""
    desk.wait(lambda: "It opens" in window.text.toPlainText(), "the new table")
    assert window.state.text() == "Everything works."
    assert script.runs == 2


def test_it_is_about_the_open_account(desk: WindowDesk, script: Scripted) -> None:
    done(desk)
    (computer,) = script.computers
    assert computer.profile == desk.services.profile
    assert computer.settings == desk.services.settings.current
    assert computer.is_practice
    assert computer.network() is not None


def test_closing_ends_it_and_tidies_up(desk: WindowDesk, script: Scripted) -> None:
    script.gate.clear()
    window = opened(desk)
    desk.wait(lambda: script.runs, "the first part")
    window.close()
    script.gate.set()
    desk.wait(lambda: not script.is_open, "the end")
    desk.settle()


def test_one_that_cannot_be_done_says_why(desk: WindowDesk, script: Scripted) -> None:
    script.error = OSError("no temporary folder")
    window = opened(desk)
    desk.wait(window.error.isVisible, "the words")
    assert not window.copy_button.isEnabled()
    script.error = None
    QTest.mouseClick(window.again_button, Qt.MouseButton.LeftButton)
    desk.wait(lambda: window.text.toPlainText(), "the table")
    assert not window.error.isVisible()


@pytest.mark.parametrize("typed", ["check this", "self test", "diagnostics password"])
def test_the_palette_finds_it(desk: WindowDesk, script: Scripted, typed: str) -> None:
    found = [entry.title for entry in matching(typed, entries(desk.window), ())]
    assert "Check this computer…" in found[:2]
    entry = next(e for e in entries(desk.window) if e.key == "command.check_computer")
    entry.run()
    desk.wait(lambda: script.runs, "the check")
    window = desk.window.findChild(SelfTestWindow)
    assert window is not None
    desk.wait(lambda: window.text.toPlainText(), "the table")


def test_the_real_one_leaves_the_open_account_as_it_is(
    desk: WindowDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All parts, in practice: no network, and nothing is left in the data folder."""
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    made: list[computers.Scratch] = []
    real = plan.Scratch

    def scratch(folder: object) -> computers.Scratch:
        made.append(real(folder))
        return made[-1]

    monkeypatch.setattr(plan, "Scratch", scratch)
    window = opened(desk)
    desk.wait(lambda: window.text.toPlainText(), "the table")
    text = window.text.toPlainText()
    assert "20 parts: " in text
    assert "Everything that the app needs works here." in text
    assert "Practice stays on this computer" in text
    assert str(desk.folder) not in text
    (folder,) = made
    assert folder.is_in_data_folder
    assert not folder.folder.exists()
