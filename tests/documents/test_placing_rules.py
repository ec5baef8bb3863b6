"""What holds for every batch on every sheet, whatever the pages are like."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from konnect_desktop.documents.facts import Box, CodeFacts, PageFacts
from konnect_desktop.documents.fitting import DOT_MM
from konnect_desktop.documents.paper_sizes import sheet_of
from konnect_desktop.documents.placing import Paper, Placed, lay_out
from konnect_desktop.domain.printing import (
    CropRule,
    CustomSheet,
    Layout,
    PrintChoices,
    ShrinkRule,
    percent_of,
)
from tests.examples import examples

#: How far a page may stand over its place, and dots of the printer it may be moved by.
SLACK_MM = 0.6 / 2 + DOT_MM


@st.composite
def pages(draw: st.DrawFn) -> PageFacts:
    width = draw(st.sampled_from([100.0, 101.6, 105.0, 148.0, 210.0, 215.9]))
    height = draw(st.sampled_from([148.0, 150.0, 152.4, 105.0, 210.0, 297.0, 279.4]))
    if draw(st.booleans()) and draw(st.booleans()):
        return PageFacts(width, height, None)
    edge = st.floats(0, 20)
    ink = (draw(edge), draw(edge), width - draw(edge), height - draw(edge))
    top = (ink[0], ink[1], ink[2], min(ink[3], height / 2 - draw(st.floats(0, 20))))
    codes = []
    for _ in range(draw(st.integers(0, 2))):
        left, above = ink[0] + 2, draw(st.floats(ink[1], ink[3] - 15))
        module = draw(st.sampled_from([0.0, 0.25, 0.33, 0.375, 0.5]))
        box = (left, above, left + 50, above + 12)
        codes.append(CodeFacts("14900000000001", "Code 128", box, module, left))
    return PageFacts(width, height, ink, top, tuple(codes))


@st.composite
def batches(draw: st.DrawFn) -> list[Paper]:
    found = []
    for order in range(draw(st.integers(1, 8))):
        heading = draw(st.sampled_from(["", "", "Ekart\n3 orders"]))
        for is_label in draw(st.sampled_from([(True,), (False,), (True, False)])):
            facts = tuple(draw(st.lists(pages(), min_size=1, max_size=3)))
            found.append(Paper(facts, is_label, f"S{order}", "AJIO", heading, f"{order + 1}/8"))
            heading = ""
    return found


@st.composite
def choices(draw: st.DrawFn) -> PrintChoices:
    layout = draw(st.sampled_from(list(Layout)))
    own = CustomSheet(
        draw(st.floats(60, 400)),
        draw(st.floats(60, 400)),
        draw(st.integers(1, 2)),
        draw(st.integers(1, 2)),
        draw(st.floats(0, 5)),
        draw(st.floats(0, 5)),
        draw(st.floats(0, 4)),
        draw(st.floats(0, 4)),
    )
    sheet = sheet_of(layout, own)
    first = draw(st.integers(0, len(sheet.places) - 1)) if sheet else 0
    rules = draw(st.sampled_from([(), (CropRule("AJIO", 0.1, 0.5, 0.6, 0.98, 210, 297),)]))
    return PrintChoices(
        layout=layout,
        first_slot=first,
        sequence_marks=draw(st.booleans()),
        custom=own,
        crop_rules=rules,
        shrinks=draw(st.sampled_from([(), (ShrinkRule("AJIO", "label", 60),)])),
    )


@pytest.mark.long
@examples(75, whole=300)
@given(batches(), choices())
def test_every_page_has_one_place_in_order_and_stays_within_it(
    papers: list[Paper], chosen: PrintChoices
) -> None:
    plan = lay_out(papers, chosen)
    sheet = sheet_of(chosen.layout, chosen.custom)
    expected = [
        (number, page)
        for number, paper in enumerate(papers)
        if number not in plan.refused
        for page in range(len(paper.facts))
    ]
    assert sorted((one.paper, one.page) for one in plan.placed) == expected
    assert [one.sheet for one in plan.placed] == sorted(one.sheet for one in plan.placed)
    spots = [(one.sheet, one.slot) for one in plan.placed]
    assert len(set(spots)) == len(spots)
    assert {one.sheet for one in plan.placed} | {word.sheet for word in plan.words} <= set(
        range(len(plan.sheets))
    )
    if sheet is None:
        assert not plan.refused
        return
    assert set(plan.sheets) <= {(sheet.width_mm, sheet.height_mm)}
    if plan.placed and not any(paper.heading for paper in papers) and not sheet.is_paired:
        assert spots[0] == (0, chosen.first_slot)
    for one in plan.placed:
        inside(rect(one), sheet.places[one.slot], SLACK_MM)
        assert 0 < one.fit.scale <= 1
        paper = papers[one.paper]
        is_agreed = (
            chosen.shrinks and percent_of(one.fit.scale) >= 60
            if paper.is_label
            else chosen.layout is Layout.A4_PAIRS
        )
        assert one.fit.scale == 1 or is_agreed
        inside(one.fit.clip, (0, 0, *size(papers, one)), 0.001)


@pytest.mark.long
@examples(75, whole=300)
@given(batches(), choices())
def test_no_bar_falls_under_two_dots_and_no_ink_is_lost(
    papers: list[Paper], chosen: PrintChoices
) -> None:
    plan = lay_out(papers, chosen)
    for one in plan.placed:
        facts = papers[one.paper].facts[one.page]
        whole = one.fit.clip == (0, 0, facts.width_mm, facts.height_mm)
        for code in facts.codes:
            if one.fit.scale < 1 and code.module_mm and overlap(code.box, one.fit.clip):
                assert code.module_mm * one.fit.scale / DOT_MM >= 1.97
        if not whole and not chosen.crop_rules and facts.ink is not None:
            half = facts.top_ink if papers[one.paper].is_label else None
            kept = [box for box in (facts.ink, half) if box is not None]
            assert any(contains(one.fit.clip, box) for box in kept)


@pytest.mark.long
@examples(75, whole=300)
@given(batches(), choices())
def test_marks_are_on_no_label_and_no_print(papers: list[Paper], chosen: PrintChoices) -> None:
    plan = lay_out(papers, chosen)
    marks = [word for word in plan.words if "/" in word.text and not word.is_bold]
    assert len(marks) == plan.marks
    assert len({word.text for word in marks}) == len(marks)
    for mark in marks:
        assert chosen.sequence_marks
        # Seven points are 1.8 mm high; "8/8" is about 4 mm wide.
        text = (mark.x, mark.y - 1.8, mark.x + 4.5, mark.y)
        width, height = plan.sheets[mark.sheet]
        sheet = sheet_of(chosen.layout, chosen.custom)
        places = sheet.places if sheet else [(0.0, 0.0, width, height)]
        assert any(contains(place, text) for place in places)
        for one in plan.placed:
            if one.sheet != mark.sheet:
                continue
            facts = papers[one.paper].facts[one.page]
            if papers[one.paper].is_label:
                assert not overlap(text, rect(one))
            elif facts.ink is not None and not one.fit.is_turned:
                assert not overlap(text, on_sheet(facts.ink, one))


def rect(one: Placed) -> Box:
    return (one.left, one.top, one.left + one.fit.width_mm, one.top + one.fit.height_mm)


def size(papers: list[Paper], one: Placed) -> tuple[float, float]:
    facts = papers[one.paper].facts[one.page]
    return facts.width_mm, facts.height_mm


def on_sheet(box: Box, one: Placed) -> Box:
    left, top = one.fit.clip[:2]
    scale = one.fit.scale
    return (
        one.left + (box[0] - left) * scale,
        one.top + (box[1] - top) * scale,
        one.left + (box[2] - left) * scale,
        one.top + (box[3] - top) * scale,
    )


def inside(box: Box, place: Box, slack: float) -> None:
    assert box[0] >= place[0] - slack
    assert box[1] >= place[1] - slack
    assert box[2] <= place[2] + slack
    assert box[3] <= place[3] + slack


def contains(outer: Box, box: Box) -> bool:
    return all(outer[n] <= box[n] + 0.001 for n in (0, 1)) and all(
        outer[n] >= box[n] - 0.001 for n in (2, 3)
    )


def overlap(one: Box, two: Box) -> bool:
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]
