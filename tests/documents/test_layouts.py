"""Every layout with real papers: what lies where, at which size, and whether a scanner reads it."""

from __future__ import annotations

from dataclasses import replace

import pypdfium2
import pytest

from konnect_desktop.documents.bar_check import expected_codes, unreadable_codes
from konnect_desktop.documents.facts import PageFacts, from_text, read_facts, to_text
from konnect_desktop.documents.fitting import DOT_MM
from konnect_desktop.documents.imposition import press
from konnect_desktop.documents.pages import split
from konnect_desktop.documents.placing import Paper, lay_out
from konnect_desktop.documents.rendering import render_page
from konnect_desktop.domain.printing import (
    CropRule,
    CustomSheet,
    Layout,
    PrintChoices,
    ShrinkRule,
    TooLarge,
    percent_of,
)
from konnect_desktop.errors import DocumentError
from tests.documents import make_pdf
from tests.documents.make_pdf import Label, a_label
from tests.documents.press_steps import Pressed, pressed

MM = 72 / 25.4
LABELS = [a_label(number) for number in range(8)]
PAPERS = [make_pdf.labels_pdf([label]) for label in LABELS]
AWBS = [label.awb for label in LABELS]


def an_invoice(label: Label, pages: int = 1) -> bytes:
    """A4 with white margins, the ids in text and no bars."""
    return make_pdf.pdf_of([_invoice(label, page) for page in range(pages)], make_pdf.A4)


def _invoice(label: Label, page: int) -> object:
    def draw(canvas: object) -> None:
        canvas.rect(43, 60, 510, 700)  # type: ignore[attr-defined]
        canvas.setFont("Helvetica", 14)  # type: ignore[attr-defined]
        canvas.drawString(60, 700, f"INVOICE {label.order_no} {page}")  # type: ignore[attr-defined]

    return draw


def words(data: bytes, page: int) -> str:
    with pypdfium2.PdfDocument(data) as document:
        return str(document[page].get_textpage().get_text_range())


def paired(count: int, invoice_pages: int = 1) -> tuple[list[bytes], str]:
    papers: list[bytes] = []
    for number in range(count):
        papers += [PAPERS[number], an_invoice(LABELS[number], invoice_pages)]
    return papers, "li" * count


def slots(job: Pressed) -> list[tuple[int, int, int]]:
    return [(placed.paper, placed.sheet, placed.slot) for placed in job.plan.placed]


# ---- labels with their invoices ---------------------------------------------------------


def test_label_then_its_invoice() -> None:
    papers, kinds = paired(3)
    job = pressed(papers, PrintChoices(kinds=("label", "invoice")), kinds=kinds)
    assert job.sizes == [(105, 148), (210, 297)] * 3
    for number, label in enumerate(LABELS[:3]):
        assert label.awb in words(job.pdf, 2 * number)
        assert label.order_no in words(job.pdf, 2 * number + 1)


def test_two_labels_and_their_two_invoices_on_a4() -> None:
    papers, kinds = paired(3)
    job = pressed(papers, PrintChoices(layout=Layout.A4_PAIRS), kinds=kinds)
    assert job.sizes == [(210, 297)] * 2
    assert slots(job) == [(0, 0, 0), (1, 0, 1), (2, 0, 2), (3, 0, 3), (4, 1, 0), (5, 1, 1)]
    assert [job.codes(0), job.codes(1)] == [AWBS[:2], AWBS[2:3]]
    assert LABELS[1].order_no in words(job.pdf, 0)
    scales = [placed.fit.scale for placed in job.plan.placed]
    assert scales[::2] == [1.0] * 3, "labels keep their size"
    assert all(0.4 < scale < 0.7 for scale in scales[1::2])
    assert job.unreadable() == []


