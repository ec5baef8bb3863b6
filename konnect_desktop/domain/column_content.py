"""Which column of a list is what, by what stands in it, where the headings do not say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from konnect_desktop.domain.awb_import import awb_problem
from konnect_desktop.domain.couriers import known_name, near_name
from konnect_desktop.domain.import_columns import Columns, Doubt, Field
from konnect_desktop.domain.one_number import one_number
from konnect_desktop.domain.tables import Table

#: So many columns are looked through.
ACROSS = 20
#: Shorter is a quantity or a part of something.
_SHORTEST = 5
_LOOKED_AT = 200


def by_content(table: Table, columns: Columns, orders: Sequence[int]) -> Columns:
    """`columns` with what they leave open of order, AWB and courier.

    `orders`: how many orders of ours stand in each column. A field that cannot be told stays
    open; the AWB is a doubt where two columns could be it.
    """
    sure = {kind: at for kind, at in columns.by_field.items() if kind not in columns.doubts}
    doubts: dict[Field, Doubt] = {
        kind: why for kind, why in columns.doubts.items() if why is Doubt.DOUBLED
    }
    rows = table.rows[columns.header + 1 :][:_LOOKED_AT]
    texts = [[row.text(n) for row in rows if row.text(n)] for n in range(len(orders))]
    free = [n for n in range(len(orders)) if n not in sure.values() and texts[n]]
    if Field.ORDER not in sure and Field.ORDER not in doubts:
        best = max(free, key=lambda n: orders[n], default=-1)
        if best < 0 or not orders[best]:
            return replace(columns, by_field=sure, doubts=doubts)
        sure[Field.ORDER] = best
        free.remove(best)
    if Field.COURIER not in sure:
        best = max(free, key=lambda n: _share(texts[n], _is_courier), default=-1)
        if best >= 0 and _share(texts[best], _is_courier) > 0.5:
            sure[Field.COURIER] = best
            free.remove(best)
    if Field.AWB not in sure and Field.AWB not in doubts:
        likely = [n for n in free if _share(texts[n], _is_awb) > 0.5] if len(free) > 1 else free
        if len(likely) == 1:
            sure[Field.AWB] = likely[0]
            free.remove(likely[0])
        elif free:
            doubts[Field.AWB] = Doubt.LOOKS
    is_told = Field.AWB in sure and Field.COURIER not in sure and len(free) == 1
    if is_told and not _share(texts[free[0]], _has_digits):
        sure[Field.COURIER] = free[0]
    return Columns(columns.header, sure, doubts)


def _share(texts: Sequence[str], is_one: Callable[[str], bool]) -> float:
    return sum(map(is_one, texts)) / len(texts) if texts else 0.0


def _is_courier(text: str) -> bool:
    return bool(known_name(text) or near_name(text))


def _is_awb(text: str) -> bool:
    number, beside = one_number(text)
    return beside is None and len(number) >= _SHORTEST and awb_problem(number) is None


def _has_digits(text: str) -> bool:
    return any(map(str.isdigit, text))
