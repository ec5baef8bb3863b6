"""Pages made to hang, crash or mislead a reader: each ends with a page or with words."""

from __future__ import annotations

import io
import time
import zlib
from collections.abc import Callable
from decimal import Decimal

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name

from konnect_desktop.documents.checking import check_pdf, take_pdf
from konnect_desktop.documents.pages import split
from konnect_desktop.documents.rendering import decode_barcodes, render_page
from konnect_desktop.errors import DocumentError
from tests.documents import make_pdf
from tests.documents.make_pdf import a_label, changed

PLAIN = make_pdf.labels_pdf([a_label(1)])
AWB = a_label(1).awb
Change = Callable[[pikepdf.Pdf], None]


def a_form(document: pikepdf.Pdf, drawing: bytes, **more: object) -> pikepdf.Stream:
    form = document.make_stream(
        drawing, Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 90, 90], **more
    )
    document.make_indirect(form)
    return form


def draw(document: pikepdf.Pdf, **parts: object) -> None:
    """Draw the first of `parts` on the first page."""
    page = document.pages[0]
    page.Resources.XObject = Dictionary({f"/{name}": part for name, part in parts.items()})
    page.contents_add(document.make_stream(f"q /{next(iter(parts))} Do Q".encode()))


def itself(times: int, name: bytes = b"/A") -> Change:
    def change(document: pikepdf.Pdf) -> None:
        form = a_form(document, b"0 0 9 9 re f " + (name + b" Do ") * times)
        form.Resources = Dictionary(XObject=Dictionary(A=form))
        draw(document, A=form)

    return change


def each_other(document: pikepdf.Pdf) -> None:
    one, two = a_form(document, b"/B Do /B Do"), a_form(document, b"/A Do /A Do")
    one.Resources = Dictionary(XObject=Dictionary(B=two))
    two.Resources = Dictionary(XObject=Dictionary(A=one))
    draw(document, A=one)


def by_the_page(document: pikepdf.Pdf) -> None:
    """The form has no resources, so it finds itself in those of the page."""
    draw(document, A=a_form(document, b"/A Do /A Do"))


def a_pattern(document: pikepdf.Pdf) -> None:
    tile = document.make_stream(
        b"/Pattern cs /P scn 0 0 50 50 re f /P scn 0 0 20 20 re f",
        Type=Name.Pattern, PatternType=1, PaintType=1, TilingType=1,
        BBox=[0, 0, 90, 90], XStep=90, YStep=90,
    )  # fmt: skip
    tile = document.make_indirect(tile)
    tile.Resources = Dictionary(Pattern=Dictionary(P=tile))
    document.pages[0].Resources.Pattern = Dictionary(P=tile)
    document.pages[0].contents_add(document.make_stream(b"/Pattern cs /P scn 0 0 200 200 re f"))


def a_stamp(document: pikepdf.Pdf) -> None:
    look = a_form(document, b"/A Do /A Do")
    look.Resources = Dictionary(XObject=Dictionary(A=look))
    mark = Dictionary(
        Type=Name.Annot, Subtype=Name.Stamp, Rect=[0, 0, 90, 90], F=4, AP=Dictionary(N=look)
    )
    document.pages[0].Annots = Array([document.make_indirect(mark)])


def deep(levels: int) -> Change:
    def change(document: pikepdf.Pdf) -> None:
        form = a_form(document, b"0 0 9 9 re f")
        for _ in range(levels):
            form = a_form(document, b"/A Do", Resources=Dictionary(XObject=Dictionary(A=form)))
        draw(document, A=form)

    return change


def write(document: pikepdf.Pdf, drawing: bytes) -> None:
    document.pages[0].contents_add(document.make_stream(drawing))


def letters(document: pikepdf.Pdf, drawing: bytes, **resources: object) -> pikepdf.Object:
    """A font whose letter "a" is drawn by `drawing`."""
    font = Dictionary(
        Type=Name.Font, Subtype=Name.Type3, FontBBox=[0, 0, 900, 900],
        FontMatrix=[0.001, 0, 0, 0.001, 0, 0], FirstChar=97, LastChar=97, Widths=[900],
        CharProcs=Dictionary(a=document.make_stream(b"900 0 d0 " + drawing)),
        Encoding=Dictionary(Type=Name.Encoding, Differences=[97, Name.a]),
    )  # fmt: skip
    if resources:
        font.Resources = Dictionary(resources)
    return document.make_indirect(font)


def a_mask(document: pikepdf.Pdf, drawing: bytes, **resources: object) -> pikepdf.Object:
    """A state of drawing with a soft mask that is drawn by `drawing`."""
    form = a_form(document, drawing, Group=Dictionary(S=Name.Transparency, CS=Name.DeviceGray))
    if resources:
        form.Resources = Dictionary(resources)
    mask = Dictionary(S=Name.Luminosity, G=form)
    return document.make_indirect(Dictionary(Type=Name.ExtGState, SMask=mask))


