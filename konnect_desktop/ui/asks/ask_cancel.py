"""Cancel whole orders: a reason for all, and the number above five."""

from __future__ import annotations

from konnect_desktop.ui.asks.ask import Asking
from konnect_desktop.ui.asks.cancel import CancelDialog


def ask(asking: Asking) -> None:
    """Open the dialog over the page."""
    dialog = CancelDialog(asking.page.window(), asking.count, asking.cautions, asking.account)
    dialog.chosen.connect(asking.plan)
    dialog.open()