def test_a_longer_invoice_goes_on_below_beside_nothing() -> None:
    papers, kinds = paired(2, invoice_pages=2)
    job = pressed(papers, PrintChoices(layout=Layout.A4_PAIRS), kinds=kinds)
    assert slots(job) == [(0, 0, 0), (1, 0, 1), (1, 0, 3), (2, 1, 0), (3, 1, 1), (3, 1, 3)]


@pytest.mark.parametrize(("first", "starts_at"), [(0, (0, 0)), (1, (0, 2)), (2, (0, 2))])
def test_pairs_start_on_a_free_row(first: int, starts_at: tuple[int, int]) -> None:
    papers, kinds = paired(2)
    job = pressed(papers, PrintChoices(layout=Layout.A4_PAIRS, first_slot=first), kinds=kinds)
    assert slots(job)[0][1:] == starts_at


def test_a_label_of_several_pages_stays_together() -> None:
    long = make_pdf.labels_pdf(LABELS[1:3])
    job = pressed([PAPERS[0], long, PAPERS[3]], PrintChoices(layout=Layout.A4_4UP))
    assert slots(job) == [(0, 0, 0), (1, 0, 1), (1, 0, 2), (2, 0, 3)]
    assert job.codes(0) == AWBS[:4]


def test_invoices_on_a4_are_left_as_they_are() -> None:
    papers = [an_invoice(label) for label in LABELS[:2]]
    job = pressed(papers, PrintChoices(layout=Layout.A4_ONE, kinds=("invoice",)), kinds="ii")
    assert job.sizes == [(210, 297)] * 2
    assert {placed.fit.scale for placed in job.plan.placed} == {1.0}


# ---- thermal and scales -----------------------------------------------------------------


def test_a6_goes_onto_4_by_6_inches_at_true_size() -> None:
    """The page is 3 mm too wide, its ink is not."""
    job = pressed(PAPERS[:3], PrintChoices(layout=Layout.THERMAL_4X6))
    assert job.sizes == [(102, 152)] * 3
    assert {placed.fit.scale for placed in job.plan.placed} == {1.0}
    assert [job.codes(sheet) for sheet in range(3)] == [[awb] for awb in AWBS[:3]]


SMALL_SHEET = PrintChoices(layout=Layout.CUSTOM, custom=CustomSheet(80, 120))


def test_nothing_is_made_smaller_unasked() -> None:
    job = pressed(PAPERS[:2], SMALL_SHEET)
    assert job.plan.placed == ()
    assert {refused.why for refused in job.plan.refused.values()} == {TooLarge.WOULD_SHRINK}
    assert {percent_of(refused.scale) for refused in job.plan.refused.values()} == {66}
    for others in ("label", 67), ("invoice", 10):
        asked = replace(SMALL_SHEET, shrinks=(ShrinkRule("AJIO", *others),))
        assert pressed(PAPERS[:2], asked).plan.placed == ()
    agreed = replace(SMALL_SHEET, shrinks=(ShrinkRule("AJIO", "label", 66),))
    assert len(pressed(PAPERS[:2], agreed).plan.placed) == 2
    assert pressed(PAPERS[:2], agreed, channel="MYNTRA").plan.placed == ()


def test_four_invoices_on_a4_are_asked_about_and_pairs_are_not() -> None:
    papers, kinds = paired(2)
    for layout, is_placed in ((Layout.A4_4UP, False), (Layout.A4_PAIRS, True)):
        job = pressed(papers, PrintChoices(layout=layout), kinds=kinds)
        assert set(job.plan.refused) == (set() if is_placed else {1, 3})


def test_the_ink_of_a_4_by_6_inch_label_just_fills_a_quarter_of_a4() -> None:
    def draw(canvas: object) -> None:
        make_pdf.drawing(LABELS[0])(canvas)  # type: ignore[arg-type]
        canvas.rect(2 * MM, 2 * MM, 97.6 * MM, 148.4 * MM)  # type: ignore[attr-defined]

    job = pressed([make_pdf.pdf_of([draw], (288, 432))], PrintChoices(layout=Layout.A4_4UP))
    assert [placed.fit.scale for placed in job.plan.placed] == [1.0]
    assert job.unreadable() == []