def letter_of_letters(document: pikepdf.Pdf) -> None:
    """The letter finds its own font in the page."""
    document.pages[0].Resources.Font.T = letters(document, b"BT /T 9 Tf (aa) Tj ET")
    write(document, b"BT /T 9 Tf (aa) Tj ET")


def letter_of_a_form(document: pikepdf.Pdf) -> None:
    form = a_form(document, b"BT /T 9 Tf <6161> Tj ET")
    font = letters(document, b"/A Do /A Do", **{"/XObject": Dictionary(A=form)})
    form.Resources = Dictionary(Font=Dictionary(T=font))
    draw(document, A=form)


def mask_of_itself(document: pikepdf.Pdf) -> None:
    document.pages[0].Resources.ExtGState = Dictionary(G=a_mask(document, b"/G gs 0 0 9 9 re f"))
    write(document, b"/G gs 0 0 99 99 re f")


def mask_of_a_shading(document: pikepdf.Pdf) -> None:
    mask = a_mask(document, b"/Pattern cs /P scn 0 0 9 9 re f")
    shade = Dictionary(Type=Name.Pattern, PatternType=2, ExtGState=mask, Shading=Dictionary())
    document.pages[0].Resources.Pattern = Dictionary(P=document.make_indirect(shade))
    write(document, b"/Pattern cs /P scn 0 0 9 9 re f")


def letters_by_tens(document: pikepdf.Pdf) -> None:
    font = letters(document, b"0 0 9 9 re f")
    for _ in range(7):
        font = letters(document, b"BT /T 9 Tf (aaaaaaaaaa) Tj ET", **{"/Font": Dictionary(T=font)})
    document.pages[0].Resources.Font.T = font
    write(document, b"BT /T 9 Tf (aaaaaaaaaa) Tj ET")


def masks_by_tens(document: pikepdf.Pdf) -> None:
    mask = a_mask(document, b"0 0 9 9 re f")
    for _ in range(7):
        drawing = b"/G gs 0 0 9 9 re f " * 10
        mask = a_mask(document, drawing, **{"/ExtGState": Dictionary(G=mask)})
    document.pages[0].Resources.ExtGState = Dictionary(G=mask)
    write(document, b"/G gs 0 0 9 9 re f")


ENDLESS = [
    *(itself(1), itself(2), itself(1, b"/#41"), each_other, by_the_page, a_pattern, a_stamp),
    *(letter_of_letters, letter_of_a_form, mask_of_itself, mask_of_a_shading),
    *(letters_by_tens, masks_by_tens),
]


def a_picture(document: pikepdf.Pdf, side: int) -> pikepdf.Stream:
    picture = document.make_stream(
        b"\0" * 100, Type=Name.XObject, Subtype=Name.Image, Width=side, Height=side,
        ColorSpace=Name.DeviceGray, BitsPerComponent=8,
    )  # fmt: skip
    document.make_indirect(picture)
    return picture


def pictures(side: int, times: int) -> Change:
    def change(document: pikepdf.Pdf) -> None:
        draw(document, A=a_picture(document, side))
        write(document, b"/A Do " * (times - 1))

    return change


def tiles(step: float) -> Change:
    def change(document: pikepdf.Pdf) -> None:
        tile = document.make_stream(
            b"0 0 1 1 re f", Type=Name.Pattern, PatternType=1, PaintType=1, TilingType=1,
            BBox=[0, 0, 1, 1], XStep=step, YStep=step,
        )  # fmt: skip
        document.pages[0].Resources.Pattern = Dictionary(P=document.make_indirect(tile))
        write(document, b"/Pattern cs /P scn 0 0 20 20 re f")

    return change


@pytest.mark.parametrize("change", [pictures(100_000, 1), pictures(3_000, 2_000), tiles(0.0001)])
def test_more_work_than_any_label_is_refused_at_once(change: Change) -> None:
    with pytest.raises(DocumentError, match="far more work") as caught:
        take_pdf(changed(PLAIN, change))
    assert caught.value.next_step


def legible(document: pikepdf.Pdf) -> None:
    """What real pages have of all this, drawn below the bars."""
    page = document.pages[0]
    page.Resources.Font.T = letters(document, b"0 0 700 700 re f")
    page.Resources.ExtGState = Dictionary(G=a_mask(document, b"1 g 0 0 90 90 re f"))
    write(document, b"BT /T 1 Tf 40 40 Td (" + b"a" * 5_000 + b") Tj ET q /G gs 9 9 5 5 re f Q")


@pytest.mark.parametrize("change", [legible, pictures(3_000, 20), tiles(2)])
def test_letters_masks_pictures_and_patterns_are_no_fault(change: Change) -> None:
    assert take_pdf(changed(PLAIN, change))[0].pages == 1


