"""What many labels carry is written once, and nothing looks different."""

from __future__ import annotations

import io
import random

import pikepdf
import pytest

from konnect_desktop.documents import imposition
from konnect_desktop.documents.pages import split
from konnect_desktop.documents.rendering import render_page
from konnect_desktop.domain.printing import Layout, PrintChoices
from tests.documents import make_pdf
from tests.documents.make_pdf import a_label
from tests.documents.press_steps import pressed

COUNT = 8


@pytest.fixture(scope="module")
def labels() -> list[bytes]:
    """Labels taken out of one file: a logo and a font program, and a picture of its own each."""

    def furnish(document: pikepdf.Pdf) -> None:
        logo = _picture(document, 1)
        program = document.make_stream(random.Random(9).randbytes(30_000))
        descriptor = document.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.FontDescriptor,
                FontName=pikepdf.Name.Helvetica,
                FontFile2=program,
            )
        )
        for number, page in enumerate(document.pages):
            names = [
                page.add_resource(picture, pikepdf.Name.XObject)
                for picture in (logo, _picture(document, 100 + number))
            ]
            drawing = f"q 40 0 0 40 200 40 cm {names[0]} Do Q q 40 0 0 40 150 40 cm {names[1]} Do Q"
            page.contents_add(document.make_stream(drawing.encode()))
            page.contents_coalesce()
            for font in page.obj.Resources.Font.values():
                font.FontDescriptor = descriptor

    data = make_pdf.changed(make_pdf.labels_pdf([a_label(n) for n in range(COUNT)]), furnish)
    return list(split(data, {str(n): [n] for n in range(COUNT)}).values())


def _picture(document: pikepdf.Pdf, seed: int) -> pikepdf.Object:
    return document.make_stream(
        random.Random(seed).randbytes(100 * 100),
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=100,
        Height=100,
        ColorSpace=pikepdf.Name.DeviceGray,
        BitsPerComponent=8,
    )


@pytest.mark.parametrize("layout", [Layout.AS_IS, Layout.A4_4UP])
def test_fonts_and_logos_are_written_once(
    labels: list[bytes], layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = pressed(labels, PrintChoices(layout=layout))
    monkeypatch.setattr(imposition, "_MUCH", 0)
    shared = pressed(labels, PrintChoices(layout=layout))
    saved = (COUNT - 1) * (30_000 + 10_000)
    assert len(plain.pdf) - len(shared.pdf) == pytest.approx(saved, rel=0.02)
    with pikepdf.open(io.BytesIO(shared.pdf)) as document:
        pictures = [
            item
            for item in document.objects
            if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Image"
        ]
    assert len(pictures) == 1 + COUNT
    for sheet in range(len(plain.plan.sheets)):
        one = render_page(plain.pdf, sheet, 100, grey=True)
        assert one == render_page(shared.pdf, sheet, 100, grey=True)
