"""Add invoice and Credit note: numbers, packages and details before anything is sent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject

from konnect_desktop.domain.requests import RETURN, SALE
from konnect_desktop.domain.shipments import Shipment
from konnect_desktop.services.batch_models import SeriesOptions
from konnect_desktop.services.number_preview import NumberPreview
from konnect_desktop.ui.asks.ask import Asking, allowed, read_first
from konnect_desktop.ui.asks.credit_note import CreditNoteDialog
from konnect_desktop.ui.asks.invoice_series import InvoiceForm, InvoiceSeriesDialog
from konnect_desktop.ui.asks.package_model import PackageRow, package_rows
from konnect_desktop.ui.asks.series_fields import Look
from konnect_desktop.ui.imports.invoice_dialog import InvoiceImportDialog


def ask(asking: Asking) -> None:
    """Read the orders, then open the dialog over the page."""
    read_first(asking, lambda: _read(asking), lambda found: _open_invoice(asking, *found))


def _read(asking: Asking) -> tuple[list[Shipment], list[PackageRow]]:
    shipments = allowed(asking)
    return shipments, package_rows(shipments, asking.context.settings.package_presets)


def _open_invoice(asking: Asking, shipments: list[Shipment], boxes: list[PackageRow]) -> None:
    context, now = asking.context, asking.context.settings
    form = InvoiceForm(
        SeriesOptions(now.invoice_prefix, max(1, now.invoice_next), now.invoice_padding),
        _look(asking, [shipment.id for shipment in shipments], SALE),
        has_rules=any(
            rule.fits(shipment.location_code, shipment.channel)
            for rule in now.invoice_series
            for shipment in shipments
        ),
        shipments=shipments,
        boxes=boxes,
        presets=now.package_presets,
        tokens=lambda: context.theme.tokens,
    )
    dialog = InvoiceSeriesDialog(asking.page.window(), len(shipments) or asking.count, form)
    dialog.chosen.connect(asking.plan)
    dialog.series_kept.connect(partial(_keep, asking, "invoice"))
    dialog.settings_wanted.connect(lambda: context.open_room("settings/series"))
    dialog.import_wanted.connect(partial(_import, asking, dialog))
    dialog.offer_import()
    dialog.open()


def _import(asking: Asking, dialog: InvoiceSeriesDialog) -> None:
    """Read invoice data for these orders from a file; it goes back into the dialog."""
    window = InvoiceImportDialog(dialog, asking.context, asking.ids)
    window.taken.connect(dialog.take_details)
    window.open()


def ask_credit_note(asking: Asking) -> None:
    """Read the returns, then open the dialog over the page."""
    read_first(asking, lambda: allowed(asking), lambda found: _open_credit(asking, found))


def _open_credit(asking: Asking, shipments: list[Shipment]) -> None:
    now = asking.context.settings
    series = SeriesOptions(
        now.credit_note_prefix, max(1, now.credit_note_next), now.credit_note_padding
    )
    ids = [shipment.id for shipment in shipments]
    dialog = CreditNoteDialog(
        asking.page.window(), len(ids) or asking.count, series, _look(asking, ids, RETURN)
    )
    dialog.chosen.connect(asking.plan)
    dialog.series_kept.connect(partial(_keep, asking, "credit_note"))
    dialog.open()


def _look(asking: Asking, ids: Sequence[str], kind: str) -> Look:
    """Asks the numbers in a worker thread; a newer question replaces an older one."""
    context = asking.context

    def look(
        owner: QObject, asked: SeriesOptions | None, then: Callable[[NumberPreview], None]
    ) -> None:
        context.runner.read(
            owner,
            lambda: context.services.numbers.preview(ids, kind, asked),
            then,
            key=f"numbers.{kind}",
        )

    return look


def _keep(asking: Asking, what: str, series: SeriesOptions) -> None:
    """Make this the usual series."""
    values = {
        f"{what}_prefix": series.prefix,
        f"{what}_next": series.next_number,
        f"{what}_padding": series.padding,
    }
    asking.context.runner.do(asking.page, lambda: asking.context.services.change_settings(**values))
