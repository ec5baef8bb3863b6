"""The label is found on its page, whole, and small enough for the sheet it is made for."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from reportlab.pdfgen.canvas import Canvas

from konnect_desktop.documents.facts import PageFacts, from_text, read_facts, to_text
from konnect_desktop.documents.label_boxes import Found, LabelBox, label_of, with_quiet_zone
from tests.documents import draw_layouts as layouts
from tests.documents import make_pdf
from tests.documents.draw_layouts import LANDSCAPE_A4, THERMAL, Look, Place, photo
from tests.documents.make_pdf import A4, Label, a_label

_LABEL = a_label(1)
_TALL = (96.0, 140.0)

Draw = Callable[[Canvas, Sequence[Label]], None]


_FRAMED = Look()


def _at(
    *places: Place,
    look: Look = _FRAMED,
    page: float = 297,
    invoice: Place | None = None,
    cut_down: float = 0,
    cut_across: float = 0,
    is_dashed: bool = True,
) -> Draw:
    def draw(canvas: Canvas, labels: Sequence[Label]) -> None:
        for label, place in zip(labels, places, strict=False):
            layouts.label_at(canvas, page, label, place, look)
        if invoice:
            layouts.invoice_at(canvas, page, labels[0], invoice)
        size = A4 if page == 297 else LANDSCAPE_A4
        if cut_down:
            layouts.cut_line(canvas, size, down_mm=cut_down, is_dashed=is_dashed)
        if cut_across:
            layouts.cut_line(canvas, size, across_mm=cut_across, is_dashed=is_dashed)

    return draw


def _facts(data: bytes, *labels: Label) -> PageFacts:
    (page,) = read_facts({"a": data}, {"a": [label.awb for label in labels]})["a"]
    return page


def _the_label(page: PageFacts) -> LabelBox:
    found = label_of(page.labels, page.codes, [_LABEL.awb])
    assert found is not None
    return found


def _holds(box: Place, inner: Place) -> bool:
    return all(box[n] <= inner[n] + 0.3 for n in (0, 1)) and all(
        box[n] >= inner[n] - 0.3 for n in (2, 3)
    )


_BELOW: Place = (10, 160, 190, 125)
_BARE = Look(is_framed=False)
_ONE = {
    "frame, invoice below": (_at((10, 6, *_TALL), invoice=_BELOW), Found.FRAME),
    "frame in the middle": (_at((57, 6, *_TALL), invoice=_BELOW), Found.FRAME),
    "frame, dashed cut": (_at((57, 6, *_TALL), invoice=_BELOW, cut_down=152), Found.FRAME),
    "no frame, dashed cut": (
        _at((10, 6, *_TALL), look=_BARE, invoice=_BELOW, cut_down=120), Found.CUT),
    "no frame, solid cut": (
        _at((10, 6, *_TALL), look=_BARE, invoice=_BELOW, cut_down=120, is_dashed=False), Found.CUT),
    "no frame, white between": (_at((10, 6, *_TALL), look=_BARE, invoice=_BELOW), Found.GAP),
    "right half": (_at((107, 80, *_TALL)), Found.FRAME),
    "all of the width": (_at((5, 5, 200, 166), invoice=(5, 173, 200, 115)), Found.FRAME),
    "alone, no frame": (_at((40, 60, *_TALL), look=_BARE), Found.INK),
}  # fmt: skip
_CHANGES: dict[str, Callable[[bytes], bytes]] = {
    "as it is": lambda data: data,
    "a photo": photo,
    "a grey photo": lambda data: photo(data, grey=225),
    "turned": lambda data: make_pdf.rotated(data, 90),
    "turned inside": lambda data: make_pdf.turned_inside(data, 270),
    "another origin": lambda data: make_pdf.with_origin(data, 120, -35),
}


@pytest.mark.parametrize("name", _ONE)
def test_one_label_on_a4(name: str) -> None:
    draw, how = _ONE[name]
    page = _facts(layouts.pages([_LABEL], draw), _LABEL)
    label = _the_label(page)
    assert label.found is how
    for number in label.codes:
        assert _holds(label.box, with_quiet_zone(page.codes[number]))
    if "width" not in name:
        assert label.width_mm <= 101.6
        assert label.height_mm <= 152.4
    if how in (Found.FRAME, Found.CUT, Found.GAP) and "half" not in name:
        assert label.box[3] < page.height_mm * 0.6
    assert from_text(to_text([page])) is not None


@pytest.mark.parametrize("change", _CHANGES)
def test_however_the_page_comes(change: str) -> None:
    data = layouts.pages([_LABEL], _ONE["frame, dashed cut"][0])
    page = _facts(_CHANGES[change](data), _LABEL)
    label = _the_label(page)
    sides = sorted((label.width_mm, label.height_mm))
    assert sides == pytest.approx(_TALL, abs=3)
    assert _holds(label.box, with_quiet_zone(page.codes[label.codes[0]]))


_SEVERAL = {
    "four": ([(x, y, 99, 143) for y in (2, 151) for x in (3, 108)], {}),
    "four, no frames, cuts": (
        [(x, y, 99, 143) for y in (2, 151) for x in (3, 108)],
        {"look": _BARE, "cut_down": 148.5, "cut_across": 105},
    ),
    "two": ([(3, y, 204, 143) for y in (2, 151)], {}),
    "two with a cut": ([(3, y, 204, 143) for y in (2, 151)], {"cut_down": 148.5}),
}


@pytest.mark.parametrize("name", _SEVERAL)
def test_several_labels_on_a4(name: str) -> None:
    places, options = _SEVERAL[name]
    labels = [a_label(number) for number in range(1, len(places) + 1)]
    data = layouts.pages(labels, _at(*places, **options), per_page=len(labels))
    page = _facts(data, *labels)
    said = [[page.codes[number].text for number in one.codes] for one in page.labels]
    assert said == [[label.awb] for label in labels]
    for one in page.labels:
        assert _holds(one.box, with_quiet_zone(page.codes[one.codes[0]]))
        for other in page.labels:
            assert other is one or not _overlap(one.box, other.box)


def _overlap(one: Place, other: Place) -> bool:
    return (
        one[0] < other[2] - 0.01
        and other[0] < one[2] - 0.01
        and one[1] < other[3] - 0.01
        and other[1] < one[3] - 0.01
    )


def test_side_by_side() -> None:
    labels = [a_label(1), a_label(2)]
    draw = _at((20, 30, *_TALL), (160, 30, *_TALL), page=210)
    page = _facts(layouts.pages(labels, draw, LANDSCAPE_A4, 2), *labels)
    assert [one.found for one in page.labels] == [Found.FRAME] * 2


def test_two_copies_of_one_label_are_one_label() -> None:
    draw = _at((3, 2, 99, 143), (3, 151, 99, 143))
    page = _facts(layouts.pages([_LABEL, _LABEL], draw, per_page=2), _LABEL)
    assert len(page.labels) == 2
    assert _the_label(page) is page.labels[0]


def test_a_page_of_a_label_s_size_is_the_label() -> None:
    page = _facts(layouts.pages([_LABEL], _at((2, 2, 97, 148), page=152.4), THERMAL), _LABEL)
    assert [(one.found, one.width_mm) for one in page.labels] == [(Found.PAGE, page.width_mm)]


def test_an_a5_label_is_not_cut_at_its_widest_gap() -> None:
    a5 = (148 * 72 / 25.4, 210 * 72 / 25.4)
    page = _facts(layouts.pages([_LABEL], _at((2, 2, 144, 206), page=210), a5), _LABEL)
    assert _the_label(page).height_mm > 205


def test_an_invoice_alone_has_no_label() -> None:
    def draw(canvas: Canvas, labels: Sequence[Label]) -> None:
        layouts.invoice_at(canvas, 297, labels[0], _BELOW)

    assert _facts(layouts.pages([_LABEL], draw)).labels == ()


def test_facts_of_older_papers_stay_where_the_page_is_a_label() -> None:
    old = '[1,[[101.6,152.4,null,null,[["A1","Code 128",[1,2,3,4],0.3,1,1]]]]]'
    (page,) = from_text(old) or ()
    assert page.labels[0].found is Found.PAGE
    assert from_text(old.replace("101.6,152.4", "210.0,297.0")) is None
