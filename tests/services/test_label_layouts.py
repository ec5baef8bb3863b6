"""Label layouts as couriers make them, through fetching: every order gets its own, or is told why
not; no page kept for an order has the bars of another."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from konnect_desktop.documents.facts import from_text
from konnect_desktop.documents.label_boxes import label_of
from konnect_desktop.documents.rendering import THERMAL_DPI, decode_barcodes
from konnect_desktop.domain.rows import StoredDocument
from tests.documents import draw_layouts as layouts
from tests.documents import make_pdf
from tests.documents.draw_layouts import LANDSCAPE_A4, THERMAL, Look, Place, photo
from tests.documents.make_pdf import A4, Label, a_label
from tests.services.papers_desk import PapersDesk

LABELS = [a_label(number) for number in range(4)]
IDS = [label.shipment_id for label in LABELS]
BY_ID = dict(zip(IDS, LABELS, strict=True))
FOURS = tuple((x, y, 99.0, 143.0) for y in (2.0, 151.0) for x in (3.0, 108.0))
TWOS = tuple((3.0, y, 204.0, 143.0) for y in (2.0, 151.0))
#: Fine enough for the finest bars, and dot for dot for the photos.
_DPI = 2 * THERMAL_DPI
FRAMED, BARE = Look(), Look(is_framed=False)


def sheet(
    *places: Place,
    look: Look = FRAMED,
    size: tuple[float, float] = A4,
    invoice: Place | None = None,
    cut_down: float = 0,
    cut_across: float = 0,
) -> Callable[[Sequence[Label]], bytes]:
    """Pages of `size` with a label at each of `places`."""
    high = size[1] * 25.4 / 72

    def draw(canvas: Canvas, labels: Sequence[Label]) -> None:
        for label, place in zip(labels, places, strict=False):
            layouts.label_at(canvas, high, label, place, look)
        if invoice:
            layouts.invoice_at(canvas, high, labels[0], invoice)
        if cut_down:
            layouts.cut_line(canvas, size, down_mm=cut_down)
        if cut_across:
            layouts.cut_line(canvas, size, across_mm=cut_across)

    return lambda labels: layouts.pages(labels, draw, size, len(places))


def hyphens(label: Label) -> str:
    return "-".join((label.awb[:4], label.awb[4:8], label.awb[8:]))


ROUTED = Look(has_words=False, bars=(lambda _: "DEL411001", lambda label: label.awb))
GLUED = Look(has_words=False, bars=(lambda label: f"FMPC{label.awb}411001",), bar_mm=0.3)
GROUPS = Look(bars=(hyphens,), written=hyphens, bar_mm=0.34)
THERMAL_PLACE = (2.0, 2.0, 97.0, 148.0)
TOP: Place = (57.0, 6.0, 96.0, 140.0)
BELOW: Place = (10.0, 160.0, 190.0, 125.0)
four = sheet(*FOURS)
four_cut = sheet(*FOURS, look=BARE, cut_down=148.5, cut_across=105)
two = sheet(*TWOS)
side_by_side = sheet((20, 30, 96, 140), (160, 30, 96, 140), size=LANDSCAPE_A4)

Draw = Callable[[Sequence[Label]], bytes]
KINDS: dict[str, Draw] = {
    "thermal": sheet(THERMAL_PLACE, size=THERMAL),
    "thermal photo": lambda all_: photo(sheet(THERMAL_PLACE, size=THERMAL)(all_)),
    "routing bar above, photo": lambda all_: photo(
        sheet(THERMAL_PLACE, look=ROUTED, size=THERMAL)(all_)
    ),
    "glued with PIN, photo": lambda all_: photo(
        sheet(THERMAL_PLACE, look=GLUED, size=THERMAL)(all_)
    ),
    "AWB in groups": sheet(THERMAL_PLACE, look=GROUPS, size=THERMAL),
    "A4 with invoice": sheet(TOP, invoice=BELOW, cut_down=152),
    "A4 grey photo": lambda all_: photo(sheet(TOP, invoice=BELOW)(all_), grey=228),
    "left half": sheet((4, 30, 96, 140), size=LANDSCAPE_A4, invoice=(150, 15, 140, 180)),
    "four on A4": four,
    "four on A4, turned": lambda all_: make_pdf.rotated(four(all_), 90),
    "four on A4, photo": lambda all_: photo(four(all_)),
    "four on A4, cut lines": four_cut,
    "two on A4": two,
    "two on A4, odd origin": lambda all_: make_pdf.with_origin(two(all_), 120, -35),
    "side by side": side_by_side,
    "side by side, turned inside": lambda all_: make_pdf.turned_inside(side_by_side(all_), 90),
}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[PapersDesk]:
    made = PapersDesk(tmp_path, LABELS)
    yield made
    made.db.close()


def said_by(desk: PapersDesk, paper: StoredDocument) -> set[str]:
    """What the bars of a kept paper read."""
    data = desk.documents.read(paper)
    return {code for page in range(paper.pages) for code in decode_barcodes(data, page, _DPI)}


@pytest.mark.parametrize("kind", KINDS)
def test_every_order_gets_its_own_label_and_no_other(desk: PapersDesk, kind: str) -> None:
    fetched = desk.fetch(lambda ids: KINDS[kind]([BY_ID[key] for key in ids]))
    assert fetched.missing == {}
    assert fetched.unmatched == []
    assert desk.asked == [tuple(IDS)]
    for label in LABELS:
        paper = fetched.documents[label.shipment_id]
        assert paper.pages == 1
        said = ["".join(filter(str.isalnum, code)) for code in said_by(desk, paper)]
        assert any(label.awb in code for code in said)
        assert not any(other.awb in code for code in said for other in LABELS if other != label)
        words = make_pdf.text_of(desk.documents.read(paper))
        assert not any(other.awb in words for other in LABELS if other != label)
        (facts,) = from_text(desk.documents.facts([paper])[paper.sha256]) or ()
        box = label_of(facts.labels, facts.codes, [label.awb])
        assert box is not None
        if not kind.startswith("two"):
            short, long = sorted((box.width_mm, box.height_mm))
            assert short <= 105.01
            assert long <= 152.41


def crossed(canvas: Canvas) -> None:
    """Two labels without a gap between them."""
    for number, place in enumerate(((3.0, 3.0, 204.0, 100.0), (3.0, 60.0, 204.0, 100.0))):
        layouts.label_at(canvas, 297, LABELS[number], place, FRAMED)


@pytest.mark.parametrize("change", [lambda data: data, photo], ids=["vectors", "photo"])
def test_two_orders_that_cannot_be_told_apart_are_named(
    desk: PapersDesk, change: Callable[[bytes], bytes]
) -> None:
    sheet_of_two = change(make_pdf.pdf_of([crossed], A4))
    fetched = desk.fetch(lambda _: sheet_of_two, shipments=desk.shipments[:2])
    assert fetched.documents == {}
    for words in (*fetched.missing.values(), *fetched.unmatched):
        assert LABELS[0].order_no in words
        assert LABELS[1].order_no in words
        assert "Fynd panel" in words


def test_bars_of_another_order_beside_its_own_are_named(desk: PapersDesk) -> None:
    data = make_pdf.with_second_code(make_pdf.labels_pdf(LABELS[:1]), LABELS[1].awb)
    fetched = desk.fetch(lambda _: data, shipments=desk.shipments[:1])
    assert fetched.documents == {}
    # Asked for alone, so that the other one is known by its shipment.
    assert LABELS[0].order_no in fetched.missing[IDS[0]]
    assert IDS[1] in fetched.missing[IDS[0]]


def test_labels_of_a_repaired_sheet_are_marked_as_repaired(desk: PapersDesk) -> None:
    """A sheet becomes several pages, and each of them came from the repaired file."""
    broken = four(LABELS) + b"\n<html>proxy</html>"
    fetched = desk.fetch(lambda _: broken)
    assert all(fetched.documents[key].repairs for key in IDS)


def test_labels_that_are_there_twice_become_pages_of_their_own(desk: PapersDesk) -> None:
    labels = [LABELS[0], LABELS[1], LABELS[0], LABELS[1]]
    fetched = desk.fetch(lambda _: four(labels), shipments=desk.shipments[:2])
    for label in labels:
        paper = fetched.documents[label.shipment_id]
        assert said_by(desk, paper) == {label.awb}
        facts = from_text(desk.documents.facts([paper])[paper.sha256]) or ()
        assert [round(page.height_mm / 10) for page in facts] == [15, 15]


def test_a_blank_page_is_no_label(desk: PapersDesk) -> None:
    blank = make_pdf.pdf_of([lambda canvas: None])
    fetched = desk.fetch(lambda _: blank, shipments=desk.shipments[:1])
    assert fetched.documents == {}
    assert "blank" in fetched.missing[IDS[0]]
