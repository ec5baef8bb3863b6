"""Print labels or invoices: the preview asks for everything else."""

from __future__ import annotations

from konnect_desktop.domain.actions import Action
from konnect_desktop.services.paper_models import INVOICE, LABEL
from konnect_desktop.ui.asks.ask import Asking


def ask(asking: Asking) -> None:
    """Open the preview over the page, or print at once where the seller chose that."""
    # All that has to do with paper is loaded with the first sheet of it.
    from konnect_desktop.ui.printing.at_once import AtOncePrint
    from konnect_desktop.ui.printing.preview import PreviewDialog

    kinds = (LABEL if asking.action is Action.PRINT_LABEL else INVOICE,)
    if AtOncePrint.is_wanted(asking.context):
        AtOncePrint(asking.page, asking.context, asking.ids, kinds)
    else:
        PreviewDialog.show_for(asking.page, asking.context, asking.ids, kinds)
