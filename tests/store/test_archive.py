"""Papers of all times: revisions, search, and the end of their time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from konnect_desktop.domain import retention
from konnect_desktop.domain.rows import StoredDocument
from konnect_desktop.domain.shipments import Shipment
from konnect_desktop.domain.sla import IST
from konnect_desktop.store.archive import PaperArchive
from konnect_desktop.store.database import Database
from konnect_desktop.store.documents import DocumentStore, Kind
from konnect_desktop.store.shipments import ShipmentStore
from tests.store.samples import NOW, records, shipment

OPEN = shipment(1, "COMPLETED", awb_numbers=("AWB100",), courier_partner="Delhivery")
DONE = shipment(2, "DELIVERED", awb_numbers=("AWB200",), courier_partner="Ekart")
LATER = NOW + timedelta(days=400)


@pytest.fixture
def papers(db: Database, store: ShipmentStore, tmp_path: Path) -> DocumentStore:
    store.upsert(records(OPEN, DONE), store.next_read_seq(), NOW)
    return DocumentStore(db, tmp_path / "papers")


@pytest.fixture
def archive(db: Database, papers: DocumentStore) -> PaperArchive:
    return PaperArchive(db, papers)


def put(
    papers: DocumentStore, one: Shipment, pdf: bytes, kind: Kind = "label", at: datetime = NOW
) -> StoredDocument:
    return papers.put(
        one.id,
        kind,
        pdf,
        one.awb_numbers,
        at,
        courier=one.courier_partner,
        order_no=one.marketplace_order_id,
        facts="[]",
    )


# ---- revisions --------------------------------------------------------------------------


def test_a_changed_label_is_a_new_revision_and_the_old_one_void(
    papers: DocumentStore, archive: PaperArchive
) -> None:
    first = put(papers, OPEN, b"%PDF-a")
    second = put(papers, OPEN, b"%PDF-b", at=NOW + timedelta(hours=1))
    third = put(papers, OPEN, b"%PDF-a", at=NOW + timedelta(hours=2))
    found = {paper.id: paper for paper in archive.find(OPEN.marketplace_order_id)}
    assert [found[one.id].revision for one in (first, second, third)] == [1, 2, 3]
    assert found[first.id].void_at == NOW + timedelta(hours=1)
    assert found[second.id].void_at is not None
    assert found[third.id].void_at is None
    assert papers.read(found[first.id]) == b"%PDF-a"


@pytest.mark.parametrize(
    ("changes", "is_stale"),
    [
        ({"awb_numbers": ("AWB999",)}, True),
        ({"courier_partner": "Ekart"}, True),
        ({"courier_partner": "DELHIVERY"}, False),
        ({"courier_partner": ""}, False),
        ({"awb_numbers": ()}, True),
        ({"awb_numbers": (*OPEN.awb_numbers, "AWB998")}, True),
    ],
)
def test_a_label_is_stale_when_courier_or_awb_changed(
    papers: DocumentStore, store: ShipmentStore, changes: dict[str, object], is_stale: bool
) -> None:
    paper = put(papers, OPEN, b"%PDF-a")
    papers.log_print([paper.id], "Zebra", NOW)
    assert store.rows_by_id([OPEN.id])[0].label_printed
    values = {"awb_numbers": OPEN.awb_numbers, "courier_partner": "Delhivery"} | changes
    store.upsert(records(shipment(1, "COMPLETED", **values)), store.next_read_seq(), NOW)
    row = store.rows_by_id([OPEN.id])[0]
    assert row.is_stale_label is is_stale
    assert row.label_printed is not is_stale
    assert papers.get([OPEN.id], "label")[OPEN.id].is_stale is is_stale
    assert papers.printed([OPEN.id], "label") == (set() if is_stale else {OPEN.id})


def test_the_order_of_awbs_tells_nothing(papers: DocumentStore, store: ShipmentStore) -> None:
    two = replace(OPEN, awb_numbers=("AWB1", "AWB2"))
    store.upsert(records(two), store.next_read_seq(), NOW)
    paper = put(papers, two, b"%PDF-a")
    papers.log_print([paper.id], "Zebra", NOW)
    for awbs, is_stale in ((("awb2", "AWB1"), False), (("AWB2",), True)):
        store.upsert(records(replace(two, awb_numbers=awbs)), store.next_read_seq(), NOW)
        assert store.rows_by_id([two.id])[0].is_stale_label is is_stale
        assert papers.get([two.id], "label")[two.id].is_stale is is_stale


def test_a_list_that_leaves_out_the_awb_of_a_parcel_on_its_way_voids_nothing(
    papers: DocumentStore, store: ShipmentStore
) -> None:
    put(papers, OPEN, b"%PDF-a")
    gone = replace(OPEN, status="TRANSIT", awb_numbers=())
    store.upsert(records(gone), store.next_read_seq(), NOW)
    assert not store.rows_by_id([OPEN.id])[0].is_stale_label
    assert not papers.get([OPEN.id], "label")[OPEN.id].is_stale


# ---- search -----------------------------------------------------------------------------


def test_found_by_order_awb_shipment_courier_and_day(
    papers: DocumentStore, archive: PaperArchive
) -> None:
    label = put(papers, OPEN, b"%PDF-a")
    invoice = put(papers, DONE, b"%PDF-b", "invoice", NOW + timedelta(days=2))
    both = [invoice.id, label.id]

    def found(*args: object) -> list[int]:
        return [paper.id for paper in archive.find(*args)]  # type: ignore[arg-type]

    assert found() == both
    assert found("awb1") == both[1:]
    assert found(DONE.marketplace_order_id.lower()) == both[:1]
    assert found(f"  {OPEN.id[-6:]} ") == both[1:]
    assert found("ekart") == both[:1]
    assert found("", NOW + timedelta(days=1)) == both[:1]
    assert found("", None, NOW + timedelta(days=2)) == both[1:]
    assert found("", NOW, NOW + timedelta(days=3)) == both
    assert found("100%") == []
    assert found("AWB_00") == []
    assert archive.find(limit=1)[0].id == both[0]


def test_a_paper_is_found_after_its_order_is_gone(
    papers: DocumentStore, archive: PaperArchive, store: ShipmentStore
) -> None:
    put(papers, DONE, b"%PDF-b")
    store.mark_gone([DONE.id], NOW)
    assert [paper.order_no for paper in archive.find("AWB200")] == [DONE.marketplace_order_id]


# ---- the end of their time --------------------------------------------------------------


def test_only_papers_of_finished_orders_are_deleted(
    papers: DocumentStore, archive: PaperArchive, store: ShipmentStore
) -> None:
    held, over = put(papers, OPEN, b"%PDF-a"), put(papers, DONE, b"%PDF-b")
    report = archive.delete([held.id, over.id], 180, LATER)
    assert (report.deleted, report.held, report.failed) == (1, 1, {})
    assert held.path.exists()
    assert not over.path.exists()
    assert not store.rows_by_id([DONE.id])[0].has_label
    (gone,) = papers.by_id([over.id])
    assert gone.deleted_at is not None
    assert [paper.id for paper in archive.find()] == [held.id]
    assert papers.facts([gone]) == {}


def test_an_order_that_came_back_keeps_its_papers(
    papers: DocumentStore, archive: PaperArchive, store: ShipmentStore
) -> None:
    paper = put(papers, DONE, b"%PDF-b")
    over = [kept for kept in archive.kept() if retention.is_over(kept, 180, LATER)]
    assert [kept.document_id for kept in over] == [paper.id]
    back = shipment(2, "COMPLETED", awb_numbers=("AWB200",))
    store.upsert(records(back), store.next_read_seq(), NOW)
    report = archive.delete([paper.id], 180, LATER)
    assert (report.deleted, report.held) == (0, 1)
    assert paper.path.exists()


def test_a_content_that_two_papers_share_goes_with_the_last(
    papers: DocumentStore, archive: PaperArchive
) -> None:
    one, two = put(papers, DONE, b"%PDF-b"), put(papers, DONE, b"%PDF-b", "invoice")
    assert archive.delete([one.id], 180, LATER).deleted == 1
    assert two.path.exists()
    assert archive.delete([two.id], 180, LATER).deleted == 1
    assert not two.path.exists()


def test_an_altered_file_is_not_ours_to_delete(
    papers: DocumentStore, archive: PaperArchive
) -> None:
    paper = put(papers, DONE, b"%PDF-b")
    paper.path.write_bytes(b"something else")
    report = archive.delete([paper.id], 180, LATER)
    assert report.deleted == 0
    assert "altered" in report.failed[paper.id]
    assert paper.path.exists()


def test_kept_again_after_it_was_deleted(papers: DocumentStore, archive: PaperArchive) -> None:
    paper = put(papers, DONE, b"%PDF-b")
    archive.delete([paper.id], 180, LATER)
    again = put(papers, DONE, b"%PDF-b", at=LATER)
    assert papers.read(again) == b"%PDF-b"
    assert again.revision == 2


def test_what_a_crash_left_is_swept_up_after_a_day(
    papers: DocumentStore, archive: PaperArchive, tmp_path: Path
) -> None:
    kept = put(papers, DONE, b"%PDF-b")
    half, orphan = kept.path.with_name("abc.partial"), kept.path.with_name("f" * 64 + ".pdf")
    other = tmp_path / "papers" / "notes.txt"
    for path in (half, orphan, other):
        path.write_bytes(b"x")
    now = datetime.now(UTC)
    assert archive.sweep(now) == 0
    assert archive.sweep(now + timedelta(days=2)) == 2
    assert kept.path.exists()
    assert other.exists()
    assert not half.exists()
    assert not orphan.exists()


def test_the_schedule_says_what_goes_when(papers: DocumentStore, archive: PaperArchive) -> None:
    put(papers, OPEN, b"%PDF-a")
    paper = put(papers, DONE, b"%PDF-bb")
    put(papers, DONE, b"%PDF-ccc", "invoice")
    papers.log_print([paper.id], "Zebra", NOW + timedelta(days=5))
    plan = retention.plan(archive.kept(), 180, NOW)
    assert (plan.days, plan.count, plan.size_bytes, plan.due, plan.held) == (180, 3, 21, 0, 0)
    first = (NOW + timedelta(days=180)).astimezone(IST).date()
    assert [(day.day, day.count, day.size_bytes) for day in plan.schedule] == [
        (first, 1, 8),
        (first + timedelta(days=5), 1, 7),
    ]
    later = retention.plan(archive.kept(), 180, LATER)
    assert (later.due, later.due_bytes, later.held, later.schedule) == (2, 15, 1, ())


@pytest.mark.parametrize(("asked", "used"), [(0, 30), (180, 180), (10**9, 3650)])
def test_days_are_neither_careless_nor_endless(asked: int, used: int) -> None:
    assert retention.plan([], asked, NOW).days == used
