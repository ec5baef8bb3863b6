"""Notes, stamps and fields come out as a viewer prints them, or the file is refused."""

from __future__ import annotations

from collections.abc import Callable

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, String

from konnect_desktop.documents.checking import has_active_content, take_pdf
from konnect_desktop.documents.pages import join, split
from konnect_desktop.errors import DocumentError
from tests.documents import make_pdf
from tests.documents.make_pdf import a_label, changed

PLAIN = make_pdf.labels_pdf([a_label(1)])
FONT = String("/Helv 12 Tf 0 g")
BLACK = Array([0, 0, 0])
QUADS = Array([150, 60, 280, 60, 150, 30, 280, 30])
TEXT = {"Subtype": Name.Widget, "FT": Name.Tx, "T": "a", "V": "PREPAID", "DA": FONT}
BOX = {"Subtype": Name.Widget, "FT": Name.Btn, "T": "a", "V": Name.Yes, "AS": Name.Yes}


def a_look(document: pikepdf.Pdf) -> Dictionary:
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    look = document.make_stream(
        b"BT /F1 14 Tf 2 4 Td (OLD) Tj ET", Type=Name.XObject, Subtype=Name.Form,
        BBox=[0, 0, 130, 30], Resources=Dictionary(Font=Dictionary(F1=font)),
    )  # fmt: skip
    return Dictionary(N=look)


def marked(*, form: bool = False, fresh: bool = False, **values: object) -> bytes:
    """A label with one mark; `form`: it is a field; `fresh`: viewers draw all fields anew."""

    def add(document: pikepdf.Pdf) -> None:
        given = {"F": 4, "Rect": [150, 30, 280, 60], **values}
        made = {
            name: value(document) if callable(value) else value for name, value in given.items()
        }
        mark = document.make_indirect(Dictionary(Type=Name.Annot, **made))
        document.pages[0].obj["/Annots"] = Array([mark])
        if form:
            font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
            fonts = Dictionary(Font=Dictionary(Helv=document.make_indirect(font)))
            document.Root.AcroForm = Dictionary(Fields=Array([mark]), DR=fonts, DA=FONT)
            document.Root.AcroForm.NeedAppearances = fresh

    return changed(PLAIN, add)


def seen(data: bytes) -> bytes:
    """The first page as a viewer shows it, fields and notes included."""
    with pypdfium2.PdfDocument(data) as document:
        document.init_forms()
        return bytes(document[0].render(scale=100 / 72, grayscale=True).buffer)


BARE = seen(PLAIN)
SHOWN = {
    "note": marked(Subtype=Name.FreeText, Contents="PREPAID", DA=FONT),
    "note without a font": marked(Subtype=Name.FreeText, Contents="PREPAID"),
    "note with a look": marked(Subtype=Name.FreeText, Contents="PREPAID", DA=FONT, AP=a_look),
    "field": marked(form=True, **TEXT),
    "fresh field": marked(form=True, fresh=True, **TEXT),
    "field with an old look": marked(form=True, fresh=True, AP=a_look, **TEXT),
    "field of lines": marked(form=True, Ff=4096, **{**TEXT, "V": "PREPAID\nTWO LINES"}),
    "choice": marked(form=True, Ff=131072, **{**TEXT, "FT": Name.Ch}),
    "tick": marked(form=True, MK=Dictionary(CA="4", BC=BLACK), DA=FONT, **BOX),
    "push": marked(form=True, Ff=65536, MK=Dictionary(CA="GO", BG=Array([1])), DA=FONT, **BOX),
    "framed field": marked(form=True, MK=Dictionary(BC=BLACK), **TEXT),
    "ink": marked(Subtype=Name.Ink, InkList=Array([Array([150, 30, 280, 60])]), C=BLACK),
    "square": marked(Subtype=Name.Square, C=BLACK),
    "circle": marked(Subtype=Name.Circle, C=BLACK, IC=Array([0.3, 0.3, 0.3])),
    "highlight": marked(Subtype=Name.Highlight, QuadPoints=QUADS, C=Array([0.3, 0.3, 0.3])),
    "underline": marked(Subtype=Name.Underline, QuadPoints=QUADS, C=BLACK),
    "struck out": marked(Subtype=Name.StrikeOut, QuadPoints=QUADS, C=BLACK),
    "wavy": marked(Subtype=Name.Squiggly, QuadPoints=QUADS, C=BLACK),
    "sticky": marked(Subtype=Name.Text, Contents="note", Name=Name.Note),
    "stamp with a look": marked(Subtype=Name.Stamp, AP=a_look),
}


