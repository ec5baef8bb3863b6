"""An OrderFilter and a Sort as SQL."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from konnect_desktop.domain.filters import (
    CONDITIONS,
    Condition,
    DueFilter,
    Flag,
    OneOf,
    OrderFilter,
    Sort,
    SortBy,
    SortKey,
    sort_by,
)
from konnect_desktop.domain.sla import IST, day_end
from konnect_desktop.store.columns import clean
from konnect_desktop.store.moments import NO_DUE, to_seconds
from konnect_desktop.store.search_words import Query, query_of

#: Sort key -> (column, index that delivers this order for the whole table).
_SORTS: dict[SortBy, tuple[str, str]] = {
    SortKey.DEADLINE: ("due_key", "shipment_by_due"),
    SortKey.STATUS: ("status", "shipment_by_status"),
    SortKey.CHANNEL: ("channel", ""),
    SortKey.ORDER_NO: ("order_no", "shipment_by_order_no"),
    SortKey.ORDERED_AT: ("ordered_at", "shipment_by_ordered"),
    SortKey.SKU: ("sku", "shipment_by_sku"),
    SortKey.QUANTITY: ("quantity", ""),
    SortKey.AMOUNT: ("amount", "shipment_by_amount"),
    SortKey.CITY: ("city", "shipment_by_city"),
    SortKey.COURIER: ("courier_partner", "shipment_by_courier"),
}


@dataclass(slots=True)
class Where:
    """Conditions and-ed, with their values; the text that was typed stays apart."""

    parts: list[str] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)
    text: Query = field(default_factory=Query)
    #: The keys of all that match the text, where that is known.
    hits: Sequence[int] | None = None

    def add(self, part: str, *values: object) -> None:
        """One more condition."""
        self.parts.append(part)
        self.values.extend(values)

    def any_of(self, column: str, values: Sequence[str]) -> None:
        """The column is one of `values`; no condition when there are none."""
        if values:
            marks = ", ".join("?" * len(values))
            self.add(f"{column} IN ({marks})", *(clean(value) for value in values))

    def clause(self, *more: str) -> str:
        """ " WHERE …", or "" when there is no condition."""
        parts = [*self.parts, *more]
        return f" WHERE {' AND '.join(parts)}" if parts else ""


#: Fields of the filter with conditions of their own, below.
_OWN = frozenset({"lane", "text", "ordered_from", "ordered_to", "due", "only_ids"})
if _unmet := OrderFilter.names() - _OWN - CONDITIONS.keys():
    raise ValueError(f"no condition for {sorted(_unmet)} of OrderFilter")


def where_of(wanted: OrderFilter, now: datetime, hits: Sequence[int] | None = None) -> Where:
    """The conditions of `wanted` at `now`; see `Where`."""
    where = Where(text=query_of(wanted.text), hits=hits)
    if wanted.lane is not None:
        where.add("lane = ?", str(wanted.lane))
    for name, condition in CONDITIONS.items():
        _add(where, condition, getattr(wanted, name))
    if wanted.only_ids:
        where.add("id IN (SELECT value FROM json_each(?))", json.dumps(wanted.only_ids))
    _add_dates(where, wanted)
    due = due_before(wanted.due, now)
    if due is not None:
        where.add("due_key < ?", due)
    if wanted.due is DueFilter.HOUR:
        where.add("due_key >= ?", to_seconds(now))
    return where


def _add(where: Where, condition: Condition, value: Any) -> None:
    """What a field of the filter asks of the column of the same name as the row's field."""
    column = condition.row_field
    if isinstance(condition, OneOf):
        where.any_of(column, value)
    elif isinstance(condition, Flag):
        if value in (condition.yes, condition.no):
            where.add(f"{column} = ?", int(value == condition.yes))
    elif value is not None:
        where.add(f"{column} > ?" if value else f"{column} <= ?", condition.than)


def due_before(due: DueFilter, now: datetime) -> int | None:
    """Deadlines before this second are meant; None means all. See domain/sla.py."""
    ends = {
        DueFilter.LATE: now,
        DueFilter.SOON: now + timedelta(hours=1),
        DueFilter.HOUR: now + timedelta(hours=1),
        DueFilter.TODAY: max(now, day_end(now)),
    }
    end = ends.get(due)
    return None if end is None else to_seconds(end)


def _add_dates(where: Where, wanted: OrderFilter) -> None:
    if wanted.ordered_from is not None:
        where.add("ordered_at >= ?", _day_start(wanted.ordered_from))
    if wanted.ordered_to is not None:
        where.add("ordered_at < ?", _day_start(wanted.ordered_to) + 86_400)


def _day_start(day: date) -> int:
    return int(datetime.combine(day, time(0), IST).timestamp())


def sort_column(key: SortBy) -> tuple[str, str]:
    """The column to sort by, and the index that delivers its order, "" for none.

    Raises ValueError for what cannot be sorted by.
    """
    found = _SORTS.get(key)
    if found is not None:
        return found
    if sort_by(key) is None:
        raise ValueError(f"no list is sorted by {key!r}")
    return str(key), ""


def order_of(sort: Sort, *, plus: str = "") -> str:
    """ " ORDER BY …"; `plus` "+" keeps SQLite from walking an index in this order.

    Rows without a deadline come last in both directions.
    """
    column, _index = sort_column(sort.key)
    way = " DESC" if sort.descending else ""
    first = ""
    if sort.key is SortKey.DEADLINE and sort.descending:
        first = f"due_key = {NO_DUE}, "
    return f" ORDER BY {first}{plus}{column}{way}, {plus}id{way}"
