"""A card that is asked for is seen from its title on, also where the page is new."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from tests.ui.window_desk import WindowDesk, wait_for


@pytest.mark.parametrize("name", ["help", "data", "printing"])
def test_a_new_page_shows_the_card_from_its_title_on(desk: WindowDesk, name: str) -> None:
    desk.window.resize(1280, 720)
    desk.window.open_room(f"settings/{name}")
    title = desk.find(QWidget, f"settings.{name}.title")
    area = desk.find(QWidget, "settings.scroll")

    def is_seen() -> bool:
        top = title.mapTo(area, QPoint()).y()
        return 0 <= top < area.height() - title.height()

    desk.settle()
    assert wait_for(is_seen, 5_000), title.mapTo(area, QPoint())
