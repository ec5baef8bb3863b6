"""The window around the orders: names, keys, layout that stays, theme, checks, bad starts."""

from __future__ import annotations

import sqlite3
from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QShortcut
from PySide6.QtWidgets import QApplication

from konnect_desktop.domain.filters import Sort, SortKey
from konnect_desktop.paths import PRACTICE_PROFILE, Paths
from konnect_desktop.ui.application import Application, parse
from konnect_desktop.ui.kit import messages
from konnect_desktop.ui.kit.tokens import DARK, LIGHT
from konnect_desktop.ui.orders.columns import KEYS
from konnect_desktop.ui.work.tasks import TaskRunner
from tests.ui.window_desk import WindowDesk, interactive, wait_for


def test_every_control_has_a_name_for_tests_and_for_screen_readers(desk: WindowDesk) -> None:
    for room in desk.window.rooms.names:
        desk.window.open_room(room)
        desk.settle()
    desk.window.open_room("orders")
    desk.page.open_detail(desk.rows()[0].id)
    desk.settle()
    nameless = [
        f"{type(widget).__name__} {widget.objectName()!r} in {widget.parent().objectName()!r}"
        for widget in interactive(desk.window)
        if not (widget.objectName() and widget.accessibleName())
    ]
    assert nameless == []


def test_object_names_are_not_used_twice(desk: WindowDesk) -> None:
    for room in desk.window.rooms.names:
        desk.window.open_room(room)
        desk.settle()
    names = Counter(widget.objectName() for widget in interactive(desk.window))
    assert [name for name, count in names.items() if count > 1] == []


def test_no_key_means_two_things(desk: WindowDesk) -> None:
    keys = Counter(shortcut.key().toString() for shortcut in desk.window.findChildren(QShortcut))
    for button in desk.window.rail.buttons.values():
        keys[button.shortcut().toString()] += 1
    for action in desk.window.findChildren(QAction):
        if not action.shortcut().isEmpty() and not action.objectName().startswith("_q"):
            keys[action.shortcut().toString()] += 1
    assert [key for key, count in keys.items() if count > 1] == []


def test_columns_and_sort_come_back(desk: WindowDesk) -> None:
    header = desk.page.table.header
    header.resizeSection(KEYS.index("channel"), 173)
    header.moveSection(header.visualIndex(KEYS.index("amount")), 2)
    header.show_column("note", False)
    header.show_column("location", True)
    header.set_sort(Sort(SortKey.CITY, descending=True))
    desk.settle()
    desk.reopen()
    again = desk.page.table.header
    assert again is not header
    assert again.sectionSize(KEYS.index("channel")) == 173
    assert again.visualIndex(KEYS.index("amount")) == 2
    assert again.isSectionHidden(KEYS.index("note"))
    assert not again.isSectionHidden(KEYS.index("location"))
    assert again.sort == Sort(SortKey.CITY, descending=True)
    again.reset_columns()
    assert not again.isSectionHidden(KEYS.index("note"))
    assert again.visualIndex(KEYS.index("amount")) == KEYS.index("amount")


def test_a_broken_layout_file_does_no_harm(desk: WindowDesk) -> None:
    desk.close()
    root = Paths(desk.folder).profile(PRACTICE_PROFILE).root
    (root / "window.ini").write_text(
        '[orders]\ncolumns="{\\"widths\\": {\\"deadline\\": -7"\nsort=x'
    )
    desk.open()
    desk.wait_until_shown()
    assert desk.page.table.header.sort == Sort()
    assert desk.page.table.columnWidth(KEYS.index("deadline")) > 50


def test_practice_has_its_banner_and_title(desk: WindowDesk) -> None:
    assert desk.window.banner.isVisible()
    assert "Practice" in desk.window.windowTitle()


def test_the_theme_changes_at_once(desk: WindowDesk) -> None:
    theme = desk.desk.context.theme
    theme.choose("dark")
    assert theme.tokens is DARK
    dark = desk.window.grab().toImage().pixelColor(20, 600)
    theme.choose("light")
    assert theme.tokens is LIGHT
    light = desk.window.grab().toImage().pixelColor(20, 600)
    assert dark.lightness() < 60 < 200 < light.lightness()


