"""How each action is spoken of: the button, the work, and what became of the orders."""

from __future__ import annotations

from konnect_desktop.domain.actions import CHANGING, Action
from konnect_desktop.domain.batches import State, Tally
from konnect_desktop.domain.say import Msg, listed, quoted
from konnect_desktop.services.batch_models import LeftOut
from konnect_desktop.ui.actions.spec import BatchWords, many, of_all
from konnect_desktop.ui.actions.specs import BY_ACTION, SPECS
from konnect_desktop.ui.kit.formatting import grouped
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
    return BY_ACTION[action].batch or _plain(quoted(str(action).replace("_", " ").capitalize()))


def _plain(name: Msg) -> BatchWords:
    return BatchWords(
        name=name,
        doing=Msg("{action}: {count} of {all}", {"action": name}),
        stopped=Msg("{action} stopped", {"action": name}),
        button=Msg("{action}: {count} order", {"action": name}, "{action}: {count} orders"),
        done=many("{count} order done", "{count} orders done"),
        also_done=Msg("{count} done"),
        failed=of_all(
            "{count} of {all} order could not be done", "{count} of {all} orders could not be done"
        ),
        pending="Sending…",
    )


def has_undo(action: Action) -> bool:
    """Whether the action changes something at Fynd, so that it waits for the undo time."""
    return action in CHANGING


def button_text(action: Action, count: int) -> str:
    """The verb with its number: Confirm 12 orders, Add invoices to 1 order."""
    return say(words(action).button.filled(count=count))


def done_text(action: Action, count: int) -> str:
    """148 orders confirmed."""
    return say(words(action).done.filled(count=count))


def failed_text(action: Action, count: int, total: int) -> str:
    """3 of 148 orders could not be confirmed."""
    return say(words(action).failed.filled(count=count, all=total))


_NOT_DONE = (
    Msg("{count} refused"),
    Msg("{count} to be looked at"),
    Msg("{count} not known yet"),
    Msg("{count} not sent"),
)


def tally_text(found: Tally) -> str:
    """9 refused, 127 not sent: what is not done, each by its own name; "" when all is."""
    counts = (found.refused, found.needs_you, found.unknown, found.not_sent)
    parts = zip(counts, _NOT_DONE, strict=True)
    return say(listed((said.filled(count=count) for count, said in parts if count), ", "))


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
