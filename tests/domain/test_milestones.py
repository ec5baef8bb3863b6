"""The words and the choices of Set status."""

from __future__ import annotations

from konnect_desktop.domain.actions import Facts, next_milestones
from konnect_desktop.domain.milestones import FINAL, MILESTONES, choices, words
from konnect_desktop.domain.states import Journey

PICKED = Facts("TRANSIT", is_self_ship=True, milestone="bag_picked")
FAILED = Facts("TRANSIT", is_self_ship=True, milestone="delivery_attempt_failed")
PACKED = Facts("COMPLETED", is_self_ship=True)
BACK = Facts("RETURN_PROCESSING", Journey.RETURN, is_self_ship=True)
CHANNEL = Facts("TRANSIT")


def test_only_steps_that_may_follow_with_how_many_they_fit() -> None:
    found = choices([(PICKED, 4), (FAILED, 2), (PACKED, 3), (CHANNEL, 9)])
    assert found == {
        "bag_picked": 3,
        "out_for_delivery": 4,
        "delivery_attempt_failed": 4,
        "delivery_reattempt_requested": 2,
        "delivery_done": 6,
        "rto_bag_delivered": 6,
    }
    assert list(found) == [one for one in MILESTONES if one in found]


def test_nothing_follows_for_the_channels_own_couriers() -> None:
    assert choices([(CHANNEL, 9)]) == {}


def test_every_step_that_may_be_sent_has_plain_words() -> None:
    sent = {one for facts in (PICKED, FAILED, PACKED, BACK) for one in next_milestones(facts)}
    sent.add("delivery_reattempt_requested")
    assert sent <= MILESTONES.keys()
    assert len({words(one) for one in MILESTONES}) == len(MILESTONES)
    assert not any("_" in words(one) for one in MILESTONES)
    assert words("some_step_of_2031") == "some_step_of_2031"
    assert MILESTONES.keys() >= FINAL
