"""Text of every script: the right glyphs in the right order, lines that fit, nothing lost."""

from __future__ import annotations

import unicodedata

import pytest
import uharfbuzz

from konnect_desktop.documents import shaping
from konnect_desktop.documents.shaping import Line, Weight, shape
from konnect_desktop.documents.text_fit import ELLIPSIS, fit, syllables, wrap


def numbers(line: Line) -> list[int]:
    return [glyph.number for run in line.runs for glyph in run.glyphs]


def directly(text: str, font: str) -> list[int]:
    """What HarfBuzz itself makes of a word of one script."""
    path = shaping.FONTS / f"{font}.ttf"
    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path)))
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    uharfbuzz.shape(uharfbuzz.Font(face), buffer)
    return [info.codepoint for info in buffer.glyph_infos]


def nominal(font: str, char: str) -> int:
    face = shaping.face(font)
    assert face is not None
    glyph = face.font.get_nominal_glyph(ord(char))
    assert glyph is not None
    return int(glyph)


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("श्रद्धा", "Devanagari"),
        ("क्षीरसागर", "Devanagari"),
        ("கார்த்திக்", "Tamil"),
        ("சௌந்தர்யா", "Tamil"),
        ("চট্টোপাধ্যায়", "Bengali"),
        ("ਸਿੰਘ", "Gurmukhi"),
        ("ગુજરાતી", "Gujarati"),
        ("ಬೆಂಗಳೂರು", "Kannada"),
        ("മലയാളം", "Malayalam"),
        ("తెలుగు", "Telugu"),
        ("ଓଡ଼ିଶା", "Oriya"),
        ("سلمان", "Arabic"),
    ],
)
def test_each_script_is_shaped_as_harfbuzz_shapes_it(text: str, script: str) -> None:
    line = shape(text)
    font = f"NotoSans{script}-Regular"
    assert [run.face.name for run in line.runs] == [font]
    assert numbers(line) == directly(unicodedata.normalize("NFC", text), font)
    assert 0 not in numbers(line)


def test_a_conjunct_is_one_sign_and_a_vowel_goes_before_its_consonant() -> None:
    # क + virama + ष is written as one sign.
    assert len(numbers(shape("क्ष"))) == 1
    # The short i of हि is spoken after the letter and written before it; e in Tamil likewise.
    dev = "NotoSansDevanagari-Regular"
    assert numbers(shape("हि"))[-1] == nominal(dev, "ह")
    tamil = numbers(shape("கெ"))
    assert tamil == [nominal("NotoSansTamil-Regular", "ெ"), nominal("NotoSansTamil-Regular", "க")]


def test_scripts_mix_in_a_line_each_in_its_own_font() -> None:
    line = shape("Kurta आशा 12 மீனா ₹50", Weight.BOLD)
    assert [run.face.name for run in line.runs] == [
        "Inter-Bold",
        "NotoSansDevanagari-Regular",
        "Inter-Bold",
        "NotoSansTamil-Regular",
        "Inter-Bold",
    ]
    assert "".join(run.text for run in line.runs) == "Kurta आशा 12 மீனா ₹50"
    assert line.width == pytest.approx(sum(run.width for run in line.runs))


def test_arabic_runs_from_right_to_left_inside_a_line() -> None:
    in_latin = [run.text for run in shape("Khan سلمان خان 5 رضا X").runs]
    assert in_latin == ["Khan", " ", "رضا", " ", "5", " ", "خان", " ", "سلمان", " ", "X"]
    assert [run.text for run in shape("سلمان Khan").runs] == ["Khan", " ", "سلمان"]
    in_urdu = [run.text for run in shape("نمبر 5، بلاک B، شہر").runs]
    assert in_urdu == ["شہر", " ", "،", "B", " ", "بلاک", " ", "،", "5", " ", "نمبر"]


def test_what_cannot_be_drawn_is_left_out_or_shown_as_a_box() -> None:
    assert shaping.readable("a\tb\nc\u202e\x00d") == "a b cd"
    assert [run.text for run in shape("Asha 😀 12").runs] == ["Asha  12"]
    assert [run.text for run in shape("日本").runs] == [shaping.MISSING * 2]
    assert shape("").width == 0
    assert 0 not in numbers(shape("Zoë Łódź — “₹1,00,000” №7 Ω д"))


def test_figures_of_one_width_stand_in_columns() -> None:
    assert shape("1111", Weight.BOLD, ("tnum",)).width == pytest.approx(
        shape("8888", Weight.BOLD, ("tnum",)).width
    )
    assert shape("1111", Weight.BOLD).width < shape("8888", Weight.BOLD).width


def test_order_numbers_are_never_drawn_together() -> None:
    line = shape("ffi->1x2")
    assert len(numbers(line)) == len("ffi->1x2")


@pytest.mark.parametrize("text", ["x" * 400, "श्रद्धा क्षीरसागर " * 20, "कि" * 100, "W W W " * 50])
def test_a_line_fits_and_says_that_it_was_cut(text: str) -> None:
    cut = fit(text, Weight.REGULAR, 10, 90)
    assert shape(cut).width * 10 <= 90
    assert cut.endswith(ELLIPSIS)
    lines = wrap(text, Weight.REGULAR, 10, 90, 3)
    assert len(lines) == 3
    assert all(shape(line).width * 10 <= 90 for line in lines)


def test_wrapping_loses_no_word() -> None:
    text = "Cotton kurta, hand block printed, कपास का कुर्ता with wooden buttons"
    assert " ".join(wrap(text, Weight.REGULAR, 9, 120, 9)) == text
    long_word = "KUR" * 40
    assert "".join(wrap(long_word, Weight.REGULAR, 9, 100, 20)) == long_word
    assert wrap("  ", Weight.REGULAR, 9, 100, 2) == []


def test_words_are_cut_between_syllables() -> None:
    assert syllables("क्षीर") == ["क्षी", "र"]
    assert syllables("கார்") == ["கா", "ர்"]
    assert syllables("ab") == ["a", "b"]
