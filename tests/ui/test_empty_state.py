"""An empty list says why with every line of it in sight."""

from __future__ import annotations

import pytest

from konnect_desktop.ui.orders.empty_state import Empty
from tests.ui.window_desk import WindowDesk, wait_for


@pytest.mark.parametrize("width", [420, 640, 1100])
def test_no_line_is_cut(desk: WindowDesk, width: int) -> None:
    empty = desk.page.empty
    empty.setParent(None)
    empty.resize(width, 420)
    empty.show()
    try:
        for why in Empty:
            empty.say(why)
            text = empty.text

            def fits(text: object = text) -> bool:
                return bool(text.height() >= text.heightForWidth(text.width()))  # type: ignore[attr-defined]

            assert wait_for(fits, 3_000), (why, width)
    finally:
        empty.close()
        empty.deleteLater()
