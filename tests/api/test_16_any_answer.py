"""The rule of docs/konnect-api.md 4.1 over arbitrary answers: whatever comes back, each sent order
ends in one state, and none is called done without proof. hypothesis looks for an answer that
breaks this.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from konnect_desktop.api.calls import Answer, Call
from konnect_desktop.api.envelope import outcomes
from konnect_desktop.domain.batches import Outcome, State
from konnect_desktop.errors import ApiError

CALLS = (Call.CONFIRM, Call.INVOICE_UPDATE, Call.PACK, Call.DISPATCH, Call.CANCEL, Call.RETURN_QC)
#: Told apart by no prefix, as real shipment ids of 16 digits are.
IDS = st.lists(st.integers(10**15, 10**16 - 1).map(str), unique=True, min_size=1, max_size=20)
ID_NAMES = ("orderId", "order_id", "id", "shipmentId", "shipment_id")
CODE_NAMES = ("code", "errorCode", "error_code")
TEXT_NAMES = ("message", "reason", "description", "error", "errorMessage")
ENVELOPE = ("errors", "error", "data", "meta", "failedCount", "successCount", "payloadCount")
ENDS = {State.DONE, State.REFUSED, State.UNKNOWN}


def read(call: Call, ids: Sequence[str], body: Any, status: int = 200) -> dict[str, Outcome]:
    """The outcomes of an answer with this body."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return outcomes(call, ids, Answer(status, {}, raw))


@dataclass(frozen=True)
class Truth:
    """What the server did, and what it says about that."""

    ids: list[str]
    failed: list[str]
    body: dict[str, Any]
    #: Whether all that is known was said, truly and in full.
    is_whole: bool


@st.composite
def answers(draw: st.DrawFn) -> Truth:
    """An honest answer, then made worse: parts lost, renamed, retyped, repeated, shuffled."""
    ids = draw(IDS)
    dice = random.Random(draw(st.integers(0, 2**32)))
    failed = [one for one in ids if dice.random() < draw(st.sampled_from((0.0, 0.2, 0.6, 1.0)))]
    errors: list[Any] = [error_item(one, dice) for one in failed]
    counts: dict[str, Any] = {
        "payloadCount": len(ids),
        "successCount": len(ids) - len(failed),
        "failedCount": len(failed),
    }
    is_whole = True
    for fault in draw(st.lists(st.sampled_from(tuple(FAULTS)), max_size=4, unique=True)):
        is_whole = FAULTS[fault](errors, counts, ids, dice) and is_whole
    dice.shuffle(errors)
    inner = {**counts, "errors": errors, "status": dice.choice(("SUCCESS", "", "FAILED", None))}
    where = draw(st.sampled_from(("top", "data", "meta")))
    return Truth(ids, failed, inner if where == "top" else {where: inner}, is_whole)


def error_item(shipment_id: str, dice: random.Random) -> Any:
    """One error in one of the shapes that the contract allows."""
    if dice.random() < 0.15:
        return f"Shipment {shipment_id} was refused"
    named: Any = int(shipment_id) if dice.random() < 0.2 else shipment_id
    return {
        dice.choice(ID_NAMES): named,
        dice.choice(CODE_NAMES): dice.choice(("SIM500", "X1", 400)),
        dice.choice(TEXT_NAMES): "refused",
    }


def lose_errors(errors: list[Any], _c: Any, _i: Any, dice: random.Random) -> bool:
    before = len(errors)
    errors[:] = [error for error in errors if dice.random() < 0.5]
    return len(errors) == before


def lose_names(errors: list[Any], _c: Any, _i: Any, dice: random.Random) -> bool:
    is_whole = True
    for place, error in enumerate(errors):
        if isinstance(error, dict) and dice.random() < 0.5:
            errors[place] = {k: v for k, v in error.items() if k not in ID_NAMES}
            is_whole = False
    return is_whole


