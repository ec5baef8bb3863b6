"""What is said of batches that an earlier run of the app, or a lost answer, left open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from konnect_desktop.domain.batches import RETRYABLE, State
from konnect_desktop.domain.journal import Batch
from konnect_desktop.errors import ApiError, Offline
from konnect_desktop.services.batch_models import RecoveryReport

#: Nobody knows yet what became of these.
IN_DOUBT = (State.SENT, State.UNKNOWN)
_UNKNOWN = "not known yet, looked up again when Konnect answers"
#: Every state has its words, so that the parts add up to the batch.
_WORDS = {
    State.DONE: "done",
    State.REFUSED: "refused",
    State.NOT_SENT: "not sent",
    State.UNKNOWN: _UNKNOWN,
    State.SENT: _UNKNOWN,
    State.NEEDS_YOU: "need a look, see Fix these",
    State.PLANNED: "not begun",
    State.WITHDRAWN: "undone before sending",
}
_RETRY = " Press Retry under the list of orders to send what was not done."


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
    told = _told(states) or "nothing is left open"
    retry = _RETRY if any(_may_retry(batch) for batch in after) else ""
    news = f"Looked up at Fynd what was not known: {_told(found)}."
    return RecoveryReport(
        batch_ids=tuple(batch.id for batch in after),
        done=states[State.DONE],
        not_sent=states[State.NOT_SENT],
        unsettled=states[State.UNKNOWN] + states[State.NEEDS_YOU],
        sentence=f"The app ended in the middle of a batch: {told}.{retry} Nothing was sent twice.",
        news=news + (_RETRY if found[State.NOT_SENT] else "") if found else "",
        is_offline=any(isinstance(error, Offline) for error in failures),
    )


def _told(states: Mapping[State, int]) -> str:
    counts: Counter[str] = Counter()
    for state, said in _WORDS.items():
        counts[said] += states.get(state, 0)
    return "; ".join(f"{count} {said}" for said, count in counts.items() if count)


def _may_retry(batch: Batch) -> bool:
    return any(record.outcome.may_retry for record in batch.in_state(*RETRYABLE))
