"""However a page lies in its file, its bars come out where they should and scan."""

from __future__ import annotations

from collections.abc import Callable

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from konnect_desktop.documents.checking import check_pdf
from konnect_desktop.documents.pages import split
from konnect_desktop.documents.rendering import render_page
from konnect_desktop.domain.printing import Layout, PrintChoices, ShrinkRule
from tests.documents import make_pdf
from tests.documents.make_pdf import a_label
from tests.documents.press_steps import pressed

LABELS = [a_label(number) for number in range(4)]
QUARTERS = st.sampled_from([0, 90, 180, 270])


@st.composite
def odd_pages(draw: st.DrawFn) -> list[bytes]:
    """Four labels, each moved, cropped, turned inside its file and turned again as shown."""
    found = []
    for label in LABELS:
        data = make_pdf.labels_pdf([label])
        data = make_pdf.with_origin(
            data, draw(st.integers(-300, 300)), draw(st.integers(-300, 300))
        )
        if draw(st.booleans()):
            data = make_pdf.with_crop_box(data, draw(st.integers(1, 200)))
        data = make_pdf.turned_inside(data, draw(QUARTERS))
        found.append(make_pdf.rotated(data, draw(QUARTERS)))
    return found


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
@given(
    odd_pages(),
    st.sampled_from(
        [Layout.AS_IS, Layout.A4_4UP, Layout.LETTER_4UP, Layout.THERMAL_4X6, Layout.A4_ONE]
    ),
)
def test_every_label_scans_on_every_sheet(papers: list[bytes], layout: Layout) -> None:
    kept = [split(data, {"a": [0]})["a"] for data in papers]
    agreed = (ShrinkRule("AJIO", "label", 90),)  # a quarter of Letter is lower than A6
    job = pressed(kept, PrintChoices(layout=layout, shrinks=agreed))
    assert not job.plan.refused
    assert job.unreadable() == []
    for sheet in range(len(job.plan.sheets)):
        claimed = {LABELS[one.paper].awb for one in job.plan.placed if one.sheet == sheet}
        assert set(job.codes(sheet)) == claimed


@pytest.mark.parametrize("angle", [0, 90, 180, 270])
def test_what_is_kept_looks_like_what_came(angle: int) -> None:
    data = make_pdf.with_crop_box(make_pdf.labels_pdf(LABELS[:1]), 50)
    data = make_pdf.rotated(make_pdf.turned_inside(data, angle), 90)
    kept = split(data, {"a": [0]})["a"]
    assert render_page(kept, 0, 150, grey=True) == render_page(data, 0, 150, grey=True)


def _with_object_streams(data: bytes) -> bytes:
    return make_pdf.changed(
        data, lambda _: None, object_stream_mode=pikepdf.ObjectStreamMode.generate
    )


def _linearized(data: bytes) -> bytes:
    return make_pdf.changed(data, lambda _: None, linearize=True)


def _handed_down(data: bytes) -> bytes:
    """Size and turn stand at the root of the page tree only."""

    def change(document: pikepdf.Pdf) -> None:
        tree = document.Root.Pages
        tree.MediaBox, tree.Rotate = document.pages[0].obj.MediaBox, 90
        for page in document.pages:
            for key in ("/MediaBox", "/Rotate"):
                if key in page.obj:
                    del page.obj[key]

    return make_pdf.changed(data, change)


def _one_content(data: bytes) -> bytes:
    """All pages are drawn by the same content stream, each with resources of its own."""

    def change(document: pikepdf.Pdf) -> None:
        drawing = document.make_indirect(document.make_stream(b"q /F Do Q"))
        for page in document.pages:
            page.contents_coalesce()
            form = document.make_stream(
                page.obj.Contents.read_bytes(),
                Type=pikepdf.Name.XObject,
                Subtype=pikepdf.Name.Form,
                BBox=page.mediabox,
                Resources=page.obj.Resources,
            )
            page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=form))
            page.obj.Contents = drawing

    return make_pdf.changed(data, change)


def _unbalanced(data: bytes) -> bytes:
    """The content leaves a scaled state behind, as careless writers do."""

    def change(document: pikepdf.Pdf) -> None:
        for page in document.pages:
            page.contents_add(document.make_stream(b"q 0.5 0 0 0.5 0 0 cm q"))

    return make_pdf.changed(data, change)


@pytest.mark.parametrize(
    "write", [_with_object_streams, _linearized, _handed_down, _one_content, _unbalanced]
)
@pytest.mark.parametrize("layout", [Layout.AS_IS, Layout.A4_4UP])
def test_however_a_file_is_written(write: Callable[[bytes], bytes], layout: Layout) -> None:
    data = write(make_pdf.labels_pdf(LABELS))
    check_pdf(data)
    parts = split(data, {str(number): [number] for number in range(4)})
    for papers in (list(parts.values()), [data]):
        job = pressed(papers, PrintChoices(layout=layout))
        read = [code for sheet in range(len(job.plan.sheets)) for code in job.codes(sheet)]
        assert read == [label.awb for label in LABELS]
        assert job.unreadable() == []
