"""Set status: the steps that may follow for the ticked self-ship parcels."""

from __future__ import annotations

from konnect_desktop.domain.actions import Facts, judge
from konnect_desktop.domain.milestones import choices
from konnect_desktop.ui.actions.offer import explain
from konnect_desktop.ui.asks.ask import Asking, read_first
from konnect_desktop.ui.asks.set_status import SetStatusDialog
from konnect_desktop.ui.kit import messages

Groups = list[tuple[Facts, int]]


def ask(asking: Asking) -> None:
    """Read where the parcels are, then open the dialog over the page."""
    read_first(asking, lambda: _open_ones(asking), lambda found: _open(asking, found))


def _open_ones(asking: Asking) -> Groups:
    groups: Groups = asking.context.services.queries.facts(asking.ids)
    return [(facts, count) for facts, count in groups if judge(asking.action, facts).is_open]


def _open(asking: Asking, groups: Groups) -> None:
    found = choices(groups)
    if not found:
        messages.info(
            asking.page,
            "No step follows for these orders",
            "They moved on meanwhile. Press Refresh, then look again.",
        )
        return
    total = sum(count for _, count in groups)
    left_out = []
    if asking.availability is not None and asking.availability.blocked:
        left_out = [" ".join(explain(asking.availability).split("\n"))]
    dialog = SetStatusDialog(asking.page.window(), found, total, left_out)
    dialog.chosen.connect(asking.plan)
    dialog.open()
