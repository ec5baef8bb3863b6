"""A damaged settings file is told in the seller's words, with what is at its default again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from konnect_desktop.settings import Lost
from konnect_desktop.ui.window.lost_settings import notice
from tests.conftest import MakeWindow

pytestmark = pytest.mark.usefixtures("windows_files")

KEPT = Path("/data/settings.json.bad")


@pytest.mark.parametrize(
    ("lost", "words", "others"),
    [
        (
            Lost((), KEPT),
            ("could not be read", "account", "series", "set the next number", str(KEPT)),
            ("safe",),
        ),
        (Lost((), KEPT, with_series=False), ("account, printers", "are safe"), ("set the next",)),
        (Lost((), None, with_series=False), ("is gone", "are safe"), ("kept as",)),
        (
            Lost((), None, with_series=False, is_unread=True),
            ("could not be read", "left as it is", "are safe"),
            ("kept as", "is gone"),
        ),
        (
            Lost(("undo_seconds", "theme"), KEPT, with_series=False),
            ("only in part", "undo time and look of the window.", str(KEPT)),
            ("account", "series"),
        ),
    ],
)
def test_what_is_said(lost: Lost, words: tuple[str, ...], others: tuple[str, ...]) -> None:
    made = notice(lost, lambda _room: None)
    assert made is not None
    assert [word for word in words if word not in made.text] == []
    assert [word for word in others if word in made.text] == []


def test_what_is_learnt_anew_is_not_told() -> None:
    assert notice(Lost(("page_size", "series_year"), KEPT), lambda _room: None) is None


def test_a_damaged_file_is_told_at_the_start(make_window: MakeWindow) -> None:
    own = make_window(orders=40)
    own.wait_until_shown()
    own.services.change_settings(invoice_prefix="GW/{FY}/", theme="dark")
    path = own.services.settings.path
    assert "lost_settings" not in own.window.notices.lines
    own.close()
    path.write_text(json.dumps(json.loads(path.read_text()) | {"undo_seconds": "ten"})[:-9])
    own.open()
    own.wait_until_shown()
    own.wait(lambda: "lost_settings" in own.window.notices.lines, "the line")
    text = own.window.notices.text("lost_settings")
    assert "The settings file could not be read." in text
    assert str(path.with_name("settings.json.bad")) in text
    assert own.services.settings.current.invoice_prefix == "GW/{FY}/"
    button = own.find(QPushButton, "notice.lost_settings.action")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert own.window.rooms.current == "settings"