@pytest.mark.parametrize("layers", [1, 2])
def test_drawing_that_unpacks_without_end_is_refused(layers: int) -> None:
    def change(document: pikepdf.Pdf) -> None:
        drawing = b"0 0 9 9 re f\n" * (5 * 2**20)
        for _ in range(layers):
            drawing = zlib.compress(drawing, 9)
        filters = Array([Name.FlateDecode] * layers)
        document.pages[0].Contents = document.make_stream(drawing, Filter=filters)

    with pytest.raises(DocumentError, match="unpacks to more than 48 MB"):
        take_pdf(changed(PLAIN, change))


def test_a_hundred_thousand_times_one_page_is_refused_at_once() -> None:
    def change(document: pikepdf.Pdf) -> None:
        document.Root.Pages.Kids = Array([document.pages[0].obj] * 100_000)
        document.Root.Pages.Count = 100_000

    with pytest.raises(DocumentError, match="100000 pages"):
        take_pdf(changed(PLAIN, change))


@pytest.mark.parametrize("change", [*ENDLESS, deep(200)])
def test_what_draws_itself_is_refused_at_once(change: Change) -> None:
    started = time.monotonic()
    with pytest.raises(DocumentError, match="draws itself over and over") as caught:
        take_pdf(changed(PLAIN, change))
    assert caught.value.next_step
    assert time.monotonic() - started < 3


def test_tenfold_forms_are_refused_before_they_are_drawn() -> None:
    with pytest.raises(DocumentError, match="over and over"):
        take_pdf(make_pdf.endless())


def shared_resources(document: pikepdf.Pdf) -> None:
    """The list names the form itself, as careless writers do; the form does not draw it."""
    form = a_form(document, b"0 0 9 9 re f")
    draw(document, A=form)
    form.Resources = document.pages[0].obj.Resources


@pytest.mark.parametrize("change", [shared_resources, deep(20)])
def test_parts_within_parts_are_no_loop(change: Change) -> None:
    assert decode_barcodes(take_pdf(changed(PLAIN, change))[1], 0) == [AWB]


@pytest.mark.parametrize(
    ("turn", "seen"),
    [(45, 0), (135, 90), (-90, 270), (450, 90), (Decimal("90.0"), 90), (Name.Foo, 0), (-1, 0)],
)
def test_odd_turns_are_taken_as_viewers_take_them(turn: object, seen: int) -> None:
    odd = changed(PLAIN, lambda pdf: pdf.pages[0].obj.__setitem__("/Rotate", turn))
    with pypdfium2.PdfDocument(odd) as document:
        assert document[0].get_rotation() == seen
    kept = split(take_pdf(odd)[1], {"a": [0]})["a"]
    assert render_page(kept, 0, 72) == render_page(odd, 0, 72)


def with_box(box: object) -> bytes:
    def change(document: pikepdf.Pdf) -> None:
        for key in ("/MediaBox", "/CropBox"):
            if key in document.pages[0].obj:
                del document.pages[0].obj[key]
        if box is not None:
            document.pages[0].obj["/MediaBox"] = box

    return changed(PLAIN, change)


@pytest.mark.parametrize(
    "box", [None, [0, 0, 0, 0], [0, 0, 9], Array([Name.A] * 4), [298, 420, 0, 0], [0, 0, 9, 9]]
)
def test_odd_boxes_are_taken_as_viewers_take_them(box: object) -> None:
    odd = with_box(box)
    kept = split(take_pdf(odd)[1], {"a": [0]})["a"]
    assert render_page(kept, 0, 72) == render_page(odd, 0, 72)


@pytest.mark.parametrize("side", [10**5, 10**7, 10**12])
def test_a_page_as_large_as_a_field_is_named(side: int) -> None:
    with pytest.raises(DocumentError, match="m large"):
        check_pdf(with_box(Array([0, 0, side, side])))


def nested(levels: int) -> bytes:
    def change(document: pikepdf.Pdf) -> None:
        node = document.pages[0].obj
        for _ in range(levels):
            above = document.make_indirect(Dictionary(Type=Name.Pages, Kids=Array([node]), Count=1))
            node.Parent = above
            node = above
        document.Root.Pages = node

    return changed(PLAIN, change)


def test_deep_page_trees_end_with_a_page_or_with_words() -> None:
    assert check_pdf(nested(50)).pages == 1
    for levels in (900, 20_000):
        with pytest.raises(DocumentError) as caught:
            check_pdf(nested(levels))
        assert caught.value.next_step


def test_a_page_tree_that_holds_itself_is_refused() -> None:
    def change(document: pikepdf.Pdf) -> None:
        document.Root.Pages.Kids.append(document.Root.Pages)

    with pytest.raises(DocumentError):
        check_pdf(changed(PLAIN, change))


def test_a_content_that_is_no_drawing_is_refused() -> None:
    def change(document: pikepdf.Pdf) -> None:
        document.pages[0].obj.Contents = document.make_indirect(Dictionary())

    with pytest.raises(DocumentError, match="damaged"):
        check_pdf(changed(PLAIN, change))


def test_zero_pages_are_said() -> None:
    target = io.BytesIO()
    with pikepdf.new() as document:
        document.save(target)
    with pytest.raises(DocumentError, match="no pages"):
        check_pdf(target.getvalue())
