"""PDFs of the practice server: labels (A6, a page a parcel) and invoices (A4)."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Sequence
from datetime import datetime

from reportlab.pdfgen.canvas import Canvas

from konnect_desktop.practice.invoice_paper import draw_invoice
from konnect_desktop.practice.label_paper import draw_label
from konnect_desktop.practice.model import SimShipment

# reportlab keeps fonts and their subsets in module state.
_GUARD = threading.Lock()


def labels(shipments: Sequence[SimShipment], now: datetime) -> bytes:
    """One PDF with the labels in the order asked for, one page a parcel."""

    def draw(canvas: Canvas) -> None:
        for shipment in shipments:
            for package in range(len(shipment.packages) or 1):
                draw_label(canvas, shipment, package)

    return _pdf("Shipping labels", draw)


def invoices(shipments: Sequence[SimShipment], now: datetime) -> bytes:
    """One PDF with the invoices in the order asked for, dated `now`."""

    def draw(canvas: Canvas) -> None:
        for shipment in shipments:
            draw_invoice(canvas, shipment, now)

    return _pdf("Invoices", draw)


def _pdf(title: str, draw: Callable[[Canvas], None]) -> bytes:
    with _GUARD:
        target = io.BytesIO()
        canvas = Canvas(target, pageCompression=1, invariant=1)
        canvas.setTitle(title)
        draw(canvas)
        canvas.save()
        return target.getvalue()
