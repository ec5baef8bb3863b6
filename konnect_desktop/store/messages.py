"""How a record of the journal keeps what is said of it: in words to search, and as it is.

Words alone are kept where they are all there is: of sentences without arguments, and of rows that
an older app wrote.
"""

from __future__ import annotations

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.batches import Outcome
from konnect_desktop.domain.reasons import Reason
from konnect_desktop.domain.say import Msg, from_json, in_words, to_json
from konnect_desktop.store.columns import clean
from konnect_desktop.store.lenient import found_member


def said_columns(outcome: Outcome) -> dict[str, str]:
    """The columns by name."""
    is_bare = outcome.message.is_bare and outcome.next.is_bare
    both = Msg("{message}{next}", {"message": outcome.message, "next": outcome.next})
    return {
        "reason": clean(in_words(outcome.message)),
        "next_step": clean(in_words(outcome.next)),
        "said": "" if is_bare else to_json(both, clean),
        "why": str(outcome.why or ""),
        "remedy": str(outcome.remedy or ""),
    }


def said_of(
    reason: str, next_step: str, said: str, why: str, remedy: str
) -> tuple[Msg, Msg, Reason | None, Action | None]:
    """What stands in these columns; what is damaged is read as words, or as nothing."""
    both = from_json(said)
    message, then = both.of("message"), both.of("next")
    if not isinstance(message, Msg) or not isinstance(then, Msg):
        message, then = Msg(reason), Msg(next_step)
    return message, then, found_member(Reason, why), found_member(Action, remedy)
