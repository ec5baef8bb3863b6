"""Text of others as it may be shown: short, in order, without a hidden sign."""

from __future__ import annotations

import json
import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from konnect_desktop.domain.plain import (
    CELL,
    TIP_LINES,
    TIP_WIDTH,
    file_name,
    one_line,
    paragraph,
    tip,
)
from konnect_desktop.domain.plain import record as raw_record

TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066\u2067\u206a-\u206f\ufeff]")
URDU = "مکان 12، گلی 5، لاہور"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Asha Rao", "Asha Rao"),
        ("R&D <b>shop</b>", "R&D <b>shop</b>"),
        ("श्रीमती क्षत्रिय, ₹ 5", "श्रीमती क्षत्रिय, ₹ 5"),
        ("👩‍👩‍👧 🇮🇳", "👩‍👩‍👧 🇮🇳"),
        ("a\x00b\x7f\x9b", "a␀b␡\ufffd"),
        ("\u202e345\u202c\u2067\u200f", "345"),
        ("one\r\ntwo\u2028three\tfour", "one\ntwo\nthree four"),
        ("half \ud83d of a pair", "half \ufffd of a pair"),
        ("e" + "\u0301" * 500, "e" + "\u0301" * 5),
        ("ก" + "\u0e49" * 500, "ก" + "\u0e49" * 5),
    ],
)
def test_what_is_shown(text: str, shown: str) -> None:
    assert paragraph(text) == shown


def test_words_from_right_to_left_do_not_take_our_numbers_along() -> None:
    assert paragraph(f"{URDU}: 38 orders") == f"\u2068{URDU}\u2069: 38 orders"
    assert one_line("احمد · 3 · علی") == "\u2068احمد\u2069 · 3 · \u2068علی\u2069"


@given(st.text(max_size=400))
@example("\u2068")
@example("א\n\u2069א")
@example(" א" * 200)
def test_nothing_turns_and_showing_twice_changes_nothing(text: str) -> None:
    for show in (paragraph, one_line, tip):
        shown = show(text)
        assert not TURNING.search(shown)
        assert shown.count("\u2068") == shown.count("\u2069")
        shown.encode()
    assert paragraph(paragraph(text)) == paragraph(text)
    assert "\n" not in one_line(text)


@given(st.text(alphabet="אa1 ·\n\u0301\u202e\u2068", min_size=290, max_size=330))
def test_a_cut_leaves_no_isolate_open(text: str) -> None:
    shown = one_line(text)
    assert len(shown) <= CELL + 2 * shown.count("\u2068")
    assert shown.count("\u2068") == shown.count("\u2069")


@pytest.mark.parametrize("piece", ["ab ", "x", "\n", "א", "क्षि", "e\u0301", "\u202e", "\x00", " "])
def test_a_book_is_cut_at_once(piece: str) -> None:
    book = piece * (1_000_000 // len(piece))
    begun = time.perf_counter()
    assert len(one_line(book)) <= CELL + 2
    lines = tip(book).split("\n")
    assert len(lines) <= TIP_LINES + 1
    assert max(map(len, lines)) <= TIP_WIDTH + 2
    paragraph(book)
    assert time.perf_counter() - begun < 0.2


def test_a_tip_breaks_its_lines_and_keeps_those_it_has() -> None:
    assert tip("one\ntwo") == "one\ntwo"
    text = "word " * 100
    assert tip(text).replace("\n", " ").split() == text.split()


def test_a_raw_record_is_whole_and_shows_what_is_hidden() -> None:
    name = "a\u202eb\u2066\u200f\x9b\ufeff" + "x" * 50
    text = json.dumps({"name": name}, ensure_ascii=False, indent=1)
    shown = raw_record(text)
    assert "\\u202e" in shown
    assert not TURNING.search(shown)
    assert json.loads(shown) == {"name": name}
    long = "y" * 100_000
    assert raw_record(long).replace("\n", "") == long
    assert max(map(len, raw_record(long).split("\n"))) <= 1_000


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("labels-57-2026-06-12.pdf", "labels-57-2026-06-12.pdf"),
        ("../../etc/passwd.pdf", "-..-etc-passwd.pdf"),
        ("C:\\x\x00y?.csv", "C--x-y-.csv"),
        ("con.pdf", "_con.pdf"),
        ("LPT1.x.pdf", "_LPT1.x.pdf"),
        ("... .pdf", "file.pdf"),
        ("a" * 900 + ".xlsx", "a" * 120 + ".xlsx"),
        ("fdp.\u202etxt.pdf", "fdp.txt.pdf"),
        ("दिल्ली\ud83d.pdf", "दिल्ली.pdf"),
    ],
)
def test_a_file_name_is_one_everywhere(name: str, kept: str) -> None:
    assert file_name(name) == kept
