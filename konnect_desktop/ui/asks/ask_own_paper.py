"""Pick list, packing slips, handover sheet: their window asks for everything else."""

from __future__ import annotations

from konnect_desktop.services.own_papers import ACTIONS
from konnect_desktop.ui.asks.ask import Asking


def ask(asking: Asking) -> None:
    """Open the paper's window over the page."""
    # All that has to do with paper is loaded with the first sheet of it.
    from konnect_desktop.ui.own_papers.dialog import PaperDialog

    paper = next(paper for paper, action in ACTIONS.items() if action is asking.action)
    PaperDialog.show_for(asking.page, asking.context, paper, asking.ids)
