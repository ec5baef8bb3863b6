"""Which paper of its printer a part of a job goes on."""

from __future__ import annotations

from typing import Any

import pytest

from konnect_desktop.domain.printers import Paper, PrinterFacts
from konnect_desktop.domain.printing import PrintChoices
from konnect_desktop.domain.states import Lane
from konnect_desktop.errors import PrintFailed
from konnect_desktop.services.print_parts import Part
from konnect_desktop.services.printing import HowToPrint
from tests.printing.scripted_queues import ScriptedQueues
from tests.services.desk import Desk

A4, A6 = (210.0, 297.0), (105.0, 148.0)


@pytest.mark.parametrize(
    ("size", "remembered", "expected"),
    [
        (A6, "A6", ("A6", "top")),
        (A4, "A6", ("A4", "")),  # four labels on a sheet would be cut off
        (A6, "A4", ("A4", "top")),  # a label on an office sheet is whole
        (A6, "theirs", ("theirs", "top")),  # not listed: the seller knows it
        (A4, "", ("A4", "top")),
    ],
)
def test_remembered_paper_is_used_where_it_holds_the_sheet(
    make_desk: Any, size: tuple[float, float], remembered: str, expected: tuple[str, str]
) -> None:
    desk: Desk = make_desk(30)
    desk.sync()
    queues = ScriptedQueues()
    printing = desk.services.printing
    printing._queue = queues
    ids = desk.ids(Lane.TO_PACK)[:1]
    data = desk.services.documents.print_job(desk.ctx, ids, PrintChoices())
    how = HowToPrint("as_is", paper=remembered, tray="top")
    printing.print_part(data, Part("OFF", (0,), size), how)
    request = queues.sent[-1].request
    assert (request.paper, request.tray) == expected


def test_a_printer_without_paper_for_the_sheet_gets_nothing(make_desk: Any) -> None:
    desk: Desk = make_desk(30)
    desk.sync()
    queues = ScriptedQueues()
    queues.papers["OFF"] = (Paper("A6", *A6),)
    desk.services.printing._queue = queues
    data = desk.services.documents.print_job(desk.ctx, desk.ids(Lane.TO_PACK)[:1], PrintChoices())
    with pytest.raises(PrintFailed, match="has no paper of 210"):
        desk.services.printing.print_part(
            data, Part("OFF", (0,), A4), HowToPrint("a4_4up", paper="A6")
        )
    assert queues.sent == []


def test_what_lies_on_the_chosen_paper_is_one_job(make_desk: Any) -> None:
    printing = make_desk(30).services.printing
    printing._queue = queues = ScriptedQueues()
    parts = [Part("OFF", (0,), A6, 1), Part("OFF", (1,), A4, 1), Part("OFF", (2,), A6, 1)]
    assert printing.arrange(parts, {}) == parts
    assert printing.arrange(parts, {"OFF": "A6"}) == parts
    assert printing.arrange(parts, {"OFF": "A4"}) == [Part("OFF", (0, 1, 2), A6, 1)]
    queues.papers["OFF"] = (Paper("A6", *A6),)
    with pytest.raises(PrintFailed, match="has no paper of 210"):
        printing.arrange(parts, {})
    # Nobody knows what it has in.
    queues.papers["OFF"] = ()
    assert [part.sheets for part in printing.arrange(parts, {})] == [(0, 1, 2)]


def test_what_a_printer_does_not_list_it_may_hold() -> None:
    assert PrinterFacts("P").holds("A6", *A4)
    assert not PrinterFacts("P", papers=(Paper("A6", *A6),)).holds("A6", *A4)
    assert PrinterFacts("P", papers=(Paper("A6", *A6),)).holds("A6", 148.0, 105.0)
