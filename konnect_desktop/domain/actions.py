"""Every operation, and whether a shipment allows it (docs/konnect-api.md 15 and 17).

The visible status hides the real one, so the answer is *eligible*, *likely* (the server
decides) or *blocked, because*. A refusal from the server corrects the picture later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from konnect_desktop.domain import states
from konnect_desktop.domain.reasons import Reason
from konnect_desktop.domain.states import Journey, Lock


class Action(StrEnum):
    """What a seller can do with shipments, by the words of the toolbar."""

    CONFIRM = "confirm"
    ADD_INVOICE = "add_invoice"
    CHECK_COURIER = "check_courier"
    GET_LABELS = "get_labels"  # the server's "pack"
    PRINT_LABEL = "print_label"
    PRINT_INVOICE = "print_invoice"
    PICK_LIST = "pick_list"  # this and the next two are papers of our own, made here
    PACKING_SLIP = "packing_slip"
    HANDOVER_SHEET = "handover_sheet"
    MARK_PACKED = "mark_packed"  # our own local fact, nothing is sent
    HAND_OVER = "hand_over"  # the server's "dispatch"
    CANCEL = "cancel"
    CANCEL_ITEMS = "cancel_items"
    UPDATE_AWB = "update_awb"
    UPDATE_STATUS = "update_status"
    RETURN_QC = "return_qc"
    CREDIT_NOTE = "credit_note"
    TRACK = "track"
    CHECK_INFO = "check_info"  # status, deadline and lock; changes nothing
    REFRESH = "refresh"


class Verdict(StrEnum):
    """May this shipment take part?"""

    ELIGIBLE = "eligible"
    LIKELY = "likely"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Facts:
    """All that availability depends on; few distinct values, so SQL can group by them."""

    status: str
    journey: Journey = Journey.FORWARD
    is_self_ship: bool = False
    has_courier: bool = False
    has_awb: bool = False
    lock: Lock = Lock.FREE
    dispatched_here: bool = False
    packed_here: bool = False
    label_printed: bool = False
    #: Stands in a batch that has not finished.
    is_busy: bool = False
    #: Last known OMS milestone (self-ship), "" when unknown.
    milestone: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer for one shipment; `reason` is set when blocked, or as a caution."""

    verdict: Verdict
    reason: Reason | None = None

    @property
    def is_open(self) -> bool:
        """Whether the shipment takes part when the button is pressed."""
        return self.verdict is not Verdict.BLOCKED


@dataclass(frozen=True, slots=True)
class Availability:
    """The answer for a selection: how many qualify, and why the others do not."""

    action: Action
    eligible: int = 0
    likely: int = 0
    blocked: tuple[tuple[Reason, int], ...] = ()
    cautions: tuple[tuple[Reason, int], ...] = ()

    @property
    def count(self) -> int:
        """How many take part."""
        return self.eligible + self.likely

    @property
    def blocked_count(self) -> int:
        """How many are left out."""
        return sum(count for _, count in self.blocked)


_YES = Answer(Verdict.ELIGIBLE)
_LIKELY = Answer(Verdict.LIKELY)


def _no(reason: Reason) -> Answer:
    return Answer(Verdict.BLOCKED, reason)


def _likely(reason: Reason) -> Answer:
    return Answer(Verdict.LIKELY, reason)


#: Statuses of a forward parcel in their order; everything later has passed the earlier steps.
_RANK = {
    states.CREATED: 0,
    states.CONFIRMED: 1,
    states.PROCESSING: 2,
    states.COMPLETED: 3,
    states.TRANSIT: 4,
    states.HANDED_OVER_TO_CUSTOMER: 5,
    states.DELIVERED: 5,
}


def _forward(facts: Facts, rule: Callable[[Facts, int], Answer]) -> Answer:
    """Apply a rule by rank after the answers that are the same for every forward action."""
    if facts.status == states.CANCELLED:
        return _no(Reason.CANCELLED)
    if facts.journey is not Journey.FORWARD or facts.status in states.RETURN_STATUSES:
        return _no(Reason.IS_RETURN)
    rank = _RANK.get(facts.status)
    if rank is None:
        return _no(Reason.UNKNOWN_STATUS)
    return rule(facts, rank)


