"""Confirm: asked only when the buyer cancelled a part of an order meanwhile
(docs/konnect-api.md 10.4)."""

from __future__ import annotations

from konnect_desktop.domain.shipments import Shipment
from konnect_desktop.services.batch_models import ActionOptions
from konnect_desktop.ui.asks.ask import Asking, allowed, read_first
from konnect_desktop.ui.asks.confirm_preview import ConfirmPreview


def ask(asking: Asking) -> None:
    """Plan at once when every item is open, else show what will not be sent."""
    read_first(asking, lambda: _shortened(asking), lambda found: _go_on(asking, found))


def _shortened(asking: Asking) -> list[Shipment]:
    """The orders of which some items are cancelled."""
    ids = asking.context.services.queries.shortened(asking.ids)
    return allowed(asking, ids) if ids else []


def _go_on(asking: Asking, shortened: list[Shipment]) -> None:
    if not shortened:
        asking.plan(ActionOptions())
        return
    dialog = ConfirmPreview(asking.page.window(), asking.count, shortened)
    dialog.chosen.connect(asking.plan)
    dialog.open()
