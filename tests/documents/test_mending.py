"""PDFs that viewers open although something is wrong in them, and those that are not whole."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pikepdf
import pytest

from konnect_desktop.documents.checking import check_pdf, take_pdf
from konnect_desktop.documents.pages import split
from konnect_desktop.documents.rendering import decode_barcodes, render_page
from konnect_desktop.domain.repairs import Repair, from_text, to_text
from konnect_desktop.errors import DocumentError
from tests.documents import make_pdf
from tests.documents.make_pdf import a_label

LABELS = [a_label(number) for number in range(3)]
PLAIN = make_pdf.labels_pdf(LABELS)
Change = Callable[[bytes], bytes]
HTML = b"<!DOCTYPE html><html><body>Session expired</body></html>\n"
MAIL = b"Content-Type: application/pdf\r\nContent-Transfer-Encoding: binary\r\n\r\n"


def shifted(by: int, only: int = 0) -> Change:
    """The offsets of the table (of one object, or of all) are wrong by some bytes."""

    def change(data: bytes) -> bytes:
        at = data.rindex(b"\nxref\n")
        number = 0

        def entry(found: re.Match[bytes]) -> bytes:
            nonlocal number
            number += 1
            is_meant = not only or only == number
            return b"%010d 00000 n" % (int(found[1]) + (by if is_meant else 0))

        return data[:at] + re.sub(rb"(\d{10}) 00000 n", entry, data[at:])

    return change


def startxref(value: bytes) -> Change:
    return lambda data: re.sub(rb"startxref\n\d+\n", b"startxref\n" + value + b"\n", data)


def no_startxref(data: bytes) -> bytes:
    return re.sub(rb"startxref\n\d+\n", b"", data)


def wrong_length(by: int) -> Change:
    def change(data: bytes) -> bytes:
        return re.sub(rb"/Length (\d+)", lambda m: b"/Length %d" % (int(m[1]) + by), data, count=1)

    return change


def saved(**options: object) -> bytes:
    return make_pdf.changed(PLAIN, lambda _: None, **options)


def updated(data: bytes) -> bytes:
    """A second revision after the first: the last page is written anew, turned."""
    with pikepdf.open(io.BytesIO(data)) as document:
        page = document.pages[-1].obj
        number = page.objgen[0]
        body = page.unparse(resolved=True).replace(b"/Rotate 0", b"/Rotate 180")
        root, size = document.Root.objgen[0], len(document.objects) + 1
    at = len(data)
    made = b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"xref\n%d 1\n%010d 00000 n \n" % (number, at)
    before = int(re.findall(rb"startxref\s+(\d+)", data)[-1])
    trailer = b"trailer\n<< /Size %d /Root %d 0 R /Prev %d >>\n" % (size, root, before)
    return data + made + table + trailer + b"startxref\n%d\n%%%%EOF\n" % (at + len(made))


PACKED = saved(object_stream_mode=pikepdf.ObjectStreamMode.generate)
PADDING = [b"\0" * 3000, b" " * 5000, b"\r\n" * 4000, b"\0\n \t" * 900, b"\x1a", b"\n" * 200_000]


@pytest.mark.parametrize("padding", PADDING)
def test_padding_means_nothing(padding: bytes) -> None:
    facts, body = take_pdf(PLAIN + padding)
    assert facts.pages == 3
    assert facts.repairs == ()
    assert len(body) < len(PLAIN) + 2


@pytest.mark.parametrize(
    ("data", "repair"),
    [
        (HTML + PLAIN, Repair.JUNK),
        (b"\r\n\r\n" + PLAIN, Repair.JUNK),
        (MAIL * 20 + PLAIN, Repair.JUNK),
        (b"\xef\xbb\xbf" + PLAIN, Repair.JUNK),
        (PLAIN + HTML, Repair.JUNK),
        (PLAIN + HTML * 100, Repair.JUNK),
        (PLAIN + b"\r\n--=_boundary_17--\r\n", Repair.JUNK),
        (MAIL + PLAIN + b"\0" * 4000 + b"\r\n--=_boundary_17--\r\n", Repair.JUNK),
        (b"\n" + shifted(1)(PLAIN), Repair.TABLE),
        (shifted(1)(PLAIN), Repair.TABLE),
        (shifted(-3)(PLAIN), Repair.TABLE),
        (shifted(7, only=3)(PLAIN), Repair.TABLE),
        (startxref(b"17")(PLAIN), Repair.TABLE),
        (startxref(b"0")(PLAIN), Repair.TABLE),
        (startxref(b"99999999")(PLAIN), Repair.TABLE),
        (startxref(b"")(PLAIN), Repair.TABLE),
        (no_startxref(PLAIN), Repair.TABLE),
        (PLAIN.rstrip()[:-1], Repair.TABLE),
        (PLAIN.rstrip()[:-5], Repair.TABLE),
        (PLAIN.replace(b"%%EOF", b""), Repair.TABLE),
        (wrong_length(-9)(PLAIN), Repair.TABLE),
        (wrong_length(40)(PLAIN), Repair.TABLE),
        (shifted(2)(updated(PLAIN)), Repair.TABLE),
        (startxref(b"5")(PACKED), Repair.TABLE),
        (startxref(b"5")(saved(linearize=True)), Repair.TABLE),
        (PLAIN.replace(b"/Count 3", b"/Count 2"), Repair.TABLE),
        (PLAIN.replace(b"xref\n0 ", b"xref\n1 "), Repair.TABLE),
        (PLAIN.replace(b"\n", b"\r\n"), Repair.TABLE),
        (PLAIN.replace(b"endobj\n", b"\n", 4), Repair.TABLE),
        (updated(PLAIN).rstrip()[:-5], Repair.TABLE),
        (PLAIN + b"<p>Watch the live stream, or the trailer</p>", Repair.JUNK),
        (b"%!PS-Adobe-3.0 PDF-1.4\n" + PLAIN, Repair.JUNK),
        (make_pdf.encrypted(PLAIN, ""), Repair.LOCK),
        *((saved(encryption=pikepdf.Encryption(user="", owner="x", R=r, aes=r > 3, metadata=False)),
           Repair.LOCK) for r in (4, 6)),
        *((saved(encryption=pikepdf.Encryption(user="", owner="x", R=r, aes=False, metadata=False)),
           Repair.LOCK) for r in (2, 3)),
        (make_pdf.encrypted(PLAIN, "") + b"\0" * 3000, Repair.LOCK),
        (startxref(b"3")(make_pdf.encrypted(PLAIN, "")), Repair.LOCK),
    ],
)  # fmt: skip
def test_what_viewers_open_is_mended_and_looks_the_same(data: bytes, repair: Repair) -> None:
    facts, body = take_pdf(data)
    assert facts.pages == 3
    assert repair in facts.repairs
    assert check_pdf(data) == facts
    assert check_pdf(body).repairs == ()
    parts = split(body, {label.awb: [number] for number, label in enumerate(LABELS)})
    for number, label in enumerate(LABELS):
        assert decode_barcodes(parts[label.awb], 0) == [label.awb]
        if number < 2 or b"/Rotate 180" not in data:
            assert render_page(parts[label.awb], 0, 80) == render_page(PLAIN, number, 80)


@pytest.mark.parametrize("mode", list(pikepdf.ObjectStreamMode))
def test_sound_files_come_through_untouched(mode: pikepdf.ObjectStreamMode) -> None:
    short_lines = PLAIN.replace(b" \n0000", b"\n0000")
    for data in (
        PLAIN,
        short_lines,
        updated(PLAIN),
        saved(object_stream_mode=mode),
        saved(linearize=True),
    ):
        facts, body = take_pdf(data)
        assert (facts.pages, facts.repairs) == (3, ())
        assert body.rstrip() == data.rstrip()


LOST = re.sub(rb"/Contents \d+ 0 R", b"/Contents 77 0 R", PLAIN, count=1)


def hole(start: int, length: int = 50) -> bytes:
    return PLAIN[:start] + PLAIN[start + length :]


@pytest.mark.parametrize(
    "data",
    [
        PLAIN + b"9 0 obj\n<< /Type /Page >>\nendobj\nxref\n9 1\nstartxref\n99",
        updated(PLAIN)[:-60],
        updated(PLAIN)[: len(PLAIN) + 40],
        saved(linearize=True)[:1500],
        hole(PLAIN.index(b"endobj") + 20),
        # A page, its content, and the list of pages.
        hole(PLAIN.index(b"/Type /Page\n") - 60, 120),
        hole(PLAIN.rindex(b"endstream") - 60, 120),
        hole(PLAIN.index(b"/Type /Pages") - 60, 120),
        PLAIN.replace(b"/Count 3", b"/Count 4"),
        re.sub(rb"/Contents \d+ 0 R", b"/Contents 77 0 R", PLAIN, count=1).replace(
            b"xref", b"xrex"
        ),
    ],
    ids=range(10),
)
def test_what_is_not_whole_stays_refused(data: bytes) -> None:
    with pytest.raises(DocumentError, match=r"cut off|damaged"):
        take_pdf(data)


@pytest.mark.parametrize("is_packed", [True, False])
def test_no_hole_changes_what_is_read(is_packed: bool) -> None:
    """Wherever bytes are missing, the paper is refused or looks as it did."""
    whole = make_pdf.labels_pdf(LABELS, pageCompression=int(is_packed))
    looks = [render_page(whole, number, 60) for number in range(3)]
    wrong = []
    for start in range(20, len(whole) - 60, 41):
        try:
            _, body = take_pdf(whole[:start] + whole[start + 23 :])
        except DocumentError:
            continue
        if [render_page(body, number, 60) for number in range(3)] != looks:
            wrong.append(whole[start - 5 : start + 30])
    assert wrong == []


def test_two_files_in_one_are_named() -> None:
    with pytest.raises(DocumentError, match="Two PDFs"):
        take_pdf(PLAIN + PLAIN)
    with pytest.raises(DocumentError, match="Two PDFs"):
        take_pdf(PLAIN + b"\0" * 50 + make_pdf.labels_pdf([a_label(7)]))


def test_repairs_are_kept_as_words_and_read_again() -> None:
    assert from_text(to_text([Repair.TABLE, Repair.JUNK, Repair.TABLE])) == (
        Repair.JUNK,
        Repair.TABLE,
    )
    assert to_text([]) == ""
    assert from_text("junk of-tomorrow") == (Repair.JUNK,)
