"""A printer stops in the middle: what is offered, what is taken back, what is sent then."""

from __future__ import annotations

import pytest

from konnect_desktop.domain.printers import JobState, Role, SpoolState
from konnect_desktop.domain.printing import Layout
from konnect_desktop.services.paper_models import INVOICE, LABEL
from konnect_desktop.ui.printing.preview import PreviewDialog
from tests.printing.scripted_queues import JAM, ScriptedQueues
from tests.ui.paper_steps import packed, settle
from tests.ui.window_desk import WindowDesk

COUNT = 4


@pytest.fixture
def own(with_queues: WindowDesk) -> WindowDesk:
    return with_queues


def open_window(own: WindowDesk, *kinds: str) -> PreviewDialog:
    dialog = PreviewDialog.show_for(own.window, own.desk.context, packed(own)[:COUNT], kinds)
    settle(own, dialog)
    if kinds == (LABEL,):
        dialog.panel.choose_layout(Layout.THERMAL_4X6)
        settle(own, dialog)
    assert dialog.data is not None
    return dialog


def press(own: WindowDesk, dialog: PreviewDialog, queues: ScriptedQueues, jobs: int) -> None:
    """Press Print and wait until the queues have this many jobs in all."""
    dialog.print_now()
    own.wait(lambda: len(queues.sent) == jobs and not dialog.panel._is_busy, "the queue")


def jam(own: WindowDesk, dialog: PreviewDialog, queues: ScriptedQueues, *done: int) -> None:
    """Each job stops after so many sheets."""
    for number, count in enumerate(done):
        queues.jam(number, count)
    own.wait(lambda: JAM in dialog.error.text(), "the jam")


def missing(dialog: PreviewDialog) -> tuple[int, ...]:
    """The sheets that Print would send, from 0."""
    assert dialog.data is not None
    return dialog.panel.printers.sheets() or tuple(range(dialog.data.sheets))


def test_the_rest_is_offered_as_it_is_counted_at_the_jam(
    own: WindowDesk, queues: ScriptedQueues
) -> None:
    dialog = open_window(own, LABEL)
    press(own, dialog, queues, 1)
    queues.now(0, SpoolState.PRINTING, 1)
    own.wait(lambda: dialog.strip.done == 1, "the first sheet")
    jam(own, dialog, queues, 3)
    assert missing(dialog) == (3,)
    queues.jam(0, 2)
    own.wait(lambda: missing(dialog) == (2, 3), "the corrected count")
    assert "2 of 4 sheets" in dialog.error.text()


def test_the_old_job_is_taken_back_before_the_rest_is_sent(
    own: WindowDesk, queues: ScriptedQueues
) -> None:
    dialog = open_window(own, LABEL)
    press(own, dialog, queues, 1)
    jam(own, dialog, queues, 2)
    press(own, dialog, queues, 2)
    assert queues.cancelled == ["LAB-1"]
    assert queues.sheets() == [("LAB", (0, 1, 2, 3), 1), ("LAB", (2, 3), 1)]
    second, first = own.services.printing.log()
    assert (first.state, second.state) == (JobState.CANCELLED, JobState.ACCEPTED)
    queues.now(1, SpoolState.DONE, 2)
    own.wait(lambda: dialog.strip.text.text() == "2 sheets printed", "the end")
    assert dialog.error.text() == ""


def test_nothing_is_sent_when_the_old_job_went_on_meanwhile(
    own: WindowDesk, queues: ScriptedQueues
) -> None:
    dialog = open_window(own, LABEL)
    press(own, dialog, queues, 1)
    jam(own, dialog, queues, 1)
    queues.sent[0].out_meanwhile = 3
    dialog.print_now()
    own.wait(lambda: "went on" in dialog.error.text(), "the words")
    own.settle()
    assert len(queues.sent) == 1
    assert missing(dialog) == (3,)
    assert "3 of 4" in dialog.error.text()
    press(own, dialog, queues, 2)
    assert queues.sheets()[1] == ("LAB", (3,), 1)


def test_a_job_that_came_out_meanwhile_is_not_sent_again(
    own: WindowDesk, queues: ScriptedQueues
) -> None:
    dialog = open_window(own, LABEL)
    press(own, dialog, queues, 1)
    jam(own, dialog, queues, 2)
    # It comes out just before Print is pressed, and the window has not seen it.
    dialog._run._timer.stop()  # type: ignore[union-attr]
    queues.now(0, SpoolState.DONE, 4)
    dialog.print_now()
    own.wait(lambda: not dialog.panel._is_busy, "the answer")
    own.settle()
    assert len(queues.sent) == 1
    assert own.services.printing.log()[0].state is JobState.DONE
    assert dialog.strip.text.text() == "4 sheets printed"


def test_what_misses_is_counted_for_each_printer(own: WindowDesk, queues: ScriptedQueues) -> None:
    dialog = open_window(own, LABEL, INVOICE)
    press(own, dialog, queues, 2)
    assert [sheets for _name, sheets, _copies in queues.sheets()] == [(0, 2, 4, 6), (1, 3, 5, 7)]
    queues.now(1, SpoolState.DONE, 4)
    jam(own, dialog, queues, 2)
    own.wait(lambda: dialog.strip.done == 6, "the invoices")
    assert missing(dialog) == (4, 6)
    assert "LAB: " in dialog.error.text()
    press(own, dialog, queues, 3)
    assert queues.cancelled == ["LAB-1"]
    assert queues.sheets()[2] == ("LAB", (4, 6), 1)