def test_a_scaled_thermal_label_gets_whole_dots() -> None:
    """99 × 142 mm of ink on 80 × 120: three dots a bar would become 2.4, so two it is."""
    agreed = replace(SMALL_SHEET, shrinks=(ShrinkRule("AJIO", "label", 50),))
    job = pressed(PAPERS[:2], agreed)
    for placed in job.plan.placed:
        assert placed.fit.scale * 0.375 / DOT_MM == pytest.approx(2.0, abs=0.02)
    assert [job.codes(0), job.codes(1)] == [[AWBS[0]], [AWBS[1]]]
    assert job.unreadable() == []


def test_bars_of_two_dots_are_never_made_finer() -> None:
    fine = make_pdf.labels_pdf([a_label(1)], bar_mm=0.25)
    job = pressed([fine], PrintChoices(layout=Layout.CUSTOM, custom=CustomSheet(90, 130)))
    assert job.plan.placed == ()
    assert job.plan.refused[0].why is TooLarge.BARS_TOO_FINE
    assert job.plan.refused[0].dots == pytest.approx(1.8, abs=0.05)


@pytest.mark.parametrize("layout", [Layout.AS_IS, Layout.THERMAL_4X6, Layout.A4_4UP])
def test_bars_of_two_dots_scan_wherever_they_begin(layout: Layout) -> None:
    """Off the dots more than half of them would not scan; a hair's breadth mends that."""
    papers = [
        make_pdf.with_origin(make_pdf.labels_pdf([label], bar_mm=0.25), -0.05 * number, 0)
        for number, label in enumerate(LABELS)
    ]
    moved = [make_pdf.moved_right(data, 0.017 * n) for n, data in enumerate(papers)]
    job = pressed(moved, PrintChoices(layout=layout))
    assert job.unreadable() == []
    assert {placed.fit.scale for placed in job.plan.placed} == {1.0}


def test_bars_that_do_not_scan_are_named() -> None:
    """0.19 mm is a dot and a half: it reads at twice the resolution, but not on a label."""
    fine = make_pdf.labels_pdf([a_label(1)], bar_mm=0.14)
    job = pressed([PAPERS[0], fine], PrintChoices(layout=Layout.A4_4UP))
    assert job.unreadable() == [AWBS[1]]


def test_letter_takes_four() -> None:
    """A quarter of it is 2 mm too low for these: and that is asked."""
    letter = PrintChoices(layout=Layout.LETTER_4UP)
    refused = pressed(PAPERS[:5], letter).plan.refused
    assert [percent_of(one.scale) for one in refused.values()] == [95] * 5
    job = pressed(PAPERS[:5], replace(letter, shrinks=(ShrinkRule("AJIO", "label", 95),)))
    assert job.sizes == [(216, 279)] * 2
    assert [job.codes(0), job.codes(1)] == [AWBS[:4], AWBS[4:5]]
    assert job.unreadable() == []


def test_a_sheet_of_ones_own() -> None:
    """Two by three places with margins and gaps on A3."""
    own = CustomSheet(297, 480, 2, 3, 10, 6, gap_x_mm=4, gap_y_mm=3)
    job = pressed(PAPERS[:7], PrintChoices(layout=Layout.CUSTOM, custom=own, first_slot=1))
    assert job.sizes == [(297, 480)] * 2
    assert [slot for _, _, slot in slots(job)] == [1, 2, 3, 4, 5, 0, 1]
    assert [job.codes(0), job.codes(1)] == [AWBS[:5], AWBS[5:7]]
    width = (297 - 2 * 10 - 4) / 2
    second = job.plan.placed[0]
    assert second.left == pytest.approx(10 + width + 4 + (width - 105) / 2, abs=0.07)


