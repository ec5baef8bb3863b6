"""Which sheets go to which printer, and what a test page tells."""

from __future__ import annotations

from dataclasses import replace

import pytest

from konnect_desktop.domain.printers import Paper, PrinterFacts, Role
from konnect_desktop.domain.printing import Layout
from konnect_desktop.services.paper_models import INVOICE, LABEL, PageInfo, PrintJobData
from konnect_desktop.services.print_parts import (
    Lot,
    Part,
    arranged,
    joined,
    left_of,
    parts_of,
    roles_of,
)
from konnect_desktop.services.printer_test import is_right_code, plan_test, verdict

A6, A4 = (105.0, 148.0), (210.0, 297.0)


def job(*kinds: str, sheets: int = 0) -> PrintJobData:
    """One page a sheet; "" is a separator."""
    pages = tuple(
        PageInfo(number, f"s{number}", kind, "", number, sheet=number)
        for number, kind in enumerate(kinds)
        if kind
    )
    return PrintJobData(b"%PDF-", pages, sheets=sheets or len(kinds))


def test_each_kind_goes_to_its_printer_and_separators_with_what_follows() -> None:
    data = job("", LABEL, INVOICE, LABEL, INVOICE)
    roles = roles_of(data, Layout.AS_IS)
    assert roles == [Role.LABEL, Role.LABEL, Role.INVOICE, Role.LABEL, Role.INVOICE]
    printers = {Role.LABEL: "Zebra", Role.INVOICE: "Laser"}
    assert parts_of(roles, [A6, A6, A4, A6, A4], printers) == [
        Part("Zebra", (0, 1, 3), A6),
        Part("Laser", (2, 4), A4),
    ]


def test_one_printer_gets_its_sheets_in_the_order_shown() -> None:
    roles = roles_of(job(LABEL, LABEL, INVOICE, LABEL), Layout.AS_IS)
    printers = {Role.LABEL: "Laser", Role.INVOICE: "Laser"}
    assert parts_of(roles, [A6, (148.0, 105.0), A4, A6], printers) == [
        Part("Laser", (0, 1), A6),
        Part("Laser", (2,), A4),
        Part("Laser", (3,), A6),
    ]


def test_sizes_that_makers_round_in_their_own_way_are_one() -> None:
    sizes = [(105.4, 148.0), (105.6, 148.2), (105.4, 148.0)]
    parts = parts_of([Role.LABEL] * 3, sizes, {Role.LABEL: "Zebra"})
    assert [part.sheets for part in parts] == [(0, 1, 2)]


MIXED = [
    Part("Laser", (0, 1), A6, 2),
    Part("Laser", (2,), A4, 2),
    Part("Laser", (3,), A6, 2),
    Part("Zebra", (4,), A6, 2),
]


def test_sheets_on_one_paper_are_one_job() -> None:
    assert arranged(MIXED, lambda _part: "A4") == [
        Part("Laser", (0, 1, 2, 3), A6, 2),
        Part("Zebra", (4,), A6, 2),
    ]


def test_copies_of_several_jobs_come_set_by_set() -> None:
    one_set = [replace(part, copies=1) for part in MIXED[:3]]
    assert arranged(MIXED, lambda part: part.size_mm) == [*one_set, *one_set, MIXED[3]]


def test_the_rest_of_a_set_is_not_mixed_with_the_next_set() -> None:
    rest, whole = Part("Laser", (2, 3), A6, 1), Part("Laser", (0, 1, 2, 3), A6, 1)
    assert arranged([rest, whole], lambda _part: "") == [rest, whole]


def test_sheets_with_several_papers_are_for_the_office_printer() -> None:
    data = job(LABEL, LABEL, sheets=2)
    assert roles_of(data, Layout.A4_4UP) == [Role.SHEET, Role.SHEET]
    assert parts_of([Role.SHEET] * 3, [A4] * 3, {Role.SHEET: "O"}, (2,)) == [Part("O", (2,), A4)]
    with pytest.raises(KeyError):
        parts_of([Role.SHEET], [A4], {})


@pytest.mark.parametrize(
    ("copies", "done", "left"),
    [
        (1, 0, [((0, 2, 4), 1)]),
        (1, 2, [((4,), 1)]),
        (1, 3, []),
        (1, 9, []),
        (3, 3, [((0, 2, 4), 2)]),
        (3, 4, [((2, 4), 1), ((0, 2, 4), 1)]),
        (3, 8, [((4,), 1)]),
    ],
)
def test_what_a_stopped_job_still_owes(copies: int, done: int, left: list[Lot]) -> None:
    assert left_of((0, 2, 4), copies, done) == left


def test_what_several_jobs_owe_is_one_job_where_it_can_be() -> None:
    assert joined([((4, 6), 1), ((7,), 1)]) == [((4, 6, 7), 1)]
    assert joined([((2, 3), 1), ((0, 2, 3), 1), ((5,), 2)]) == [
        ((2, 3), 1),
        ((0, 2, 3), 1),
        ((5,), 2),
    ]


ZEBRA = PrinterFacts(
    "Zebra", papers=(Paper("A4", 210, 297), Paper("A6", 105, 148), Paper("w288h432", 101.6, 152.4))
)
LASER = PrinterFacts("Laser", papers=(Paper("Letter", 215.9, 279.4), Paper("A4", 210, 297)))


def test_the_test_page_is_for_the_paper_that_is_most_likely_in() -> None:
    assert plan_test("Zebra", ZEBRA).paper.key == "w288h432"
    assert plan_test("Zebra", ZEBRA, "A6").paper.key == "A6"
    assert plan_test("Laser", LASER).paper.key == "A4"
    assert plan_test("Unknown", PrinterFacts("Unknown")).paper.key == "A4"


def test_each_printer_and_paper_has_a_code_of_its_own() -> None:
    codes = {
        plan_test("Zebra", ZEBRA).code,
        plan_test("Zebra", ZEBRA, "A6").code,
        plan_test("Laser", LASER).code,
    }
    assert len(codes) == 3
    test = plan_test("Zebra", ZEBRA)
    assert is_right_code(test, f" {test.code.lower()}\n")
    assert not is_right_code(test, "KD00000000")


@pytest.mark.parametrize(
    ("share", "percent", "words"),
    [
        (1.0, 100.0, "true size ✓"),
        (0.996, 99.6, "true size ✓"),
        (0.97, 97.0, "3.0 % smaller"),
        (1.02, 102.0, "2.0 % larger"),
    ],
)
def test_a_measured_ruler_is_judged(share: float, percent: float, words: str) -> None:
    test = plan_test("Laser", LASER)
    found, text = verdict(test, round(test.ruler_mm * share, 2))
    assert found == pytest.approx(percent, abs=0.1)
    assert words in text
