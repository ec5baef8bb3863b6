"""Tables as any program or person may write them, and what each of their cells is."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from tests.domain.import_samples import by_order, candidate

SEPARATORS = ",;\t|"
HEADINGS = {"order": "Order ID", "awb": "AWB No", "courier": "Courier", "address": "Address",
            "item": "Item", "qty": "Qty", "remark": "Remark"}  # fmt: skip
ADDRESSES = (
    "Flat 2, 411001",
    'Shop 5, "Royal" Towers; Pune 411002',
    "12/4 | Gali 3\n411003",
    ",411004",
    "411005;",
    '"',
    ",",
    "Plot 7\r\nMIDC, 411006, X145900009999",
    "‘Asha’, 4\t411007",
    "'Om', 9",
    "",
)
ITEMS = ('5" pipe', '6", 8" pipe', "Kurta; red", '"Silk" saree', "=1+1", "shirt", "1,5 kg", "'set'")
COURIERS = ("Delhivery", "Blue Dart", "Ramesh, Sons & Co", "Own; van", "DTDC", '"Fast" bikes')
KNOWN = by_order(*[candidate(f"16{n}", f"OD-{n}") for n in range(1, 9)])


@dataclass(frozen=True, slots=True)
class Written:
    """A table as text, and the AWB and courier of each of its orders."""

    text: str
    truth: dict[str, tuple[str, str]]
    #: Whether a reader that knows CSV can be sure of every cell.
    is_sound: bool
    how: str


def hostile_table(seed: int) -> Written:
    """One of endlessly many tables; the same for the same seed."""
    random = Random(seed)
    names = ["order", "awb", *random.sample(["courier", "address", "item", "qty", "remark"], 4)]
    random.shuffle(names)
    count = random.randint(1, 8)
    rows, truth = [], {}
    for n in range(1, count + 1):
        cells = {
            "order": f"OD-{n}",
            "awb": f"1459{random.randint(0, 99_999):05}{n:03}",
            "courier": random.choice(COURIERS),
            "address": random.choice(ADDRESSES),
            "item": random.choice(ITEMS),
            "qty": random.choice(("1", "2", "1,5", "")),
            "remark": random.choice(("", "", "fragile", "call; then come", 'said "no"')),
        }
        rows.append([cells[name] for name in names])
        truth[cells["order"]] = (cells["awb"], cells["courier"] if "courier" in names else "DTDC")
    how = random.choice(sorted(_WRITERS))
    write, is_sound = _WRITERS[how]
    text = write(random, [[HEADINGS[name] for name in names], *rows])
    return Written(text, truth, is_sound, how)


def _library(random: Random, rows: list[list[str]], **given: object) -> str:
    buffer = io.StringIO(newline="")
    end = random.choice(("\r\n", "\n", "\r"))
    if end == "\r":
        rows = _one_line(rows)  # what else ends a line is not quoted then
    given.setdefault("quoting", random.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL)))
    writer = csv.writer(
        buffer,
        delimiter=random.choice(SEPARATORS),
        lineterminator=end,
        **given,  # type: ignore[arg-type]
    )
    writer.writerows(rows)
    return buffer.getvalue()


def _by_hand(
    random: Random, rows: list[list[str]], cell: Callable[[str, str], str], *, cut: bool = False
) -> str:
    """Joined by `cell(text, separator)`; `cut`: empty cells at the end are left out."""
    separator = random.choice(SEPARATORS)
    lines = []
    for row in rows:
        cells = list(row)
        while cut and not cells[-1]:
            cells.pop()
        lines.append(separator.join(cell(text, separator) for text in cells))
    return "\n".join(lines) + random.choice(("", "\n"))


def _quoted(text: str, separator: str) -> str:
    if any(mark in text for mark in f'{separator}"\r\n') or text.startswith(" "):
        doubled = text.replace('"', '""')
        return f'"{doubled}"'
    return text


def _with_blanks(random: Random) -> Callable[[str, str], str]:
    def cell(text: str, separator: str) -> str:
        blanks = (" ", "  ", "\u00a0", "" if separator == "\t" else "\t")
        return f"{random.choice(blanks)}{_quoted(text, separator)}{random.choice(blanks)}"

    return cell


def _one_line(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    return [[" ".join(cell.split()) for cell in row] for row in rows]


def _formulas(text: str, separator: str) -> str:
    doubled = text.replace('"', '""')
    return (
        f'="{doubled}"' if text[:1].isdigit() or text.startswith("OD") else _quoted(text, separator)
    )


_WRITERS: dict[str, tuple[Callable[[Random, list[list[str]]], str], bool]] = {
    "library": (_library, True),
    "blanks around": (lambda r, rows: _by_hand(r, rows, _with_blanks(r)), True),
    "ragged": (lambda r, rows: _by_hand(r, rows, _quoted, cut=True), False),
    "text formulas": (lambda r, rows: _by_hand(r, rows, _formulas), True),
    "backslashes": (lambda r, rows: _library(r, rows, doublequote=False, escapechar="\\"), False),
    "no quotes": (
        lambda r, rows: _library(r, rows, quoting=csv.QUOTE_NONE, escapechar="\\", quotechar=None),
        False,
    ),
    "apostrophes": (lambda r, rows: _library(r, rows, quotechar="'"), False),
    "joined": (lambda r, rows: _by_hand(r, _one_line(rows), lambda text, _: text), False),
    "quoted badly": (
        lambda r, rows: _by_hand(r, rows, lambda text, _: f'"{text}"'),
        False,
    ),
}
