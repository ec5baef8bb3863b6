"""Light, dark and contrast: what the seller chose, and what the system says before that."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from konnect_desktop import windows_shell
from konnect_desktop.ui.kit.contrast import BLACK, BRIGHT, contrast_tokens, marking, ratio
from konnect_desktop.ui.kit.theme import Theme, palette
from konnect_desktop.ui.kit.tokens import DARK, LIGHT
from konnect_desktop.windows_shell import SystemColours

#: As Windows has them.
AQUATIC = SystemColours(
    "#202020", "#FFFFFF", "#8EE3F0", "#263B50", "#202020", "#FFFFFF", "#A6A6A6", "#75E9FC"
)
DESERT = SystemColours(
    "#FFFAEF", "#3D3D3D", "#903909", "#FFF5E3", "#FFFAEF", "#202020", "#676767", "#1C5E75"
)
NIGHT_SKY = SystemColours(
    "#000000", "#FFFFFF", "#D6B4FD", "#2B2B2B", "#000000", "#FFEE32", "#A6A6A6", "#8080FF"
)
THEMES = [AQUATIC, DESERT, NIGHT_SKY, BRIGHT, BLACK]


@pytest.fixture
def owner(qapp: QApplication) -> Iterator[QObject]:
    """Owns a theme, and takes back what it told Qt."""
    made = QObject(qapp)
    yield made
    made.deleteLater()
    QGuiApplication.styleHints().setColorScheme(Qt.ColorScheme.Unknown)


@pytest.mark.parametrize("system", THEMES)
def test_a_contrast_theme_gives_every_colour(system: SystemColours) -> None:
    tokens = contrast_tokens(system)
    own = {value.upper() for value in asdict(system).values()}
    marked = marking(system.window, system.text, system.highlight)
    used = {value for value in asdict(tokens).values() if isinstance(value, str)}
    assert used <= own | {marked}
    for ink, fill in (
        (tokens.text, tokens.window),
        (tokens.text, tokens.selected),
        (tokens.muted, tokens.hover),
        (tokens.accent_text, tokens.accent),
        (tokens.danger_text, tokens.danger),
        (tokens.warning_ink, tokens.warning_soft),
        (tokens.link, tokens.surface),
        # A bar of progress: text on what is filled, and filled from what is not.
        (tokens.success, tokens.track),
    ):
        assert ratio(ink, fill) >= 4.5
    assert tokens.selected != tokens.window
    assert tokens.border == tokens.text


@pytest.mark.parametrize(("system", "is_dark"), [(AQUATIC, True), (DESERT, False), (BLACK, True)])
def test_whether_it_is_dark_is_read_from_it(system: SystemColours, is_dark: bool) -> None:
    assert contrast_tokens(system).is_dark is is_dark


def test_it_goes_before_the_choice_and_ends_with_the_systems(owner: QObject) -> None:
    now: list[SystemColours | None] = [DESERT]
    theme = Theme("dark", owner, lambda: now[0])
    told: list[bool] = []
    theme.changed.connect(lambda: told.append(theme.tokens.is_contrast))
    assert theme.tokens == contrast_tokens(DESERT)
    theme.choose("light")
    assert theme.tokens == contrast_tokens(DESERT)
    now[0] = NIGHT_SKY
    theme.follow_system()
    assert theme.tokens == contrast_tokens(NIGHT_SKY)
    now[0] = None
    theme.follow_system()
    assert theme.tokens is LIGHT
    assert told == [True, False]


@pytest.mark.parametrize("name", ["late", "soon", "packed", "sending", "nobody knows it"])
def test_chips_have_no_colours_of_their_own_then(owner: QObject, name: str) -> None:
    chip = Theme("system", owner, lambda: DESERT).chip(name)
    assert chip.text == chip.border == DESERT.text
    assert chip.fill in (DESERT.window, "")


def test_what_is_off_is_grey_as_the_system_shows_it() -> None:
    made = palette(contrast_tokens(DESERT))
    off = made.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
    assert off.name().upper() == DESERT.grey


@pytest.mark.parametrize(
    ("choice", "scheme", "tokens"),
    [("dark", Qt.ColorScheme.Dark, DARK), ("light", Qt.ColorScheme.Light, LIGHT)],
)
def test_frame_and_dialogs_of_the_system_are_told_the_choice(
    owner: QObject, choice: Any, scheme: Qt.ColorScheme, tokens: object, monkeypatch: Any
) -> None:
    told: list[Qt.ColorScheme] = []
    theme = Theme("system", owner, lambda: None)
    before = theme._hints

    class Hints:
        """Those of Qt, and what they were told: not every platform of Qt takes it."""

        setColorScheme = staticmethod(told.append)
        colorScheme = staticmethod(before.colorScheme)

    monkeypatch.setattr(theme, "_hints", Hints)
    theme.choose(choice)
    assert told == [scheme]
    assert theme.tokens is tokens
    theme.choose("system")
    assert told[-1] == Qt.ColorScheme.Unknown


# ---- the calls of Windows ----------------------------------------------------------------------


class FakeUser32:
    """The calls as Windows answers them."""

    def __init__(self, flags: int) -> None:
        self.flags = flags
        self.allowed: list[int] = []

    def SystemParametersInfoW(self, what: int, size: int, place: Any, _update: int) -> int:
        answer = place._obj
        assert (what, size) == (0x42, ctypes.sizeof(answer))
        assert answer.size == size
        answer.flags = self.flags
        return 1

    def GetSysColor(self, number: int) -> int:
        return 0x00332200 + number

    def AllowSetForegroundWindow(self, process: Any) -> int:
        self.allowed.append(process.value)
        return 1


class FakeKernel32:
    """Knows who is at the other end of one pipe."""

    def GetNamedPipeServerProcessId(self, pipe: Any, found: Any) -> int:
        if pipe.value != 77:
            return 0
        found._obj.value = 4242
        return 1


@pytest.fixture
def user32(monkeypatch: pytest.MonkeyPatch) -> FakeUser32:
    fake = FakeUser32(flags=0x7F)
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(windows_shell, "system_library", {"user32.dll": fake}.__getitem__)
    monkeypatch.setattr(windows_shell, "kernel32", FakeKernel32)
    return fake


def test_the_colours_of_windows_are_read(user32: FakeUser32) -> None:
    found = windows_shell.contrast_colours()
    assert found is not None
    assert (found.window, found.text, found.link) == ("#052233", "#082233", "#1A2233")
    user32.flags = 0x7E
    assert windows_shell.contrast_colours() is None


@pytest.mark.parametrize(("pipe", "process"), [(77, 4242), (5, 0xFFFFFFFF)])
def test_the_right_to_the_front_goes_to_who_holds_the_bell(
    user32: FakeUser32, pipe: int, process: int
) -> None:
    windows_shell.let_come_to_front(pipe)
    assert user32.allowed == [process]