def test_sizes_mixed_on_one_printer_come_in_the_order_shown(
    own: WindowDesk, queues: ScriptedQueues
) -> None:
    dialog = open_window(own, LABEL, INVOICE)
    for role in (Role.LABEL, Role.INVOICE):
        dialog.panel.printers.rows[role].box.setCurrentText("OFF")
    assert dialog.data is not None
    dialog.print_now()
    own.wait(lambda: len(queues.sent) == dialog.data.sheets, "the queue")
    own.settle()
    requests = [one.request for one in queues.sent]
    assert [one.sheets for one in requests] == [(sheet,) for sheet in range(8)]
    assert [one.paper for one in requests] == ["A6", "A4"] * 4
    for number in range(8):
        queues.now(number, SpoolState.DONE, 1)
    own.wait(lambda: dialog.strip.text.text() == "8 sheets printed", "the end")


def test_the_other_printer_goes_on_and_is_still_followed(
    own: WindowDesk, queues: ScriptedQueues
) -> None:
    dialog = open_window(own, LABEL, INVOICE)
    press(own, dialog, queues, 2)
    queues.now(1, SpoolState.PRINTING, 1)
    jam(own, dialog, queues, 2)
    press(own, dialog, queues, 3)
    assert queues.cancelled == ["LAB-1"]
    queues.now(2, SpoolState.DONE, 2)
    queues.jam(1, 3)
    own.wait(lambda: "OFF: " in dialog.error.text() and missing(dialog) == (7,), "the second jam")
    press(own, dialog, queues, 4)
    assert queues.cancelled == ["LAB-1", "OFF-2"]
    assert queues.sheets()[3] == ("OFF", (7,), 1)


@pytest.mark.parametrize(
    ("done", "sheets", "jobs"),
    [
        (4, (0, 1, 2, 3), [((0, 1, 2, 3), 1)]),
        (5, (1, 2, 3), [((1, 2, 3), 1)]),
        (1, (0, 1, 2, 3), [((1, 2, 3), 1), ((0, 1, 2, 3), 1)]),
        (0, (0, 1, 2, 3), [((0, 1, 2, 3), 2)]),
    ],
)
def test_copies_are_finished_and_not_begun_anew(
    own: WindowDesk,
    queues: ScriptedQueues,
    done: int,
    sheets: tuple[int, ...],
    jobs: list[tuple[tuple[int, ...], int]],
) -> None:
    dialog = open_window(own, LABEL)
    dialog.panel.printers.copies.setValue(2)
    press(own, dialog, queues, 1)
    jam(own, dialog, queues, done)
    assert dialog.panel.printers.range_error.text() == ""
    assert missing(dialog) == sheets
    press(own, dialog, queues, 1 + len(jobs))
    assert queues.sheets()[1:] == [("LAB", part, copies) for part, copies in jobs]


def test_a_jam_that_ends_by_itself_leaves_nothing_to_send(
    own: WindowDesk, queues: ScriptedQueues
) -> None:
    dialog = open_window(own, LABEL)
    press(own, dialog, queues, 1)
    jam(own, dialog, queues, 2)
    assert missing(dialog) == (2, 3)
    queues.now(0, SpoolState.PRINTING, 3)
    own.wait(lambda: not dialog.error.text(), "the printer")
    assert dialog.panel.printers.range.text() == ""


def test_what_the_seller_typed_is_not_overwritten(own: WindowDesk, queues: ScriptedQueues) -> None:
    dialog = open_window(own, LABEL)
    press(own, dialog, queues, 1)
    jam(own, dialog, queues, 2)
    dialog.panel.printers.range.setText("4")
    queues.jam(0, 1)
    own.wait(lambda: "1 of 4" in dialog.error.text(), "the count")
    assert missing(dialog) == (3,)
    press(own, dialog, queues, 2)
    assert queues.cancelled == ["LAB-1"]
    assert queues.sheets()[1] == ("LAB", (3,), 1)


def test_after_cancel_the_rest_is_offered(own: WindowDesk, queues: ScriptedQueues) -> None:
    dialog = open_window(own, LABEL)
    press(own, dialog, queues, 1)
    queues.now(0, SpoolState.PRINTING, 1)
    own.wait(lambda: dialog.strip.done == 1, "the first sheet")
    dialog.cancel_print()
    own.wait(lambda: dialog._run is None, "the cancelling")
    assert missing(dialog) == (1, 2, 3)


def label_marks(own: WindowDesk) -> list[bool]:
    rows = own.services.queries.rows_by_id(packed(own)[:COUNT])
    return [row.label_printed for row in rows]


def test_a_cancelled_job_is_not_said_to_be_printed(own: WindowDesk, queues: ScriptedQueues) -> None:
    dialog = open_window(own, LABEL)
    press(own, dialog, queues, 1)
    dialog.cancel_print()
    own.wait(lambda: dialog._run is None, "the cancelling")
    assert dialog.heading.text() == "None of 4 sheets was counted: nothing is marked as printed"
    assert label_marks(own) == [False] * COUNT


def test_a_job_that_the_queue_gives_up_tells_how_far_it_came(
    own: WindowDesk, queues: ScriptedQueues
) -> None:
    dialog = open_window(own, LABEL)
    press(own, dialog, queues, 1)
    queues.now(0, SpoolState.FAILED, 1, "The filter ended.")
    own.wait(lambda: dialog._run is None, "the end")
    assert dialog.heading.text() == "1 of 4 sheets came out and is marked as printed"
    assert dialog.strip.text.text() == "1 of 4 sheets printed"
    assert "The filter ended. 1 of 4 sheets came out." in dialog.error.text()
    assert missing(dialog) == (1, 2, 3)
    assert label_marks(own) == [True, False, False, False]
