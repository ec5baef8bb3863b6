"""A paper that had to be repaired says so where it is looked at before it is used."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from pytestqt.qtbot import QtBot

from konnect_desktop.domain.repairs import Repair
from konnect_desktop.domain.rows import StoredDocument
from konnect_desktop.services.paper_models import PageInfo, PrintJobData
from konnect_desktop.ui.printing.check_card import CheckCard
from konnect_desktop.ui.printing.repair_words import repair_words


def test_the_print_window_names_the_orders_whose_papers_were_repaired(qtbot: QtBot) -> None:
    card = CheckCard()
    qtbot.addWidget(card)
    pages = tuple(PageInfo(n, f"S{n}", "label", "", n) for n in range(2))
    names = {"S0": "OD-10", "S1": "OD-11"}
    card.show_data(PrintJobData(b"%PDF", pages, sheets=2, repaired=("S1",)), names)
    assert card.repaired.text() == "Repaired, please look: OD-11"
    assert not card.repaired.isHidden()
    card.show_data(PrintJobData(b"%PDF", pages, sheets=2), names)
    assert card.repaired.isHidden()


def test_a_kept_paper_says_what_was_put_right() -> None:
    def paper(*repairs: Repair) -> StoredDocument:
        now = datetime(2026, 11, 24, tzinfo=UTC)
        return StoredDocument(1, "S1", "label", "0", Path(), 1, now, "", repairs=repairs)

    assert repair_words(paper(Repair.TABLE)) == "came damaged, repaired"
    assert "," in repair_words(paper(Repair.JUNK, Repair.LOCK))
    assert repair_words(paper()) == ""
