"""Operations that only read: chosen orders are brought up to date, whole or by the light call."""

from __future__ import annotations

from collections.abc import Sequence

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.batches import Outcome, State
from konnect_desktop.domain.changes import Changes
from konnect_desktop.services import status_check, wording
from konnect_desktop.services.context import TaskContext
from konnect_desktop.services.operations.base import Operation, Sent
from konnect_desktop.services.sweeping import Readers


class Refresh(Operation):
    """Read the whole records again."""

    action = Action.REFRESH
    only_reads = True

    def read(self, readers: Readers, ctx: TaskContext, ids: Sequence[str]) -> Sent:
        outcomes = dict.fromkeys(ids, wording.NOT_READ)
        likely = list(dict.fromkeys(readers.store.standings(ids, is_last=True).values()))
        sweep = readers.rereader.find(ctx, ids, likely)
        here = readers.store.statuses(ids)
        for key in sweep.seen & set(ids):
            outcomes[key] = Outcome(State.DONE) if key in here else wording.GONE
        return Sent(outcomes, sweep.changes)


class CheckInfo(Operation):
    """Where orders stand, what is due and what is locked."""

    action = Action.CHECK_INFO
    only_reads = True

    def read(self, readers: Readers, ctx: TaskContext, ids: Sequence[str]) -> Sent:
        outcomes = status_check.check(readers, ctx, ids)
        return Sent(outcomes, Changes(frozenset(ids), counts=True))
