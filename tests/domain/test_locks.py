"""Locks in plain words, whatever Fynd calls them."""

from __future__ import annotations

import pytest

from konnect_desktop.domain.locks import lock_words
from konnect_desktop.domain.states import Lock


@pytest.mark.parametrize(
    ("lock", "raw", "words"),
    [
        (Lock.FREE, "", ""),
        (Lock.FULL, "complete", "Locked by Fynd (complete): no step can be taken."),
        (
            Lock.FULL,
            "Operational",
            "Locked by Fynd (operational): no packing, handing over or cancelling.",
        ),
        (
            Lock.FINANCIAL,
            "financial",
            "Locked by Fynd (financial): no invoice and no credit note.",
        ),
        (Lock.FULL, "true", "Locked by Fynd: no step can be taken."),
        (Lock.FULL, "", "Locked by Fynd: no step can be taken."),
        (Lock.FULL, "DUP_INVOICE", "Locked by Fynd (DUP_INVOICE): no step can be taken."),
    ],
)
def test_a_lock_says_what_it_stops(lock: Lock, raw: str, words: str) -> None:
    assert str(lock_words(lock, raw)) == words
