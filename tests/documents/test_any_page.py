"""However a page lies in its file, its bars come out where they should and scan."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from konnect_desktop.documents.pages import split
from konnect_desktop.documents.rendering import render_page
from konnect_desktop.domain.printing import Layout, PrintChoices
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
    job = pressed(kept, PrintChoices(layout=layout))
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
