"""An action is its rule and its record, and one that lacks something is found at the start."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from konnect_desktop.domain.actions import CHANGING, RULES, Action
from konnect_desktop.paths import resource
from konnect_desktop.services.operations import OPERATIONS
from konnect_desktop.services.wording import tried
from konnect_desktop.ui.actions.specs import BY_ACTION, ROWS, SPECS
from konnect_desktop.ui.asks.ask import as_it_is
from konnect_desktop.ui.asks.table import ASKS
from konnect_desktop.ui.batches.action_words import words


@pytest.mark.parametrize("action", list(Action))
def test_every_action_is_complete(action: Action) -> None:
    spec = BY_ACTION[action]
    assert action in RULES
    assert resource(f"icons/{spec.icon}.svg").is_file()
    assert spec.hint.endswith((".", "…"))
    # The ellipsis stands where a question always follows.
    assert not spec.asks or ASKS[action] is not as_it_is
    is_kept = spec.batch is not None
    assert is_kept == (action in OPERATIONS)
    said = words(action)
    # In an order's own history it is called as on its button.
    assert not is_kept or tried(action) == said.name
    for one in (said.button, said.done, said.also_done, said.failed):
        assert "{count}" in one.text
    assert "{all}" in said.failed.plural
    assert not is_kept or said.pending.endswith("…")
    assert OPERATIONS.keys() >= CHANGING


def test_the_keys_and_buttons_are_told_apart() -> None:
    assert len({spec.shortcut for spec in SPECS}) == len({spec.text for spec in SPECS}) == 20
    assert all(5 <= len(row) <= 9 for row in ROWS.values())


@pytest.mark.parametrize(
    ("action", "change", "word"),
    [
        (Action.TRACK, {"icon": ""}, "an icon and a key"),
        (Action.TRACK, {"shortcut": ""}, "an icon and a key"),
        (Action.CONFIRM, {"batch": None}, "needs batch words"),
    ],
)
def test_an_action_that_lacks_something_is_refused(
    action: Action, change: dict[str, Any], word: str
) -> None:
    with pytest.raises(ValueError, match=word):
        replace(BY_ACTION[action], **change)
