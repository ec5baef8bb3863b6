"""Printers with their papers, and which labels they take."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from konnect_desktop.domain.printers import Paper, PrinterFacts
from konnect_desktop.errors import PrintFailed
from konnect_desktop.printing.cups import CupsPrinting
from konnect_desktop.selftest import parts, printers, running, sounds
from konnect_desktop.selftest.results import Check, Report, State
from tests.printing.print_service import ZEBRA, PrintService
from tests.printing.scripted_queues import ScriptedQueues

A4 = Paper("A4", 210.0, 297.0)


def test_each_printer_says_which_labels_it_takes() -> None:
    queues = ScriptedQueues(("LAB", "OFF"))
    queues.papers["OFF"] = (A4, Paper("A6", 105.0, 148.0))
    found = printers.look_at_printers(lambda: queues)
    assert found.state is State.OK
    assert found.text == "2 printers, the default one first"
    assert found.facts == {
        "LAB": "ready; A4, A6, w288h432, 100x150mm; takes A6, 4×6, 100×150",
        "OFF": "ready; A4, A6; takes A6; lacks 4×6, 100×150",
    }


class Odd(ScriptedQueues):
    """Printers that are not as one wants them."""

    def facts(self, name: str) -> PrinterFacts:
        if name == "GONE":
            raise PrintFailed("GONE is not a printer of this computer any more.")
        if name == "JAM":
            return PrinterFacts(name, False, "Paper is jammed.", (A4,) * 9)
        return PrinterFacts(name, takes_any_size=name == "ANY")


def test_odd_ones_are_told_as_they_are() -> None:
    found = printers.look_at_printers(lambda: Odd(("ANY", "DUMB", "JAM")))
    assert found.facts == {
        "ANY": "ready; any size, names no papers; takes A6, 4×6, 100×150",
        "DUMB": "ready; names no papers",
        "JAM": "Paper is jammed; A4, A4, A4, A4, A4, A4 and 3 more; lacks A6, 4×6, 100×150",
    }


def test_one_that_does_not_answer_is_a_warning_and_the_others_are_listed() -> None:
    found = printers.look_at_printers(lambda: Odd(("GONE", "ANY")))
    assert found.state is State.WARNING
    assert found.text == "1 of 2 printers did not answer."
    assert found.facts["GONE"] == "GONE is not a printer of this computer any more."
    assert str(found.facts["ANY"]).startswith("ready")


def test_no_printer_is_no_failure() -> None:
    found = printers.look_at_printers(lambda: ScriptedQueues(()))
    assert (found.state, found.text) == (State.NOT_HERE, "This computer has no printer.")
    assert "save as PDF" in found.next_step


def test_a_print_service_that_is_off_only_warns() -> None:
    class Off(ScriptedQueues):
        def names(self) -> list[str]:
            raise PrintFailed("The print service does not answer.", next_step="Start it.")

    todo = Check(parts.PRINTERS, lambda: printers.look_at_printers(Off))
    found = Report(list(running.run([todo])), 0.0)
    (finding,) = found.findings
    assert (finding.result.state, finding.result.next_step) == (State.WARNING, "Start it.")
    assert found.code == 0


@pytest.mark.cups
def test_real_queues_are_listed(print_service: PrintService) -> None:
    print_service.add("SELFTEST", ZEBRA)
    found = printers.look_at_printers(lambda: CupsPrinting(print_service.server))
    assert found.state is State.OK, found
    assert str(found.facts["SELFTEST"]).startswith("ready; ")
    assert "takes A6, 4×6, 100×150" in str(found.facts["SELFTEST"])


def test_the_process_for_drivers() -> None:
    found = printers.look_at_process()
    wanted = State.OK if sys.platform == "win32" else State.NOT_HERE
    assert found.state is wanted


def test_sound_cards_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    cards = " 0 [PCH            ]: HDA-Intel - HDA Intel PCH\n   at 0xf7\n 1 [USB ]: USB-Audio\n"
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(Path, "read_text", lambda *_a, **_k: cards)
    assert sounds.look_at_sounds().facts == {"devices": 2}
    monkeypatch.setattr(Path, "read_text", lambda *_a, **_k: "--- no soundcards ---\n")
    assert sounds.look_at_sounds().state is State.NOT_HERE