@pytest.mark.parametrize("name", SHOWN)
def test_what_a_viewer_shows_is_on_the_kept_paper(name: str) -> None:
    data = SHOWN[name]
    assert seen(data) != BARE
    for kept in (split(data, {"a": [0]})["a"], join([data]), take_pdf(data)[1]):
        assert seen(kept) == seen(data)
    assert not has_active_content(split(data, {"a": [0]})["a"])


def test_a_look_in_letters_of_its_own_is_kept_although_the_form_wants_it_drawn_anew() -> None:
    data = marked(form=True, fresh=True, AP=a_look, **{**TEXT, "V": "சென்னை"})
    kept = split(data, {"a": [0]})["a"]
    assert seen(kept) == seen(marked(Subtype=Name.Stamp, AP=a_look))


def test_a_file_whose_only_marks_are_links_comes_through_untouched() -> None:
    data = marked(Subtype=Name.Link, Border=Array([0, 0, 1]))
    assert take_pdf(data)[1].rstrip() == data.rstrip()


def test_the_words_of_a_note_are_read_with_the_page() -> None:
    kept = take_pdf(marked(form=True, **{**TEXT, "V": "AWB 14900000000077"}))[1]
    assert "AWB 14900000000077" in make_pdf.text_of(kept)


def quarter(data: bytes, angle: int) -> bytes:
    return make_pdf.rotated(make_pdf.with_origin(data, -40, 70), angle)


@pytest.mark.parametrize("angle", [0, 90, 270])
def test_marks_stay_in_their_place_however_the_page_lies(angle: int) -> None:
    data = quarter(SHOWN["note"], angle)
    assert seen(split(data, {"a": [0]})["a"]) == seen(data)


def test_what_is_hidden_or_not_printed_stays_off() -> None:
    for flags in (0, 2, 6):
        data = marked(Subtype=Name.Stamp, AP=a_look, F=flags)
        assert seen(split(data, {"a": [0]})["a"]) == BARE
    for link in (Dictionary(), Dictionary(Border=Array([0, 0, 0]))):
        data = marked(Subtype=Name.Link, **{str(k)[1:]: v for k, v in link.items()})
        assert seen(split(data, {"a": [0]})["a"]) == BARE


@pytest.mark.parametrize(
    "data",
    [
        marked(Subtype=Name.Stamp, Name=Name.Approved),
        marked(Subtype=Name.Line, L=Array([150, 30, 280, 60]), C=BLACK),
        marked(Subtype=Name.Polygon, Vertices=Array([150, 30, 280, 60, 200, 60]), C=BLACK),
        marked(Subtype=Name.FreeText, Contents="प्रीपेड", DA=FONT),
        marked(form=True, **{**TEXT, "V": "சென்னை"}),
    ],
    ids=["stamp", "line", "polygon", "hindi-note", "tamil-field"],
)
@pytest.mark.parametrize("take", [take_pdf, lambda data: split(data, {"a": [0]})])
def test_what_only_its_own_program_can_draw_is_refused(
    data: bytes, take: Callable[[bytes], object]
) -> None:
    with pytest.raises(DocumentError, match="note or stamp on page 1") as caught:
        take(data)
    assert caught.value.next_step
