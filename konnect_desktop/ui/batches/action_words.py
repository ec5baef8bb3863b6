"""How each action is spoken of: the button, the work, and what became of the orders."""

from __future__ import annotations

from konnect_desktop.domain.actions import CHANGING, Action
from konnect_desktop.domain.batches import State, Tally
from konnect_desktop.services.batch_models import LeftOut
from konnect_desktop.ui.actions.specs import BY_ACTION, SPECS, BatchWords
from konnect_desktop.ui.kit.formatting import count_of, grouped
from konnect_desktop.ui.kit.say import say, short

#: Every action that is kept as a batch, in the order of a parcel's life.
BATCHED: tuple[Action, ...] = tuple(spec.action for spec in SPECS if spec.batch is not None)

#: One word for each state, for the list and the export.
STATE_WORDS: dict[State, str] = {
    State.PLANNED: "Waiting",
    State.SENT: "Sent, waiting for the answer",
    State.DONE: "Done",
    State.REFUSED: "Refused",
    State.UNKNOWN: "Not known yet",
    State.NOT_SENT: "Not sent",
    State.NEEDS_YOU: "Needs you",
    State.WITHDRAWN: "Undone before sending",
}


def words(action: Action) -> BatchWords:
    """The words of an action; one that is kept as no batch is called by its name."""
    spec = BY_ACTION[action]
    if spec.batch is not None:
        return spec.batch
    plain = str(action).replace("_", " ").capitalize()
    return BatchWords(verb=plain, doing=plain, done="done", failed="be done", pending="Sending…")


def has_undo(action: Action) -> bool:
    """Whether the action changes something at Fynd, so that it waits for the undo time."""
    return action in CHANGING


def button_text(action: Action, count: int) -> str:
    """The verb with its number: Confirm 12 orders, Add invoices to 1 order."""
    said = words(action)
    return f"{said.ahead or said.verb} {count_of(count, 'order')}"


def done_text(action: Action, count: int) -> str:
    """148 orders confirmed."""
    return f"{count_of(count, 'order')} {words(action).done}"


def failed_text(action: Action, count: int, total: int) -> str:
    """3 of 148 orders could not be confirmed."""
    return f"{grouped(count)} of {count_of(total, 'order')} could not {words(action).failed}"


def tally_text(found: Tally) -> str:
    """9 refused, 127 not sent: what is not done, each by its own name; "" when all is."""
    parts = (
        (found.refused, "refused"),
        (found.needs_you, "to be looked at"),
        (found.unknown, "not known yet"),
        (found.not_sent, "not sent"),
    )
    return ", ".join(f"{grouped(count)} {said}" for count, said in parts if count)


def left_out_text(left_out: tuple[LeftOut, ...]) -> str:
    """5 left out: Needs a courier first (3), press Check courier · Locked by Fynd (2)."""
    if not left_out:
        return ""
    total = sum(item.count for item in left_out)
    parts = [
        f"{short(item.message)} ({grouped(item.count)}). {say(item.next)}".strip()
        for item in sorted(left_out, key=lambda item: -item.count)
    ]
    return f"{grouped(total)} left out: " + "  ·  ".join(parts)
