"""Why an order stands in "Fix these", and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass

from konnect_desktop.domain import locks
from konnect_desktop.domain.attention import NEEDS_TICK, Attention, Kind
from konnect_desktop.domain.rows import ShipmentRow
from konnect_desktop.ui.kit import say


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend."""

    #: For the row, and for a line of its own.
    short: str
    line: str
    #: What is wrong, and what to do, for two lines one below the other.
    halves: tuple[str, str]
    #: Only a person can tell that it is mended, so there is a button for that.
    needs_tick: bool = False


def problems(row: ShipmentRow) -> list[Problem]:
    """Everything that is wrong with an order, the lock first."""
    found = []
    if row.lock:
        words = locks.lock_words(row.lock, row.lock_text)
        found.append(
            Problem(
                say.short(locks.lock_name(row.lock_text)),
                say.line(words, locks.NEXT_STEP),
                (say.short(words), say.say(locks.NEXT_STEP)),
            )
        )
    if row.attention is not None:
        found.append(_problem(row.attention, is_locked=bool(row.lock)))
    return found


def _problem(told: Attention, *, is_locked: bool) -> Problem:
    if told.kind is Kind.LOCKED and not is_locked:
        return Problem(
            say.short(told.what),
            say.line(told.message, locks.NEXT_STEP),
            (say.short(told.message), say.say(locks.NEXT_STEP)),
        )
    return Problem(
        say.short(told.what),
        say.say(told.message),
        (say.short(told.what), say.say(told.then)),
        told.kind in NEEDS_TICK,
    )


def lines(row: ShipmentRow) -> list[str]:
    """All of it as lines, for the tool tip and the details."""
    return list(dict.fromkeys(one.line for one in problems(row)))


def short(row: ShipmentRow) -> str:
    """What stands in the row, "" when nothing is wrong."""
    found = problems(row)
    return found[0].short if found else ""


def needs_tick(row: ShipmentRow) -> bool:
    """Whether the seller has to say that it is mended."""
    return any(one.needs_tick for one in problems(row))
