"""What is said of batches that an earlier run of the app, or a lost answer, left open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from konnect_desktop.domain.batches import RETRYABLE, State
from konnect_desktop.domain.journal import Batch
from konnect_desktop.domain.say import NOTHING, Msg, listed, together
from konnect_desktop.errors import ApiError, Offline
from konnect_desktop.services.batch_models import RecoveryReport

#: Nobody knows yet what became of these.
IN_DOUBT = (State.SENT, State.UNKNOWN)
_UNKNOWN = Msg("{count} not known yet, looked up again when Konnect answers")
#: Every state has its words, so that the parts add up to the batch.
_WORDS = {
    State.DONE: Msg("{count} done"),
    State.REFUSED: Msg("{count} refused"),
    State.NOT_SENT: Msg("{count} not sent"),
    State.UNKNOWN: _UNKNOWN,
    State.SENT: _UNKNOWN,
    State.NEEDS_YOU: Msg(
        "{count} needs a look, see Fix these", plural="{count} need a look, see Fix these"
    ),
    State.PLANNED: Msg("{count} not begun"),
    State.WITHDRAWN: Msg("{count} undone before sending"),
}
_RETRY = Msg("Press Retry under the list of orders to send what was not done.")
_RESUME = Msg("Press Resume under the list of orders to send the rest.")
_BOTH = Msg("Press Resume under the list of orders to send the rest, Retry for what was refused.")


def recovered(
    before: Sequence[Batch], after: Sequence[Batch], failures: Sequence[ApiError]
) -> RecoveryReport:
    """Sum up batches as they stood `before` they were looked at and `after` it.

    `failures`: why Konnect could not be asked.
    """
    doubtful = {
        (batch.id, record.shipment_id) for batch in before for record in batch.in_state(*IN_DOUBT)
    }
    states: Counter[State] = Counter()
    found: Counter[State] = Counter()
    for batch in after:
        for record in batch.records:
            states[record.state] += 1
            if record.state not in IN_DOUBT and (batch.id, record.shipment_id) in doubtful:
                found[record.state] += 1
    told = _told(states) or Msg("nothing is left open")
    began = any(
        record.attempt or record.state is not State.NOT_SENT
        for batch in after
        for record in batch.records
    )
    what = (
        Msg("The app ended in the middle of a batch: {what}.")
        if began or not states
        else Msg("The app closed before the batch began, so nothing of it was sent: {what}.")
    )
    news = Msg("Looked up at Fynd what was not known: {what}.", {"what": _told(found)})
    return RecoveryReport(
        batch_ids=tuple(batch.id for batch in after),
        done=states[State.DONE],
        not_sent=states[State.NOT_SENT],
        unsettled=states[State.UNKNOWN] + states[State.NEEDS_YOU],
        sentence=together(what.filled(what=told), _press(after), Msg("Nothing was done twice.")),
        news=together(news, _RETRY if found[State.NOT_SENT] else NOTHING) if found else NOTHING,
        is_offline=any(isinstance(error, Offline) for error in failures),
    )


def _told(states: Mapping[State, int]) -> Msg:
    counts: Counter[Msg] = Counter()
    for state, said in _WORDS.items():
        counts[said] += states.get(state, 0)
    return listed((said.filled(count=count) for said, count in counts.items() if count), "; ")


def _press(batches: Sequence[Batch]) -> Msg:
    """Where what was not done is sent from."""
    rest = any(one.outcome.may_retry for batch in batches for one in batch.never_left)
    tried = any(_may_retry(batch, is_cut_short=rest) for batch in batches)
    if rest:
        return _BOTH if tried else _RESUME
    return _RETRY if tried else NOTHING


def _may_retry(batch: Batch, *, is_cut_short: bool) -> bool:
    states = (State.REFUSED,) if is_cut_short else tuple(RETRYABLE)
    return any(record.outcome.may_retry for record in batch.in_state(*states))
