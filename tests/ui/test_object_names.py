"""Outside tests drive the app by its object names, so each is written down."""

from __future__ import annotations

from tests.conftest import MakeWindow
from tests.ui.object_names import names, unlisted


def test_every_control_s_name_is_listed(make_window: MakeWindow) -> None:
    desk = make_window()
    desk.wait_until_shown()
    for room in desk.window.rooms.names:
        desk.window.rooms.page(room)
    assert len(names(desk.window)) > 60
    assert unlisted(desk.window) == []
