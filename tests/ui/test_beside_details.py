"""The list beside the open details: what is seen of it is seen as a whole."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from PySide6.QtCore import QRectF

from konnect_desktop.ui.orders.brush import PAD, whole
from konnect_desktop.ui.orders.columns import KEYS, SPARE
from tests.ui.window_desk import WindowDesk


def shown(desk: WindowDesk) -> list[str]:
    header = desk.page.table.header
    return [key for number, key in enumerate(KEYS) if not header.isSectionHidden(number)]


def open_first(desk: WindowDesk) -> None:
    desk.page.open_detail(desk.rows()[0].id)
    desk.wait(lambda: desk.page.detail.isVisible(), "the details")
    desk.settle()


@pytest.mark.parametrize("size", [(1092, 580), (1280, 720), (1920, 1080)])
def test_no_column_is_cut_by_the_details(desk: WindowDesk, size: Sequence[int]) -> None:
    desk.window.resize(*size)
    desk.settle()
    before = shown(desk)
    table = desk.page.table
    length = table.header.length()
    open_first(desk)
    assert table.header.length() <= table.viewport().width()
    gone = [key for key in before if key not in shown(desk)]
    assert set(gone) <= set(SPARE)
    assert {"deadline", "status", "order", "items"} <= set(shown(desk))
    # What steps back for the moment is still the seller's choice.
    assert all(table.header.is_wanted(key) for key in before)
    desk.page.detail.close_pane()
    desk.settle()
    assert shown(desk) == before
    assert table.header.length() >= length


def test_columns_that_step_back_are_back_the_next_morning(desk: WindowDesk) -> None:
    desk.window.resize(1280, 720)
    desk.settle()
    before = shown(desk)
    open_first(desk)
    assert "amount" not in shown(desk)
    desk.reopen()
    assert shown(desk) == before


def test_a_figure_is_painted_as_a_whole_or_not_at_all(desk: WindowDesk) -> None:
    face = desk.page.table.painter_of_rows.main
    figure = "₹2,049.00"
    room = face.metrics.horizontalAdvance(figure) + 2 * PAD
    assert whole(figure, QRectF(0, 0, room, 36), face) == figure
    assert whole(figure, QRectF(0, 0, room - 2, 36), face) == "…"
