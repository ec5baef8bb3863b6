"""The list of orders as a table of texts: what is copied, and what is exported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from konnect_desktop.domain.filters import OrderFilter, Sort
from konnect_desktop.domain.rows import ShipmentRow
from konnect_desktop.services.queries import OrderQueries
from konnect_desktop.ui.orders import fix_words
from konnect_desktop.ui.orders.columns import FILLER, of
from konnect_desktop.ui.orders.table_model import TROUBLE_TITLE

#: So many rows are read at a time; the file may have a hundred thousand.
_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class ListTable:
    """The columns as the seller arranged them, also those that step back for lack of room."""

    keys: tuple[str, ...]
    #: The tab where what is wrong stands in place of the items.
    tells_troubles: bool
    now: datetime

    @property
    def headings(self) -> list[str]:
        """The titles."""
        return [self._title(key) for key in self.keys]

    def cells(self, row: ShipmentRow, *, for_file: bool = False) -> list[str]:
        """One row; times of a file are whole."""
        return [self._text(key, row, for_file=for_file) for key in self.keys]

    def _title(self, key: str) -> str:
        is_trouble = self.tells_troubles and key == FILLER
        return TROUBLE_TITLE if is_trouble else of(key).title

    def _text(self, key: str, row: ShipmentRow, *, for_file: bool) -> str:
        troubles = " ".join(fix_words.lines(row)) if self.tells_troubles and key == FILLER else ""
        column = of(key)
        if for_file and column.for_file is not None:
            return column.for_file(row)
        return troubles or column.text(row, self.now)


def matching(queries: OrderQueries, wanted: OrderFilter, sort: Sort) -> Iterator[ShipmentRow]:
    """Every order that the filter finds, in the order of the list; call in a worker thread."""
    yield from _read(queries, queries.ids(wanted, sort))


def ticked(
    queries: OrderQueries, ids: Iterable[str], wanted: OrderFilter, sort: Sort
) -> list[ShipmentRow]:
    """The ticked orders in the order of the list; those that the filter hides come last."""
    left = dict.fromkeys(ids)
    here = [one for one in queries.ids(wanted, sort) if one in left]
    for one in here:
        del left[one]
    return list(_read(queries, [*here, *left]))


def _read(queries: OrderQueries, ids: Sequence[str]) -> Iterator[ShipmentRow]:
    for start in range(0, len(ids), _AT_ONCE):
        yield from queries.rows_by_id(ids[start : start + _AT_ONCE])
