"""The number series, kept beside the numbers so that no lost settings file takes them along."""

from __future__ import annotations

from collections.abc import Iterator

from konnect_desktop.domain.journal import SeriesFormat
from konnect_desktop.domain.requests import RETURN, SALE
from konnect_desktop.domain.series import SeriesBook, SeriesRule
from konnect_desktop.store.columns import clean
from konnect_desktop.store.database import Database

_READ = """
SELECT kind, location, channel, prefix, first, padding, year FROM number_series
ORDER BY kind, place
"""
_LAST = 999_999_999
_INSERT = "INSERT OR IGNORE INTO number_series VALUES (?, ?, ?, ?, ?, ?, ?, ?)"


class KeptSeries:
    """The series in the data file."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def load(self) -> SeriesBook | None:
        """The series that are kept; None when none ever were. Raises StoreError."""
        with self._db.read() as conn:
            rows = conn.execute(_READ).fetchall()
        usual: dict[str, SeriesFormat] = {}
        rules: list[SeriesRule] = []
        for kind, location, channel, prefix, first, padding, _ in rows:
            # A fault of the disk may have made any number of it.
            series = SeriesFormat(prefix, min(max(first, 1), _LAST), min(max(padding, 0), 10))
            if location or channel:
                rules.append(SeriesRule(location, channel, series))
            else:
                usual[kind] = series
        if SALE not in usual or RETURN not in usual:
            return None
        return SeriesBook(usual[SALE], usual[RETURN], tuple(rules), rows[0][-1])

    def save(self, book: SeriesBook) -> None:
        """Keep these instead of those before. Raises StoreError or DiskFull."""
        with self._db.write() as conn:
            conn.execute("DELETE FROM number_series")
            conn.executemany(_INSERT, _rows(book))


def _rows(book: SeriesBook) -> Iterator[tuple[object, ...]]:
    all_rules = (SeriesRule(series=book.sale), *book.rules)
    for place, rule in enumerate(all_rules):
        yield SALE, clean(rule.location), clean(rule.channel), place, *_values(rule.series, book)
    yield RETURN, "", "", 0, *_values(book.credit, book)


def _values(series: SeriesFormat, book: SeriesBook) -> tuple[object, ...]:
    return clean(series.prefix), series.first, series.padding, book.year
