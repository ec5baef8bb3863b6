"""Amounts and measures: decimal always, numbers and numeric text alike
(docs/konnect-api.md 5.4)."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

_AROUND = re.compile(r"^(?:₹|rs\.?|inr)\s*|\s*(?:₹|/-|inr|rs\.?)$", re.IGNORECASE)
#: Beyond this many digits before the point, or after it, it is no amount.
_MOST_DIGITS = 15


def read_decimal(value: Any) -> Decimal | None:
    """The amount, or None: "1,499.50", "₹ 1499" and 1499.5 are read, NaN and 1e999 are not."""
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return None
    if isinstance(value, str):
        value = _AROUND.sub("", value.strip()).replace(",", "").strip()
        if not value or "_" in value:
            return None
    try:
        number = Decimal(value)
    except (InvalidOperation, ValueError):
        return None
    if not number.is_finite() or abs(number.adjusted()) > _MOST_DIGITS:
        return None if number else Decimal(0)
    return number
