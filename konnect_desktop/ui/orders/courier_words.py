"""How the wait for a courier reads: in the table, its tool tip, the details and the strip."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from konnect_desktop.domain.courier_watch import CourierWait
from konnect_desktop.domain.rows import ShipmentRow
from konnect_desktop.ui.kit import formatting


def next_check(row: ShipmentRow, now: datetime) -> str:
    """next check in 4 min; "" when nothing is waited for."""
    if row.courier_check_at is None:
        return ""
    return f"next check {formatting.until(row.courier_check_at, now)}"


def in_cell(row: ShipmentRow, now: datetime) -> str:
    """Check in 4 min: the same for the narrow column."""
    if row.courier_check_at is None:
        return ""
    left = row.courier_check_at - now
    if left <= timedelta(0):
        return "Checking now"
    if left < timedelta(minutes=1):
        return "Check in < 1 min"
    return f"Check in {formatting.span(left)}"


def waiting_lines(row: ShipmentRow, now: datetime) -> list[tuple[str, str]]:
    """Since when an order waits, and when it is asked about again, for the detail pane."""
    if row.courier_check_at is None or row.courier_since is None:
        return []
    asked = f", asked {formatting.count_of(row.courier_tries, 'time')}" if row.courier_tries else ""
    waited = formatting.span(now - row.courier_since)
    return [
        ("Waiting since", f"{formatting.when(row.courier_since, now)} ({waited})"),
        ("Next check", f"{formatting.until(row.courier_check_at, now)}{asked}"),
    ]


def courier_tip(row: ShipmentRow, now: datetime) -> str:
    """The same as one text."""
    lines = waiting_lines(row, now)
    if not lines:
        return ""
    told = "\n".join(f"{name}: {text}" for name, text in lines)
    return f"Fynd is still looking for a courier.\n{told}"


def strip_text(waits: Sequence[CourierWait], now: datetime, *, is_on: bool) -> str:
    """One line over the list: how many wait, and what happens next."""
    if not waits:
        return ""
    text = f"{formatting.count_of(len(waits), 'order waits', 'orders wait')} for a courier"
    if not is_on:
        return f"{text}. The app asks again by itself when it is signed in and connected."
    left = (waits[0].next_check_at - now).total_seconds()
    if left <= 0:
        return f"{text} · asking now"
    when = f"in {int(left) + 1} s" if left < 60 else formatting.until(waits[0].next_check_at, now)
    return f"{text} · next check {when}"


def arrived_text(count: int) -> str:
    """Courier assigned for 12 orders."""
    return f"Courier assigned for {formatting.count_of(count, 'order')}."


def long_text(count: int, hours: int) -> str:
    """3 orders have waited for a courier for more than 6 hours."""
    who = formatting.count_of(count, "order has", "orders have")
    return f"{who} waited for a courier for more than {formatting.count_of(hours, 'hour')}."