def lose_counts(_e: Any, counts: dict[str, Any], _i: Any, dice: random.Random) -> bool:
    for name in list(counts):
        if dice.random() < 0.6:
            del counts[name]
    return False


def repeat_errors(errors: list[Any], _c: Any, _i: Any, dice: random.Random) -> bool:
    errors += [error for error in errors if dice.random() < 0.5]
    return True


def add_strangers(errors: list[Any], _c: Any, _i: Any, dice: random.Random) -> bool:
    errors += [error_item(str(dice.randrange(10**16, 10**17)), dice) for _ in range(3)]
    return True


def type_counts(_e: Any, counts: dict[str, Any], _i: Any, dice: random.Random) -> bool:
    for name, value in counts.items():
        if isinstance(value, int):
            counts[name] = dice.choice((value, str(value), float(value)))
    return True


def spoil_counts(_e: Any, counts: dict[str, Any], _i: Any, dice: random.Random) -> bool:
    for name in counts:
        if dice.random() < 0.5:
            counts[name] = dice.choice((None, "many", -1, [], {}))
    return False


FAULTS = {
    one.__name__: one
    for one in (
        lose_errors,
        lose_names,
        lose_counts,
        repeat_errors,
        add_strangers,
        type_counts,
        spoil_counts,
    )
}


@settings(max_examples=250, deadline=None)
@given(answers(), st.sampled_from(CALLS))
def test_no_failure_is_called_done_however_little_of_the_answer_is_left(
    truth: Truth, call: Call
) -> None:
    result = read(call, truth.ids, truth.body)
    assert list(result) == truth.ids
    for one, outcome in result.items():
        assert outcome.state in ENDS
        if one in truth.failed:
            assert outcome.state is not State.DONE, (one, truth)
        else:
            assert outcome.state is not State.REFUSED, (one, truth)


@settings(max_examples=150, deadline=None)
@given(answers(), st.sampled_from(CALLS))
def test_a_whole_answer_leaves_nothing_unknown(truth: Truth, call: Call) -> None:
    if not truth.is_whole:
        return
    result = read(call, truth.ids, truth.body)
    assert {one for one, told in result.items() if told.state is State.REFUSED} == {*truth.failed}
    assert State.UNKNOWN not in {told.state for told in result.values()}


@settings(max_examples=100, deadline=None)
@given(answers(), st.data())
def test_counts_that_contradict_each_other_prove_nothing(truth: Truth, data: st.DataObject) -> None:
    few = data.draw(st.integers(0, len(truth.ids) - 1))
    body = {"payloadCount": len(truth.ids), "successCount": few, "failedCount": 0}
    result = read(Call.CONFIRM, truth.ids, {**body, "errors": []})
    assert {told.state for told in result.values()} == {State.UNKNOWN}


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 30) | st.text(max_size=12) | st.floats(0, 25),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from((*ENVELOPE, *ID_NAMES, *CODE_NAMES, *TEXT_NAMES)),
            inner,
            max_size=5,
        )
    ),
    max_leaves=25,
)


@settings(max_examples=250, deadline=None)
@given(IDS, JUNK | st.binary(max_size=80), st.sampled_from((200, 207, 400, 409, 422, 500)))
def test_any_junk_gives_each_order_one_state_or_one_error(
    ids: list[str], junk: Any, status: int
) -> None:
    result = None
    try:
        result = read(Call.PACK, ids, junk, status)
    except ApiError as error:
        # For all of them at once: what a 2xx did is open, and then nothing may call it undone.
        is_open = error.maybe_applied
    else:
        is_open = True
    assert is_open or status >= 400
    if result is None:
        return
    assert list(result) == ids
    for one, outcome in result.items():
        assert outcome.state in ENDS
        if outcome.state is State.DONE:
            assert _claims_success(junk, len(ids)), (one, junk)


def _claims_success(junk: Any, count: int) -> bool:
    """Whether some count in it says that nothing failed, or how many did."""
    text = json.dumps(junk, default=str)
    return "failedCount" in text or ("successCount" in text and count >= 0)
