"""What of batches goes into a table for a spreadsheet program."""

from __future__ import annotations

from collections.abc import Sequence

from konnect_desktop.domain.journal import Batch, BatchSummary
from konnect_desktop.ui.batches.action_words import STATE_WORDS, words
from konnect_desktop.ui.kit.formatting import exact
from konnect_desktop.ui.kit.say import say

HEADINGS = ("Action", "Order", "Shipment", "Outcome", "Reason", "What to do", "Code", "Settled")
HISTORY_HEADINGS = ("Batch", "When", "Action", "Orders", *STATE_WORDS.values(), "Who")


def batch_rows(batch: Batch) -> list[tuple[str, ...]]:
    """One line for each record, in the order of sending."""
    return [
        (
            words(batch.action).verb,
            record.label,
            record.shipment_id,
            STATE_WORDS[record.state],
            say(record.outcome.message),
            say(record.outcome.next),
            record.outcome.code,
            exact(record.settled_at),
        )
        for record in batch.records
    ]


def history_rows(summaries: Sequence[BatchSummary]) -> list[tuple[str, ...]]:
    """One line for each batch, newest first, with how many orders ended in which way."""
    return [
        (
            str(summary.id),
            exact(summary.created_at),
            words(summary.action).verb,
            str(sum(summary.counts.values())),
            *(str(summary.counts.get(state, 0)) for state in STATE_WORDS),
            summary.person,
        )
        for summary in summaries
    ]
