"""The Help card and its windows: versions, folders, licences, news, and the support file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QFileDialog, QLabel, QPushButton

from konnect_desktop.errors import DiskFull
from konnect_desktop.services import about
from konnect_desktop.store.support import sqlite_version
from konnect_desktop.ui.actions.key_bar import KeysDialog
from konnect_desktop.ui.kit import files
from konnect_desktop.ui.kit.text_window import TextWindow
from konnect_desktop.ui.printing import printers
from konnect_desktop.ui.settings.help import HelpCard
from konnect_desktop.ui.settings.licences import LicencesWindow
from konnect_desktop.ui.settings.support_window import SupportWindow
from konnect_desktop.ui.window.palette_entries import entries, matching
from tests.ui.object_names import unlisted
from tests.ui.window_desk import WindowDesk

D = TypeVar("D", bound=QDialog)


@pytest.fixture(autouse=True)
def _printers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printers, "list_printers", lambda _context: ["Zebra 4x6"])


def card_of(desk: WindowDesk) -> HelpCard:
    desk.window.open_room("settings/help")
    desk.settle()
    card: HelpCard = desk.window.settings.help
    return card


def press(desk: WindowDesk, name: str) -> None:
    button = desk.find(QPushButton, name)
    assert button.isEnabled(), name
    assert button.isVisible(), name
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def window_of(desk: WindowDesk, kind: type[D]) -> D:
    desk.wait(lambda: desk.window.findChild(kind) is not None, "the window")
    found = desk.window.findChild(kind)
    assert found is not None
    assert unlisted(found) == []
    return found


def support_of(desk: WindowDesk) -> SupportWindow:
    card_of(desk)
    press(desk, "settings.help.support")
    window = window_of(desk, SupportWindow)
    desk.wait(lambda: window.text.toPlainText(), "the text")
    return window


def test_the_card_names_versions_licence_and_folders(desk: WindowDesk) -> None:
    card = card_of(desk)
    desk.wait(lambda: card.versions.text(), "the versions")
    text = card.versions.text()
    for part in (f"Konnect Desktop {about.versions().app}", "MIT", f"Qt {qVersion()}"):
        assert part in text
    assert f"SQLite {sqlite_version()}" in text
    assert f"Python {about.versions().python}" in text
    assert str(desk.folder) in card.folders.text()
    assert str(desk.folder / "logs") in card.folders.text()
    assert unlisted(card) == []


def test_the_folders_are_opened(desk: WindowDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(
        QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()) or True
    )
    card = card_of(desk)
    press(desk, "settings.help.open_data")
    press(desk, "settings.help.open_logs")
    (desk.folder / "logs").mkdir()
    press(desk, "settings.help.open_logs")
    assert opened == [str(desk.folder), str(desk.folder), str(desk.folder / "logs")]
    assert not card.state.isVisible()


def test_a_folder_that_does_not_open_is_said(
    desk: WindowDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: False)
    card = card_of(desk)
    press(desk, "settings.help.open_data")
    assert "did not open" in card.state.text()
    assert card.state.isVisible()


def test_what_is_new_is_shown_as_plain_text(desk: WindowDesk) -> None:
    card_of(desk)
    press(desk, "settings.help.news")
    window = window_of(desk, TextWindow)
    desk.wait(lambda: window.text.toPlainText(), "the news")
    text = window.text.toPlainText()
    assert text == about.news()
    assert text.startswith("Unreleased")
    assert "•  " in text
    assert "](" not in text
    assert window.text.isReadOnly()


def test_news_that_were_taken_away_are_said(
    desk: WindowDesk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(about, "shipped", lambda name: tmp_path / name)
    card_of(desk)
    press(desk, "settings.help.news")
    window = window_of(desk, TextWindow)
    desk.wait(window.error.isVisible, "the sentence")
    assert "Install the app again" in window.error.text()


def test_the_licences_of_all_parts_are_listed_with_their_words(desk: WindowDesk) -> None:
    # What it brings to read packages with is in the way of Python's own, and raises for a
    # heading that is missing.
    import keyring.backend

    assert keyring.backend
    card_of(desk)
    press(desk, "settings.help.licences")
    window = window_of(desk, LicencesWindow)
    assert "LGPL" in desk.find(QLabel, "licences.told").text()
    assert "exchange" in desk.find(QLabel, "licences.told").text()
    desk.wait(lambda: window.parts.lines_model.lines, "the list")
    lines = window.parts.lines_model.lines
    by_name = {line.cells[0]: line.cells for line in lines}
    assert lines[0].cells[0] == "Konnect Desktop"
    assert by_name["PySide6_Essentials"][1:] == (about.version_of("PySide6_Essentials"), "LGPL-3.0")
    assert by_name["Qt"][1:] == (qVersion(), "LGPL-3.0")
    assert {"requests", "pikepdf", "xlsxwriter", "keyring", "SQLite", "Python"} <= by_name.keys()
    assert "pytest" not in by_name
    assert all(cells[2] for cells in by_name.values())
    desk.wait(lambda: "MIT License" in window.text.toPlainText(), "our own licence")
    row = next(n for n, line in enumerate(lines) if line.key == "PySide6_Essentials")
    window.parts.selectRow(row)
    desk.wait(lambda: "GNU LESSER GENERAL PUBLIC LICENSE" in window.text.toPlainText(), "the LGPL")


def test_licences_and_bill_are_saved(desk: WindowDesk, tmp_path: Path) -> None:
    card_of(desk)
    press(desk, "settings.help.licences")
    window = window_of(desk, LicencesWindow)
    press(desk, "licences.save")
    chooser = window_of(desk, QFileDialog)
    assert Path(chooser.selectedFiles()[0]).name == "THIRD-PARTY.txt"
    text, bill = tmp_path / "all.txt", tmp_path / "bill.json"
    chooser.fileSelected.emit(str(text))
    chooser.close()
    desk.wait(lambda: window.state.text() == "Saved as all.txt.", "the text")
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in text.read_text(encoding="utf-8")
    window.save(bill)
    desk.wait(lambda: window.state.text() == "Saved as bill.json.", "the bill")
    assert json.loads(bill.read_bytes())["bomFormat"] == "CycloneDX"


def test_the_keys_are_listed(desk: WindowDesk) -> None:
    card_of(desk)
    press(desk, "settings.help.keys")
    window_of(desk, KeysDialog)


def test_the_support_file_is_shown_before_it_is_copied(desk: WindowDesk) -> None:
    QGuiApplication.clipboard().setText("before")
    window = support_of(desk)
    text = window.text.toPlainText()
    assert window.text.isReadOnly()
    assert f"{'Qt:':<28}{qVersion()}" in text
    assert f"{'Printers here:':<28}Zebra 4x6" in text
    assert QGuiApplication.clipboard().text() == "before"
    press(desk, "support.copy")
    assert QGuiApplication.clipboard().text() == text
    assert window.state.text() == "Copied."


def test_the_support_file_is_saved_as_it_is_shown(desk: WindowDesk, tmp_path: Path) -> None:
    window = support_of(desk)
    press(desk, "support.save")
    chooser = window_of(desk, QFileDialog)
    assert Path(chooser.selectedFiles()[0]).name.startswith("konnect-support-20")
    path = tmp_path / "for support.txt"
    chooser.fileSelected.emit(str(path))
    chooser.close()
    desk.wait(lambda: window.state.text(), "the file")
    assert window.state.text() == "Saved as for support.txt."
    assert path.read_text(encoding="utf-8") == window.text.toPlainText()


def test_a_file_that_cannot_be_saved_is_said(
    desk: WindowDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_path: Path, _data: bytes) -> None:
        raise DiskFull("The disk is full, so the file was not saved.")

    monkeypatch.setattr(files, "write_whole", full)
    window = support_of(desk)
    said: list[str] = []
    monkeypatch.setattr(
        desk.desk.runner, "on_unhandled", lambda _owner, error: said.append(error.user_message)
    )
    window.save(tmp_path / "x.txt")
    desk.wait(lambda: said, "the words")
    assert said == ["The disk is full, so the file was not saved."]
    assert not window.state.text()


def test_nothing_can_be_copied_before_the_text_is_there(
    desk: WindowDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Fails:
        def text(self, *_: object) -> str:
            raise DiskFull

    monkeypatch.setitem(vars(desk.services), "support", Fails())
    card_of(desk)
    press(desk, "settings.help.support")
    window = window_of(desk, SupportWindow)
    assert not window.copy_button.isEnabled()
    desk.wait(window.error.isVisible, "the words")
    assert not window.save_button.isEnabled()


@pytest.mark.parametrize(
    ("typed", "kind"),
    [("diagnostics", SupportWindow), ("what is new", TextWindow), ("lgpl", LicencesWindow)],
)
def test_the_palette_finds_it(desk: WindowDesk, typed: str, kind: type[QDialog]) -> None:
    matching(typed, entries(desk.window), ())[0].run()
    desk.wait(lambda: desk.window.findChild(kind) is not None, "the window")
    assert desk.window.rooms.current == "settings"
    desk.settle()
