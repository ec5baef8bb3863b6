"""Labels and invoices over real HTTP: the right page for the right order, or a name for why not."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pypdf
import pytest

from konnect_desktop.documents.rendering import decode_barcodes
from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.printing import Layout, PageOrder, PrintChoices
from konnect_desktop.domain.states import Lane
from konnect_desktop.errors import StoreError
from konnect_desktop.services.context import Cancelled, TaskContext
from konnect_desktop.services.paper_models import INVOICE, LABEL
from tests.services.desk import Desk


@pytest.fixture
def packed(make_desk: Any) -> tuple[Desk, list[str]]:
    """A desk and 60 orders with labels waiting."""
    desk: Desk = make_desk(160)
    desk.sync()
    rows = desk.services.queries.rows_by_id(desk.ids(Lane.NEW))
    ids = [row.id for row in rows if not row.is_self_ship][:60]
    assert len(ids) == 60
    desk.until_packed(ids)
    return desk, ids


def texts(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def assert_pages_show_their_orders(job: Any) -> None:
    shown = texts(job.pdf)
    assert len(shown) == len(job.pages)
    for page in job.pages:
        assert page.shipment_id in shown[page.page]


def test_sixty_labels_come_in_three_calls_in_the_given_order(packed: Any) -> None:
    desk, ids = packed
    wanted = list(reversed(ids))
    before = len(desk.server.requests)
    job = desk.services.documents.print_job(desk.ctx, wanted, PrintChoices())
    assert desk.calls(before) == ["labels"] * 3
    assert job.missing == {}
    assert list(job.shipment_ids) == wanted
    assert_pages_show_their_orders(job)
    rows = desk.services.queries.rows_by_id(ids)
    assert all(row.has_label and not row.label_printed for row in rows)


def test_kept_papers_are_not_fetched_again(packed: Any) -> None:
    desk, ids = packed
    desk.services.documents.collect(desk.ctx, ids[:20], LABEL)
    before = len(desk.server.requests)
    assert desk.services.documents.collect(desk.ctx, ids[:20], LABEL).is_complete
    assert desk.calls(before) == []


def test_label_with_another_awb_is_fetched_again(packed: Any) -> None:
    desk, ids = packed
    documents = desk.services.documents
    first = documents.collect(desk.ctx, ids[:2], LABEL).documents[ids[0]]
    desk.server.world.shipment(ids[0]).awb = "NEWAWB0000001"
    desk.do(Action.REFRESH, ids[:2])
    before = len(desk.server.requests)
    again = documents.collect(desk.ctx, ids[:2], LABEL).documents[ids[0]]
    assert desk.calls(before) == ["labels"]
    assert again.awb_text == "NEWAWB0000001"
    assert again.sha256 != first.sha256


def test_one_missing_page_is_fetched_alone(packed: Any) -> None:
    desk, ids = packed
    desk.fault("pdf-missing", "labels", times=1)
    before = len(desk.server.requests)
    job = desk.services.documents.print_job(desk.ctx, ids, PrintChoices())
    assert job.missing == {}
    assert_pages_show_their_orders(job)
    assert [len(s.record_ids) for s in desk.server.requests[before:]].count(1) == 1


def test_one_page_that_never_comes_is_named_and_the_other_59_print(packed: Any) -> None:
    desk, ids = packed
    lost = ids[19]
    desk.fault("pdf-missing", "labels", ids=(lost,), times=1)
    desk.fault("pdf-garbage", "labels", ids=(lost,), skip=1)
    job = desk.services.documents.print_job(desk.ctx, ids, PrintChoices())
    assert list(job.missing) == [lost]
    assert "PDF" in job.missing[lost]
    assert len(job.shipment_ids) == 59
    assert_pages_show_their_orders(job)


@pytest.mark.parametrize(
    "kind",
    ["pdf-base64", "pdf-url", "pdf-urls", "pdf-octet", "pdf-shuffled", "pdf-repeated"],
)
def test_every_shape_of_answer_gives_the_right_pages(packed: Any, kind: str) -> None:
    desk, ids = packed
    desk.fault(kind, "labels")
    job = desk.services.documents.print_job(desk.ctx, ids[:25], PrintChoices())
    assert job.missing == {}
    assert list(job.shipment_ids) == ids[:25]
    assert_pages_show_their_orders(job)


@pytest.mark.parametrize("kind", ["pdf-garbage", "pdf-truncated", "html"])
def test_bad_papers_are_never_kept_and_named(packed: Any, kind: str) -> None:
    desk, ids = packed
    desk.fault(kind, "labels")
    collected = desk.services.documents.collect(desk.ctx, ids[:3], LABEL)
    assert collected.documents == {}
    assert set(collected.missing) == set(ids[:3])
    assert all(collected.missing.values())
    desk.server.faults.clear()
    assert desk.services.documents.collect(desk.ctx, ids[:3], LABEL).is_complete


def test_order_without_a_label_does_not_cost_the_others_single_calls(packed: Any) -> None:
    desk, ids = packed
    world = desk.server.world
    world.move(world.shipment(ids[4]), "PROCESSING", "dp_assigned")
    before = len(desk.server.requests)
    collected = desk.services.documents.collect(desk.ctx, ids[:20], LABEL)
    assert set(collected.missing) == {ids[4]}
    assert "L403" in collected.missing[ids[4]]
    assert len(collected.documents) == 19
    assert desk.calls(before) == ["labels", "labels"]


def test_labels_and_invoices_follow_each_other(packed: Any) -> None:
    desk, ids = packed
    documents = desk.services.documents
    job = documents.print_job(desk.ctx, ids[:3], PrintChoices((LABEL, INVOICE)))
    order = [(page.shipment_id, page.kind) for page in job.pages]
    assert list(dict.fromkeys(order)) == [(i, k) for i in ids[:3] for k in (LABEL, INVOICE)]
    assert len(documents.page_sizes(job.pdf)) == len(job.pages)
    picture = documents.render(job.pdf, 0, 72)
    assert picture.width > 100


def test_printed_papers_are_marked_and_logged(packed: Any) -> None:
    desk, ids = packed
    documents = desk.services.documents
    job = documents.print_job(desk.ctx, ids[:2], PrintChoices())
    changes = documents.mark_printed(job.document_ids, "Zebra", copies=2)
    assert changes.shipment_ids == set(ids[:2])
    rows = desk.services.queries.rows_by_id(ids[:2])
    assert all(row.label_printed for row in rows)
    entry = documents.print_log()[0]
    assert (entry.printer, entry.copies) == ("Zebra", 2)
    details = desk.services.queries.details(ids[0])
    assert details is not None
    assert "Label printed." in [str(event.message) for event in details.timeline]


def test_unreachable_server_names_every_paper(packed: Any) -> None:
    desk, ids = packed
    desk.server.stop()
    collected = desk.services.documents.collect(desk.ctx, ids[:3], INVOICE)
    assert set(collected.missing.values()) == {"Konnect could not be reached."}


def test_stop_ends_fetching(packed: Any) -> None:
    desk, ids = packed
    ctx = TaskContext()
    ctx.cancel()
    with pytest.raises(Cancelled):
        desk.services.documents.collect(ctx, ids, LABEL)


def test_export_is_whole_or_not_at_all(packed: Any, tmp_path: Path) -> None:
    desk, ids = packed
    job = desk.services.documents.print_job(desk.ctx, ids[:2], PrintChoices())
    target = tmp_path / "labels.pdf"
    desk.services.documents.export(job.pdf, target)
    assert target.read_bytes() == job.pdf
    with pytest.raises(StoreError, match="could not be saved"):
        desk.services.documents.export(job.pdf, tmp_path / "nowhere" / "labels.pdf")


def test_a_print_job_comes_in_the_order_chosen_on_the_sheet_chosen(packed: Any) -> None:
    desk, ids = packed
    documents = desk.services.documents
    choices = PrintChoices(
        layout=Layout.A4_4UP, order=(PageOrder.COURIER, PageOrder.SKU), leave_out=frozenset(ids[:1])
    )
    job = documents.print_job(desk.ctx, ids[:9], choices)
    assert job.is_checked
    assert job.is_clean, (job.missing, job.unreadable)
    rows = {row.id: row for row in desk.services.queries.rows_by_id(ids[:9])}
    couriers = [rows[key].courier_partner for key in job.shipment_ids]
    assert couriers == sorted(couriers, key=str.casefold)
    assert list(job.shipment_ids) == documents.printing_order(ids[:9], choices)
    assert (len(job.shipment_ids), job.wanted) == (8, 8)
    assert_every_bar_reads(desk, job)


def assert_every_bar_reads(desk: Desk, job: Any) -> None:
    """Drawn at 203 dpi each sheet shows the AWBs of the orders that lie on it, and no other."""
    assert len(desk.services.documents.page_sizes(job.pdf)) == job.sheets
    for sheet in range(job.sheets):
        claimed = {page.awb for page in job.pages if page.sheet == sheet and page.kind == LABEL}
        read = set(decode_barcodes(job.pdf, sheet))
        assert claimed <= read
        others = {page.awb for page in job.pages} - claimed
        assert not others & read
