"""From orders to sheets over real HTTP: fetched, ordered, laid out, read back, archived."""

from __future__ import annotations

import io
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pypdf
import pytest

from konnect_desktop.documents.rendering import decode_barcodes
from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.printing import (
    CustomSheet,
    Layout,
    PageOrder,
    PrintChoices,
    ShrinkRule,
    percent_of,
)
from konnect_desktop.domain.states import Lane
from konnect_desktop.errors import DocumentError
from konnect_desktop.services.context import Cancelled, TaskContext
from konnect_desktop.services.paper_models import INVOICE, LABEL, PrintJobData
from tests.services.desk import Desk, SettableClock


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock()


@pytest.fixture
def packed(make_desk: Any, clock: SettableClock) -> tuple[Desk, list[str]]:
    """A desk and 24 orders with labels waiting."""
    desk: Desk = make_desk(90, desk={"clock": clock})
    desk.sync()
    rows = desk.services.queries.rows_by_id(desk.ids(Lane.NEW))
    ids = [row.id for row in rows if not row.is_self_ship][:24]
    assert len(ids) == 24
    desk.until_packed(ids)
    return desk, ids


def assert_every_bar_reads(desk: Desk, job: PrintJobData) -> None:
    """Drawn at 203 dpi each sheet shows the AWBs of the orders that lie on it, and no other."""
    assert job.is_checked
    assert job.unreadable == ()
    assert len(desk.services.documents.page_sizes(job.pdf)) == job.sheets
    every = {page.awb for page in job.pages}
    for sheet in range(job.sheets):
        claimed = {page.awb for page in job.pages if page.sheet == sheet and page.kind == LABEL}
        read = set(decode_barcodes(job.pdf, sheet))
        assert claimed <= read
        assert not (every - claimed) & read


def test_labels_with_their_invoices_in_every_layout(packed: Any) -> None:
    desk, ids = packed
    documents = desk.services.documents
    channels = {row.channel for row in desk.services.queries.rows_by_id(ids)}
    # A quarter of Letter is lower than A6, and a quarter of either much smaller than an invoice.
    shrinks = tuple(
        ShrinkRule(channel, kind, least)
        for channel in channels
        for kind, least in ((LABEL, 90), (INVOICE, 40))
    )
    for layout in (Layout.AS_IS, Layout.A4_4UP, Layout.A4_PAIRS, Layout.A4_ONE, Layout.LETTER_4UP):
        choices = PrintChoices(
            (LABEL, INVOICE), layout, (PageOrder.SKU,), sequence_marks=True, shrinks=shrinks
        )
        job = documents.print_job(desk.ctx, ids[:7], choices)
        assert job.is_clean, (layout, job.missing, job.unreadable)
        assert list(job.shipment_ids) == documents.printing_order(ids[:7], choices)
        for key in job.shipment_ids:
            kinds = [page.kind for page in job.pages if page.shipment_id == key]
            # In pairs a second label stands below the first, beside nothing.
            if layout is not Layout.A4_PAIRS:
                assert kinds == sorted(kinds, key=(LABEL, INVOICE).index)
            assert set(kinds) == {LABEL, INVOICE}
        small = {page.kind for page in job.pages if page.scale != 1}
        if layout in (Layout.AS_IS, Layout.A4_ONE):
            assert (small, job.shrunk) == (set(), {})
        else:
            assert small == ({LABEL, INVOICE} if layout is Layout.LETTER_4UP else {INVOICE})
            assert set(job.shrunk) == {page.sheet for page in job.pages if page.kind in small}
        assert_every_bar_reads(desk, job)
    labels = documents.print_job(desk.ctx, ids, PrintChoices(layout=Layout.THERMAL_4X6))
    assert labels.is_clean
    assert_every_bar_reads(desk, labels)
    assert labels.sheets == len(labels.pages)


def test_what_does_not_fit_is_named_and_the_rest_prints(packed: Any) -> None:
    desk, ids = packed
    small = PrintChoices(layout=Layout.CUSTOM, custom=CustomSheet(40, 60))
    job = desk.services.documents.print_job(desk.ctx, ids[:3], small)
    assert job.pdf == b""
    assert set(job.missing) == set(ids[:3])
    assert all("does not fit" in words and "dots wide" in words for words in job.missing.values())
    with pytest.raises(DocumentError, match="sheet of your own"):
        desk.services.documents.print_job(desk.ctx, ids[:3], PrintChoices(layout=Layout.CUSTOM))


