"""The real window for an account of one's own: nobody is signed in yet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton

from konnect_desktop import bootstrap
from konnect_desktop.credentials import CredentialStore, MemoryCredentials
from konnect_desktop.paths import Paths, make_private
from konnect_desktop.profile_lock import ProfileLock
from konnect_desktop.ui.application import Application, Desk, parse
from konnect_desktop.ui.window.sign_in import SignInDialog
from tests.ui.window_desk import wait_for


class SignIn:
    """The window with its sign-in dialog open, and what a person does there."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.window: Any = desk.window
        self.window.ask_sign_in()
        self.dialog: SignInDialog = self.window.findChild(SignInDialog)

    def type(self, **texts: str) -> None:
        """Fill in fields by name: base_url, username, token, locations."""
        for name, text in texts.items():
            line = self.dialog.findChild(QLineEdit, f"sign_in.{name}")
            line.clear()
            QTest.keyClicks(line, text)

    def press(self, name: str) -> None:
        """Press a button of the dialog."""
        button = self.dialog.findChild(QPushButton, f"sign_in.{name}")
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def test(self) -> None:
        """Press Test connection and wait for the answer."""
        self.press("test")
        self.wait(lambda: self.dialog._task is None, "the test to end")

    def wait(self, is_true: Any, what: str) -> None:
        """Turn the event loop until something is true."""
        assert wait_for(is_true), f"waited in vain: {what}"

    @property
    def failed(self) -> Any:
        """The step that failed."""
        steps = self.dialog.steps.steps
        assert steps, self.dialog.error.text()
        assert [step.ok for step in steps[:-1]] == [True] * (len(steps) - 1)
        assert not steps[-1].ok
        return steps[-1]


@contextmanager
def account_desk(
    qt: QApplication, folder: Path, credentials: CredentialStore | None = None
) -> Iterator[SignIn]:
    """Open the window without an account; by default the Token is kept in memory only."""
    application = Application(qt, parse(["--data-dir", str(folder)]))
    paths = Paths(folder)
    make_private(paths.profile("default").root)
    lock = ProfileLock(paths.lock("default"))
    services = bootstrap.build(paths, "default", credentials=credentials or MemoryCredentials())
    desk = Desk(application, "default", services, lock)
    desk.window.resize(1280, 760)
    desk.window.show()
    try:
        yield SignIn(desk)
    finally:
        desk.close()
        application.close()
