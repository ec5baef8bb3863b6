"""Where the data lies: a place that harms it is said once, one that cannot be used names itself."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from konnect_desktop import private
from konnect_desktop.domain.data_place import Danger, Place
from konnect_desktop.settings import Settings
from konnect_desktop.ui.application import Application, parse
from konnect_desktop.ui.kit import messages
from konnect_desktop.ui.window.data_folder_control import line, story
from tests.ui.account_desk import account_desk
from tests.ui.window_desk import wait_for

pytestmark = pytest.mark.usefixtures("windows_files")


def press(window: object, name: str) -> None:
    button = window.findChild(QPushButton, name)  # type: ignore[attr-defined]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (
            Place(Danger.SYNCED, "OneDrive"),
            ("OneDrive copies", "Two computers", "buyers'", "/data/x", "--data-dir", "Keep here"),
        ),
        (
            Place(Danger.NETWORK, r"\\NAS\office"),
            (r"\\NAS\office", "damaged", "Two computers", "buyers'", "--data-dir", "Keep here"),
        ),
    ],
)
def test_what_is_said_of_a_place(place: Place, words: tuple[str, ...]) -> None:
    text = f"{line(place)} {story(place, '/data/x')}"
    assert [word for word in words if word not in text] == []


def test_a_copied_folder_is_said_until_the_seller_keeps_it(
    styled_app: QApplication, tmp_path: Path
) -> None:
    folder = tmp_path / "OneDrive - Asha Textiles" / "Konnect"
    with account_desk(styled_app, folder) as own:
        own.window.begin()
        notices = own.window.notices
        own.wait(lambda: "data_folder" in notices.lines, "the line")
        assert "OneDrive copies" in notices.text("data_folder")
        press(own.window, "notice.data_folder.action")
        dialog = own.window.findChild(messages.MessageDialog, "data_folder")
        assert str(folder) in dialog.text.text()
        press(dialog, "data_folder.accept")
        own.wait(lambda: "data_folder" not in notices.lines, "the line to go")
    saved = Settings.load(folder / "profiles" / "default" / "settings.json")
    assert saved.data_folder_kept == "synced OneDrive"
    with account_desk(styled_app, folder) as own:
        tasks: list[str] = []
        own.desk.runner.start(
            own.window,
            lambda _ctx: own.desk.services.data_folder.place(),
            on_success=lambda place: tasks.append(str(place)),
        )
        own.wait(lambda: tasks, "the look")
        assert tasks == ["None"]


def test_folders_left_open_are_closed_behind_the_window(
    styled_app: QApplication, tmp_path: Path
) -> None:
    papers = tmp_path / "profiles" / "default" / "documents" / "ab"
    before = os.umask(0)
    try:
        _close_behind_the_window(styled_app, tmp_path, papers)
    finally:
        os.umask(before)


def _close_behind_the_window(styled_app: QApplication, tmp_path: Path, papers: Path) -> None:
    with account_desk(styled_app, tmp_path) as own:
        papers.mkdir(parents=True)
        paper = papers / "one.pdf"
        paper.touch()
        for path in (papers, paper):
            path.chmod(0o777)
        own.window.begin()
        if os.name == "posix":
            own.wait(lambda: not stat.S_IMODE(paper.stat().st_mode) & 0o077, "the file to close")
            assert not stat.S_IMODE(papers.stat().st_mode) & 0o077
            layout = own.desk.context.layout
            layout.setValue("test", 1)
            layout.sync()
            names = {path.name for path in tmp_path.rglob("*")}
            assert {"app.lock", "window.ini", "orders.db-wal"} <= names
            modes = {path: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.rglob("*")}
            assert [str(path) for path, mode in modes.items() if mode & 0o077] == []
            own.desk.hang_bell()
            bell = own.desk._bell
            assert bell is not None
            socket = Path(bell._server.fullServerName())
            assert not stat.S_IMODE(socket.stat().st_mode) & 0o077


def problem_of(application: Application) -> messages.MessageDialog:
    application.start()
    assert wait_for(lambda: application.problem is not None)
    assert application.problem is not None
    return application.problem


def test_a_file_where_the_folder_should_be_is_named(
    styled_app: QApplication, tmp_path: Path
) -> None:
    (tmp_path / "data").write_text("")
    application = Application(styled_app, parse(["--data-dir", str(tmp_path / "data")]))
    try:
        problem = problem_of(application)
        assert f"{tmp_path / 'data'} is a file" in problem.heading.text()
        assert "Rename that file" in problem.text.text()
        # What stood in the way is gone: Try again goes on.
        (tmp_path / "data").unlink()
        application._on_account_wanted()
        press(problem, "cannot_open.accept")
        assert wait_for(lambda: application.desk is not None)
    finally:
        application.close()


@pytest.mark.parametrize(
    ("number", "told", "step"),
    [
        (errno.EROFS, "can only be read", "Allow writing"),
        (errno.EACCES, "You may not write", "Allow your user"),
        (errno.ENOSPC, "is full", "Free some space"),
        (errno.EIO, "does not answer", "is connected"),
    ],
)
def test_a_folder_that_cannot_be_used_is_named(
    styled_app: QApplication,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    told: str,
    step: str,
) -> None:
    def refuse(folder: Path) -> None:
        raise OSError(number, os.strerror(number), str(folder))

    monkeypatch.setattr(private, "make_folder", refuse)
    application = Application(styled_app, parse(["--data-dir", str(tmp_path / "data")]))
    try:
        problem = problem_of(application)
        assert str(tmp_path / "data") in problem.heading.text()
        assert told in problem.heading.text()
        assert step in problem.text.text()
        assert "--data-dir" in problem.text.text()
    finally:
        application.close()


def test_a_profile_name_that_no_folder_can_have_is_said(
    styled_app: QApplication, tmp_path: Path
) -> None:
    options = parse(["--data-dir", str(tmp_path), "--profile", "a/b"])
    application = Application(styled_app, options)
    try:
        assert "profile name" in problem_of(application).heading.text()
    finally:
        application.close()
