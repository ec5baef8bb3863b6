"""The sentence after a crash: its parts add up to the batch, and it says where to press."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.batches import Outcome, State
from konnect_desktop.domain.journal import Batch, BatchId, JournalRecord
from konnect_desktop.services.batch_models import RecoveryReport
from konnect_desktop.services.recovery import recovered


def batch(*states: State, number: int = 1) -> Batch:
    records = tuple(
        JournalRecord(f"{number}-{place}", "", {}, Outcome(state))
        for place, state in enumerate(states)
    )
    return Batch(
        BatchId(number), Action.CONFIRM, {}, datetime(2026, 6, 1, tzinfo=UTC), None, None, records
    )


def summed(report: RecoveryReport) -> int:
    return sum(int(number) for number in re.findall(r"\b(\d+) ", str(report.sentence)))


@pytest.mark.parametrize(
    "states",
    [
        [State.DONE] * 2 + [State.REFUSED] * 3,
        [State.REFUSED] * 5,
        [State.DONE, State.WITHDRAWN],
        list(State),
        [State.NEEDS_YOU, State.UNKNOWN, State.UNKNOWN, State.NOT_SENT],
    ],
)
def test_the_parts_add_up(states: list[State]) -> None:
    one, other = batch(*states), batch(State.DONE, number=2)
    report = recovered([one, other], [one, other], [])
    assert summed(report) == len(states) + 1, str(report.sentence)
    assert str(report.sentence).endswith("Nothing was done twice.")


def test_refused_ones_are_named() -> None:
    found = batch(State.REFUSED, State.REFUSED, State.DONE)
    assert "1 done; 2 refused" in str(recovered([found], [found], []).sentence)


def test_it_says_where_to_press_retry_once() -> None:
    found = batch(State.REFUSED, State.NOT_SENT, State.NOT_SENT)
    sentence = str(recovered([found], [found], []).sentence)
    assert sentence.count("Retry") == 1
    assert "under the list of orders" in sentence
    assert "Retry" not in str(recovered([batch(State.DONE)], [batch(State.DONE)], []).sentence)
    # What cannot be tried again does not ask for it.
    gone = Batch(
        BatchId(1), Action.CONFIRM, {}, datetime(2026, 6, 1, tzinfo=UTC), None, None,
        (JournalRecord("1", "", {}, Outcome(State.REFUSED, may_retry=False)),),
    )  # fmt: skip
    assert "Retry" not in str(recovered([gone], [gone], []).sentence)


def test_nothing_in_it_is_said_plainly() -> None:
    assert "nothing is left open" in str(recovered([batch()], [batch()], []).sentence)


def test_news_are_of_what_was_not_known_alone() -> None:
    before = batch(State.UNKNOWN, State.UNKNOWN, State.SENT, State.DONE)
    after = batch(State.DONE, State.NOT_SENT, State.UNKNOWN, State.DONE)
    news = str(recovered([before], [after], []).news)
    assert news.startswith("Looked up at Fynd what was not known: 1 done; 1 not sent.")
    assert "Retry" in news
    assert str(recovered([after], [after], []).news) == ""
