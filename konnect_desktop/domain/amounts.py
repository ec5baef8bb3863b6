"""Numbers and rupees as they are written in India."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

_CENT = Decimal("0.01")


def grouped(number: int) -> str:
    """1234567 as 12,34,567: the last three digits, then pairs."""
    digits = str(abs(number))
    head, tail = digits[:-3], digits[-3:]
    parts: list[str] = []
    while len(head) > 2:
        parts.insert(0, head[-2:])
        head = head[:-2]
    if head:
        parts.insert(0, head)
    text = ",".join([*parts, tail])
    return f"-{text}" if number < 0 else text


def rupees(amount: Decimal | None) -> str:
    """₹1,23,456.00, or nothing when the server named no amount."""
    if amount is None or not amount.is_finite():
        return ""
    cents = abs(amount).quantize(_CENT, rounding=ROUND_HALF_UP)
    whole, _, part = f"{cents:f}".partition(".")
    sign = "-" if amount < 0 and cents else ""
    return f"{sign}₹{grouped(int(whole))}.{part}"
