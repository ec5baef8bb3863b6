"""Add invoice: the series that the numbers come from."""

from __future__ import annotations

from konnect_desktop.services.models import SeriesOptions
from konnect_desktop.ui.dialogs.invoice_series import InvoiceSeriesDialog
from konnect_desktop.ui.orders.asks import Asking


def ask(asking: Asking) -> None:
    """Open the dialog over the page."""
    now = asking.context.settings
    series = SeriesOptions(now.invoice_prefix, max(1, now.invoice_next), now.invoice_padding)
    dialog = InvoiceSeriesDialog(asking.page.window(), asking.count, series)
    dialog.chosen.connect(asking.plan)
    dialog.open()
