"""One copy for each account: the second start shows the first window; a dead one bars nobody."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtNetwork import QLocalSocket
from PySide6.QtWidgets import QApplication

from konnect_desktop.errors import AlreadyRunning
from konnect_desktop.paths import Paths
from konnect_desktop.ui.application import Application, parse
from konnect_desktop.ui.startup.single_instance import bell_name, ring
from tests.ui.window_desk import wait_for

_ROOT = Path(__file__).parents[2]


def start(folder: Path) -> subprocess.Popen[bytes]:
    """The app as a person starts it."""
    return subprocess.Popen(
        [sys.executable, "-m", "konnect_desktop", "--data-dir", str(folder)],
        cwd=_ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.fixture
def first(styled_app: QApplication, tmp_path: Path) -> Iterator[Application]:
    """The app with its window open, as the first start leaves it."""
    application = Application(styled_app, parse(["--data-dir", str(tmp_path)]))
    application.start()
    assert application.desk is not None
    assert wait_for(lambda: application.desk is not None and application.desk._bell is not None)
    yield application
    application.close()


def test_a_second_start_shows_the_first_window_and_leaves(
    first: Application, tmp_path: Path
) -> None:
    assert first.desk is not None
    window = first.desk.window
    window.showMinimized()
    second = start(tmp_path)
    try:
        assert wait_for(lambda: second.poll() is not None, 30_000), "the second start stays"
        assert second.returncode == 0
    finally:
        second.kill()
        second.wait()
    assert not window.isMinimized()
    assert window.isVisible()


def test_what_is_no_ring_is_ignored(first: Application, tmp_path: Path) -> None:
    assert first.desk is not None
    rung: list[None] = []
    assert first.desk._bell is not None
    first.desk._bell.rung.connect(lambda: rung.append(None))
    stranger = QLocalSocket()
    stranger.connectToServer(bell_name(Paths(tmp_path).lock("default")))
    assert stranger.waitForConnected(1000)
    stranger.write(b"x" * 10_000)
    stranger.flush()
    closed = QLocalSocket.LocalSocketState.UnconnectedState
    assert wait_for(lambda: stranger.state() == closed)
    assert rung == []


def test_the_lock_and_the_bell_of_a_killed_app_are_taken_over(
    styled_app: QApplication, tmp_path: Path
) -> None:
    lock = Paths(tmp_path).lock("default")
    killed = start(tmp_path)
    try:
        assert wait_for(lambda: ring(lock) if lock.exists() else False, 30_000)
    finally:
        killed.kill()
        killed.wait()
    assert lock.exists()
    assert not ring(lock)
    application = Application(styled_app, parse(["--data-dir", str(tmp_path)]))
    application.start()
    try:
        assert application.problem is None
        desk = application.desk
        assert desk is not None
        assert wait_for(lambda: desk._bell is not None and desk._bell.is_hung)
    finally:
        application.close()


@pytest.mark.parametrize(
    "left", [b"", b"\0" * 60, b"1\npython\nelsewhere\n", b"\xff\xfe garbled", b"no number\n" * 999]
)
def test_whatever_stands_in_the_lock_file_bars_nobody(
    styled_app: QApplication, tmp_path: Path, left: bytes
) -> None:
    application = Application(styled_app, parse(["--data-dir", str(tmp_path)]))
    path = application.paths.lock("default")
    path.parent.mkdir(parents=True)
    path.write_bytes(left)
    os.utime(path, (1, 1))
    application.lock_profile("default").unlock()


def test_a_reused_process_number_bars_nobody(styled_app: QApplication, tmp_path: Path) -> None:
    application = Application(styled_app, parse(["--data-dir", str(tmp_path)]))
    path = application.paths.lock("default")
    path.parent.mkdir(parents=True)
    path.write_text(f"{os.getpid()}\n{Path(sys.executable).name}\n{socket.gethostname()}\n")
    application.lock_profile("default").unlock()


def test_who_holds_the_lock_keeps_others_out(styled_app: QApplication, tmp_path: Path) -> None:
    application = Application(styled_app, parse(["--data-dir", str(tmp_path)]))
    held = application.lock_profile("default")
    with pytest.raises(AlreadyRunning):
        application.lock_profile("default")
    held.unlock()
    application.lock_profile("default").unlock()


def test_starts_at_once_make_one_window_and_no_question(
    styled_app: QApplication, tmp_path: Path
) -> None:
    starts = [start(tmp_path) for _ in range(8)]

    def running() -> list[subprocess.Popen[bytes]]:
        return [one for one in starts if one.poll() is None]

    try:
        assert wait_for(lambda: len(running()) == 1, 60_000), f"{len(running())} stay"
        assert [one.returncode for one in starts if one not in running()] == [0] * 7
        assert ring(Paths(tmp_path).lock("default")), "the one that stays has no window"
    finally:
        for one in starts:
            one.kill()
            one.wait()
