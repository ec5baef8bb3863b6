"""Cancel items: the items of the orders that allow it, for a few orders at a time."""

from __future__ import annotations

from konnect_desktop.domain.shipments import Shipment
from konnect_desktop.ui.asks.ask import Asking, allowed, read_first
from konnect_desktop.ui.asks.cancel_items import CancelItemsDialog
from konnect_desktop.ui.asks.item_line import MOST_LISTED
from konnect_desktop.ui.kit import messages


def ask(asking: Asking) -> None:
    """Open the dialog over the page, or say that these are too many."""
    if asking.count > MOST_LISTED:
        messages.info(
            asking.page,
            f"Items are chosen for up to {MOST_LISTED} orders at a time",
            f"{asking.count} of the ticked orders qualify. Tick fewer of them, or use "
            "Cancel whole orders.",
        )
        return
    read_first(asking, lambda: allowed(asking), lambda found: _open(asking, found))


def _open(asking: Asking, shipments: list[Shipment]) -> None:
    with_items = [shipment for shipment in shipments if shipment.open_items]
    if not with_items:
        messages.info(
            asking.page,
            "No item is left to cancel",
            "All items of these orders are cancelled already, or the orders changed meanwhile. "
            "Press Refresh.",
        )
        return
    dialog = CancelItemsDialog(asking.page.window(), with_items, asking.account)
    dialog.chosen.connect(asking.plan)
    dialog.open()
