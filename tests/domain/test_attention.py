"""Why an order stands in Fix these: kinds that read as one line and survive the column."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from konnect_desktop.domain import attention
from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.attention import Attention, Kind
from konnect_desktop.domain.batches import DAMAGED, Outcome, State
from konnect_desktop.domain.say import Msg

SINCE = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
LOST = Outcome(State.UNKNOWN, message=Msg("It was lost."), next=Msg("Look at Fynd."))


@pytest.mark.parametrize(
    ("told", "read"),
    [
        (
            attention.locked(Action.CONFIRM, Msg("Confirm"), "operational"),
            "Locked by Fynd (operational): Confirm was not done.",
        ),
        (
            attention.locked(Action.CONFIRM, Msg("Confirm"), ""),
            "Locked by Fynd: Confirm was not done.",
        ),
        (
            attention.locked(Action.CONFIRM, Msg("Confirm"), "{kind}"),
            "Locked by Fynd ({kind}): Confirm was not done.",
        ),
        (
            attention.doubt(Action.CANCEL, Msg("Cancel"), LOST),
            "Unsure about Cancel: It was lost. Look at Fynd.",
        ),
        (attention.damaged(), str(DAMAGED.message)),
        (
            attention.waiting(SINCE),
            "Waiting for a courier since 24 Nov, 09:30. "
            "Ask Fynd support about this PIN code, or cancel the order with a reason.",
        ),
    ],
)
def test_each_kind_reads_as_one_line(told: Attention, read: str) -> None:
    assert str(told.message) == read
    assert attention.from_json(attention.to_json(told, str)) == told


@pytest.mark.parametrize("old", ["Look at it: now.", "{", '{"text": "x"}', "[]", "{kind}"])
def test_words_of_an_older_app_stand_as_they_are(old: str) -> None:
    assert attention.from_json(old) == Attention(Kind.TOLD, Msg(old))
    assert attention.from_json("") is None


def test_a_kind_of_a_newer_app_is_still_told() -> None:
    told = attention.doubt(Action.CANCEL, Msg("Cancel"), LOST)
    newer = attention.to_json(told, str).replace('"doubt"', '"dream"').replace('"cancel"', '"fly"')
    read = attention.from_json(newer)
    assert read == Attention(Kind.TOLD, told.what, told.then)
