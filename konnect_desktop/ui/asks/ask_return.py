"""Accept return: the items when there are few returns, else all good only."""

from __future__ import annotations

from konnect_desktop.domain.shipments import Shipment
from konnect_desktop.ui.asks.ask import Asking, allowed, read_first
from konnect_desktop.ui.asks.item_line import MOST_LISTED
from konnect_desktop.ui.asks.return_qc import ReturnQcDialog


def ask(asking: Asking) -> None:
    """Open the dialog over the page."""
    if asking.count > MOST_LISTED:
        _open(asking, asking.count, [])
    else:
        read_first(asking, lambda: allowed(asking), lambda found: _open(asking, len(found), found))


def _open(asking: Asking, count: int, shipments: list[Shipment]) -> None:
    dialog = ReturnQcDialog(asking.page.window(), count, shipments)
    dialog.chosen.connect(asking.plan)
    dialog.open()