def test_what_would_shrink_is_held_back_with_the_next_step(packed: Any) -> None:
    desk, ids = packed
    documents = desk.services.documents
    small = PrintChoices(layout=Layout.CUSTOM, custom=CustomSheet(80, 120))
    job = documents.print_job(desk.ctx, ids[:3], small)
    assert job.pdf == b""
    assert [one.shipment_id for one in job.held] == list(job.missing)
    for one in job.held:
        assert (one.kind, one.larger, one.can_shrink) == (LABEL, Layout.A4_ONE, True)
        words = job.missing[one.shipment_id]
        for part in (f"shrink to {one.percent} %", "Use A4", "Crop…", f"Shrink to {one.percent} %"):
            assert part in words
    agreed = tuple(ShrinkRule(one.channel, LABEL, one.percent) for one in job.held)
    again = documents.print_job(desk.ctx, ids[:3], replace(small, shrinks=agreed))
    assert again.is_clean
    assert again.held == ()
    assert sorted(again.shrunk) == list(range(again.sheets))
    assert {percent_of(scale) for scale in again.shrunk.values()} == {
        one.percent for one in job.held
    }


def test_self_ship_orders_that_wait_for_their_awb_miss_nothing(packed: Any) -> None:
    """They were left out of Get labels on purpose, so Fynd is not asked for their labels."""
    desk, ids = packed
    waiting = desk.server.world.ids("CREATED")[:2]
    for one in waiting:
        desk.server.world.shipment(one).self_ship = True
        desk.server.world.unlock(one)
    desk.sync()
    for action in (Action.CONFIRM, Action.ADD_INVOICE):
        desk.do(action, waiting)
    before = len(desk.server.requests)
    choices = PrintChoices((LABEL, INVOICE), Layout.AS_IS)
    job = desk.services.documents.print_job(desk.ctx, [*ids[:3], *waiting], choices)
    assert job.not_due == tuple(waiting)
    assert job.is_clean
    assert job.wanted == 3
    asked = {one for seen in desk.server.requests[before:] for one in seen.record_ids}
    assert asked == set(ids[:3])
    alone = desk.services.documents.print_job(desk.ctx, waiting, choices)
    assert (alone.sheets, alone.missing, alone.not_due) == (0, {}, tuple(waiting))


def test_one_separator_for_a_courier_however_it_is_written(packed: Any) -> None:
    desk, ids = packed
    with desk.services.database.write() as conn:
        for number, one in enumerate(ids[:6]):
            name = ("Delhivery", "DELHIVERY", "Ekart")[number % 3]
            conn.execute("UPDATE shipment SET courier_partner = ? WHERE id = ?", (name, one))
    choices = PrintChoices(layout=Layout.THERMAL_4X6, courier_separators=True)
    job = desk.services.documents.print_job(desk.ctx, ids[:6], choices)
    with_labels = {page.sheet for page in job.pages}
    alone = [sheet for sheet in range(job.sheets) if sheet not in with_labels]
    texts = [pypdf.PdfReader(io.BytesIO(job.pdf)).pages[sheet].extract_text() for sheet in alone]
    assert [text.split()[0].casefold() for text in texts] == ["delhivery", "ekart"]
    assert ["4 orders" in texts[0], "2 orders" in texts[1]] == [True, True]


def test_146_of_148(packed: Any) -> None:
    """Two never come, one comes twice: named, and the others print."""
    desk, ids = packed
    lost = ids[19]
    desk.fault("pdf-missing", "labels", ids=(lost,), times=1)
    desk.fault("pdf-garbage", "labels", ids=(lost,), skip=1)
    desk.fault("pdf-repeated", "labels", ids=(ids[20],), times=1)
    job = desk.services.documents.print_job(desk.ctx, ids, PrintChoices(layout=Layout.A4_4UP))
    assert not job.is_clean
    assert list(job.missing) == [lost]
    assert list(job.repeated) == [ids[20]]
    assert (len(job.shipment_ids), job.wanted) == (23, 24)
    assert_every_bar_reads(desk, job)
    without = PrintChoices(layout=Layout.A4_4UP, leave_out=frozenset([lost]))
    again = desk.services.documents.print_job(desk.ctx, ids, without)
    assert again.is_clean
    assert (len(again.shipment_ids), again.wanted) == (23, 23)


