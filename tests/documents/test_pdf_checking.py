"""What counts as a PDF worth keeping, and the words for what does not."""

from __future__ import annotations

import pytest

from konnect_desktop.documents.checking import check_pdf, has_active_content
from konnect_desktop.errors import DocumentError
from tests.documents import make_pdf


@pytest.fixture(scope="module")
def three_labels() -> bytes:
    return make_pdf.labels_pdf(make_pdf.a_label(n) for n in range(3))


def test_facts_of_a_sound_pdf(three_labels: bytes) -> None:
    facts = check_pdf(three_labels)
    assert facts.pages == 3
    assert facts.size_mm == pytest.approx((105, 148), abs=0.01)


def test_size_is_as_seen_when_turned_and_moved(three_labels: bytes) -> None:
    turned = make_pdf.rotated(make_pdf.with_origin(three_labels, -40, 70), 90)
    assert check_pdf(turned).size_mm == pytest.approx((148, 105), abs=0.01)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "web page"),
        (b"\xef\xbb\xbf  \r\n<HTML>busy</HTML>", "web page"),
        (b'{"message": "no label yet"}', "Text came"),
        ("लेबल अभी तैयार नहीं".encode(), "Text came"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00", "not a PDF"),
        (make_pdf.without_pages(), "no pages"),
    ],
    ids=["empty", "html", "html-bom", "json", "hindi", "png", "no-pages"],
)
def test_what_is_no_usable_pdf(data: bytes, words: str) -> None:
    with pytest.raises(DocumentError) as caught:
        check_pdf(data)
    assert words in caught.value.user_message
    assert caught.value.next_step


def test_password_is_named(three_labels: bytes) -> None:
    with pytest.raises(DocumentError, match="password") as caught:
        check_pdf(make_pdf.encrypted(three_labels, "secret"))
    assert "without a password" in caught.value.next_step


def test_no_cut_is_ever_accepted(three_labels: bytes) -> None:
    # The last bytes hold only the end mark's line feed.
    whole = three_labels.rstrip()
    accepted = []
    for percent in range(100):
        part = whole[: len(whole) * percent // 100]
        try:
            check_pdf(part)
        except DocumentError:
            continue
        accepted.append(percent)
    assert accepted == []


def test_cut_in_a_second_revision_is_refused(three_labels: bytes) -> None:
    """The first revision's end mark is near, but the file goes on and breaks off."""
    with pytest.raises(DocumentError, match="cut off or damaged"):
        check_pdf(three_labels + b"9 0 obj\n<< /Type /Page >>\nendobj\nxref\n9 1\nstartxref\n99")


def test_hole_in_the_middle_is_refused(three_labels: bytes) -> None:
    middle = three_labels.index(b"endobj") + 20
    with pytest.raises(DocumentError, match="damaged"):
        check_pdf(three_labels[:middle] + three_labels[middle + 50 :])


def test_limits(three_labels: bytes) -> None:
    with pytest.raises(DocumentError, match="3 pages; the most allowed is 2"):
        check_pdf(three_labels, max_pages=2)
    with pytest.raises(DocumentError, match="the most allowed is"):
        check_pdf(three_labels, max_bytes=1000)
    assert check_pdf(three_labels, max_pages=3, max_bytes=len(three_labels)).pages == 3


def test_active_content_is_noticed(three_labels: bytes) -> None:
    assert not has_active_content(three_labels)
    assert has_active_content(make_pdf.with_script(three_labels))
    assert has_active_content(make_pdf.with_attachment(three_labels))
    assert has_active_content(make_pdf.with_launch(three_labels))


def test_script_does_not_make_a_pdf_unusable(three_labels: bytes) -> None:
    assert check_pdf(make_pdf.with_script(three_labels)).pages == 3


def test_broken_drawing_is_refused_not_left_out() -> None:
    packed = make_pdf.labels_pdf([make_pdf.a_label(1)])
    start = packed.index(b"stream") + 40
    broken = packed[:start] + b"~" * 20 + packed[start + 20 :]
    with pytest.raises(DocumentError, match="damaged"):
        check_pdf(broken)
