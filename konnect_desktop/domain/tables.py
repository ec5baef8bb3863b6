"""A table as it was read from a file or the clipboard: texts, and what each cell really was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

#: What a cell was, one letter each, so that a large table stays small.
TEXT = "t"
#: A spreadsheet number: leading zeros and digits past the 15th are lost, so never an id.
NUMBER = "n"
#: A spreadsheet date; its text is like 2026-06-12 or 2026-06-12T14:05:00.
DATE = "d"
#: TRUE, FALSE, a formula's error such as #N/A, or UNCALCULATED.
OTHER = "o"
#: A text that was longer than a cell can be, so its end is missing.
CUT = "c"
EMPTY = "-"
#: The text of a formula that no spreadsheet program has calculated yet.
UNCALCULATED = "a formula without a result"
#: Characters of one cell: what a spreadsheet program takes at most.
MAX_TEXT = 32_767


class Flaw(StrEnum):
    """Why a row as a whole cannot be trusted, or is not meant."""

    #: Filtered away or hidden by the seller.
    HIDDEN = "hidden"
    #: A quotation mark begins a cell and does not end it.
    OPEN_QUOTE = "open_quote"
    #: Where a cell ends can be told in two ways: by quotation marks or by separators.
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row; `number` is the one that the spreadsheet program shows, from 1."""

    number: int
    texts: tuple[str, ...]
    #: One letter for each text.
    kinds: str
    flaw: Flaw | None = None
    #: Whether a cell begins with a quotation mark of a kind that may hold more than this row.
    goes_on: bool = False

    def text(self, column: int) -> str:
        """The text of a column from 0; "" beyond the end of the row."""
        return self.texts[column] if 0 <= column < len(self.texts) else ""

    def kind(self, column: int) -> str:
        """What the cell was; EMPTY beyond the end of the row."""
        return self.kinds[column] if 0 <= column < len(self.kinds) else EMPTY


@dataclass(frozen=True, slots=True)
class Table:
    """The rows with something in them, top to bottom."""

    rows: tuple[TableRow, ...]
    #: The sheet that was read and all that have something in them; "" and () for CSV.
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    #: Whether separators parted the cells: one too many or too few moves all that follow.
    is_parted: bool = False
    #: Columns that the seller has hidden in the workbook.
    hidden: frozenset[int] = frozenset()


def from_texts(rows: list[list[str]]) -> Table:
    """A table of which every cell is text, such as CSV; rows without any text are left out."""
    found = (text_row(number, cells) for number, cells in enumerate(rows, start=1))
    return Table(tuple(row for row in found if row), is_parted=True)


def text_row(
    number: int, cells: Sequence[str], flaw: Flaw | None = None, *, goes_on: bool = False
) -> TableRow | None:
    """A row of which every cell is text; None without any text."""
    texts = tuple(cell.strip() for cell in cells)
    if not any(texts):
        return None
    kinds = "".join(kind_of_text(text) for text in texts)
    if CUT in kinds:
        texts = tuple(text[:MAX_TEXT] for text in texts)
    return TableRow(number, texts, kinds, flaw, goes_on)


def kind_of_text(text: str) -> str:
    """TEXT, CUT or EMPTY."""
    if not text:
        return EMPTY
    return TEXT if len(text) <= MAX_TEXT else CUT


_BROKEN = (Flaw.OPEN_QUOTE, Flaw.UNCLEAR)


def misparted(table: Table, header: int) -> frozenset[int]:
    """Numbers of the rows that may have a value in another column than it was written for.

    They were parted into more cells than the headings, or into fewer where most rows have as
    many, or where quotation marks are in doubt. A separator at the end of every row is none.
    """
    rows = table.rows[header + 1 :]
    if not table.is_parted or not rows:
        return frozenset()
    widths = Counter(len(row.texts) for row in rows)
    if header < 0:
        # Hand-typed lists name the courier in some lines only.
        usual = max(3, *(width for width, count in widths.items() if count == max(widths.values())))
        return frozenset(row.number for row in rows if len(row.texts) > usual)
    named = len(table.rows[header].texts)
    # A row that ends early may have lost a part of itself, where others have.
    is_full = 2 * widths[named] > len(rows) or any(row.flaw in _BROKEN for row in rows)
    has_end = len(rows) > 2 and len(widths) == 1 and not any(any(r.texts[named:]) for r in rows)

    def is_odd(row: TableRow) -> bool:
        width = len(row.texts)
        if width > named:
            return not has_end
        return width < named and (is_full or row.goes_on)

    return frozenset(row.number for row in rows if is_odd(row))


def column_letter(column: int) -> str:
    """A for 0, Z for 25, AA for 26: the name that a spreadsheet program shows."""
    letters = ""
    number = column + 1
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