@pytest.mark.parametrize(
    "own",
    [
        None,
        CustomSheet(10, 10),
        CustomSheet(100, 150, 0, 1),
        CustomSheet(100, 150, 6, 5),
        CustomSheet(100, 150, margin_left_mm=45),
        CustomSheet(100, 150, gap_x_mm=-5),
        CustomSheet(100, 150, 15, 15),
    ],
)
def test_a_sheet_that_cannot_be_is_refused_with_words(own: CustomSheet | None) -> None:
    with pytest.raises(DocumentError) as caught:
        pressed(PAPERS[:1], PrintChoices(layout=Layout.CUSTOM, custom=own))
    assert caught.value.user_message
    assert caught.value.next_step


# ---- crops ------------------------------------------------------------------------------

RULE = CropRule("AJIO", 6 / 210, 155 / 297, 110 / 210, 291 / 297, 210, 297)


def lower_label(label: Label) -> bytes:
    """A4 with the label below the middle."""
    return make_pdf.label_on_a4(label, with_invoice=False, label_top_mm=157)


@pytest.mark.parametrize("layout", [Layout.THERMAL_4X6, Layout.A4_4UP])
def test_the_label_in_the_upper_half_is_found(layout: Layout) -> None:
    papers = [make_pdf.label_on_a4(label) for label in LABELS[:2]]
    job = pressed(papers, PrintChoices(layout=layout))
    assert sorted(code for s in range(len(job.plan.sheets)) for code in job.codes(s)) == AWBS[:2]
    assert {placed.fit.scale for placed in job.plan.placed} == {1.0}
    assert job.unreadable() == []


def test_a_rule_crops_its_channel_and_leaves_the_others() -> None:
    choices = PrintChoices(layout=Layout.THERMAL_4X6, crop_rules=(RULE,))
    job = pressed([lower_label(LABELS[0])], choices)
    assert job.plan.placed[0].fit.scale == 1.0
    assert job.codes(0) == AWBS[:1]
    whole = pressed([lower_label(LABELS[0])], PrintChoices(crop_rules=(RULE,)), channel="MYNTRA")
    assert whole.sizes == [(210, 297)]


def test_a_crop_without_a_sheet_is_a_page_of_its_own_size() -> None:
    job = pressed([lower_label(LABELS[0])], PrintChoices(crop_rules=(RULE,)))
    assert job.sizes == [(104, 136)]
    assert job.codes(0) == AWBS[:1]


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_a_crop_is_where_it_is_seen(angle: int) -> None:
    """The rule is drawn on the page as shown, whatever lies in the file."""
    base = make_pdf.with_origin(lower_label(LABELS[0]), -30, 55)
    shown = make_pdf.with_crop_box(base, 40)
    # Turn the content against the page, so that it looks the same.
    turned = make_pdf.turned_inside(shown, angle)
    job = pressed([turned], PrintChoices(layout=Layout.A4_4UP, crop_rules=(RULE,)))
    assert job.codes(0) == AWBS[:1]
    assert job.unreadable() == []


def test_pages_of_another_size_are_not_cropped() -> None:
    job = pressed(PAPERS[:1], PrintChoices(crop_rules=(RULE,)))
    assert job.sizes == [(105, 148)]


def test_what_a_crop_box_hides_stays_hidden() -> None:
    shown = make_pdf.with_crop_box(PAPERS[0], 100)
    job = pressed([shown], PrintChoices(layout=Layout.A4_4UP))
    assert job.plan.placed[0].fit.clip == pytest.approx((0, 0, 105, 148), abs=0.01)
    assert job.codes(0) == AWBS[:1]


def test_a_crop_that_cuts_the_bars_off_is_noticed() -> None:
    facts = read_facts({"a": lower_label(LABELS[0])})["a"]
    rule = CropRule("AJIO", 6 / 210, 200 / 297, 110 / 210, 291 / 297, 210, 297)
    papers = [Paper(facts, True, "1", "AJIO", awbs=(AWBS[0],))]
    plan = lay_out(papers, PrintChoices(crop_rules=(rule,)))
    data = press([lower_label(LABELS[0])], plan)
    expected = expected_codes(papers, plan)
    assert unreadable_codes(data, expected) == [0]