def test_prefetched_papers_print_without_a_call(packed: Any) -> None:
    desk, ids = packed
    documents = desk.services.documents
    before = len(desk.server.requests)
    changes = documents.prefetch(desk.ctx, ids)
    assert desk.calls(before) == ["labels"] * 2 + ["invoice"] * 2
    assert changes.shipment_ids == set(ids)
    before = len(desk.server.requests)
    assert not documents.prefetch(desk.ctx, ids)
    choices = PrintChoices((LABEL, INVOICE), Layout.A4_PAIRS)
    assert documents.print_job(desk.ctx, ids, choices).is_clean
    assert desk.calls(before) == []
    # A file that was lost and one that was altered come again, the others do not.
    lost, altered = documents.kept(ids)[:2]
    lost.path.unlink()
    altered.path.write_bytes(b"x" * altered.size_bytes)
    before = len(desk.server.requests)
    assert documents.print_job(desk.ctx, ids, choices).is_clean
    assert [sorted(seen.record_ids) for seen in desk.server.requests[before:]] == [
        sorted((lost.shipment_id, altered.shipment_id))
    ]
    # And without any network at all.
    desk.server.stop()
    assert documents.print_job(desk.ctx, ids, choices).is_clean


def test_what_the_seller_fetched_meanwhile_is_not_fetched_again(packed: Any) -> None:
    desk, ids = packed
    documents = desk.services.documents
    fetched: list[int] = []

    def is_busy() -> bool:
        if not fetched:  # the seller prints all labels before the first group goes out
            documents.collect(desk.ctx, ids, LABEL)
            fetched.append(len(desk.server.requests))
        return False

    documents.prefetch(desk.ctx, ids, is_busy)
    assert "labels" not in desk.calls(fetched[0])


def test_prefetch_waits_for_the_seller_and_can_be_stopped(packed: Any) -> None:
    desk, ids = packed
    documents = desk.services.documents
    asked = threading.Event()
    ctx = TaskContext()
    ended: list[BaseException | None] = []

    def is_busy() -> bool:
        asked.set()
        return True

    def run() -> None:
        try:
            documents.prefetch(ctx, ids, is_busy)
            ended.append(None)
        except BaseException as error:
            ended.append(error)

    before = len(desk.server.requests)
    thread = threading.Thread(target=run)
    thread.start()
    assert asked.wait(10)
    assert desk.calls(before) == []
    ctx.cancel()
    thread.join(10)
    assert isinstance(ended[0], Cancelled)
    assert desk.calls(before) == []


def test_a_label_that_changed_is_fetched_again_and_the_old_one_void(packed: Any) -> None:
    desk, ids = packed
    documents = desk.services.documents
    job = documents.print_job(desk.ctx, ids[:2], PrintChoices())
    documents.mark_printed(job.document_ids, "Zebra")
    desk.server.world.shipment(ids[0]).awb = "NEWAWB0000001"
    desk.do(Action.REFRESH, ids[:2])
    row = desk.services.queries.rows_by_id(ids[:1])[0]
    assert row.is_stale_label
    assert not row.label_printed
    again = documents.print_job(desk.ctx, ids[:2], PrintChoices())
    assert decode_barcodes(again.pdf, 0) == ["NEWAWB0000001"]
    old, new = sorted(
        (paper for paper in documents.find(row.order_no) if paper.shipment_id == ids[0]),
        key=lambda paper: paper.revision,
    )
    assert (old.revision, new.revision) == (1, 2)
    assert old.void_at is not None
    assert new.void_at is None
    details = desk.services.queries.details(ids[0])
    assert details is not None
    told = [str(event.message) for event in details.timeline if event.kind == "document"]
    assert told.count("Label fetched.") == 1
    assert told.count("Label fetched again, it had changed.") == 1
    assert any("became void" in text for text in told)
    reprint = documents.reprint([old.id, new.id])
    assert [page.document_id for page in reprint.pages] == [old.id, new.id]


def test_papers_end_when_the_order_is_done_and_their_time_over(
    packed: Any, clock: SettableClock
) -> None:
    desk, ids = packed
    documents = desk.services.documents
    documents.collect(desk.ctx, ids[:3], LABEL)
    today = datetime.now(UTC).date()
    assert len(documents.find("", today - timedelta(days=1), today + timedelta(days=1))) == 3
    assert documents.find("", today + timedelta(days=2)) == []
    clock.now += timedelta(days=200)
    plan = documents.retention_plan()
    assert (plan.count, plan.held, plan.due) == (3, 3, 0)
    assert documents.purge(desk.ctx).deleted == 0
    world = desk.server.world
    world.move(world.shipment(ids[0]), "DELIVERED", "delivery_done")
    desk.do(Action.REFRESH, ids[:3])
    assert documents.retention_plan().due == 1
    # Papers leave with their order at the latest.
    desk.services.change_settings(paper_days=365, order_days=365)
    assert documents.purge(desk.ctx).deleted == 0
    desk.services.change_settings(paper_days=180)
    assert documents.purge(desk.ctx).deleted == 1
    assert [paper.shipment_id for paper in documents.find()].count(ids[0]) == 0
    assert len(documents.find()) == 2
