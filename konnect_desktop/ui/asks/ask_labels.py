"""Get labels: asked only where a self-ship parcel has no AWB yet."""

from __future__ import annotations

from konnect_desktop.domain.actions import Facts, judge
from konnect_desktop.domain.reasons import Reason
from konnect_desktop.services.batch_models import ActionOptions
from konnect_desktop.ui.asks.ask import Asking, read_first
from konnect_desktop.ui.asks.close_awb import CloseAwbDialog

Groups = list[tuple[Facts, int]]


def ask(asking: Asking) -> None:
    """Plan at once when packing closes no door."""
    read_first(
        asking,
        lambda: asking.context.services.queries.facts(asking.ids),
        lambda groups: _go_on(asking, groups),
    )


def _go_on(asking: Asking, groups: Groups) -> None:
    answers = [(judge(asking.action, facts), count) for facts, count in groups]
    open_ones = [(answer, count) for answer, count in answers if answer.is_open]
    without = sum(n for answer, n in open_ones if answer.reason is Reason.AWB_BEFORE_PACKING)
    if not without:
        # One that loses its AWB until the batch is planned is left out, too.
        asking.plan(ActionOptions(leave_out=frozenset({Reason.AWB_BEFORE_PACKING})))
        return
    total = sum(count for _, count in open_ones)
    dialog = CloseAwbDialog(asking.page.window(), total, without)
    dialog.chosen.connect(asking.plan)
    dialog.open()