def test_check_now_asks_the_server_and_says_when(desk: WindowDesk) -> None:
    before = len(desk.services.queries.sync_health().checks)
    desk.window.sync.check()
    assert desk.window.top.progress_box.isVisible()
    desk.wait(lambda: not desk.window.sync.is_running, "the check")
    desk.settle()
    assert len(desk.services.queries.sync_health().checks) == before + 1
    assert desk.window.top.sync.text() == "Checked just now"
    assert not desk.window.top.progress_box.isVisible()


def test_stop_ends_a_check(make_window: object) -> None:
    desk: WindowDesk = make_window()  # type: ignore[operator]
    desk.wait_until_shown()
    desk.window.sync.check()
    desk.window.top.stop.click()
    desk.wait(lambda: not desk.window.sync.is_running, "the stop")


def test_two_windows_do_not_share_a_folder(desk: WindowDesk, styled_app: QApplication) -> None:
    second = Application(styled_app, parse(["--practice", "--data-dir", str(desk.folder)]))
    try:
        second.start()
        assert second.desk is None
        dialog = second.problem
        assert dialog is not None
        assert dialog.heading.text() == "Konnect Desktop is already open for this account."
    finally:
        second.close()


def test_data_of_a_newer_version_is_left_alone(styled_app: QApplication, tmp_path: Path) -> None:
    path = Paths(tmp_path).profile("default").database
    path.parent.mkdir(parents=True)
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 999")
        connection.execute("CREATE TABLE later (x)")
    connection.close()
    before = path.read_bytes()
    application = Application(styled_app, parse(["--data-dir", str(tmp_path)]))
    try:
        application.start()
        dialog = application.problem
        assert dialog is not None
        assert "newer version" in dialog.heading.text()
        assert "not touched" in dialog.text.text()
    finally:
        application.close()
    assert path.read_bytes() == before


def test_an_unexpected_error_is_one_window_and_the_app_goes_on(desk: WindowDesk) -> None:
    for text in ("first", "second"):
        error = ValueError(f"{text} 9876543210")
        desk.application.desk = desk.desk
        desk.application.on_exception(ValueError, error, None)
    desk.application.desk = None
    dialogs = desk.window.findChildren(messages.MessageDialog)
    assert len(dialogs) == 1
    assert "9876543210" not in dialogs[0]._folded.toPlainText()
    dialogs[0].close()
    desk.type("OD")
    assert desk.page.wanted.text == "OD"


@pytest.fixture
def runner(styled_app: QApplication) -> object:
    made = TaskRunner()
    yield made
    made.close()
    made.join()


def test_a_late_answer_for_an_older_question_is_dropped(runner: TaskRunner) -> None:
    import threading

    owner, gate, heard = QObject(), threading.Event(), []
    runner.start(owner, lambda _c: gate.wait(5), key="q", latest=True, on_success=heard.append)
    runner.start(owner, lambda _c: "new", key="q", latest=True, on_success=heard.append)
    gate.set()
    assert wait_for(lambda: runner.running == 0)
    assert heard == ["new"]


def test_nobody_is_called_back_for_an_owner_that_is_gone(runner: TaskRunner) -> None:
    import threading

    import shiboken6

    owner, gate, heard = QObject(), threading.Event(), []
    task = runner.start(owner, lambda _c: gate.wait(5), on_success=heard.append)
    shiboken6.delete(owner)
    gate.set()
    assert wait_for(lambda: runner.running == 0)
    assert heard == []
    assert task.context.is_cancelled


def test_single_flight_returns_the_running_task(runner: TaskRunner) -> None:
    import threading

    owner, gate, done = QObject(), threading.Event(), []
    first = runner.start(owner, lambda _c: gate.wait(5), key="s", on_success=done.append)
    second = runner.start(owner, lambda _c: gate.wait(5), key="s", on_success=done.append)
    assert first is second
    gate.set()
    assert wait_for(lambda: done)
    assert len(done) == 1
