"""What is said of batches that an earlier run of the app, or a lost answer, left open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from konnect_desktop.domain.batches import State
from konnect_desktop.domain.journal import Batch
from konnect_desktop.errors import ApiError, Offline
from konnect_desktop.services.batch_models import RecoveryReport

#: Nobody knows yet what became of these.
IN_DOUBT = (State.SENT, State.UNKNOWN)
_WORDS = {
    State.DONE: "done",
    State.NOT_SENT: "not sent, press Retry",
    State.UNKNOWN: "not known yet, looked up again when Konnect answers",
    State.NEEDS_YOU: "need a look, see Fix these",
}


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
    return RecoveryReport(
        batch_ids=tuple(batch.id for batch in after),
        done=states[State.DONE],
        not_sent=states[State.NOT_SENT],
        unsettled=states[State.UNKNOWN] + states[State.NEEDS_YOU],
        sentence=f"The app ended in the middle of a batch: {told}. Nothing was sent twice.",
        news=f"Looked up at Fynd what was not known: {_told(found)}." if found else "",
        is_offline=any(isinstance(error, Offline) for error in failures),
    )


def _told(states: Mapping[State, int]) -> str:
    return "; ".join(f"{states[state]} {said}" for state, said in _WORDS.items() if states[state])
