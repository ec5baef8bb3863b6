"""Kept papers, the print log, and the memory of the sync."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest

from konnect_desktop.domain.rows import CheckEntry
from konnect_desktop.errors import DocumentError, StoreError
from konnect_desktop.store.database import Database
from konnect_desktop.store.documents import DocumentStore
from konnect_desktop.store.shipments import ShipmentStore
from konnect_desktop.store.sweeps import SweepStore
from tests.store.samples import NOW, records, shipment

ONE = shipment(1, "COMPLETED", awb_numbers=("AWB1", "AWB2"))


@pytest.fixture
def papers(db: Database, store: ShipmentStore, tmp_path: Path) -> DocumentStore:
    store.upsert(records(ONE), store.next_read_seq(), NOW)
    return DocumentStore(db, tmp_path / "papers")


def test_a_paper_is_kept_whole_and_read_back(papers: DocumentStore, store: ShipmentStore) -> None:
    kept = papers.put(ONE.id, "label", b"%PDF-a", ONE.awb_numbers, NOW, pages=2)
    assert papers.read(kept) == b"%PDF-a"
    assert (kept.pages, kept.awb_text, kept.fetched_at) == (2, "AWB1, AWB2", NOW)
    assert papers.get([ONE.id, "x"], "label") == {ONE.id: kept}
    assert papers.get([ONE.id], "invoice") == {}
    assert store.rows_by_id([ONE.id])[0].has_label
    if os.name == "posix":
        assert kept.path.stat().st_mode & 0o077 == 0
    assert list(kept.path.parent.glob("*.partial")) == []


def test_the_same_paper_again_stays_printed_and_a_new_one_does_not(papers: DocumentStore) -> None:
    first = papers.put(ONE.id, "label", b"%PDF-a", ONE.awb_numbers, NOW)
    assert papers.log_print([first.id], "Zebra", NOW, copies=2) == {ONE.id}
    again = papers.put(ONE.id, "label", b"%PDF-a", ONE.awb_numbers, NOW)
    assert again.id == first.id
    assert again.printed_at == NOW
    assert papers.printed([ONE.id], "label") == {ONE.id}
    other = papers.put(ONE.id, "label", b"%PDF-b", ONE.awb_numbers, NOW)
    assert papers.printed([ONE.id], "label") == set()
    assert papers.get([ONE.id], "label")[ONE.id].id == other.id
    (entry,) = papers.print_log()
    assert (entry.document_id, entry.printer, entry.copies) == (first.id, "Zebra", 2)
    assert papers.print_log(shipment_id="x") == []


def test_a_forgotten_paper_is_fetched_anew(papers: DocumentStore, store: ShipmentStore) -> None:
    papers.put(ONE.id, "invoice", b"%PDF-i", (), NOW)
    assert store.rows_by_id([ONE.id])[0].has_invoice
    papers.forget([ONE.id], "invoice")
    assert papers.get([ONE.id], "invoice") == {}
    assert not store.rows_by_id([ONE.id])[0].has_invoice


def test_a_lost_or_altered_file_is_named(papers: DocumentStore) -> None:
    kept = papers.put(ONE.id, "label", b"%PDF-a", (), NOW)
    kept.path.write_bytes(b"%PDF-other")
    with pytest.raises(DocumentError, match="altered"):
        papers.read(kept)
    kept.path.unlink()
    with pytest.raises(DocumentError, match=ONE.id):
        papers.read(kept)


def test_a_folder_that_cannot_be_written_has_words(db: Database, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    papers = DocumentStore(db, tmp_path / "file")
    with pytest.raises(StoreError, match="could not be saved"):
        papers.put(ONE.id, "label", b"%PDF-a", (), NOW)
    assert papers.get([ONE.id], "label") == {}


def test_sweeps_remember_how_they_went(db: Database) -> None:
    sweeps = SweepStore(db)
    sweeps.started("CREATED", "LOC1", NOW)
    sweeps.failed("CREATED", "LOC1", "Konnect could not be reached.")
    state = sweeps.states()["CREATED", "LOC1"]
    assert (state.last_started, state.last_finished) == (NOW, None)
    assert state.last_error == "Konnect could not be reached."
    sweeps.finished("CREATED", "LOC1", NOW + timedelta(seconds=3), 42)
    state = sweeps.states()["CREATED", "LOC1"]
    assert (state.count, state.last_error) == (42, "")
    assert state.last_finished == NOW + timedelta(seconds=3)


def test_the_last_twenty_checks_are_listed_newest_first(db: Database) -> None:
    sweeps = SweepStore(db)
    for number in range(25):
        sweeps.log_check(CheckEntry(NOW, NOW, number, 0, "" if number % 2 else "failed"))
    checks = sweeps.checks()
    assert [check.new_count for check in checks] == list(range(24, 4, -1))
    assert [check.is_ok for check in checks[:2]] == [False, True]


def test_the_window_of_new_orders_moves_on(db: Database) -> None:
    sweeps = SweepStore(db)
    assert sweeps.window("") is None
    sweeps.set_window("", NOW)
    sweeps.set_window("", NOW + timedelta(minutes=5))
    assert sweeps.window("") == NOW + timedelta(minutes=5)