def _confirm(_facts: Facts, rank: int) -> Answer:
    return _YES if rank == 0 else _no(Reason.ALREADY_CONFIRMED)


def _add_invoice(_facts: Facts, rank: int) -> Answer:
    if rank == 0:
        return _no(Reason.CONFIRM_FIRST)
    return _YES if rank == 1 else _no(Reason.ALREADY_INVOICED)


def _before_courier(rank: int) -> Answer | None:
    if rank == 0:
        return _no(Reason.CONFIRM_FIRST)
    if rank == 1:
        return _no(Reason.INVOICE_FIRST)
    return None


def _check_courier(_facts: Facts, rank: int) -> Answer:
    return _before_courier(rank) or _YES


def _get_labels(facts: Facts, rank: int) -> Answer:
    early = _before_courier(rank)
    if early:
        return early
    if rank > 2:
        return _no(Reason.ALREADY_PACKED)
    if facts.is_self_ship:
        return _LIKELY if facts.has_awb else _likely(Reason.AWB_BEFORE_PACKING)
    # A courier name is only the best sign of dp_assigned, not a proof (section 6).
    return _LIKELY if facts.has_courier else _no(Reason.COURIER_FIRST)


def _print(facts: Facts, rank: int) -> Answer:
    if rank == 2 and not facts.has_courier and not facts.is_self_ship:
        return _no(Reason.COURIER_FIRST)
    early = _before_courier(rank)
    if early:
        return early
    if rank == 2:
        return _no(Reason.LABELS_FIRST)
    # Reprints after hand-over are not documented (10.9), so the server decides.
    return _YES if rank == 3 else _LIKELY


def _pick_list(facts: Facts, rank: int) -> Answer:
    return _no(Reason.ALREADY_LEFT) if rank > 3 or facts.dispatched_here else _YES


def _handover_sheet(_facts: Facts, rank: int) -> Answer:
    # A sheet printed after the hand-over is late, but the courier may still sign it.
    if rank > 4:
        return _no(Reason.ALREADY_LEFT)
    return _YES if rank >= 3 else _no(Reason.LABELS_FIRST)


def _mark_packed(facts: Facts, rank: int) -> Answer:
    if rank < 3:
        return _no(Reason.LABELS_FIRST)
    if rank > 3:
        return _no(Reason.ALREADY_LEFT)
    return _no(Reason.ALREADY_PACKED_HERE) if facts.packed_here else _YES


def _hand_over(facts: Facts, rank: int) -> Answer:
    if rank < 3:
        return _no(Reason.LABELS_FIRST)
    if rank > 3:
        return _no(Reason.ALREADY_LEFT)
    return _no(Reason.ALREADY_HANDED_OVER) if facts.dispatched_here else _YES


def _cancel(_facts: Facts, rank: int) -> Answer:
    if rank <= 1:
        return _YES
    if rank == 2:
        # Two official pages disagree on cancelling after the invoice (10.3).
        return _likely(Reason.PERHAPS_REFUSED)
    return _no(Reason.PACKED_NO_CANCEL if rank == 3 else Reason.TOO_LATE_TO_CANCEL)


def _cancel_items(_facts: Facts, rank: int) -> Answer:
    if rank <= 1:
        return _YES
    return _no(Reason.TOO_LATE_FOR_ITEMS if rank <= 3 else Reason.TOO_LATE_TO_CANCEL)


def _awb_forward(facts: Facts, rank: int) -> Answer:
    early = _before_courier(rank)
    if early:
        return early
    if rank == 2:
        return _likely(Reason.AWB_OVERWRITES) if facts.has_awb else _LIKELY
    return _no(Reason.PACKED_CLOSES_AWB if rank == 3 else Reason.ALREADY_LEFT)


