"""Whose page is it? Every way a server can mix labels up, with real PDFs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from konnect_desktop.documents.rendering import decode_barcodes
from konnect_desktop.domain.printing import PrintChoices
from konnect_desktop.domain.repairs import Repair
from konnect_desktop.errors import DocumentError
from konnect_desktop.services.context import TaskContext
from konnect_desktop.services.press import Press
from tests.documents import make_pdf
from tests.documents.make_pdf import Label, a_label
from tests.services.papers_desk import NOW, InProcess, PapersDesk

LABELS = [a_label(number) for number in range(6)]
IDS = [label.shipment_id for label in LABELS]
BY_ID = {label.shipment_id: label for label in LABELS}
#: A label as some couriers draw it: a picture without any bars that could be read.
BLANK = a_label(1, show_text=False, show_bars=False)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[PapersDesk]:
    made = PapersDesk(tmp_path, LABELS)
    yield made
    made.db.close()


def pages(*labels: Label) -> bytes:
    return make_pdf.labels_pdf(labels)


def of(ids: list[str]) -> list[Label]:
    return [BY_ID[key] for key in ids]


def kept_awbs(desk: PapersDesk) -> dict[str, list[str]]:
    """Shipment -> the AWBs that a scanner reads on its kept label."""
    found = {}
    for key, paper in desk.documents.get(IDS, "label").items():
        data = desk.documents.read(paper)
        found[key] = [code for page in range(paper.pages) for code in decode_barcodes(data, page)]
    return found


def test_all_in_one_answer(desk: PapersDesk) -> None:
    fetched = desk.fetch(lambda ids: pages(*reversed(of(ids))))
    assert fetched.missing == {}
    assert desk.asked == [tuple(IDS)]
    assert kept_awbs(desk) == {label.shipment_id: [label.awb] for label in LABELS}


def test_a_page_without_anything_to_read_is_its_order_s_when_asked_for_alone(
    desk: PapersDesk,
) -> None:
    """Its bars and words are nowhere; asked for alone, nothing speaks against it."""

    def answer(ids: list[str]) -> bytes:
        return pages(*(BLANK if label is LABELS[2] else label for label in of(ids)))

    fetched = desk.fetch(answer)
    assert set(fetched.documents) == set(IDS)
    # The order before it was asked for alone too: the strange page could have been its second.
    assert desk.asked[1:] == [(IDS[1],), (IDS[2],)]
    assert fetched.unmatched == []


def test_a_second_page_that_names_nobody_stays_with_its_order(desk: PapersDesk) -> None:
    terms = make_pdf.pdf_of([lambda canvas: canvas.drawString(50, 300, "Terms of carriage")])

    def answer(ids: list[str]) -> bytes:
        parts = []
        for label in of(ids):
            parts.append(pages(label))
            if label is LABELS[3]:
                parts.append(terms)
        return make_pdf.joined(parts)

    fetched = desk.fetch(answer)
    assert fetched.missing == {}
    assert fetched.documents[IDS[3]].pages == 2
    assert fetched.documents[IDS[4]].pages == 1
    assert fetched.unmatched == []


def test_a_label_of_a_stranger_is_never_kept_and_told(desk: PapersDesk) -> None:
    stranger = a_label(77)

    def answer(ids: list[str]) -> bytes:
        found = of(ids)
        return pages(stranger, *found[:-1]) if len(ids) > 1 else pages(stranger)

    fetched = desk.fetch(answer)
    assert list(fetched.missing) == [IDS[5]]
    assert "another order" in fetched.missing[IDS[5]]
    assert len(fetched.documents) == 5
    (words,) = fetched.unmatched
    assert stranger.awb in words
    assert "Page 1" in words


def test_the_label_of_another_order_in_the_list_is_no_answer(desk: PapersDesk) -> None:
    """Asked for alone, but the page belongs to an order outside this group."""
    fetched = desk.fetch(lambda ids: pages(LABELS[5]), shipments=desk.shipments[:1])
    assert fetched.documents == {}
    assert "another order" in fetched.missing[IDS[0]]


@pytest.mark.parametrize("text", ["Label is being generated, try again later", "Access denied"])
def test_a_notice_is_no_label(desk: PapersDesk, text: str) -> None:
    notice = make_pdf.pdf_of([lambda canvas: canvas.drawString(50, 300, text)])
    fetched = desk.fetch(lambda _: notice, shipments=desk.shipments[:1])
    assert fetched.documents == {}
    assert fetched.missing[IDS[0]]


def test_words_of_one_order_and_bars_of_another_are_refused(desk: PapersDesk) -> None:
    """The courier reads the bars, whatever the words say."""

    def answer(ids: list[str]) -> bytes:
        found = of(ids)
        crossed = [
            make_pdf.a_label(0, awb=LABELS[1].awb, text_awb=LABELS[0].awb)
            if label is LABELS[0]
            else label
            for label in found
        ]
        return pages(*crossed)

    fetched = desk.fetch(answer)
    assert list(fetched.missing) == [IDS[0]]
    assert "another order" in fetched.missing[IDS[0]]
    assert kept_awbs(desk).keys() == set(IDS[1:])


def test_one_page_missing(desk: PapersDesk) -> None:
    fetched = desk.fetch(lambda ids: pages(*of(ids)[:-1]) if len(ids) > 1 else pages(*of(ids)))
    assert fetched.missing == {}
    assert desk.asked == [tuple(IDS), (IDS[5],)]


def test_one_page_repeated_is_kept_once_and_told(desk: PapersDesk) -> None:
    fetched = desk.fetch(lambda ids: pages(LABELS[2], *of(ids)))
    assert fetched.documents[IDS[2]].pages == 1
    assert list(fetched.repeated) == [IDS[2]]
    assert "more than once" in fetched.repeated[IDS[2]]


@pytest.mark.parametrize("kind", ["encrypted", "truncated", "huge"])
def test_what_cannot_be_used_is_refused_with_words(desk: PapersDesk, kind: str) -> None:
    def answer(ids: list[str]) -> bytes:
        data = pages(*of(ids))
        if kind == "encrypted":
            return make_pdf.encrypted(data)
        if kind == "truncated":
            return data[: len(data) // 2]
        return data + b"\n%" + b" " * (200 * 2**20) + b"\n%%EOF\n"

    fetched = desk.fetch(answer, shipments=desk.shipments[:2])
    assert fetched.documents == {}
    assert set(fetched.missing) == set(IDS[:2])
    word = {"encrypted": "password", "truncated": "cut off", "huge": "MB"}[kind]
    assert all(word in text for text in fetched.missing.values())
    assert desk.documents.recent() == []


def test_scripts_and_attachments_are_not_kept(desk: PapersDesk) -> None:
    from konnect_desktop.documents.checking import has_active_content

    armed = make_pdf.with_attachment(make_pdf.with_script(pages(*LABELS)))
    desk.fetch(lambda _: armed)
    papers = desk.documents.get(IDS, "label")
    assert len(papers) == 6
    assert not any(has_active_content(desk.documents.read(paper)) for paper in papers.values())


@pytest.mark.parametrize("angle", [90, 180])
def test_turned_shuffled_and_moved_pages_are_told_apart(desk: PapersDesk, angle: int) -> None:
    def answer(ids: list[str]) -> bytes:
        found = of(ids)
        shuffled = [*found[1::2], *found[::2]]
        return make_pdf.with_crop_box(
            make_pdf.rotated(make_pdf.with_origin(pages(*shuffled), -40, 90), angle), 30
        )

    fetched = desk.fetch(answer)
    assert fetched.missing == {}
    assert kept_awbs(desk) == {label.shipment_id: [label.awb] for label in LABELS}


def test_parcels_that_come_as_files_of_their_own_stay_together(desk: PapersDesk) -> None:
    """One file a parcel, in any order, one of them damaged, one with a stamp."""
    second = a_label(1, note="Parcel 2 of 2")

    def answer(ids: list[str]) -> list[bytes]:
        found = [pages(label) for label in of(ids)]
        if len(ids) > 1:
            found[3] = found[3][:200]
        if LABELS[1].shipment_id in ids:
            found.insert(0, make_pdf.with_stamp(pages(second)))
        return found

    fetched = desk.fetch(answer)
    assert fetched.missing == {}
    assert fetched.documents[IDS[1]].pages == 2
    assert kept_awbs(desk)[IDS[1]] == [LABELS[1].awb] * 2
    assert "PAID" in make_pdf.text_of(desk.documents.read(fetched.documents[IDS[1]]))
    assert desk.asked[1:] == [(IDS[3],)]
    assert [paper.revision for paper in fetched.documents.values()] == [1] * 6


def test_bars_of_an_order_outside_the_group_are_refused(desk: PapersDesk) -> None:
    crossed = make_pdf.a_label(0, awb=LABELS[5].awb, text_awb=LABELS[0].awb)
    label = make_pdf.labels_pdf([crossed])
    desk_group = desk.shipments[:1]
    assert "another order" in desk.fetch(lambda _: label, shipments=desk_group).missing[IDS[0]]


def test_labels_whose_bars_do_not_say_the_awb_are_named_before_printing(desk: PapersDesk) -> None:
    """A routing code reads well, and still no courier finds the parcel by it."""
    plain, routed, empty = LABELS[0], LABELS[1], LABELS[2]
    papers = {}
    for label, data in (
        (plain, pages(plain)),
        (routed, pages(make_pdf.a_label(1, awb="ROUTE-77-MUMBAI"))),
        (empty, pages(make_pdf.a_label(2, show_bars=False))),
    ):
        key = label.shipment_id
        papers[key, "label"] = desk.documents.put(key, "label", data, (label.awb,), NOW)
    rows = desk.store.rows_by_id(IDS[:3])
    press = Press(desk.documents, InProcess(), InProcess())
    job = press.check(TaskContext(), press.lay(TaskContext(), rows, papers, PrintChoices()))
    assert [(bad.shipment_id, bad.text) for bad in job.unreadable] == [
        (routed.shipment_id, routed.awb),
        (empty.shipment_id, empty.awb),
    ]


def test_the_old_label_of_an_order_with_a_new_awb_is_not_taken_for_the_new_one(
    desk: PapersDesk,
) -> None:
    old = pages(LABELS[0])
    first = desk.fetch(lambda _: old, shipments=desk.shipments[:1]).documents[IDS[0]]
    desk.change(0, awb_numbers=("NEW00000001",))
    assert desk.documents.get(IDS[:1], "label")[IDS[0]].is_stale
    fetched = desk.fetch(lambda _: old, shipments=desk.shipments[:1])
    assert "old AWB" in fetched.missing[IDS[0]]
    assert desk.documents.get(IDS[:1], "label")[IDS[0]].id == first.id
    new = pages(a_label(0, awb="NEW00000001"))
    fetched = desk.fetch(lambda _: new, shipments=desk.shipments[:1])
    assert fetched.missing == {}
    assert not fetched.documents[IDS[0]].is_stale


def off_by_one(data: bytes) -> bytes:
    """Text before the file and after it, and a table that is not where the file says."""
    return b"\n" + data.replace(b"startxref\n", b"startxref\n1") + b"--=_boundary--\r\n"


def test_a_label_that_had_to_be_repaired_is_kept_and_marked(desk: PapersDesk) -> None:
    fetched = desk.fetch(lambda ids: off_by_one(pages(*of(ids))))
    assert fetched.missing == {}
    assert kept_awbs(desk) == {label.shipment_id: [label.awb] for label in LABELS}
    for paper in desk.documents.get(IDS, "label").values():
        assert paper.repairs == (Repair.JUNK, Repair.TABLE)


def test_only_the_orders_of_the_damaged_file_are_marked(desk: PapersDesk) -> None:
    def answer(ids: list[str]) -> list[bytes]:
        first, *rest = of(ids)
        return [off_by_one(pages(first)), pages(*rest) + b"\0" * 3000]

    desk.fetch(answer)
    kept = desk.documents.get(IDS, "label")
    assert [bool(kept[key].repairs) for key in IDS] == [True, *[False] * 5]


def test_a_note_is_on_the_kept_label_and_names_its_order(desk: PapersDesk) -> None:
    """The AWB stands in a field of the form alone."""
    bare = a_label(0, show_text=False, show_bars=False)

    def write(document: pikepdf.Pdf) -> None:
        field = document.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Tx, T="awb",
                V=f"AWB {LABELS[0].awb}", DA=pikepdf.String("/Helv 12 Tf 0 g"), F=4,
                Rect=[40, 30, 280, 60],
            )
        )  # fmt: skip
        document.pages[0].obj["/Annots"] = pikepdf.Array([field])
        document.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([field]))

    desk.fetch(lambda _: make_pdf.changed(pages(bare), write), shipments=desk.shipments[:1])
    paper = desk.documents.get(IDS, "label")[IDS[0]]
    assert LABELS[0].awb in make_pdf.text_of(desk.documents.read(paper))


def test_a_label_without_an_end_is_refused_in_words(desk: PapersDesk) -> None:
    fetched = desk.fetch(lambda _: make_pdf.endless(), shipments=desk.shipments[:1])
    assert "draws itself over and over" in fetched.missing[IDS[0]]


class Counting(InProcess):
    """Counts the calls; those with `deadly` in them end as when the process dies."""

    def __init__(self, deadly: bytes = b"") -> None:
        self.names: list[str] = []
        self.deadly = deadly

    def call(self, name: str, *args: Any, timeout: float = 30.0, **kwargs: Any) -> Any:
        self.names.append(name)
        files = args[0] if isinstance(args[0], list | tuple) else [args[0]]
        if self.deadly and self.deadly in files:
            raise DocumentError("Reading this document failed, so nothing was done with it.")
        return super().call(name, *args, timeout=timeout, **kwargs)


@pytest.mark.parametrize("files", [1, 6])
def test_the_files_of_an_answer_go_to_the_pdf_process_once(tmp_path: Path, files: int) -> None:
    pdf = Counting()
    desk = PapersDesk(tmp_path, LABELS, pdf)

    def answer(ids: list[str]) -> list[bytes]:
        return [pages(*of(ids))] if files == 1 else [pages(label) for label in of(ids)]

    assert desk.fetch(answer).missing == {}
    assert pdf.names == ["take_in"]
    assert kept_awbs(desk) == {label.shipment_id: [label.awb] for label in LABELS}
    desk.db.close()


def test_a_file_that_ends_the_pdf_process_takes_no_other_along(tmp_path: Path) -> None:
    deadly = pages(LABELS[2])
    pdf = Counting(deadly)
    desk = PapersDesk(tmp_path, LABELS, pdf)
    fetched = desk.fetch(
        lambda ids: [deadly if label is LABELS[2] else pages(label) for label in of(ids)]
    )
    assert set(fetched.documents) == set(IDS) - {IDS[2]}
    assert fetched.missing == {IDS[2]: "Reading this document failed, so nothing was done with it."}
    desk.db.close()
