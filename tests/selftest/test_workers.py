"""The processes that open files: they work, die, hang and take too much, and it is told."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from konnect_desktop.documents.worker import PdfWorker
from konnect_desktop.isolation.worker import DEFAULT_MEMORY_MB, Worker
from konnect_desktop.selftest import memory_trial, parts, running, workers
from konnect_desktop.selftest.computer import Scratch
from konnect_desktop.selftest.results import Check, Part, Report, Result, State
from konnect_desktop.sheets.reader import MEMORY_MB, SheetReader

DIES = [sys.executable, "-c", "import os; os.abort()"]


def report(part: Part, look: Callable[[], Result]) -> Report:
    return Report(list(running.run([Check(part, look)])), 0.0)


def test_a_label_is_drawn_and_its_bars_are_read() -> None:
    found = workers.look_at_pdf()
    assert found.state is State.OK
    assert found.facts["limit MB"] == DEFAULT_MEMORY_MB


def test_a_pdf_process_that_dies_is_code_20() -> None:
    found = report(parts.PDF, lambda: workers.look_at_pdf(PdfWorker(command=DIES)))
    assert found.code == 20
    (finding,) = found.findings
    assert finding.result.text == "The part of the app that reads PDFs does not work."
    assert str(finding.result.facts["said"]).startswith("Reading this document failed")
    assert finding.result.next_step == "Install the app again; your data stays."


def test_a_pdf_process_that_cannot_be_started() -> None:
    worker = PdfWorker(command=["/no/such/python"])
    found = report(parts.PDF, lambda: workers.look_at_pdf(worker))
    (finding,) = found.findings
    assert finding.result.state is State.FAILED
    assert "could not be started" in str(finding.result.facts["said"])
    assert finding.result.next_step == "Install the app again; your data stays."


@pytest.mark.parametrize("read", [[], ["KD00000043"], ["KD00000042", "KD00000042"]])
def test_bars_that_read_as_something_else_fail(
    monkeypatch: pytest.MonkeyPatch, read: list[str]
) -> None:
    real = PdfWorker.call

    def call(self: PdfWorker, name: str, *given: object, **named: object) -> object:
        return read if name == "decode_barcodes" else real(self, name, *given, **named)

    monkeypatch.setattr(PdfWorker, "call", call)
    found = workers.look_at_pdf()
    assert (found.state, found.text) == (
        State.FAILED,
        "The bars of a label drawn here do not read.",
    )


def test_tables_are_read_as_they_were_written(scratch: Scratch) -> None:
    found = workers.look_at_sheets(scratch)
    assert found.state is State.OK
    assert found.facts["limit MB"] == MEMORY_MB


def test_a_table_process_that_dies_is_code_21(
    scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Dying(SheetReader):
        def read(self, *_given: object, **_named: object) -> object:
            with Worker(workers_trade(), command=DIES) as worker:
                return worker.call("read_table", "x", "")

    monkeypatch.setattr(workers, "SheetReader", Dying)
    found = report(parts.SHEETS, lambda: workers.look_at_sheets(scratch))
    assert found.code == 21
    result = found.findings[0].result
    assert result.text == "The part of the app that reads tables does not work."


def workers_trade() -> object:
    from konnect_desktop.sheets.worker_protocol import TRADE

    return TRADE


@pytest.mark.parametrize("is_watched", [False, True])
def test_a_process_is_held_to_its_memory(is_watched: bool) -> None:
    worker = Worker(memory_trial.TRADE, memory_mb=256, is_watched=is_watched)
    found = workers.look_at_memory(worker)
    assert found.state is State.OK
    if sys.platform.startswith("linux"):
        assert found.facts["held by"] == ("watched" if is_watched else "refused by the system")


def test_one_that_takes_what_it_likes_is_code_22() -> None:
    unlimited = Worker(memory_trial.TRADE, memory_mb=0)
    found = report(parts.MEMORY, lambda: workers.look_at_memory(unlimited))
    assert found.code == 22
    assert found.findings[0].result.text.startswith(
        "A process took 512 MB although it may have 256"
    )


def test_one_that_dies_otherwise_is_not_taken_for_held() -> None:
    dying = Worker(memory_trial.TRADE, memory_mb=256, command=DIES)
    found = report(parts.MEMORY, lambda: workers.look_at_memory(dying))
    assert found.code == 22
    assert found.findings[0].result.text == "A process of the app died."
