"""Outcomes that were never sure, held against what later checks show; revised once, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from konnect_desktop.domain.batches import DOUBT_KEPT, Outcome, State
from konnect_desktop.domain.changes import Changes
from konnect_desktop.domain.journal import Batch, BatchId, Doubt
from konnect_desktop.domain.say import NOTHING, Msg, listed
from konnect_desktop.services import wording
from konnect_desktop.services.batch_settling import BatchSettler
from konnect_desktop.services.context import Clock, TaskContext
from konnect_desktop.services.settling import Settler
from konnect_desktop.store.journal import Journal


@dataclass(frozen=True, slots=True)
class Revision:
    """What of one batch turned out otherwise: shipment -> what was told, and what is true."""

    batch: Batch
    told: Mapping[str, Outcome]
    true: Mapping[str, Outcome]


class Reviser:
    """Looks at provisional outcomes whose shipments were read since. Sends nothing."""

    def __init__(
        self, *, journal: Journal, settler: Settler, batches: BatchSettler, clock: Clock
    ) -> None:
        self._journal = journal
        self._settler = settler
        self._batches = batches
        self._clock = clock

    def revise(
        self, ctx: TaskContext, runs: Callable[[BatchId], bool]
    ) -> tuple[list[Revision], Changes]:
        """Put right what a later look knows better, and close what it agrees with.

        `runs`: batches that are being worked on are left for later. Returns what reads otherwise
        now. Raises ApiError when tracking, which some outcomes need, cannot be asked.
        """
        by_batch: dict[BatchId, list[Doubt]] = {}
        for doubt in self._journal.doubts():
            if not runs(doubt.batch_id):
                by_batch.setdefault(doubt.batch_id, []).append(doubt)
        revisions: list[Revision] = []
        changes = Changes()
        for batch_id, doubts in by_batch.items():
            after, more = self._judged(ctx, doubts)
            changes = changes.merged(more)
            before = {doubt.record.shipment_id: doubt.record.outcome for doubt in doubts}
            if not after:
                continue
            self._journal.revise(batch_id, after, self._clock())
            done = [key for key, one in after.items() if one.state is State.DONE]
            self._journal.overtaken(batch_id, done, wording.ALREADY, self._clock())
            changes = changes.merged(self._batches.follow(batch_id, after))
            batch = self._journal.batch(batch_id)
            news = {key: one for key, one in after.items() if one.state is not before[key].state}
            if batch is not None and news:
                revisions.append(Revision(batch, before, news))
        return revisions, changes

    def _judged(
        self, ctx: TaskContext, doubts: Sequence[Doubt]
    ) -> tuple[dict[str, Outcome], Changes]:
        after: dict[str, Outcome] = {}
        open_ones: list[Doubt] = []
        for doubt in doubts:
            later = doubt.later
            if later is not None and (later.state not in _OVER or later.is_provisional):
                # Tried again meanwhile: that has to end first.
                continue
            if later is not None and later.state is State.DONE and later.may_retry:
                after[doubt.record.shipment_id] = _closed(doubt.record.outcome)
            else:
                open_ones.append(doubt)
        found = self._settler.reconsider(ctx, doubts[0].action, open_ones)
        now = self._clock()
        for doubt in open_ones:
            key, known = doubt.record.shipment_id, doubt.record.outcome
            judged = found.outcomes.get(key, known)
            if judged.state is State.DONE:
                after[key] = replace(judged, message=judged.message or wording.APPLIED_LATE.message)
            elif not judged.is_provisional:
                # Agreed, now that a late application would have shown.
                after[key] = judged
            elif _is_old(doubt, now):
                after[key] = replace(known, is_provisional=False)
        return after, found.changes


#: A later batch that ended so says something about the earlier one.
_OVER = frozenset({State.DONE, State.REFUSED, State.NOT_SENT, State.NEEDS_YOU})


def _closed(outcome: Outcome) -> Outcome:
    """A later batch did it, so this one did not."""
    if outcome.state is State.NEEDS_YOU:
        return wording.DONE_LATER
    return replace(outcome, may_retry=False, is_provisional=False)


def _is_old(doubt: Doubt, now: datetime) -> bool:
    since = doubt.record.lost_at or doubt.record.settled_at or doubt.seen_at
    return now - since >= DOUBT_KEPT


def told(revisions: Iterable[Revision]) -> Msg:
    """One sentence a kind of news, for a person; nothing when nothing turned out otherwise."""
    counts: Counter[tuple[Msg, State]] = Counter()
    for revision in revisions:
        for one in revision.true.values():
            counts[wording.tried(revision.batch.action), one.state] += 1
    what = listed(
        (
            _WORDS[state].filled(action=name, count=count)
            for (name, state), count in counts.items()
            if state in _WORDS
        ),
        "; ",
    )
    said = Msg("Looked again at Fynd, and it turned out otherwise. {what}.")
    return said.filled(what=what) if what else NOTHING


_WORDS = {
    State.DONE: Msg("{action}: {count} done after all"),
    State.REFUSED: Msg("{action}: {count} cancelled meanwhile"),
    State.NOT_SENT: Msg("{action}: {count} not done after all, Retry is safe"),
    State.UNKNOWN: Msg("{action}: {count} not known yet"),
    State.NEEDS_YOU: Msg("{action}: {count} to be looked at"),
}
