"""Keys as each system has them, and the menus of macOS."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QMenu, QMenuBar, QWidget

from konnect_desktop.ui.actions.key_bar import KeysDialog
from konnect_desktop.ui.actions.specs import SPECS
from konnect_desktop.ui.kit import keys
from konnect_desktop.ui.kit.plain import PlainLabel, plain_tip
from tests.conftest import MakeWindow


@pytest.fixture
def mac(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "IS_MAC", True)


@pytest.mark.parametrize(
    ("key", "shown", "first"),
    [
        ("Ctrl+K", "⌘K", "Ctrl+K"),
        ("Ctrl+Shift+P", "⇧⌘P", "Ctrl+Shift+P"),
        ("Ctrl+Enter", "⌘↩", "Ctrl+Enter"),
        ("Ctrl+Shift+Del", "⇧⌘⌫", "Ctrl+Shift+Backspace"),
        ("Shift+Up", "⇧↑", "Shift+Up"),
        ("Ctrl+,", "⌘,", "Ctrl+,"),
        ("Ctrl++", "⌘+", "Ctrl++"),
        ("F9", "⌘B", "Ctrl+B"),
        ("Shift+F9", "⇧⌘B", "Ctrl+Shift+B"),
        ("Ctrl+M", "⇧⌘M", "Ctrl+Shift+M"),
        ("Esc", "Esc", "Esc"),
        ("", "", ""),
    ],
)
def test_a_key_is_bound_and_shown_as_macos_has_it(
    mac: None, key: str, shown: str, first: str
) -> None:
    assert keys.shown(key) == shown
    assert keys.bound(key)[0] == first


@pytest.mark.parametrize("key", ["Ctrl+K", "F9", "Ctrl+Shift+Del", "Shift+F9"])
def test_elsewhere_a_key_is_itself(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "IS_MAC", False)
    assert keys.shown(key) == key
    assert keys.bound(key) == (key,)
    assert keys.in_words(f"Find ({key})") == f"Find ({key})"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Take it back (Ctrl+Z)", "Take it back (⌘Z)"),
        ("Check now (F5)", "Check now (⇧⌘U)"),
        ("Space ticks, Ctrl+A all on screen.", "Space ticks, ⌘A all on screen."),
        ("Larger (Ctrl++)", "Larger (⌘+)"),
        ("Smaller (Ctrl+-)", "Smaller (⌘-)"),
        ("With Ctrl+V you can paste", "With ⌘V you can paste"),
        # Neither is a key.
        ("AWB F5 of shelf F9", "AWB F5 of shelf F9"),
        ("Shop (F5) in Pune", "Shop (F5) in Pune"),
    ],
)
def test_keys_within_words(mac: None, qapp: QApplication, text: str, shown: str) -> None:
    assert keys.in_words(text) == shown
    assert plain_tip(text) == shown
    assert PlainLabel(text).text() == shown


def test_no_function_key_is_the_only_way(mac: None) -> None:
    for spec in SPECS:
        assert not keys.bound(spec.shortcut)[0].startswith("F")
        assert "F9" not in keys.shown(spec.shortcut)


@pytest.mark.timeout(120)
def test_the_window_of_macos(mac: None, make_window: MakeWindow) -> None:
    desk = make_window(orders=3)
    desk.wait_until_shown()
    window = desk.window

    # No key is bound twice in one place: Qt would do neither.
    where: Counter[tuple[int, str]] = Counter()
    for shortcut in window.findChildren(QShortcut):
        place = shortcut.parent()
        assert isinstance(place, QWidget)
        where[(id(place), shortcut.key().toString())] += 1
    assert [key for key, count in where.items() if count > 1] == []
    own = {one.key().toString() for one in window.findChildren(QShortcut) if one.parent() is window}
    assert {"Ctrl+?", "F1", "Ctrl+F", "Ctrl+Shift+U", "Ctrl+K"} <= own
    page = {one.key() for one in desk.page.findChildren(QShortcut)}
    for spec in SPECS:
        if spec.shortcut:
            assert QKeySequence(keys.bound(spec.shortcut)[0]) in page, spec.text

    # What the window shows of them.
    for button in window.keys.findChildren(QAbstractButton):
        for shown in (button.text(), button.toolTip(), button.accessibleName()):
            assert "Ctrl" not in shown
            assert "F5" not in shown
    seen = [one.toolTip() for one in window.findChildren(QWidget)]
    seen += [one.text() for one in window.findChildren(QLabel)]
    assert [text for text in seen if "Ctrl+" in text] == []
    dialog = KeysDialog(window)
    lines = [one.text() for one in dialog.findChildren(QLabel)]
    assert [one for one in lines if "Ctrl" in one or one in ("F1", "F3")] == []
    assert "⌘F" in lines
    assert "⌘1, ⌘2, ⌘3, ⌘4, ⌘," in lines
    dialog.deleteLater()

    # Menus: what belongs to the app goes to its own menu.
    bar = window.menuBar()
    assert isinstance(bar, QMenuBar)
    menus = [one.menu() for one in bar.actions()]
    assert [menu.title() for menu in menus if isinstance(menu, QMenu)] == [
        *("File", "Orders", "Go", "Window", "Help")
    ]
    entries = {one.objectName(): one for one in bar.findChildren(QAction)}
    roles = {name: entries[f"mac_menu.{name}"].menuRole() for name in ("about", "settings", "quit")}
    assert roles == {
        "about": QAction.MenuRole.AboutRole,
        "settings": QAction.MenuRole.PreferencesRole,
        "quit": QAction.MenuRole.QuitRole,
    }
    entries["mac_menu.settings"].trigger()
    assert window.rooms.current == "settings"
    entries["mac_menu.room_orders"].trigger()
    assert window.rooms.current == "orders"
    orders = bar.findChild(QMenu, "mac_menu.orders")
    assert orders is not None
    orders.aboutToShow.emit()
    names = {one.objectName() for one in orders.actions()}
    assert {f"menu.{spec.action.value}" for spec in SPECS} <= names


def test_elsewhere_there_is_no_menu_bar(make_window: MakeWindow) -> None:
    window = make_window(orders=1).window
    assert window.findChild(QMenuBar) is None
    assert window.findChild(QShortcut, "window.key.Ctrl+Q") is not None
    # A changed contrast theme of Windows is told to every window so.
    told: list[None] = []
    window._context.theme.follow_system = lambda: told.append(None)
    QApplication.sendEvent(window, QEvent(QEvent.Type.ThemeChange))
    assert told == [None]


def test_no_widget_is_given_a_key_past_the_door_of_plain_texts() -> None:
    raw = re.compile(
        r"\.(?:setToolTip|setText|setPlaceholderText|setStatusTip)\(\s*f?\"[^\"]*Ctrl\+"
    )
    wrong = [
        path.name
        for path in Path(keys.__file__).parent.rglob("*.py")
        if raw.search(path.read_text(encoding="utf-8"))
    ]
    assert wrong == []
