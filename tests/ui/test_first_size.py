"""The window fits the screen it opens on."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize

from konnect_desktop.ui.main_window import first_size


@pytest.mark.parametrize(
    ("screen", "window"),
    [((1280, 720), (1280, 720)), ((1366, 728), (1366, 728)), ((1920, 1040), (1440, 860))],
)
def test_first_size_fits_the_screen(screen: tuple[int, int], window: tuple[int, int]) -> None:
    assert first_size(QSize(*screen)) == QSize(*window)
