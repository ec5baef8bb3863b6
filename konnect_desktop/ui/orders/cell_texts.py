"""What the cells of the table say in words, and their tips."""

from __future__ import annotations

from datetime import datetime

from konnect_desktop.domain import sla
from konnect_desktop.domain.awb_wanted import awb_answer
from konnect_desktop.domain.rows import ShipmentRow
from konnect_desktop.ui.kit import formatting
from konnect_desktop.ui.orders import courier_words, fix_words, lane_words


def deadline(row: ShipmentRow, now: datetime) -> str:
    return formatting.deadline_text(sla.deadline(row.sla_due_at, now))


def deadline_tip(row: ShipmentRow, _now: datetime) -> str:
    if row.sla_due_at is None:
        return "Fynd gave no deadline for this order."
    return f"Must leave by {formatting.exact(row.sla_due_at)}"


def status(row: ShipmentRow, _now: datetime) -> str:
    text = lane_words.status_chip(row)[1]
    return f"{text}, locked" if row.lock else text


def status_tip(row: ShipmentRow, _now: datetime) -> str:
    queued = "Waits here for the connection; nothing is sent yet." if row.is_queued else ""
    if row.is_read_back:
        queued = "Done. Its new status is read from Fynd with the end of the batch."
    lines = [
        lane_words.journey_text(row),
        f"Fynd calls it {row.status}",
        queued,
        *fix_words.lines(row),
    ]
    return "\n".join(line for line in lines if line)


def items(row: ShipmentRow, _now: datetime) -> str:
    more = row.line_count - 1
    text = row.item_text or row.sku
    return f"{text} and {more} more" if more > 0 else text


def items_tip(row: ShipmentRow, _now: datetime) -> str:
    lines = [*fix_words.lines(row), row.item_text, f"SKU {row.sku}" if row.sku else ""]
    if row.line_count > 1:
        lines.append(f"{row.line_count} items")
    return "\n".join(line for line in lines if line)


def amount(row: ShipmentRow, _now: datetime) -> str:
    text = formatting.rupees(row.amount)
    return f"{text} COD".strip() if row.is_cod else text


def amount_figure(row: ShipmentRow, is_compact: bool) -> str:
    """The amount as it stands on one line; in compact rows with what is to be collected."""
    text = formatting.rupees(row.amount)
    return f"COD {text}" if row.is_cod and is_compact else text


def ship_to(row: ShipmentRow, _now: datetime) -> str:
    return ", ".join(part for part in (row.city, row.pincode) if part)


def ship_to_tip(row: ShipmentRow, _now: datetime) -> str:
    return "\n".join(part for part in (row.buyer, row.city, row.pincode) if part)


def awb_is_missing(row: ShipmentRow) -> bool:
    """Whether the courier cell asks for the seller's own AWB."""
    return row.is_self_ship and not row.awb_text and awb_answer(row).is_open


def courier(row: ShipmentRow, now: datetime) -> str:
    if awb_is_missing(row):
        return "Self-ship, add AWB"
    if row.courier_check_at is not None:
        return f"No courier yet, {courier_words.next_check(row, now)}"
    name = row.courier_partner or ("Self-ship" if row.is_self_ship else "")
    return " ".join(part for part in (name, row.awb_text) if part)


def courier_tip(row: ShipmentRow, now: datetime) -> str:
    if awb_is_missing(row):
        return "Press to type the AWB and courier (Ctrl+E)"
    return courier_words.courier_tip(row, now) or courier(row, now)


def paper_words(kind: str, *, has: bool, printed: bool, stale: bool = False) -> str:
    """The state of one paper in words."""
    if stale:
        return f"{kind} out of date: the AWB changed"
    if printed:
        return f"{kind} printed"
    return f"{kind} fetched" if has else f"no {kind.lower()} yet"


def papers(row: ShipmentRow, _now: datetime) -> str:
    label = paper_words(
        "Label", has=row.has_label, printed=row.label_printed, stale=row.is_stale_label
    )
    invoice = paper_words("Invoice", has=row.has_invoice, printed=row.invoice_printed)
    return f"{label}, {invoice}"
