"""Update AWB: the grid of the chosen orders."""

from __future__ import annotations

from konnect_desktop.ui.asks.ask import Asking
from konnect_desktop.ui.awb.dialog import AwbDialog


def ask(asking: Asking) -> None:
    """Open the dialog over the page."""
    dialog = AwbDialog(asking.page.window(), asking.context, asking.ids)
    dialog.planned.connect(asking.show)
    dialog.open()
