"""The window fits the screen it opens on."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize

from konnect_desktop.ui.kit.theme import RAIL_WIDTH
from konnect_desktop.ui.kit.window_place import first_size
from konnect_desktop.ui.orders.columns import KEYS
from tests.ui.window_desk import WindowDesk


@pytest.mark.parametrize(
    ("screen", "window"),
    [((1280, 720), (1280, 720)), ((1366, 728), (1366, 728)), ((1920, 1040), (1440, 860))],
)
def test_first_size_fits_the_screen(screen: tuple[int, int], window: tuple[int, int]) -> None:
    assert first_size(QSize(*screen)) == QSize(*window)


def test_a_small_window_shows_every_column_whole(desk: WindowDesk) -> None:
    table, window = desk.page.table, desk.window
    window.resize(1280, 720)
    desk.wait(lambda: table.horizontalScrollBar().maximum() == 0, "room for all columns")
    assert table.columnWidth(KEYS.index("deadline")) >= 116
    assert table.columnWidth(KEYS.index("order")) >= 150
    assert window.rail.width() < RAIL_WIDTH
    window.resize(1600, 900)
    desk.wait(lambda: window.rail.width() == RAIL_WIDTH, "the wide rail")
    desk.wait(lambda: table.columnWidth(KEYS.index("items")) > 180, "wider columns")
