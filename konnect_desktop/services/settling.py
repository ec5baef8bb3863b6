"""Was it done? Read from the state that the server shows afterwards (contract, chapter 14)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from konnect_desktop.domain import states
from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.batches import Outcome, State
from konnect_desktop.domain.changes import Changes
from konnect_desktop.services import wording
from konnect_desktop.services.context import TaskContext
from konnect_desktop.services.sweeping import Rereader
from konnect_desktop.store.shipments import ShipmentStore

_FORWARD = (
    states.CREATED,
    states.CONFIRMED,
    states.PROCESSING,
    states.COMPLETED,
    states.TRANSIT,
    states.HANDED_OVER_TO_CUSTOMER,
    states.DELIVERED,
)


@dataclass(frozen=True, slots=True)
class Effect:
    """How an action shows: the statuses before it, and those that prove it."""

    before: frozenset[str]
    proof: frozenset[str]
    #: Where to look for the shipments afterwards, likeliest first.
    likely: tuple[str, ...]


def _step(position: int, *likely: str) -> Effect:
    """An action that moves a parcel from one rung of the forward ladder to a later one."""
    proof = frozenset(_FORWARD[position + 1 :]) | states.RETURN_STATUSES
    return Effect(frozenset({_FORWARD[position]}), proof, likely)


EFFECTS: dict[Action, Effect] = {
    Action.CONFIRM: _step(0, states.CONFIRMED, states.CREATED, states.PROCESSING, states.CANCELLED),
    Action.ADD_INVOICE: _step(
        1, states.PROCESSING, states.CONFIRMED, states.COMPLETED, states.CANCELLED
    ),
    Action.GET_LABELS: _step(2, states.COMPLETED, states.PROCESSING, states.CANCELLED),
    Action.HAND_OVER: _step(3, states.TRANSIT, states.COMPLETED, states.CANCELLED),
    Action.CANCEL: Effect(
        frozenset({states.CREATED, states.CONFIRMED, states.PROCESSING, states.COMPLETED}),
        # Cancelled after invoicing shows as returned (contract, chapter 11).
        frozenset({states.CANCELLED, states.RETURN_DELIVERED}),
        (
            states.CANCELLED,
            states.RETURN_DELIVERED,
            states.CREATED,
            states.CONFIRMED,
            states.PROCESSING,
        ),
    ),
}


#: Refusals that also come when the step was taken before (contract, 4.5 and chapter 14).
_PERHAPS_ALREADY: dict[Action, frozenset[str]] = {
    Action.CONFIRM: frozenset({"SIM409"}),
    Action.ADD_INVOICE: frozenset({"IN453"}),
    Action.GET_LABELS: frozenset({"CR400"}),
    Action.HAND_OVER: frozenset({"D400"}),
    Action.CANCEL: frozenset({"SIM409"}),
}


def is_perhaps_already(action: Action, outcome: Outcome) -> bool:
    """Whether a refusal may only mean "already there", so that the state has to decide."""
    if outcome.state is not State.REFUSED or outcome.is_loud:
        return False
    known = outcome.code.upper() in _PERHAPS_ALREADY.get(action, frozenset())
    return known or "already" in outcome.reason.casefold()


def is_done(action: Action, status: str) -> bool:
    """Whether `status` proves that `action` took effect."""
    effect = EFFECTS.get(action)
    return effect is not None and status in effect.proof


def judge_refused(action: Action, status: str, outcome: Outcome) -> Outcome:
    """A refusal where the state shows the wished result is evidence, not a failure (A2)."""
    if outcome.state is not State.REFUSED or outcome.is_loud:
        return outcome
    if is_done(action, status):
        return Outcome(State.DONE, outcome.code, wording.ALREADY.reason, may_retry=False)
    if status == states.CANCELLED and action is not Action.CANCEL:
        return Outcome(
            State.REFUSED,
            outcome.code,
            wording.CANCELLED_MEANWHILE.reason,
            wording.CANCELLED_MEANWHILE.next_step,
            is_loud=True,
            may_retry=False,
        )
    return outcome


def judge_unknown(
    action: Action, status: str, *, is_self_ship: bool, is_second_look: bool
) -> Outcome | None:
    """What a lost answer comes to by the state that shows now; None asks to look once more."""
    if is_done(action, status):
        return Outcome(State.DONE)
    if status == states.CANCELLED:
        return wording.CANCELLED_MEANWHILE
    effect = EFFECTS.get(action)
    if effect is None or status not in effect.before:
        return wording.LOOK_YOURSELF
    if not is_second_look:
        return None
    if action is Action.HAND_OVER and is_self_ship:
        # A self-ship parcel stays COMPLETED after the hand-over (10.11): the state is no proof.
        return wording.LOOK_YOURSELF
    return wording.NOT_APPLIED


class Settler:
    """Finds out what became of records without a trusted answer."""

    #: Pause between the two looks: a write may be applied late.
    PAUSE_S = 3.0

    def __init__(
        self, store: ShipmentStore, rereader: Rereader, *, pause_s: float = PAUSE_S
    ) -> None:
        self._store = store
        self._rereader = rereader
        self._pause_s = pause_s

    def read_back(
        self, ctx: TaskContext, action: Action, ids: Collection[str]
    ) -> tuple[Changes, set[str]]:
        """Bring touched shipments up to date; returns what changed and which were read."""
        effect = EFFECTS.get(action)
        likely = effect.likely if effect else ()
        sweep = self._rereader.find(ctx, ids, likely)
        return sweep.changes, sweep.seen & set(ids)

    def settle(
        self, ctx: TaskContext, action: Action, outcomes: Mapping[str, Outcome]
    ) -> tuple[dict[str, Outcome], Changes]:
        """Re-read every shipment of `outcomes` and judge refusals and lost answers again.

        Returns the outcomes that differ now. Raises ApiError when the server cannot be asked:
        then nothing is known that was not known before.
        """
        changes, read = self.read_back(ctx, action, outcomes.keys())
        settled = self._judge(action, outcomes, read, is_second_look=False)
        doubtful = [
            shipment_id
            for shipment_id, outcome in outcomes.items()
            if outcome.state is State.UNKNOWN and shipment_id not in settled
        ]
        if doubtful:
            ctx.sleep(self._pause_s)
            more, read = self.read_back(ctx, action, doubtful)
            changes = changes.merged(more)
            again = {shipment_id: outcomes[shipment_id] for shipment_id in doubtful}
            settled |= self._judge(action, again, read, is_second_look=True)
        return settled, changes

    def _judge(
        self,
        action: Action,
        outcomes: Mapping[str, Outcome],
        read: Collection[str],
        *,
        is_second_look: bool,
    ) -> dict[str, Outcome]:
        asked = [shipment_id for shipment_id in outcomes if shipment_id in read]
        statuses = self._store.statuses(asked)
        facts = self._store.facts_each(asked)
        settled: dict[str, Outcome] = {}
        for shipment_id in asked:
            before = outcomes[shipment_id]
            status = statuses.get(shipment_id)
            after: Outcome | None = before
            if before.state is State.REFUSED and status is not None:
                after = judge_refused(action, status, before)
            elif before.state is State.UNKNOWN and status is None:
                after = wording.NO_LONGER_YOURS
            elif before.state is State.UNKNOWN and status is not None:
                after = judge_unknown(
                    action,
                    status,
                    is_self_ship=shipment_id in facts and facts[shipment_id].is_self_ship,
                    is_second_look=is_second_look,
                )
            if after is not None and after != before:
                settled[shipment_id] = after
        return settled