def test_fine_bars_beside_large_ones_are_looked_for() -> None:
    """The large code reads at once; the AWB is only seen from closer, and fails at 203 dpi."""
    both = make_pdf.with_second_code(make_pdf.labels_pdf([a_label(1)], bar_mm=0.14), "ROUTE/7")
    (page,) = read_facts({"a": both}, {"a": (AWBS[1],)})["a"]
    assert {code.text for code in page.codes} == {AWBS[1], "ROUTE/7"}
    papers = [Paper((page,), True, "1", awbs=(AWBS[1],))]
    plan = lay_out(papers, PrintChoices())
    expected = expected_codes(papers, plan)
    failed = unreadable_codes(press([both], plan), expected)
    assert [expected[number].text for number in failed] == [AWBS[1]]


@pytest.mark.parametrize("layout", [Layout.AS_IS, Layout.A4_4UP])
def test_an_empty_page_is_a_page(layout: Layout) -> None:
    blank = make_pdf.pdf_of([lambda _: None], make_pdf.A6)
    without = make_pdf.changed(blank, lambda pdf: pdf.pages[0].obj.__delitem__("/Contents"))
    job = pressed([PAPERS[0], blank, without], PrintChoices(layout=layout))
    assert len(job.plan.placed) == 3
    assert job.codes(0) == AWBS[:1]


def test_pages_in_other_units_keep_their_size() -> None:
    """/UserUnit 2: every unit of the page is two points. Kept, it is a page like any other."""
    kept = split(make_pdf.changed(PAPERS[0], make_pdf.in_half_units), {"a": [0]})["a"]
    job = pressed([kept], PrintChoices(layout=Layout.A4_4UP))
    assert job.codes(0) == AWBS[:1]
    assert job.plan.placed[0].fit.width_mm == pytest.approx(105, abs=0.1)


# ---- marks and separators ---------------------------------------------------------------


def test_marks_stand_outside_the_label() -> None:
    choices = PrintChoices(layout=Layout.A4_ONE, sequence_marks=True)
    job = pressed(PAPERS[:2], choices)
    assert "1/9" in words(job.pdf, 0)
    assert "2/9" in words(job.pdf, 1)
    assert job.plan.marks == 2
    for mark, placed in zip(job.plan.words, job.plan.placed, strict=True):
        below = placed.top + placed.fit.height_mm
        assert mark.y <= placed.top or mark.y >= below + 2


def test_no_room_no_mark() -> None:
    job = pressed(PAPERS[:2], PrintChoices(layout=Layout.A4_4UP, sequence_marks=True))
    assert job.plan.marks == 0
    assert job.plan.words == ()


def test_a_mark_goes_onto_the_invoice_when_the_label_has_no_room() -> None:
    papers, kinds = paired(2)
    job = pressed(papers, PrintChoices(sequence_marks=True), kinds=kinds)
    assert "1/9" not in words(job.pdf, 0)
    assert "1/9" in words(job.pdf, 1)
    assert job.plan.marks == 2


def test_each_courier_gets_a_heading_where_the_next_label_would_be() -> None:
    facts = read_facts({str(n): data for n, data in enumerate(PAPERS[:3])})
    headings = ["Delhivery\n2 orders", "", "Ekart\n1 order"]
    papers = [Paper(facts[str(n)], True, str(n), heading=headings[n]) for n in range(3)]
    plan = lay_out(papers, PrintChoices(layout=Layout.A4_4UP))
    assert [(placed.sheet, placed.slot) for placed in plan.placed] == [(0, 1), (0, 2), (1, 0)]
    assert [text.text for text in plan.words] == ["Delhivery", "2 orders", "Ekart", "1 order"]
    apart = lay_out(papers, PrintChoices())
    assert [placed.sheet for placed in apart.placed] == [1, 2, 4]


