"""No value leaves its column, whoever wrote the table: what is not sure is not sent."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from konnect_desktop.domain.awb_import import AwbRow, judge_rows, lines_of
from konnect_desktop.domain.couriers import courier_name
from konnect_desktop.domain.ids import tidy
from konnect_desktop.domain.import_columns import AWB_FIELDS, columns_of
from konnect_desktop.domain.pasted import table_of
from konnect_desktop.domain.tables import Table
from konnect_desktop.sheets.reading import read_bytes
from tests.sheets.hostile_tables import KNOWN, Written, hostile_table

TABLES = 300


def judged(table: Table) -> list[AwbRow]:
    lines = lines_of(table, columns_of(table, AWB_FIELDS))
    return judge_rows(lines, KNOWN, {}, default_courier="DTDC")


def courier(text: str) -> str:
    """A courier as it is sent; marks that a writer put in by its own rules do not count."""
    return courier_name(tidy(text.replace("\\", "").replace('"', "")))


@pytest.mark.parametrize(
    "read", [lambda text: read_bytes(text.encode()), table_of], ids=["file", "paste"]
)
def test_no_value_leaves_its_column(read: Callable[[str], Table]) -> None:
    for seed in range(TABLES):
        written: Written = hostile_table(seed)
        ready = [row for row in judged(read(written.text)) if row.is_ready]
        found = {row.line.order: (row.awb, courier(row.courier)) for row in ready}
        wanted = {order: (awb, courier(name)) for order, (awb, name) in written.truth.items()}
        wrong = {order: pair for order, pair in found.items() if wanted[order] != pair}
        assert not wrong, f"seed {seed}, {written.how}:\n{written.text}"
        if written.is_sound:
            assert found == wanted, f"seed {seed}, {written.how}:\n{written.text}"
