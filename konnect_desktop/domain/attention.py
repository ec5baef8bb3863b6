"""Why an order stands in "Fix these": a kind, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from konnect_desktop.domain import courier_watch, locks, say
from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.batches import DAMAGED, Outcome
from konnect_desktop.domain.say import NOTHING, Msg, together


class Kind(StrEnum):
    """What has to be mended."""

    #: A lock stopped something; it goes when the lock has cleared.
    LOCKED = "locked"
    #: Nobody knows what became of something; it goes when somebody does.
    DOUBT = "doubt"
    #: The journal's line is damaged.
    DAMAGED = "damaged"
    #: No courier for long; it goes when one comes.
    COURIER = "courier"
    #: Words of an older app.
    TOLD = "told"


#: Only a person can tell that these are mended.
NEEDS_TICK = frozenset({Kind.DOUBT, Kind.DAMAGED, Kind.TOLD})


@dataclass(frozen=True, slots=True)
class Attention:
    """`what` is wrong, without a full stop where `then` goes on; `action`: what it was about."""

    kind: Kind
    what: Msg
    then: Msg = NOTHING
    action: Action | None = None

    @property
    def message(self) -> Msg:
        """All of it."""
        if not self.then or self.kind is Kind.COURIER:
            return together(self.what, self.then)
        return Msg("{what}: {then}", {"what": self.what, "then": self.then})


def locked(action: Action, name: Msg, lock_text: str) -> Attention:
    """A lock, in Fynd's words `lock_text`, stopped the action with this name."""
    what = locks.lock_name(lock_text)
    return Attention(Kind.LOCKED, what, Msg("{action} was not done.", {"action": name}), action)


def doubt(action: Action, name: Msg, outcome: Outcome) -> Attention:
    """Nobody knows what became of the action with this name."""
    what = Msg("Unsure about {action}", {"action": name})
    return Attention(Kind.DOUBT, what, together(outcome.message, outcome.next), action)


def damaged() -> Attention:
    """What the journal says of the order cannot be read any more."""
    return Attention(Kind.DAMAGED, DAMAGED.message)


def waiting(since: datetime) -> Attention:
    """No courier since then."""
    return Attention(Kind.COURIER, courier_watch.waiting_since(since), courier_watch.NEXT_STEP)


# ---- as JSON -----------------------------------------------------------------------------------

#: Kept as a message with these places, so that one reader reads both.
_FORM = "{kind} {action} {what} {then}"


def to_json(attention: Attention, clean: Callable[[str], str]) -> str:
    """It for a column of text; `clean` goes over every text that it holds."""
    places: dict[str, say.Arg] = {
        "kind": str(attention.kind),
        "action": str(attention.action or ""),
        "what": attention.what,
        "then": attention.then,
    }
    return say.to_json(Msg(_FORM, places), clean)


def from_json(text: str) -> Attention | None:
    """What `to_json` wrote; None for nothing. Anything else is a text, and stands as it is."""
    if not text:
        return None
    read = say.from_json(text)
    what, then = read.of("what"), read.of("then")
    if not isinstance(what, Msg) or not isinstance(then, Msg):
        return Attention(Kind.TOLD, Msg(text))
    kinds, actions = {str(one): one for one in Kind}, {str(one): one for one in Action}
    kind = kinds.get(str(read.of("kind")), Kind.TOLD)
    return Attention(kind, what, then, actions.get(str(read.of("action"))))
