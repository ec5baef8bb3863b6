"""Three published formats for one date filter: the first check learns the one that is read."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from konnect_desktop.domain.states import Lane
from konnect_desktop.practice import routes
from konnect_desktop.practice.call_checks import BadCall, moment
from konnect_desktop.services.sync_models import SyncScope
from tests.services.desk import Desk

LOOKS = {"iso": "2026-11-24T10:00:00", "iso_date": "2026-11-24", "dmy": "24-11-2026"}


def reads_only(style: str, *, refuses: bool) -> Any:
    """A server's reading of its date filter; any other format is refused, or matches nothing."""

    def read(query: dict[str, str], name: str) -> datetime | None:
        text = query.get(name, "")
        if not text or [c.isdigit() for c in text] == [c.isdigit() for c in LOOKS[style]]:
            return moment(query, name)
        if refuses:
            raise BadCall(400, f"{name} is no date")
        return datetime(9999, 1, 1, tzinfo=UTC)

    return read


def windows(desk: Desk, since: int) -> list[str]:
    """The dates that were asked for."""
    seen = desk.server.requests[since:]
    return [text for one in seen if (text := one.query.get("orderDateFrom", ""))]


@pytest.mark.parametrize("refuses", [True, False])
@pytest.mark.parametrize("style", list(LOOKS))
def test_the_format_is_learned_once_and_new_orders_are_seen(
    make_desk: Any, monkeypatch: pytest.MonkeyPatch, style: str, refuses: bool
) -> None:
    monkeypatch.setattr(routes, "moment", reads_only(style, refuses=refuses))
    desk: Desk = make_desk(60)
    assert desk.sync().ok  # type: ignore[attr-defined]
    settings = desk.services.settings.current
    assert (settings.date_format, settings.date_format_known) == (style, True)
    # From now on windows are asked for in that format, and nothing is probed again.
    before = len(desk.server.requests)
    fresh = desk.server.world.add_orders(4)
    assert desk.sync(SyncScope.NEW).ok  # type: ignore[attr-defined]
    asked = windows(desk, before)
    assert len(asked) >= len(desk.server.locations)
    assert all([c.isdigit() for c in t] == [c.isdigit() for c in LOOKS[style]] for t in asked)
    assert set(fresh) <= set(desk.ids(Lane.NEW))


def test_a_server_that_reads_none_of_them_is_read_whole(
    make_desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing(query: dict[str, str], name: str) -> datetime | None:
        return datetime(9999, 1, 1, tzinfo=UTC) if query.get(name) else None

    monkeypatch.setattr(routes, "moment", nothing)
    desk: Desk = make_desk(60)
    assert desk.sync().ok  # type: ignore[attr-defined]
    assert not desk.services.settings.current.date_format_known
    fresh = desk.server.world.add_orders(4)
    assert desk.sync(SyncScope.NEW).ok  # type: ignore[attr-defined]
    assert set(fresh) <= set(desk.ids(Lane.NEW))
