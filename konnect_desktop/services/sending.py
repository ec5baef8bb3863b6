"""One group of at most 20 records: the call of its operation, and what is remembered of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.changes import Changes
from konnect_desktop.domain.journal import JournalRecord
from konnect_desktop.services.operations import OPERATIONS
from konnect_desktop.services.operations.base import Hands, Sent, done_of

__all__ = ["Sender", "Sent"]


class Sender:
    """Makes the call of an action. Raises ApiError; its `maybe_applied` decides what is known."""

    def __init__(self, hands: Hands) -> None:
        self._hands = hands

    def send(
        self, action: Action, records: Sequence[JournalRecord], should_stop: Callable[[], bool]
    ) -> Sent:
        """Send one group; `should_stop` is asked only while nothing of it is on its way."""
        sent = OPERATIONS[action].send(self._hands, records, should_stop)
        done = done_of(records, sent.outcomes)
        return replace(sent, changes=sent.changes.merged(self.remember(action, done)))

    def remember(self, action: Action, records: Sequence[JournalRecord]) -> Changes:
        """Keep what the server accepted of these but will not show."""
        return OPERATIONS[action].remember(self._hands, records) if records else Changes()
