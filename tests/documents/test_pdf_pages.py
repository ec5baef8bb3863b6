"""Splitting and merging keep pages whole."""

from __future__ import annotations

import pypdfium2
import pytest

from konnect_desktop.documents.matching import Expected, match_pages
from konnect_desktop.documents.pages import merge, split
from konnect_desktop.documents.rendering import decode_barcodes, page_sizes_mm, render_page
from konnect_desktop.errors import DocumentError
from tests.documents import make_pdf
from tests.documents.make_pdf import a_label


def texts(data: bytes) -> list[str]:
    with pypdfium2.PdfDocument(data) as document:
        return [page.get_textpage().get_text_range() for page in document]


def test_each_part_has_its_pages_in_the_order_asked_for() -> None:
    labels = [a_label(n) for n in range(4)]
    parts = split(make_pdf.labels_pdf(labels), {"a": [2], "b": (3, 0)})
    assert list(parts) == ["a", "b"]
    assert labels[2].awb in texts(parts["a"])[0]
    assert [labels[n].awb in text for n, text in zip((3, 0), texts(parts["b"]), strict=True)] == [
        True,
        True,
    ]


def test_part_looks_like_its_page_and_stays_a_vector() -> None:
    data = make_pdf.rotated(make_pdf.with_origin(make_pdf.labels_pdf([a_label(1)]), 30, 50), 90)
    part = split(data, {"x": [0]})["x"]
    assert render_page(part, 0, 100, grey=True) == render_page(data, 0, 100, grey=True)
    assert decode_barcodes(part, 0) == [a_label(1).awb]
    assert a_label(1).awb in texts(part)[0]


def test_part_does_not_carry_the_pictures_of_others() -> None:
    data = make_pdf.picture_pdf(make_pdf.labels_pdf([a_label(n) for n in range(10)]))
    part = split(data, {"x": [4]})["x"]
    assert len(part) < len(data) / 5


def test_same_pages_give_the_same_bytes() -> None:
    data = make_pdf.labels_pdf([a_label(1), a_label(2)])
    assert split(data, {"x": [1]}) == split(data, {"x": [1]})


def test_split_refuses_what_is_not_there() -> None:
    data = make_pdf.labels_pdf([a_label(1)])
    with pytest.raises(DocumentError, match="Page 2 is not in this document"):
        split(data, {"x": [1]})
    with pytest.raises(DocumentError, match="No page was found for x"):
        split(data, {"x": []})


def test_merge_keeps_order_size_and_turn() -> None:
    turned = make_pdf.rotated(make_pdf.labels_pdf([a_label(2)]), 90)
    sheet = make_pdf.labels_pdf([a_label(3)], size=make_pdf.A4)
    merged = merge([make_pdf.labels_pdf([a_label(1)]), turned, sheet])
    sizes = [(round(width), round(height)) for width, height in page_sizes_mm(merged)]
    assert sizes == [(105, 148), (148, 105), (210, 297)]
    assert [decode_barcodes(merged, n) for n in range(3)] == [[a_label(n).awb] for n in (1, 2, 3)]


def test_split_and_merged_again_all_match() -> None:
    labels = [a_label(n) for n in range(25)]
    data = make_pdf.labels_pdf(labels)
    parts = split(data, {label.shipment_id: [n] for n, label in enumerate(labels)})
    wanted = [Expected(label.shipment_id, (label.awb,), label.order_no) for label in labels]
    assert match_pages(merge(reversed(list(parts.values()))), wanted).complete


def test_merge_names_the_document_that_is_broken() -> None:
    with pytest.raises(DocumentError, match="Document 2 of this batch"):
        merge([make_pdf.labels_pdf([a_label(1)]), b"%PDF-1.7 nothing"])
    with pytest.raises(DocumentError, match="no documents"):
        merge([])
