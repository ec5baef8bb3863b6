"""Printing without the window: it comes out when something is wrong or was printed before."""

from __future__ import annotations

import pytest

from konnect_desktop.domain.printers import SpoolState
from konnect_desktop.domain.printing import Layout
from konnect_desktop.services.paper_models import LABEL
from konnect_desktop.services.print_memory import PrintMemory
from konnect_desktop.ui.printing.at_once import AtOncePrint
from tests.conftest import MakeWindow
from tests.printing.scripted_queues import JAM, ScriptedQueues
from tests.ui.paper_steps import packed, settle
from tests.ui.window_desk import WindowDesk


@pytest.fixture
def own(make_window: MakeWindow, queues: ScriptedQueues) -> WindowDesk:
    made = make_window(orders=80)
    made.services.printing._queue = queues
    memory = PrintMemory(at_once=True, layouts={LABEL: Layout.THERMAL_4X6})
    made.services.change_settings(label_printer="LAB", printing=memory.to_settings())
    made.wait_until_shown()
    return made


def press(own: WindowDesk) -> AtOncePrint:
    return AtOncePrint(own.page, own.desk.context, packed(own)[:4], (LABEL,))


def test_a_jam_brings_the_window_with_the_rest(own: WindowDesk, queues: ScriptedQueues) -> None:
    one = press(own)
    own.wait(lambda: queues.sent, "the queue")
    assert not one.window.isVisible()
    queues.jam(0, 2)
    own.wait(one.window.isVisible, "the window")
    assert JAM in one.window.error.text()
    assert one.window.panel.printers.sheets() == (2, 3)


def test_a_refusal_brings_the_window(own: WindowDesk, queues: ScriptedQueues) -> None:
    queues.refusing = {"LAB"}
    one = press(own)
    own.wait(one.window.isVisible, "the window")
    assert "LAB did not take" in one.window.error.text()


def test_papers_are_not_printed_twice_without_a_question(
    own: WindowDesk, queues: ScriptedQueues
) -> None:
    press(own)
    own.wait(lambda: queues.sent, "the queue")
    queues.now(0, SpoolState.DONE, 4)
    own.wait(lambda: not own.window.findChildren(AtOncePrint), "the end of it")
    again = press(own)
    own.wait(again.window.isVisible, "the window")
    own.settle()
    assert "printed before, so nothing was sent" in again.window.error.text()
    assert len(queues.sent) == 1
    settle(own, again.window)
    again.window.print_now()
    own.wait(lambda: len(queues.sent) == 2, "the answer")


def test_two_quick_presses_print_once(own: WindowDesk, queues: ScriptedQueues) -> None:
    both = [press(own), press(own)]
    own.wait(lambda: any(one.window.isVisible() for one in both), "the window")
    own.wait(lambda: queues.sent, "the queue")
    own.settle()
    assert len(queues.sent) == 1