def test_a_heading_in_any_script_stays_within_its_place() -> None:
    facts = read_facts({"0": PAPERS[0]})
    name = "தமிழ்நாடு விரைவு கூரியர் நிறுவனம் " * 3
    papers = [Paper(facts["0"], True, "0", heading=f"{name}\n1 order")]
    plan = lay_out(papers, PrintChoices(layout=Layout.A4_4UP))
    data = press(PAPERS[:1], plan)
    assert "1 order" in words(data, 0)
    (page,) = read_facts({"a": data})["a"]
    # The label is the second from the left, the heading ends before it.
    assert page.ink is not None
    heading = pixels(data, (0, 60, 97, 90))
    assert heading.count(0) > 500
    assert pixels(data, (98, 60, 105, 90)).count(0) == 0


def pixels(data: bytes, box: tuple[int, int, int, int]) -> bytes:
    """The dots of a part of the first sheet (mm), black or white."""
    picture = render_page(data, 0, 203, grey=True)
    left, top, right, bottom = (round(edge * 203 / 25.4) for edge in box)
    rows = (picture.data[y * picture.stride :][left:right] for y in range(top, bottom))
    return b"".join(rows).translate(bytes(0 if value < 128 else 255 for value in range(256)))


# ---- facts ------------------------------------------------------------------------------


def test_facts_survive_being_kept() -> None:
    pages: tuple[PageFacts, ...] = read_facts({"a": make_pdf.label_on_a4(LABELS[0])})["a"]
    (again,) = from_text(to_text(pages)) or ()
    assert again.ink == pytest.approx(pages[0].ink, abs=0.01)
    assert [code.text for code in again.codes] == AWBS[:1]
    assert again.codes[0].module_mm == pytest.approx(0.375, abs=0.006)
    assert from_text("[99, []]") is None
    assert from_text("not json") is None


@pytest.mark.parametrize("bar_mm", [0.25, 0.33, 0.375, 0.5])
@pytest.mark.parametrize("angle", [0, 90, 180, 270])
def test_the_width_of_the_finest_bar_is_measured(angle: int, bar_mm: float) -> None:
    data = make_pdf.rotated(make_pdf.labels_pdf([a_label(1)], bar_mm=bar_mm), angle)
    (page,) = read_facts({"a": data})["a"]
    assert page.codes[0].module_mm == pytest.approx(bar_mm, rel=0.015)


def test_a_crop_that_cuts_off_bars_with_more_than_the_awb_is_noticed() -> None:
    """Some couriers put their own letters before the number."""
    label = lower_label(a_label(0, awb=f"DL{AWBS[0]}"))
    facts = read_facts({"a": label})["a"]
    rule = CropRule("AJIO", 6 / 210, 200 / 297, 110 / 210, 291 / 297, 210, 297)
    papers = [Paper(facts, True, "1", "AJIO", awbs=(AWBS[0],))]
    plan = lay_out(papers, PrintChoices(crop_rules=(rule,)))
    expected = expected_codes(papers, plan)
    assert [expected[n].text for n in unreadable_codes(press([label], plan), expected)] == [
        f"DL{AWBS[0]}"
    ]


@pytest.mark.parametrize("layout", [Layout.THERMAL_4X6, Layout.A4_4UP])
def test_two_parcels_on_one_page_are_not_cut_to_the_upper_one(layout: Layout) -> None:
    both = make_pdf.with_second_code(make_pdf.label_on_a4(LABELS[0], with_invoice=False), AWBS[1])
    job = pressed([both], PrintChoices(layout=layout))
    printed = [code for sheet in range(len(job.plan.sheets)) for code in job.codes(sheet)]
    assert printed == AWBS[:2] or job.plan.refused
