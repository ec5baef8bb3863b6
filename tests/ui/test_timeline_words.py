"""The Timeline tab says where an order stands in the seller's words, not in Fynd's codes."""

from __future__ import annotations

import pytest

from tests.ui.window_desk import WindowDesk


@pytest.mark.parametrize(
    ("status", "shown"),
    [
        ("COMPLETED", "packed"),
        ("PROCESSING", "invoiced"),
        ("TRANSIT", "on the way"),
        ("CONFIRMED", "confirmed"),
    ],
)
def test_the_status_reads_as_words(desk: WindowDesk, status: str, shown: str) -> None:
    key = desk.server.world.ids(status)[0]
    details = desk.services.queries.details(key)
    assert details is not None
    texts = [str(event.message) for event in details.timeline]
    assert f"Fynd shows it as {shown}." in texts
    assert not [text for text in texts if "_" in text or status in text]
