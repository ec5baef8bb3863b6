"""The test page has the size, the ruler and the code that it says."""

from __future__ import annotations

import pytest

from konnect_desktop.documents.calibration import make_test_page, ruler_mm
from konnect_desktop.documents.rendering import decode_barcodes, page_sizes_mm, render_page
from konnect_desktop.errors import DocumentError

SIZES = [(210.0, 297.0), (105.0, 148.0), (101.6, 152.4), (152.4, 101.6), (215.9, 279.4)]


@pytest.mark.parametrize("size", SIZES)
def test_it_has_the_paper_s_size_and_its_code_scans(size: tuple[float, float]) -> None:
    pdf = make_test_page(*size, "KD12345678", "Zebra ज़ेबरा")
    assert page_sizes_mm(pdf) == [pytest.approx(size, abs=0.1)]
    assert decode_barcodes(pdf, 0) == ["KD12345678"]


def test_the_ruler_is_as_long_as_it_says() -> None:
    length = ruler_mm(105, 148)
    assert length == 130
    pdf = make_test_page(105, 148, "KD12345678", "Zebra")
    picture = render_page(pdf, 0, 254, grey=True)  # ten dots a mm
    dark: list[int] = []
    column = 17 * 10  # the ruler's own line
    for row in range(picture.height):
        line = picture.data[row * picture.stride : (row + 1) * picture.stride]
        if min(line[column - 3 : column + 4]) < 140:
            dark.append(row)
    run = [row for row in dark if 70 < row < picture.height - 70]
    assert (run[-1] - run[0]) / 10 == pytest.approx(length, abs=0.5)


def test_paper_that_is_too_small_is_refused() -> None:
    with pytest.raises(DocumentError, match="too small"):
        make_test_page(30, 20, "KD1", "Tiny")