def _update_awb(facts: Facts) -> Answer:
    if facts.status == states.CANCELLED:
        return _no(Reason.CANCELLED)
    if not facts.is_self_ship:
        return _no(Reason.NOT_SELF_SHIP)
    if facts.journey is Journey.RETURN and facts.status == states.RETURN_PROCESSING:
        return _likely(Reason.AWB_OVERWRITES) if facts.has_awb else _LIKELY
    if facts.status in states.RETURN_STATUSES:
        return _no(Reason.TAKES_NO_AWB)
    return _forward(facts, _awb_forward)


def next_milestones(facts: Facts) -> tuple[str, ...]:
    """The status values that may follow (10.12 and 17.2 to 17.5); empty when none may."""
    if not facts.is_self_ship:
        return ()
    if facts.journey is Journey.RETURN:
        if facts.status != states.RETURN_PROCESSING:
            return ()
        if facts.milestone == "return_bag_in_transit":
            return ("return_bag_delivered",)
        return ("return_bag_in_transit", "return_bag_delivered")
    if facts.status == states.RETURN_PROCESSING:
        return ("rto_bag_delivered",)
    if facts.status in (states.PROCESSING, states.COMPLETED):
        return ("bag_picked",)
    if facts.status != states.TRANSIT:
        return ()
    ends = ("delivery_done", "rto_bag_delivered")
    optional = {
        "out_for_delivery": ("delivery_attempt_failed",),
        "delivery_attempt_failed": ("delivery_reattempt_requested",),
        "delivery_reattempt_requested": ("out_for_delivery",),
    }.get(facts.milestone, ("out_for_delivery", "delivery_attempt_failed"))
    return optional + ends


def _update_status(facts: Facts) -> Answer:
    if facts.status == states.CANCELLED:
        return _no(Reason.CANCELLED)
    if not facts.is_self_ship:
        return _no(Reason.NOT_SELF_SHIP)
    if not next_milestones(facts):
        early = _before_courier(_RANK.get(facts.status, 9))
        return early or _no(Reason.NO_STEP_FOLLOWS)
    # PROCESSING may still be bag_invoiced; everything else follows the documented chain.
    if facts.status == states.TRANSIT and facts.milestone:
        return _YES
    if facts.status == states.PROCESSING and not facts.has_awb:
        return _likely(Reason.NO_AWB_YET)
    return _LIKELY


def _is_back(facts: Facts) -> bool:
    return facts.status in states.RETURN_STATUSES


def _return_qc(facts: Facts) -> Answer:
    if facts.status == states.CANCELLED:
        # Cancelled after the invoice comes back like a return (section 11); nothing shows it.
        return _likely(Reason.PERHAPS_REFUSED)
    if not _is_back(facts):
        return _no(Reason.NOT_A_RETURN if facts.status in _RANK else Reason.UNKNOWN_STATUS)
    if facts.status == states.RETURN_PROCESSING:
        return _no(Reason.NOT_BACK_YET)
    if facts.status == states.RETURN_DELIVERED:
        return _LIKELY
    if facts.status == states.CREDIT_NOTE_GENERATED:
        return _no(Reason.ALREADY_CREDITED)
    return _no(Reason.ALREADY_ACCEPTED)


def _credit_note(facts: Facts) -> Answer:
    if facts.status == states.CANCELLED:
        return _no(Reason.CANCELLED)
    if not _is_back(facts):
        return _no(Reason.NOT_A_RETURN if facts.status in _RANK else Reason.UNKNOWN_STATUS)
    if facts.status in (states.RETURN_COMPLETED, states.RETURN_ACCEPTED):
        return _YES
    if facts.status == states.CREDIT_NOTE_GENERATED:
        return _no(Reason.ALREADY_CREDITED)
    return _no(Reason.ACCEPT_FIRST)


def _track(facts: Facts) -> Answer:
    if _RANK.get(facts.status, 9) <= 2 and not facts.has_awb:
        return _no(Reason.NOTHING_TO_TRACK)
    if facts.status == states.CANCELLED and not facts.has_awb:
        return _no(Reason.CANCELLED)
    return _YES


