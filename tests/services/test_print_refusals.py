"""Labels as couriers lay them out: at true size, or left out with the way on that brings them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from konnect_desktop.documents.facts import read_facts
from konnect_desktop.documents.placing import Paper, Plan, lay_out
from konnect_desktop.domain.printing import Layout, PrintChoices, with_rule
from konnect_desktop.domain.rows import StoredDocument
from konnect_desktop.services.paper_models import CropOffer
from konnect_desktop.services.print_refusals import Refusals
from tests.documents import draw_layouts
from tests.documents.draw_layouts import LANDSCAPE_A4, THERMAL, Look
from tests.documents.make_pdf import A4, Label, a_label

LABELS = [a_label(number) for number in range(2)]
NOW = datetime(2026, 6, 1, tzinfo=UTC)
SMALL = (Layout.THERMAL_4X6, Layout.A4_4UP)


def _dashed(canvas: Canvas, labels: Sequence[Label]) -> None:
    draw_layouts.label_at(canvas, 297, labels[0], (55, 8, 98, 130), Look())
    draw_layouts.cut_line(canvas, A4, down_mm=145)
    draw_layouts.invoice_at(canvas, 297, labels[0], (12, 150, 186, 130))


def _full_width(canvas: Canvas, labels: Sequence[Label]) -> None:
    draw_layouts.label_at(canvas, 297, labels[0], (5, 5, 200, 168), Look())
    draw_layouts.invoice_at(canvas, 297, labels[0], (7, 174, 196, 112))


def _left_half(canvas: Canvas, labels: Sequence[Label]) -> None:
    draw_layouts.label_at(canvas, 210, labels[0], (5, 30, 98, 146), Look())
    draw_layouts.invoice_at(canvas, 210, labels[0], (150, 15, 140, 180))


def _thermal(canvas: Canvas, labels: Sequence[Label]) -> None:
    draw_layouts.label_at(canvas, 152.4, labels[0], (2, 2, 97.6, 148.4), Look())


def _refusals(
    draw: object, size: tuple[float, float], choices: PrintChoices
) -> tuple[Plan, Refusals, list[Paper]]:
    papers = []
    for label in LABELS:
        data = draw_layouts.pages([label], draw, size)  # type: ignore[arg-type]
        facts = read_facts({"a": data}, {"a": (label.awb,)})["a"]
        papers.append(Paper(facts, True, label.shipment_id, "FLIPKART", awbs=(label.awb,)))
    plan = lay_out(papers, choices)
    documents = [
        StoredDocument(number, label.shipment_id, "label", "", Path("x"), 1, NOW, label.awb)
        for number, label in enumerate(LABELS)
    ]
    names = {label.shipment_id: label.order_no for label in LABELS}
    return plan, Refusals(papers, documents, plan, choices, names), papers


@pytest.mark.parametrize("layout", SMALL)
@pytest.mark.parametrize(("draw", "size"), [(_dashed, A4), (_left_half, LANDSCAPE_A4)])
def test_the_label_that_is_found_brings_the_page_onto_the_sheet(
    draw: object, size: tuple[float, float], layout: Layout
) -> None:
    choices = PrintChoices(layout=layout)
    plan, refusals, papers = _refusals(draw, size, choices)
    assert len(plan.refused) == len(LABELS)
    offer: CropOffer
    (offer,) = refusals.offers()
    assert (offer.labels, offer.page) == (len(LABELS), 0)
    assert max(offer.size_mm) < 150
    cropped = lay_out(papers, replace(choices, crop_rules=with_rule((), offer.rule)))
    assert {placed.fit.scale for placed in cropped.placed} == {1.0}
    assert len(cropped.placed) == len(LABELS)
    # Where the channel has a rule there is nothing to offer.
    again = replace(choices, crop_rules=(replace(offer.rule, right=offer.rule.left + 0.01),))
    assert _refusals(draw, size, again)[1].offers() == ()


@pytest.mark.parametrize("layout", SMALL)
def test_a_label_as_wide_as_the_page_is_sent_to_a4(layout: Layout) -> None:
    plan, refusals, _ = _refusals(_full_width, A4, PrintChoices(layout=layout))
    assert plan.placed == ()
    assert refusals.offers() == ()
    assert all("Use A4" in words and "Crop…" in words for words in refusals.words().values())
    whole, _, _ = _refusals(_full_width, A4, PrintChoices(layout=Layout.A4_ONE))
    assert {placed.fit.scale for placed in whole.placed} == {1.0}


@pytest.mark.parametrize("layout", [*SMALL, Layout.A4_ONE, Layout.AS_IS])
def test_4_by_6_inch_labels_come_at_true_size(layout: Layout) -> None:
    plan, refusals, _ = _refusals(_thermal, THERMAL, PrintChoices(layout=layout))
    assert {placed.fit.scale for placed in plan.placed} == {1.0}
    assert (refusals.words(), refusals.held(), refusals.offers()) == ({}, (), ())
