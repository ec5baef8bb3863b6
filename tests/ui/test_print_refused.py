"""The second printer refuses its part: what went out is told and followed, the rest is offered."""

from __future__ import annotations

import pytest

from konnect_desktop.domain.printers import JobState, SpoolState
from konnect_desktop.services.paper_models import INVOICE, LABEL
from konnect_desktop.ui.printing.preview import PreviewDialog
from tests.printing.scripted_queues import ScriptedQueues
from tests.ui.paper_steps import packed, settle
from tests.ui.window_desk import WindowDesk

COUNT = 4


@pytest.fixture
def dialog(own: WindowDesk) -> PreviewDialog:
    ids = packed(own)[:COUNT]
    made = PreviewDialog.show_for(own.window, own.desk.context, ids, (LABEL, INVOICE))
    settle(own, made)
    return made


@pytest.fixture
def own(with_queues: WindowDesk) -> WindowDesk:
    return with_queues


def test_what_went_out_is_named_and_only_the_rest_is_sent_again(
    own: WindowDesk, dialog: PreviewDialog, queues: ScriptedQueues
) -> None:
    queues.refusing = {"OFF"}
    dialog.print_now()
    own.wait(lambda: "OFF did not take" in dialog.error.text(), "the refusal")
    assert dialog.heading.text() == "4 of 8 sheets sent"
    text = dialog.error.text()
    assert "4 sheets went to LAB and are marked as printed." in text
    assert "othing was marked" not in text
    assert dialog.panel.printers.range.text() == "2,4,6,8"
    rows = own.services.queries.rows_by_id(packed(own)[:COUNT])
    assert [row.label_printed for row in rows] == [True] * COUNT
    assert [row.invoice_printed for row in rows] == [False] * COUNT
    # The labels are followed on.
    queues.now(0, SpoolState.PRINTING, 2)
    own.wait(lambda: dialog.strip.text.text() == "2 of 8 sheets printed", "the labels")
    queues.refusing = set()
    own.wait(lambda: not dialog.panel._is_busy, "the button")
    dialog.print_now()
    own.wait(lambda: len(queues.sent) == 2, "the invoices")
    assert queues.sheets() == [("LAB", (0, 2, 4, 6), 1), ("OFF", (1, 3, 5, 7), 1)]
    assert queues.cancelled == []
    queues.now(0, SpoolState.DONE, 4)
    queues.now(1, SpoolState.DONE, 4)
    own.wait(lambda: dialog.strip.text.text() == "8 sheets printed", "the end")
    states = [job.state for job in own.services.printing.log()]
    assert states == [JobState.DONE, JobState.FAILED, JobState.DONE]
    assert dialog.error.text() == ""


def test_a_jam_of_the_first_is_told_beside_the_refusal_of_the_second(
    own: WindowDesk, dialog: PreviewDialog, queues: ScriptedQueues
) -> None:
    queues.refusing = {"OFF"}
    dialog.print_now()
    own.wait(lambda: "OFF did not take" in dialog.error.text(), "the refusal")
    queues.jam(0, 3)
    own.wait(lambda: "LAB: Paper is jammed" in dialog.error.text(), "the jam")
    assert "OFF did not take" in dialog.error.text()
    assert dialog.panel.printers.range.text() == "2,4,6-8"


def test_the_first_printer_refuses_and_nothing_is_marked(
    own: WindowDesk, dialog: PreviewDialog, queues: ScriptedQueues
) -> None:
    queues.refusing = {"LAB"}
    dialog.print_now()
    own.wait(lambda: dialog.error.text(), "the refusal")
    assert dialog.heading.text() == "Not printed"
    assert dialog.error.text().startswith("LAB did not take the job")
    assert "Nothing was marked as printed." in dialog.error.text()
    assert queues.sent == []
    assert dialog.panel.printers.range.text() == ""
