"""What is remembered for printing survives the settings file, whatever is in it."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path

import pytest

from konnect_desktop.domain.printers import Role, parse_sheets
from konnect_desktop.domain.printing import (
    AskedCrop,
    CropRule,
    CustomSheet,
    Layout,
    PageOrder,
    ShrinkRule,
)
from konnect_desktop.services.print_memory import PrinterMemory, PrintMemory, printer_of
from konnect_desktop.settings import Settings, SettingsFile

RULE = CropRule("AMAZON", 0.0, 0.0, 1.0, 0.5, 210.0, 297.0)
FULL = PrintMemory(
    at_once=True,
    sheet_printer="Office",
    layouts={"label": Layout.A4_4UP, "label+invoice": Layout.A4_PAIRS},
    order=(PageOrder.COURIER, PageOrder.SKU),
    apart_by_size=True,
    courier_separators=True,
    sequence_marks=True,
    custom=CustomSheet(100.0, 150.0, columns=2),
    crop_rules=(RULE,),
    asked_crops=(AskedCrop("AMAZON", 210.0, 297.0),),
    shrinks=(ShrinkRule("AMAZON", "label", 67),),
    printers={"Zebra": PrinterMemory("A6", "Main", 99.8, True, "2026-11-24T10:00:00+00:00")},
)


def test_everything_comes_back_from_the_file(tmp_path: Path) -> None:
    file = SettingsFile(tmp_path / "settings.json", Settings())
    file.change(printing=FULL.to_settings())
    assert PrintMemory.of(Settings.load(tmp_path / "settings.json")) == FULL


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"layouts": ["x"], "order": "sku", "custom": 7, "crop_rules": {}, "printers": []},
        {"at_once": "yes", "layouts": {"label": "origami", "pick": "a4_4up"}, "order": ["up"]},
        {"custom": {"width_mm": "wide"}, "crop_rules": [None, {"channel": "A"}, 3]},
        {"custom": {"width_mm": 100, "height_mm": 100, "rows": 0}},
        {"crop_rules": [{"channel": "A", "left": 0.9, "top": 0, "right": 0.1, "bottom": 1}]},
        {"layouts": {"label": []}, "order": [[], {}], "printers": {"Z": []}},
        {"printers": {"Z": {"tray": 4}}, "sheet_printer": None},
    ],
)
def test_what_does_not_fit_is_left_at_its_default(data: dict[str, object]) -> None:
    assert PrintMemory.of(Settings(printing=data)) == PrintMemory()


def test_a_channel_has_one_rule_for_each_size_of_page() -> None:
    other = CropRule("AMAZON", 0.1, 0.1, 0.9, 0.4, 210.0, 297.0)
    letter = CropRule("AMAZON", 0.1, 0.1, 0.9, 0.4, 215.9, 279.4)
    memory = PrintMemory().with_rule(RULE).with_rule(letter).with_rule(other)
    assert memory.crop_rules == (letter, other)
    assert memory.without_rule(letter).crop_rules == (other,)


@pytest.mark.parametrize("points", [594.96, 595, 595.2755905, 595.28, 595.3, 612, 419.53])
def test_an_edge_typed_in_mm_is_kept_for_every_width_of_page(points: float) -> None:
    """A field holds tenths of a mm, so the right edge may round past the page or short of it."""
    width, height = points * 25.4 / 72, 297.0
    rules = [
        CropRule("FLIPKART", -0.0004, 0.0, round(width, 1) / width, 0.58, width, height),
        CropRule("FLIPKART", 0.2, 0.0, round(width + 0.1, 1) / width, 0.5, width, height),
    ]
    typed = Settings(printing={"crop_rules": [asdict(rule) for rule in rules]})
    (kept,) = PrintMemory.of(typed).crop_rules
    assert (kept.left, kept.right, kept.bottom) == (0.2, 1.0, 0.5)
    (first,) = PrintMemory().with_rule(rules[0]).crop_rules
    assert (first.left, first.right) == (0.0, 1.0)
    assert not first.is_whole
    past = replace(rules[0], right=1.01)
    assert PrintMemory.of(Settings(printing={"crop_rules": [asdict(past)]})).crop_rules == ()


def test_asked_and_agreed_are_kept_once_for_each_channel() -> None:
    asked = AskedCrop("AMAZON", 210.0, 297.0)
    memory = PrintMemory().with_asked(asked).with_asked(AskedCrop("AMAZON", 209.9, 297.1))
    assert memory.asked_crops == (asked,)
    assert not memory.was_asked(AskedCrop("AMAZON", 148.0, 210.0))
    first, second = ShrinkRule("AMAZON", "label", 67), ShrinkRule("AMAZON", "label", 50)
    memory = memory.with_shrink(first).with_shrink(second)
    assert memory.shrinks == (second,)
    assert memory.without_shrink(second).shrinks == ()


def test_each_kind_of_paper_has_its_printer() -> None:
    settings = Settings(
        label_printer="Zebra", invoice_printer="Laser", printing={"sheet_printer": "Office"}
    )
    assert [printer_of(settings, role) for role in Role] == ["Zebra", "Office", "Laser"]


def test_a_printer_is_proven_by_size_and_scan_together() -> None:
    memory = PrintMemory().with_printer("Z", scale_percent=97.0, tested_at="2026-11-24")
    assert not memory.printer("Z").is_true_size
    memory = memory.with_printer("Z", scale_percent=100.2)
    assert memory.printer("Z").is_true_size
    assert not memory.printer("Z").is_proven
    assert memory.with_printer("Z", was_scanned=True).printer("Z").is_proven
    assert not PrinterMemory().is_proven


@pytest.mark.parametrize(
    ("text", "sheets"),
    [
        ("", ()),
        ("3", (2,)),
        ("3, 5-7", (2, 4, 5, 6)),
        ("9-", (8, 9)),
        ("1-10", ()),
        (" 2 - 3 ,, 2", (1, 2)),
    ],
)
def test_sheets_are_named_as_people_do(text: str, sheets: tuple[int, ...]) -> None:
    assert parse_sheets(text, 10) == sheets


@pytest.mark.parametrize("text", ["x", "0", "5-3", "11", "-4", "3-11", "1.5"])
def test_sheets_that_are_not_there_are_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match=r"sheet|backwards"):
        parse_sheets(text, 10)
