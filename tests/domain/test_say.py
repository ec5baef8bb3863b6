"""Messages: equal by what they say, safe in a column, the same in words after a round trip."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from konnect_desktop.domain.say import (
    NOTHING,
    Msg,
    from_json,
    in_words,
    of,
    to_json,
    together,
)

REFUSED = Msg("{count} order was refused.", {"count": 3}, "{count} orders were refused.")
AT = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("message", "read"),
    [
        (NOTHING, ""),
        (Msg("Press Refresh."), "Press Refresh."),
        (REFUSED, "3 orders were refused."),
        (Msg("{count} order.", {"count": 1}, "{count} orders."), "1 order."),
        (Msg("{count} order.", {"count": 0}, "{count} orders."), "0 orders."),
        (Msg("{count} order.", {"count": 123456}, "{count} orders."), "1,23,456 orders."),
        (
            Msg("{n} of {all} order.", {"n": 2, "all": 5}, "{n} of {all} orders.", counted="all"),
            "2 of 5 orders.",
        ),
        (Msg("Courier: {name}.", {"name": "{count}"}), "Courier: {count}."),
        (Msg("With {FY} in its place."), "With {FY} in its place."),
        (Msg("With {FY} and {prefix}.", {"prefix": "A"}), "With {FY} and A."),
        (Msg("Waiting since {since}.", {"since": AT}), "Waiting since 24 Nov, 09:30."),
        (Msg("From {day}.", {"day": date(2026, 4, 1)}), "From 1 Apr."),
        (
            Msg("{action}: not done.", {"action": Msg("Confirm")}),
            "Confirm: not done.",
        ),
        (Msg("broken { and {0} and {} and }{"), "broken { and {0} and {} and }{"),
        (together(Msg("One."), NOTHING, REFUSED), "One. 3 orders were refused."),
        (together(NOTHING, Msg("One.")), "One."),
        (together(), ""),
    ],
)
def test_a_message_reads(message: Msg, read: str) -> None:
    assert in_words(message) == read
    assert from_json(to_json(message)) == message
    assert hash(from_json(to_json(message))) == hash(message)


def test_messages_are_equal_by_what_they_say() -> None:
    one = Msg("{a} {b}", {"a": "1", "b": 2})
    assert one == Msg("{a} {b}", {"b": 2, "a": "1"})
    assert one != Msg("{a} {b}", {"b": "2", "a": "1"})
    assert one.of("b") == 2
    assert one.of("c") is None
    assert not NOTHING
    assert REFUSED
    assert together(Msg("One.")) == Msg("One.")
    assert of("One.") == Msg("One.") == of(Msg("One."))


@pytest.mark.parametrize(
    "old",
    [
        "",
        "Locked by Fynd.",
        "Fynd refused: {0} of {count} {}",
        '{"text": 5}',
        '{"text": "a", "args": []}',
        '{"text": "a", "plural": 1}',
        "[1, 2]",
        "12",
        "null",
        "{",
        '{"said": "no"}',
        "[" * 100_000,
    ],
)
def test_what_is_no_message_is_read_as_it_stands(old: str) -> None:
    assert from_json(old) == Msg(old)
    assert in_words(from_json(old)) == old


def test_strange_arguments_are_shown_and_break_nothing() -> None:
    deep: object = "bottom"
    for _ in range(50):
        deep = {"text": "{in}", "args": {"in": deep}}
    odd = {"a": None, "b": [1], "c": {"moment": "never"}, "d": {"day": 5}, "e": 1.5, "f": deep}
    told = json.dumps({"text": "{a} {b} {c} {d} {e} {f}", "args": odd})
    read = in_words(from_json(told))
    assert read.startswith('null [1] {"moment": "never"} {"day": 5} 1.5 ')
    assert "bottom" in read


texts = st.text(max_size=20)
messages = st.recursive(
    st.builds(Msg, texts),
    lambda inner: st.builds(
        lambda text, args, plural, counted: Msg(text, args, plural, counted=counted),
        texts | st.sampled_from(["{a} and {b}", "{count} of {a}", "{a}{a}"]),
        st.dictionaries(
            st.sampled_from(["a", "b", "count"]),
            texts | st.integers() | st.datetimes(timezones=st.just(UTC)) | st.dates() | inner,
        ),
        texts,
        st.sampled_from(["count", "a"]),
    ),
    max_leaves=5,
)


@given(messages)
def test_any_message_survives_the_column(message: Msg) -> None:
    again = from_json(to_json(message))
    assert again == message
    assert in_words(again) == in_words(message)


def test_every_text_in_it_is_cleaned_for_the_column() -> None:
    message = Msg("\ud800{a}", {"a": Msg("{b}", {"b": "\ud800", "n": 1})}, "\ud800")
    kept = to_json(message, lambda text: text.replace("\ud800", "?"))
    assert from_json(kept) == Msg("?{a}", {"a": Msg("{b}", {"b": "?", "n": 1})}, "?")
