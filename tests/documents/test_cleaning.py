"""What is kept and printed is ink alone."""

from __future__ import annotations

import pytest

from konnect_desktop.documents.checking import has_active_content
from konnect_desktop.documents.pages import split
from konnect_desktop.documents.rendering import render_page
from konnect_desktop.domain.printing import Layout, PrintChoices
from tests.documents import make_pdf
from tests.documents.make_pdf import a_label
from tests.documents.press_steps import pressed

PLAIN = make_pdf.labels_pdf([a_label(1), a_label(2)])
ARMED = [
    make_pdf.with_script(PLAIN),
    make_pdf.with_attachment(PLAIN),
    make_pdf.with_launch(PLAIN),
    make_pdf.with_page_script(PLAIN),
]


@pytest.mark.parametrize("data", ARMED, ids=["open-action", "attachment", "launch", "page"])
def test_scripts_and_attachments_do_not_get_into_a_kept_paper(data: bytes) -> None:
    assert has_active_content(data)
    kept = split(data, {"a": [0, 1]})["a"]
    assert not has_active_content(kept)
    assert render_page(kept, 0, 100, grey=True) == render_page(PLAIN, 0, 100, grey=True)


@pytest.mark.parametrize("layout", [Layout.AS_IS, Layout.A4_4UP])
@pytest.mark.parametrize("data", ARMED, ids=["open-action", "attachment", "launch", "page"])
def test_nor_through_the_press(data: bytes, layout: Layout) -> None:
    """Papers kept before cleaning was known are cleaned when they are printed."""
    job = pressed([data], PrintChoices(layout=layout))
    assert not has_active_content(job.pdf)
    assert job.unreadable() == []


def test_a_stamp_is_ink_and_stays() -> None:
    stamped = make_pdf.with_stamp(PLAIN)
    picture = render_page(stamped, 0, 100, grey=True)
    assert picture != render_page(PLAIN, 0, 100, grey=True)
    kept = split(stamped, {"a": [0]})["a"]
    assert render_page(kept, 0, 100, grey=True) == picture
    assert not has_active_content(kept)
