"""The numbers shown before planning are the numbers that are sent."""

from __future__ import annotations

from dataclasses import replace

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.journal import SeriesFormat
from konnect_desktop.domain.requests import RETURN
from konnect_desktop.domain.series import SeriesRule
from konnect_desktop.domain.states import Lane
from konnect_desktop.services.batch_models import ActionOptions, SeriesOptions
from tests.services.desk import Desk


def test_what_is_shown_is_what_is_planned(desk: Desk) -> None:
    ids = desk.ids(Lane.TO_INVOICE)
    asked = SeriesOptions("GW/", 5, 4)
    shown = desk.services.numbers.preview(ids, asked=asked)
    [series] = shown.series
    assert (series.first, series.count, shown.kept) == ("GW/0005", len(ids), 0)
    plan = desk.services.bulk.plan(Action.ADD_INVOICE, ids, ActionOptions(series=asked))
    assert [number for _, number in plan.preview][:: len(ids) - 1] == [series.first, series.last]


def test_each_location_has_its_own_line_and_the_largest_comes_first(desk: Desk) -> None:
    ids = desk.ids(Lane.TO_INVOICE)
    shipments = desk.services.queries.shipments(ids)
    place = shipments[ids[0]].location_code
    there = [one for one in ids if shipments[one].location_code == place]
    rule = SeriesRule(place, "", SeriesFormat("A-VERY-LONG-PREFIX/", 1, 5))
    desk.services.change_settings(invoice_series=(rule,))
    shown = desk.services.numbers.preview(ids)
    by_prefix = {one.series.prefix: one for one in shown.series}
    assert by_prefix["A-VERY-LONG-PREFIX/"].count == len(there)
    assert all(text.startswith(place) for text in by_prefix["A-VERY-LONG-PREFIX/"].places)
    assert "at most 16" in by_prefix["A-VERY-LONG-PREFIX/"].warning
    assert sum(one.count for one in shown.series) == len(ids)
    counts = [one.count for one in shown.series]
    assert counts == sorted(counts, reverse=True)


def test_numbers_of_an_earlier_try_are_kept_and_not_counted(desk: Desk) -> None:
    ids = desk.ids(Lane.TO_INVOICE)[:3]
    plan = desk.services.bulk.plan(Action.ADD_INVOICE, ids[:1])
    assert plan.batch_id is not None
    desk.services.bulk.run(desk.ctx, plan.batch_id)
    shown = desk.services.numbers.preview(ids)
    assert shown.kept == 1
    assert shown.series[0].count == 2


def test_credit_notes_have_a_series_of_their_own(desk: Desk) -> None:
    ids = desk.ids(Lane.RETURNS)[:2]
    [series] = desk.services.numbers.preview(ids, RETURN).series
    assert series.first == "CN-00001"


def test_nothing_is_said_of_orders_that_are_gone(desk: Desk) -> None:
    shown = desk.services.numbers.preview(["no such order"])
    assert replace(shown, series=()) == shown
