"""A crop rule that cuts a bar code or the white beside it is told, and one that does not is not."""

from __future__ import annotations

import pytest
from reportlab.pdfgen.canvas import Canvas

from konnect_desktop.documents.cut_bars import cut_codes, really_cut
from konnect_desktop.documents.facts import Box, PageFacts, read_facts
from konnect_desktop.documents.worker import PdfWorker
from konnect_desktop.domain.printing import Cut
from tests.documents import make_pdf
from tests.documents.make_pdf import a_label

LABEL = a_label(1)
PDF = make_pdf.labels_pdf([LABEL])


def facts_of(data: bytes) -> PageFacts:
    (page,) = read_facts({"a": data})["a"]
    return page


PAGE = facts_of(PDF)
BARS = PAGE.codes[0].box


def grown(box: Box, left: float, top: float, right: float, bottom: float) -> Box:
    return (box[0] - left, box[1] - top, box[2] + right, box[3] + bottom)


@pytest.mark.parametrize(
    ("margins", "how"),
    [
        ((4.5, 1, 4.5, 1), None),
        ((4.5, 0.2, 4.5, 0.2), None),  # linear bars need no white above and below
        ((1, 1, 4.5, 1), Cut.QUIET),
        ((4.5, 1, 0, 1), Cut.QUIET),
        ((-2, 1, 4.5, 1), Cut.BARS),
        ((4.5, 1, 4.5, -5), Cut.BARS),
        ((4.5, -60, 4.5, 90), Cut.AWAY),
    ],
)
def test_what_a_rule_does_to_the_bars(
    margins: tuple[float, float, float, float], how: Cut | None
) -> None:
    region = grown(BARS, *margins)
    found = really_cut(PDF, 0, PAGE, region, (LABEL.awb,))
    assert [one.how for one in found] == ([how] if how else [])
    assert all(one.code.text == LABEL.awb for one in found)


def test_a_code_outside_is_no_loss_unless_it_says_the_awb() -> None:
    assert cut_codes(PAGE, (0, 120, 105, 148)) == []
    assert cut_codes(PAGE, (0, 0, PAGE.width_mm, PAGE.height_mm)) == []


def test_a_frame_nearer_than_the_white_was_there_before() -> None:
    """What the courier drew too near is not the rule's doing."""
    mm = 72 / 25.4
    left, top, right, bottom = grown(BARS, 3, 3, 3, 3)

    def draw(canvas: Canvas) -> None:
        make_pdf.drawing(LABEL)(canvas)
        canvas.setLineWidth(1)
        low = PAGE.height_mm - bottom
        canvas.rect(left * mm, low * mm, (right - left) * mm, (bottom - top) * mm)

    framed = make_pdf.pdf_of([draw], make_pdf.A6)
    page = facts_of(framed)
    assert [code.text for code in page.codes] == [LABEL.awb]
    along_the_frame = grown(page.codes[0].box, 3.3, 4, 3.3, 4)
    assert [one.how for one in cut_codes(page, along_the_frame)] == [Cut.QUIET]
    assert really_cut(framed, 0, page, along_the_frame) == []


def test_the_pdf_process_answers_it() -> None:
    with PdfWorker() as worker:
        found = worker.call("really_cut", PDF, 0, PAGE, grown(BARS, 1, 1, 5, 1))
    assert [(one.code.text, one.how) for one in found] == [(LABEL.awb, Cut.QUIET)]
