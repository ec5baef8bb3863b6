"""The system's password safe may take long, or ask: the window never waits for it."""

from __future__ import annotations

import argparse
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from konnect_desktop import bootstrap
from konnect_desktop.credentials import Credentials, MemoryCredentials
from konnect_desktop.errors import StoreError
from konnect_desktop.paths import Paths, ProfilePaths
from konnect_desktop.settings import Settings
from konnect_desktop.ui.application import Application, parse
from konnect_desktop.ui.window.sign_in import SignInDialog
from tests.ui.window_desk import wait_for

#: What a machine at work may add to the time that is promised, s.
_LOAD_S = 1.0


class SlowSafe(MemoryCredentials):
    """Answers when it is let, and remembers who asked."""

    def __init__(self) -> None:
        super().__init__()
        self.opens = threading.Event()
        self.asked_by: set[str] = set()

    def get(self, profile: str) -> Credentials | None:
        self.asked_by.add(threading.current_thread().name)
        assert self.opens.wait(30)
        return super().get(profile)


@pytest.fixture
def safe(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowSafe]:
    made = SlowSafe()
    monkeypatch.setattr(bootstrap, "KeyringCredentials", lambda: made)
    monkeypatch.delenv("KONNECT_USERNAME", raising=False)
    yield made
    made.opens.set()


def known_account(folder: Path) -> ProfilePaths:
    """An account that was opened before."""
    paths = Paths(folder)
    bootstrap.build(paths, "default", credentials=MemoryCredentials()).close()
    files = paths.profile("default")
    Settings(base_url="http://127.0.0.1:9", username="asha", level="location").save(files.settings)
    return files


def test_the_window_opens_before_the_safe_has_answered(
    styled_app: QApplication, tmp_path: Path, safe: SlowSafe
) -> None:
    known_account(tmp_path)
    options: argparse.Namespace = parse(["--data-dir", str(tmp_path)])
    application = Application(styled_app, options)
    application.start()
    try:
        desk = application.desk
        assert desk is not None
        assert desk.window.isVisible()
        assert wait_for(lambda: safe.asked_by)
        assert not desk.window.findChildren(SignInDialog)
        safe.opens.set()
        assert wait_for(lambda: desk.window.findChildren(SignInDialog))
        assert threading.main_thread().name not in safe.asked_by
    finally:
        application.close()


def test_a_silent_safe_does_not_keep_the_account_from_the_next_start(
    styled_app: QApplication, tmp_path: Path, safe: SlowSafe
) -> None:
    files = known_account(tmp_path)
    application = Application(styled_app, parse(["--data-dir", str(tmp_path)]))
    application.start()
    assert application.desk is not None
    services = application.desk.services
    assert wait_for(lambda: safe.asked_by)
    began = time.monotonic()
    application.close()
    assert time.monotonic() - began < 2 + _LOAD_S
    application.lock_profile("default").unlock()
    # The thread that still waits writes nothing into what is somebody else's now.
    before = files.settings.read_bytes()
    with pytest.raises(StoreError):
        services.change_settings(undo_seconds=3)
    with pytest.raises(StoreError), services.database.write():
        pass
    assert files.settings.read_bytes() == before
    safe.opens.set()


def test_a_token_that_is_read_later_is_hidden_all_the_same(tmp_path: Path) -> None:
    from konnect_desktop.logs import redactor

    kept = MemoryCredentials()
    kept.save("test", Credentials("asha", "s3cret-of-the-safe"))
    services = bootstrap.build(Paths(tmp_path), "test", credentials=kept)
    try:
        assert services.connection.held is not None
        assert "s3cret-of-the-safe" not in redactor.clean("token s3cret-of-the-safe")
    finally:
        services.close()
