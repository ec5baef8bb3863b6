"""Settings: series of locations and channels, credit notes, and package presets."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QSpinBox

from konnect_desktop.domain.journal import SeriesFormat
from konnect_desktop.domain.packaging import PackagePreset
from konnect_desktop.domain.series import SeriesRule
from tests.conftest import MakeWindow
from tests.ui.window_desk import WindowDesk


@pytest.fixture
def own(make_window: MakeWindow) -> WindowDesk:
    made = make_window(orders=40)
    made.wait_until_shown()
    made.window.open_room("settings")
    made.settle()
    return made


def press(desk: WindowDesk, name: str) -> None:
    QTest.mouseClick(desk.find(QPushButton, name), Qt.MouseButton.LeftButton)


def type_into(desk: WindowDesk, name: str, text: str) -> None:
    line = desk.find(QLineEdit, name)
    line.setFocus()
    line.clear()
    QTest.keyClicks(line, text)
    QTest.keyClick(line, Qt.Key.Key_Return)


def error(desk: WindowDesk, card: str) -> str:
    return str(desk.find(QLabel, f"settings.{card}.error").text())


def test_a_series_for_a_channel_is_kept_once_it_is_complete(own: WindowDesk) -> None:
    press(own, "settings.series_rules.add")
    channel = own.find(QComboBox, "settings.series_rules.0.channel")
    channel.setCurrentIndex(1)
    assert error(own, "series") == "Series 1: the prefix is missing. Nothing is kept yet."
    own.settle()
    assert own.services.settings.current.invoice_series == ()
    type_into(own, "settings.series_rules.0.prefix", "CH/")
    own.find(QSpinBox, "settings.series_rules.0.first").setValue(7)
    own.settle()
    rule = SeriesRule("", channel.currentData(), SeriesFormat("CH/", 7, 5))
    assert own.services.settings.current.invoice_series == (rule,)
    assert error(own, "series") == ""
    own.reopen()
    own.window.open_room("settings")
    own.settle()
    assert own.find(QLineEdit, "settings.series_rules.0.prefix").text() == "CH/"
    press(own, "settings.series_rules.0.remove")
    own.settle()
    assert own.services.settings.current.invoice_series == ()


def test_two_series_of_one_place_are_refused(own: WindowDesk) -> None:
    for number in range(2):
        press(own, "settings.series_rules.add")
        own.find(QComboBox, f"settings.series_rules.{number}.location").setCurrentIndex(1)
        type_into(own, f"settings.series_rules.{number}.prefix", f"P{number}-")
    own.settle()
    assert error(own, "series").startswith("Series 2: this place has a series already.")
    assert len(own.services.settings.current.invoice_series) == 1


def test_credit_notes_have_a_series_of_their_own(own: WindowDesk) -> None:
    type_into(own, "settings.credit_note_prefix", "CR/26-27/VERY-LONG/")
    own.settle()
    assert own.services.settings.current.credit_note_prefix == "CR/26-27/VERY-LONG/"
    example = own.find(QLabel, "settings.credit_note_example").text()
    assert example.startswith("Looks like CR/26-27/VERY-LONG/00001.")
    assert "at most 16" in example


def test_a_box_is_kept_once_it_is_complete(own: WindowDesk) -> None:
    press(own, "settings.package_presets.add")
    type_into(own, "settings.package_presets.0.sku", "TEE-*")
    assert error(own, "presets").startswith("Preset 1: length cm is missing")
    for part, text in (("length", "30"), ("width", "22,5"), ("height", "0"), ("weight", "350")):
        type_into(own, f"settings.package_presets.0.{part}", text)
    assert "height cm 0 does not fit" in error(own, "presets")
    type_into(own, "settings.package_presets.0.height", "4")
    own.find(QSpinBox, "settings.package_presets.0.pieces").setValue(2)
    own.settle()
    sizes = (Decimal(30), Decimal("22.5"), Decimal(4), Decimal(350))
    kept = PackagePreset("TEE-*", "TEE-*", *sizes, pieces=2)
    assert own.services.settings.current.package_presets == (kept,)
    assert error(own, "presets") == ""
    own.window.open_room("orders")
    own.window.open_room("settings")
    own.settle()
    assert own.window.settings.presets.rows.rows
    own.reopen()
    own.window.open_room("settings")
    own.settle()
    assert own.find(QLineEdit, "settings.package_presets.0.width").text() == "22.5"
