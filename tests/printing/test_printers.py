"""Paper names, page ranges and what a queue says, without a print service."""

from __future__ import annotations

import pytest

from konnect_desktop.domain.printers import PrinterFacts, name_sheets
from konnect_desktop.printing.papers import paper
from konnect_desktop.printing.troubles import trouble_of


@pytest.mark.parametrize(
    ("key", "size"),
    [
        ("A6", (105, 148)),
        ("A4.Fullbleed", (210, 297)),
        ("Letter", (215.9, 279.4)),
        ("w288h432", (101.6, 152.4)),
        ("4x6", (101.6, 152.4)),
        ("4x6.Borderless", (101.6, 152.4)),
        ("100x150mm", (100, 150)),
        ("8.5x11in", (215.9, 279.4)),
    ],
)
def test_paper_names_are_sizes(key: str, size: tuple[float, float]) -> None:
    found = paper(key)
    assert found is not None
    assert found.key == key
    assert (found.width_mm, found.height_mm) == pytest.approx(size, abs=0.1)


@pytest.mark.parametrize("key", ["Custom.WIDTHxHEIGHT", "EnvDL", "", "roll"])
def test_names_that_tell_no_size_are_left_out(key: str) -> None:
    assert paper(key) is None


def test_a_page_on_its_side_is_the_same_paper() -> None:
    found = paper("A6")
    assert found is not None
    facts = PrinterFacts("P", papers=(found,))
    assert facts.paper_for(148, 105) == found
    assert facts.paper_for(100, 150) is None


@pytest.mark.parametrize(
    ("sheets", "text"),
    [((0,), "1"), ((0, 1, 2, 6), "1-3,7"), ((36, 37, 38), "37-39"), ((4, 2, 2), "3,5")],
)
def test_sheets_are_named_as_the_queue_counts(sheets: tuple[int, ...], text: str) -> None:
    assert name_sheets(sheets) == text


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("printer P is idle.  enabled since x\n\tAlerts: none", ""),
        ("printer P is idle.\n\tAlerts: media-low-warning", ""),
        ("printer P now printing P-1.\n\tAlerts: media-empty-error", "out of paper"),
        ("printer P now printing P-1.\n\tAlerts: media-jam-error", "jammed"),
        ("printer P now printing P-1.\n\tAlerts: offline-report", "does not answer"),
        ("printer P disabled since x -\n\treason unknown\n\tAlerts: none", "paused"),
        ("printer P disabled since x -\n\tRibbon torn\n\tAlerts: none", "Ribbon torn"),
    ],
)
def test_the_queue_s_reasons_become_words(said: str, words: str) -> None:
    trouble = trouble_of(said)
    assert words in trouble
    assert bool(trouble) is bool(words)
