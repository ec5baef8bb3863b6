"""A setting is one record, and one that cannot work is found at the start."""

from __future__ import annotations

from dataclasses import field, fields, make_dataclass
from typing import Any

import pytest
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QSpinBox

from konnect_desktop import settings_fields
from konnect_desktop.settings import SETTINGS, Choices, Lost, Number, Settings, Shown, Switch
from konnect_desktop.settings_fields import kept
from konnect_desktop.ui.settings.record_card import MADE
from konnect_desktop.ui.window import lost_settings
from tests.ui.window_desk import WindowDesk

SHOWN = [(one, one.shown) for one in SETTINGS.values() if one.shown is not None]


def test_every_setting_has_its_record_and_reads_what_it_writes() -> None:
    assert {one.name for one in fields(Settings)} == {*SETTINGS, "extra"}
    written = Settings().to_dict()
    for name, one in SETTINGS.items():
        if one.default is not None:
            read = one.read(written[name])
            assert read == (tuple(read) if isinstance(one.default, tuple) else one.default), name
    assert not any(one.in_support for name, one in SETTINGS.items() if "user" in name)


@pytest.mark.parametrize(
    "shown",
    [
        Shown(card="look", title="", kind=Switch()),
        Shown(card="", title="Days", kind=Number(low=1, high=9)),
        Shown(card="look", title="Days", kind=Number(low=1, high=2)),
        Shown(card="look", title="Days", kind=Choices(("One", 1))),
        Shown(card="look", title="Days", kind=Switch()),
    ],
)
def test_a_setting_that_cannot_work_is_refused(shown: Shown) -> None:
    made = make_dataclass(
        "Made", [("days", int, field(default=3, metadata=kept(in_support=True, shown=shown)))]
    )
    with pytest.raises(ValueError, match="setting days: needs a card, a title, and bounds"):
        settings_fields._setting(fields(made)[0])
    bare = fields(make_dataclass("Bare", [("days", int, 3)]))[0]
    with pytest.raises(ValueError, match="what is known of it"):
        settings_fields._setting(bare)


def test_the_cards_say_first_what_is_looked_for_most() -> None:
    sending = [one.name for one, shown in SHOWN if shown.card == "sending"]
    assert sending == ["undo_seconds", "requests_per_second", "courier_limit_hours", "stuck_days"]
    assert [one.name for one, shown in SHOWN if shown.card == "look"] == ["theme", "compact_rows"]


def test_every_shown_setting_stands_on_its_card_and_is_kept(desk: WindowDesk) -> None:
    desk.window.open_room("settings")
    desk.settle()
    page = desk.window.rooms.page("settings")
    assert {shown.card for _, shown in SHOWN} == {*MADE}
    for one, shown in SHOWN:
        card = page.findChild(object, f"settings.{shown.card}")
        made: Any = card.fields[one.name]
        before = getattr(desk.services.settings.current, one.name)
        if isinstance(made, QCheckBox):
            made.setChecked(not before)
        elif isinstance(made, QComboBox):
            made.setCurrentIndex((made.currentIndex() + 1) % made.count())
        elif isinstance(made, QSpinBox | QDoubleSpinBox):
            assert isinstance(shown.kind, Number)
            assert (made.minimum(), made.maximum()) == (shown.kind.low, shown.kind.high)
            made.setValue(shown.kind.low)
        desk.wait(lambda n=one.name, b=before: getattr(desk.services.settings.current, n) != b)
        assert shown.kind.takes(getattr(desk.services.settings.current, one.name))


def test_a_lost_setting_without_a_group_goes_by_its_title(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lost_settings, "_GROUPED", frozenset())
    monkeypatch.setattr(lost_settings, "_CALLED", {})
    told = lost_settings.notice(Lost(("stuck_days",), None), lambda _room: None)
    assert told is not None
    assert "Back at their defaults: Days without movement." in told.text
