"""What is planned of imported rows: the shipments, and what each is told."""

from __future__ import annotations

from collections.abc import Iterable

from konnect_desktop.domain.awb_import import AwbRow
from konnect_desktop.domain.import_columns import Field
from konnect_desktop.domain.invoice_import import InvoiceRow
from konnect_desktop.services.batch_models import ActionOptions, AwbEntry, InvoiceDetails


def awb_options(rows: Iterable[AwbRow], *, auto_dispatch: bool) -> tuple[list[str], ActionOptions]:
    """The shipments and options for Action.UPDATE_AWB of the rows that are ready."""
    entries = {
        row.candidate.id: AwbEntry(row.awb, row.courier)
        for row in rows
        if row.is_ready and row.candidate is not None
    }
    return list(entries), ActionOptions(awbs=entries, auto_dispatch=auto_dispatch)


def invoice_options(rows: Iterable[InvoiceRow]) -> tuple[list[str], ActionOptions]:
    """The shipments and options for Action.ADD_INVOICE of the rows that are ready."""
    details = {
        row.candidate.id: InvoiceDetails(
            number=row.value(Field.INVOICE_NUMBER),
            irn=row.value(Field.IRN),
            qr=row.value(Field.QR),
            ack_number=row.value(Field.ACK_NUMBER),
            ack_date=row.value(Field.ACK_DATE),
            signed_invoice=row.value(Field.SIGNED_INVOICE),
        )
        for row in rows
        if row.is_ready and row.candidate is not None
    }
    return list(details), ActionOptions(invoices=details)
