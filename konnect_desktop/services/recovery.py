"""What is said after a start that found unfinished batches."""

from __future__ import annotations

from collections.abc import Sequence

from konnect_desktop.domain.batches import State
from konnect_desktop.domain.journal import Batch
from konnect_desktop.errors import KonnectError
from konnect_desktop.services.batch_models import RecoveryReport


def recovered(batches: Sequence[Batch], failure: KonnectError | None) -> RecoveryReport:
    """Sum up `batches` after they were looked at; `failure`: why Konnect could not be asked."""
    states = [record.state for batch in batches for record in batch.records]
    done = states.count(State.DONE)
    not_sent = states.count(State.NOT_SENT)
    unsettled = states.count(State.UNKNOWN) + states.count(State.NEEDS_YOU)
    parts = []
    if done:
        parts.append(f"{done} done")
    if not_sent:
        parts.append(f"{not_sent} not sent, press Retry")
    if unsettled:
        look = "not known yet, looked up again when Konnect answers" if failure else "need a look"
        parts.append(f"{unsettled} {look}")
    told = "; ".join(parts) if parts else "nothing is left open"
    return RecoveryReport(
        batch_ids=tuple(batch.id for batch in batches),
        done=done,
        not_sent=not_sent,
        unsettled=unsettled,
        sentence=f"The app ended in the middle of a batch: {told}. Nothing was sent twice.",
    )
