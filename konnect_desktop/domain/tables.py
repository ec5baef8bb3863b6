"""A table as it was read from a file or the clipboard: texts, and what each cell really was."""

from __future__ import annotations

from dataclasses import dataclass

#: What a cell was, one letter each, so that a large table stays small.
TEXT = "t"
#: A spreadsheet number: leading zeros and digits past the 15th are lost, so never an id.
NUMBER = "n"
#: A spreadsheet date; its text is like 2026-06-12 or 2026-06-12T14:05:00.
DATE = "d"
#: TRUE, FALSE, a formula's error such as #N/A, or UNCALCULATED.
OTHER = "o"
EMPTY = "-"
#: The text of a formula that no spreadsheet program has calculated yet.
UNCALCULATED = "a formula without a result"


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row; `number` is the one that the spreadsheet program shows, from 1."""

    number: int
    texts: tuple[str, ...]
    #: One letter for each text.
    kinds: str

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


def from_texts(rows: list[list[str]]) -> Table:
    """A table of which every cell is text, such as CSV; rows without any text are left out."""
    found = []
    for number, cells in enumerate(rows, start=1):
        texts = tuple(cell.strip() for cell in cells)
        if any(texts):
            kinds = "".join(TEXT if text else EMPTY for text in texts)
            found.append(TableRow(number, texts, kinds))
    return Table(tuple(found))


def column_letter(column: int) -> str:
    """A for 0, Z for 25, AA for 26: the name that a spreadsheet program shows."""
    letters = ""
    number = column + 1
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
