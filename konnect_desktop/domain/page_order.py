"""In which order papers come out of the printer: as picked, not as the server sent them.

The list that is shown and the pages that are printed both come from `arrange`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from enum import IntEnum
from typing import Any

from konnect_desktop.domain.printing import PageOrder, PrintChoices
from konnect_desktop.domain.rows import ShipmentRow

_DIGITS = re.compile(r"(\d+)")
# Python refuses to read numbers of several thousand digits; nobody counts that far.
_LONGEST_NUMBER = 300
_NEVER = datetime.max.replace(tzinfo=UTC)


class SizeClass(IntEnum):
    """How an order is packed; each kind is packed in one go when they are kept apart."""

    SINGLE = 0  # one piece
    MULTI_QUANTITY = 1  # several pieces of one SKU
    MULTI_ITEM = 2  # several SKUs


def size_class(row: ShipmentRow) -> SizeClass:
    """Which of the three piles an order belongs to."""
    if row.line_count > 1:
        return SizeClass.MULTI_ITEM
    return SizeClass.MULTI_QUANTITY if row.quantity > 1 else SizeClass.SINGLE


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """A key that sorts numbers as numbers and letters without case: KUR-2 before KUR-15."""
    key = []
    for part in _DIGITS.split(text.casefold()):
        if not part:
            continue
        # Numbers before words at the same place, as people shelve them. isdecimal also takes
        # digits of other scripts, which int() reads.
        is_number = part.isdecimal() and len(part) <= _LONGEST_NUMBER
        key.append((0, int(part), "") if is_number else (1, 0, part))
    return tuple(key)


def arrange(rows: Iterable[ShipmentRow], choices: PrintChoices) -> list[ShipmentRow]:
    """`rows` in printing order; those that `choices.leave_out` names are gone.

    Couriers come together first when a separator stands before each, then the three sizes
    when they are kept apart, then the orders of `choices.order` one after the other. What is
    still equal stays as shown, that is as it came in.
    """
    kept = [row for row in rows if row.id not in choices.leave_out]
    keys: list[Callable[[ShipmentRow], Any]] = []
    if choices.courier_separators:
        keys.append(_KEYS[PageOrder.COURIER])
    if choices.apart_by_size:
        keys.append(size_class)
    for order in choices.order:
        if order is PageOrder.AS_SHOWN:
            break
        keys.append(_KEYS[order])
    return _sorted(kept, keys)


def _sorted(
    rows: Sequence[ShipmentRow], keys: Sequence[Callable[[ShipmentRow], Any]]
) -> list[ShipmentRow]:
    return sorted(rows, key=lambda row: [key(row) for key in keys]) if keys else list(rows)


def _named(text: str) -> tuple[bool, tuple[tuple[int, int, str], ...]]:
    """Those without a name come last."""
    return (not text, natural(text))


_KEYS: dict[PageOrder, Callable[[ShipmentRow], Any]] = {
    PageOrder.DEADLINE: lambda row: row.sla_due_at or _NEVER,
    PageOrder.COURIER: lambda row: _named(row.courier_partner),
    PageOrder.SKU: lambda row: _named(row.sku),
    PageOrder.LOCATION: lambda row: _named(row.location_code),
}
