"""A layer that is not printed is not on the paper, nor in what a page is known by."""

from __future__ import annotations

import io

import pikepdf
import pytest

from konnect_desktop.documents.checking import check_pdf
from konnect_desktop.documents.layers import without_hidden_layers
from konnect_desktop.documents.pages import join, split
from konnect_desktop.documents.rendering import render_page
from konnect_desktop.domain.printing import Layout, PrintChoices
from tests.documents import make_pdf
from tests.documents.make_pdf import HIDING, a_label, changed, text_of, with_hidden_layer
from tests.documents.press_steps import pressed

PLAIN = make_pdf.labels_pdf([a_label(1), a_label(2)])
PICTURE = render_page(PLAIN, 0, 100, grey=True)


@pytest.mark.parametrize("place", ["content", "form", "annotation"])
@pytest.mark.parametrize("how", HIDING)
def test_what_is_not_printed_stays_off_the_paper(how: str, place: str) -> None:
    layered = with_hidden_layer(PLAIN, how, place)
    assert check_pdf(layered).has_layers
    clean = without_hidden_layers(layered)
    assert not check_pdf(clean).has_layers
    assert "VOID" not in text_of(clean)
    kept = split(clean, {"a": [0, 1]})["a"]
    assert render_page(kept, 0, 100, grey=True) == PICTURE
    for layout in (Layout.AS_IS, Layout.A4_4UP):
        assert pressed([kept], PrintChoices(layout=layout)).unreadable() == []


def test_a_page_that_left_its_layers_would_show_them() -> None:
    """Why it is done before pages leave their document."""
    layered = with_hidden_layer(PLAIN)
    assert render_page(layered, 0, 100, grey=True) == PICTURE
    assert render_page(split(layered, {"a": [0]})["a"], 0, 100, grey=True) != PICTURE


def test_layers_that_are_shown_stay() -> None:
    def show(document: pikepdf.Pdf) -> None:
        document.Root.OCProperties.D.OFF = pikepdf.Array()

    shown = changed(with_hidden_layer(PLAIN), show)
    clean = without_hidden_layers(shown)
    assert "VOID 99" in text_of(clean)
    assert render_page(clean, 0, 100, grey=True) == render_page(shown, 0, 100, grey=True) != PICTURE


def test_one_file_s_layers_hide_nothing_in_another() -> None:
    both = join([without_hidden_layers(with_hidden_layer(PLAIN)), PLAIN])
    assert [render_page(both, page, 100, grey=True) == PICTURE for page in (0, 2)] == [True, True]


def test_colours_set_on_a_hidden_layer_hold_afterwards() -> None:
    def draw(document: pikepdf.Pdf) -> None:
        document.pages[0].contents_add(
            document.make_stream(b"/OC /VL BDC 1 0 0 rg 0 0 9 9 re W f EMC 0 0 50 50 re f")
        )

    clean = without_hidden_layers(changed(with_hidden_layer(PLAIN), draw))
    with pikepdf.open(io.BytesIO(clean)) as document:
        content = document.pages[0].Contents.read_bytes().split()
    tail = b" ".join(content[-22:])
    assert tail.endswith(b"1 0 0 rg 0 0 9 9 re W n EMC 0 0 50 50 re f")


def test_without_layers_nothing_is_touched() -> None:
    assert without_hidden_layers(PLAIN) is PLAIN
    assert not check_pdf(PLAIN).has_layers


@pytest.mark.parametrize(
    "odd",
    [
        {"/D": 7},
        {"/D": {"/OFF": [None, 3], "/AS": [1, {"/Event": pikepdf.Name.Print}]}},
        {"/OCGs": 4},
        {},
    ],
)
def test_odd_lists_of_layers_hide_nothing(odd: dict[str, object]) -> None:
    def spoil(document: pikepdf.Pdf) -> None:
        document.Root.OCProperties = pikepdf.Dictionary(odd)

    clean = without_hidden_layers(changed(PLAIN, spoil))
    assert render_page(clean, 0, 100, grey=True) == PICTURE
