"""Files made to hurt: each is refused in words, soon, and without taking the memory."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from konnect_desktop.errors import SheetError
from konnect_desktop.isolation.worker import Worker
from konnect_desktop.sheets.reader import MEMORY_MB, SheetReader
from konnect_desktop.sheets.worker_protocol import TRADE
from tests.sheets import make_sheets

#: Seconds of processor time that a refusal may take, with the start of the process: the
#: machine that runs the tests may be busy with others.
SOON = 2.0
MAX_RSS_MB = 300
_PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 400
_XLS = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 4096
GOOD = make_sheets.sheet_xml(f'<row r="1">{make_sheets.text_cell("A1", "Order ID")}</row>')

HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "one huge cell": (lambda: make_sheets.big_cell(400), "unpacks to far more"),
    "texts without end": (lambda: make_sheets.big_strings(30), "unpacks to far more"),
    "a million rows": (lambda: make_sheets.many_rows(1_000_000), "unpacks to far more|rows"),
    "rows that just fit": (lambda: make_sheets.many_rows(300_000), "more than 10,000 rows"),
    "entities that grow": (make_sheets.entity_bomb, "damaged"),
    "entity that names a file": (lambda: make_sheets.outside_entity("/etc/hostname"), "damaged"),
    "row number beyond the last": (lambda: make_sheets.far_cell("A9", 10**12), "damaged"),
    "macros": (make_sheets.with_macros, "macros"),
    "sizes that lie": (
        lambda: make_sheets.lying_size(make_sheets.big_cell(100)),
        "damaged|no CSV",
    ),
    "too many parts": (
        lambda: make_sheets.raw_xlsx(GOOD, more={f"xl/x{n}": b"" for n in range(3000)}),
        "unpacks",
    ),
    "half a file": (lambda: make_sheets.many_rows(50)[:-200], "damaged"),
    "a picture": (lambda: _PNG, "no CSV or XLSX"),
    "old Excel": (lambda: _XLS, "old Excel"),
    "a web page": (lambda: b"<html><table><tr><td>Order</td></tr></table>", "web page"),
    "open document": (
        lambda: make_sheets.raw_xlsx(GOOD, more={"content.xml": b"<x/>"}),
        "another kind",
    ),
    "binary text": (lambda: b"Order,AWB\n\x00\x01\x02\n", "no CSV or XLSX"),
    "cell without end": (lambda: b'Order,AWB\n"' + b"A" * 2**20, "no CSV or XLSX"),
    "a million lines": (lambda: b"O1,A1\n" * 1_000_000, "more than 10,000 rows"),
    "a million quoted lines": (lambda: b'"O1","A1"\r\n' * 1_000_000, "more than 10,000 rows"),
    "elements within elements": (
        lambda: make_sheets.raw_xlsx(make_sheets.sheet_xml("<a>" * 300_000 + "</a>" * 300_000)),
        "empty",
    ),
    "a million commas": (lambda: b"," * 400 + b"x\n" + b"," * 18 * 2**20, "."),
    "too large": (lambda: b"O1,A1\n" * 4_000_000, "larger than 20 MB"),
    "nothing": (lambda: b"", "empty"),
    "only blanks": (lambda: b" \r\n\t\r\n", "empty"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_refused_soon_and_in_words(name: str, tmp_path: Path) -> None:
    make, words = HOSTILE[name]
    path = tmp_path / "orders.xlsx"
    path.write_bytes(make())
    with Worker(TRADE, memory_mb=MEMORY_MB) as worker:
        with pytest.raises(SheetError, match=words) as caught:
            worker.call("read_table", str(path), "", timeout=20)
        assert caught.value.next_step
        if sys.platform.startswith("linux"):
            took, peak = used(worker)
            assert took < SOON, f"{name}: {took:.1f} s"
            assert peak < MAX_RSS_MB, f"{name}: {peak:.0f} MB"


def used(worker: Worker) -> tuple[float, float]:
    """Seconds of processor time and MB of memory that the process has used at most."""
    place = Path(f"/proc/{worker.pid}")
    fields = (place / "stat").read_text().rpartition(")")[2].split()
    seconds = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    peak = int((place / "status").read_text().partition("VmHWM:")[2].split()[0]) / 1024
    return seconds, peak


def test_nothing_of_another_file_is_shown(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("canary-5512")
    path = tmp_path / "orders.xlsx"
    path.write_bytes(make_sheets.outside_entity(str(secret)))
    with pytest.raises(SheetError) as caught:
        SheetReader().read(path)
    assert "canary" not in str(caught.value.args) + caught.value.detail


def test_not_a_file(tmp_path: Path) -> None:
    with pytest.raises(SheetError, match="could not be opened"):
        SheetReader().read(tmp_path)
    with pytest.raises(SheetError, match="could not be opened"):
        SheetReader().read(tmp_path / "gone.csv")
