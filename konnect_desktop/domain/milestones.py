"""The steps of a self-ship parcel in a seller's words (docs/konnect-api.md 10.12)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from konnect_desktop.domain.actions import Facts, next_milestones

#: milestone -> (words, what it means)
MILESTONES: Mapping[str, tuple[str, str]] = {
    "bag_picked": ("Picked up", "The courier has the parcel."),
    "out_for_delivery": ("Out for delivery", "It is on the last way to the buyer."),
    "delivery_attempt_failed": ("Delivery failed", "The courier tried and came back with it."),
    "delivery_reattempt_requested": ("Re-attempt asked", "The courier is to try once more."),
    "delivery_done": ("Delivered", "The buyer has it. This ends the journey."),
    "rto_bag_delivered": (
        "RTO back at your place",
        "It was not delivered and is with you again. This ends the journey.",
    ),
    "return_bag_in_transit": ("Return on its way", "The buyer's parcel is coming back."),
    "return_bag_delivered": ("Return back at your place", "Next you check and accept it."),
}
#: Payment or rating hangs on these, and nothing follows that would correct them.
FINAL = frozenset({"delivery_done", "rto_bag_delivered"})
#: The parcel is where it was going, so no further day is promised.
ARRIVED = FINAL | {"return_bag_delivered"}


def words(milestone: str) -> str:
    """What the seller calls it; an unknown one keeps its own name."""
    return MILESTONES.get(milestone, (milestone, ""))[0]


def choices(groups: Iterable[tuple[Facts, int]]) -> dict[str, int]:
    """The milestones that may follow for a selection, each with how many orders it fits.

    In the order of a parcel's life; a milestone that fits nobody is left out.
    """
    counts: dict[str, int] = {}
    for facts, count in groups:
        for milestone in next_milestones(facts):
            counts[milestone] = counts.get(milestone, 0) + count
    return {one: counts[one] for one in MILESTONES if one in counts}