def _for_forward(rule: Callable[[Facts, int], Answer]) -> Callable[[Facts], Answer]:
    return lambda facts: _forward(facts, rule)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """When an action may be done, and what it does."""

    judge: Callable[[Facts], Answer]
    #: Something at Fynd: journalled, and forbidden while locked or in a batch.
    changes: bool
    #: A financial lock stops only these (section 12).
    is_money: bool = False


RULES: dict[Action, Rule] = {
    Action.CONFIRM: Rule(judge=_for_forward(_confirm), changes=True),
    Action.ADD_INVOICE: Rule(judge=_for_forward(_add_invoice), changes=True, is_money=True),
    Action.CHECK_COURIER: Rule(judge=_for_forward(_check_courier), changes=False),
    Action.GET_LABELS: Rule(judge=_for_forward(_get_labels), changes=True),
    Action.PRINT_LABEL: Rule(judge=_for_forward(_print), changes=False),
    Action.PRINT_INVOICE: Rule(judge=_for_forward(_print), changes=False),
    Action.PICK_LIST: Rule(judge=_for_forward(_pick_list), changes=False),
    Action.PACKING_SLIP: Rule(judge=_for_forward(lambda _facts, _rank: _YES), changes=False),
    Action.HANDOVER_SHEET: Rule(judge=_for_forward(_handover_sheet), changes=False),
    Action.MARK_PACKED: Rule(judge=_for_forward(_mark_packed), changes=False),
    Action.HAND_OVER: Rule(judge=_for_forward(_hand_over), changes=True),
    Action.CANCEL: Rule(judge=_for_forward(_cancel), changes=True),
    Action.CANCEL_ITEMS: Rule(judge=_for_forward(_cancel_items), changes=True),
    Action.UPDATE_AWB: Rule(judge=_update_awb, changes=True),
    Action.UPDATE_STATUS: Rule(judge=_update_status, changes=True),
    Action.RETURN_QC: Rule(judge=_return_qc, changes=True),
    Action.CREDIT_NOTE: Rule(judge=_credit_note, changes=True, is_money=True),
    Action.TRACK: Rule(judge=_track, changes=False),
    Action.CHECK_INFO: Rule(judge=lambda _facts: _YES, changes=False),
    Action.REFRESH: Rule(judge=lambda _facts: _YES, changes=False),
}
if _lawless := set(Action) - RULES.keys():
    raise ValueError(f"no rule for {sorted(_lawless)}")
#: Actions that change something at Fynd.
CHANGING = frozenset(action for action, rule in RULES.items() if rule.changes)


def judge(action: Action, facts: Facts) -> Answer:
    """May this one shipment take part in `action`?"""
    rule = RULES[action]
    answer = rule.judge(facts)
    if not answer.is_open or not rule.changes:
        return answer
    if facts.is_busy:
        return _no(Reason.BUSY)
    if facts.lock is Lock.FULL:
        return _no(Reason.LOCKED)
    if facts.lock is Lock.FINANCIAL and rule.is_money:
        return _no(Reason.LOCKED_MONEY)
    return answer


def availability(action: Action, groups: Iterable[tuple[Facts, int]]) -> Availability:
    """How many of a selection qualify, and why the others do not, most frequent first."""
    eligible = likely = 0
    blocked: dict[Reason, int] = {}
    cautions: dict[Reason, int] = {}
    for facts, count in groups:
        answer = judge(action, facts)
        if answer.verdict is Verdict.BLOCKED:
            assert answer.reason is not None
            blocked[answer.reason] = blocked.get(answer.reason, 0) + count
            continue
        if answer.reason is not None:
            cautions[answer.reason] = cautions.get(answer.reason, 0) + count
        if answer.verdict is Verdict.ELIGIBLE:
            eligible += count
        else:
            likely += count
    return Availability(action, eligible, likely, _ranked(blocked), _ranked(cautions))


def _ranked(counts: dict[Reason, int]) -> tuple[tuple[Reason, int], ...]:
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
