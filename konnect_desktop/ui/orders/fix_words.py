"""Why an order stands in "Fix these", and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass

from konnect_desktop.domain import courier_watch, locks
from konnect_desktop.domain.reasons import LOCK_ATTENTION
from konnect_desktop.domain.rows import ShipmentRow
from konnect_desktop.ui.kit.say import say


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend."""

    text: str
    next_step: str = ""
    #: Only a person can tell that it is mended, so there is a button for that.
    needs_tick: bool = False

    @property
    def short(self) -> str:
        """The first half, for the row."""
        return self.text.split(": ")[0].rstrip(".")

    @property
    def halves(self) -> tuple[str, str]:
        """What is wrong, and what to do, for two lines one below the other."""
        if self.next_step:
            return self.text.rstrip("."), self.next_step
        what, _, then = self.text.partition(": ")
        return what.rstrip("."), then


def problems(row: ShipmentRow) -> list[Problem]:
    """Everything that is wrong with an order, the lock first."""
    found = []
    if row.lock:
        found.append(Problem(say(locks.lock_words(row.lock, row.lock_text)), say(locks.NEXT_STEP)))
    text = row.attention
    if not text:
        return found
    if row.courier_since is not None and text == courier_watch.attention_text(row.courier_since):
        found.append(Problem(text, courier_watch.NEXT_STEP))
    elif text.startswith(LOCK_ATTENTION):
        found.append(Problem(text, "" if row.lock else say(locks.NEXT_STEP)))
    else:
        found.append(Problem(text, needs_tick=True))
    return found


def lines(row: ShipmentRow) -> list[str]:
    """All of it as lines, for the tool tip and the details."""
    told = (f"{one.text} {one.next_step}".strip() for one in problems(row))
    return list(dict.fromkeys(told))


def short(row: ShipmentRow) -> str:
    """What stands in the row, "" when nothing is wrong."""
    found = problems(row)
    return found[0].short if found else ""


def needs_tick(row: ShipmentRow) -> bool:
    """Whether the seller has to say that it is mended."""
    return any(one.needs_tick for one in problems(row))
