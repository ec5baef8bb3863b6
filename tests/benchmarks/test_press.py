"""The label press against the fastest bare imposition of the same pages."""

from __future__ import annotations

import hashlib
import io
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pypdfium2.raw
import pytest

from konnect_desktop.documents import facts
from konnect_desktop.documents.bar_check import expected_codes
from konnect_desktop.documents.identifiers import Expected
from konnect_desktop.documents.imposition import KeptFile, press
from konnect_desktop.documents.matching import match_pages
from konnect_desktop.documents.pages import merge, split
from konnect_desktop.documents.placing import Paper, lay_out
from konnect_desktop.documents.worker import PdfWorker
from konnect_desktop.domain.page_order import arrange
from konnect_desktop.domain.printing import Layout, PageOrder, PrintChoices
from konnect_desktop.domain.states import Lane
from konnect_desktop.practice import papers
from konnect_desktop.practice.server import PracticeServer
from tests.domain.test_page_order import a_row
from tests.services.desk import Desk

_COUNT = 500
_ROUNDS = 7
_A4 = (595.2756, 841.8898)
_CHOICES = PrintChoices(
    layout=Layout.A4_4UP, order=(PageOrder.DEADLINE, PageOrder.COURIER, PageOrder.SKU)
)


@dataclass(frozen=True)
class Batch:
    """500 practice labels: as they come, 20 in a file, and each on its own as it is kept."""

    arrived: list[tuple[bytes, list[Expected]]]
    kept: list[bytes]


@pytest.fixture(scope="module")
def batch() -> Batch:
    """The labels and their orders."""
    with PracticeServer(orders=_COUNT + 50, seed=7) as server:
        world = server.world
        shipments = [world.shipment(key) for key in world.ids()][:_COUNT]
        for number, shipment in enumerate(shipments):
            shipment.awb = f"1490{number:010d}"
            shipment.courier_name = ("Delhivery", "Ekart", "Bluedart")[number % 3]
        arrived, kept = [], list[bytes]()
        for start in range(0, _COUNT, 20):
            group = shipments[start : start + 20]
            data = papers.labels(group, datetime.now(UTC))
            expected = [Expected(s.id, (s.awb or "",), s.marketplace_order_id) for s in group]
            arrived.append((data, expected))
            with pypdfium2.PdfDocument(data) as document:
                pages = len(document)
            kept += split(data, {str(page): [page] for page in range(pages)}).values()
    return Batch(arrived, kept[:_COUNT])


@pytest.fixture(scope="module")
def labels(batch: Batch) -> list[bytes]:
    """Each on its own."""
    return batch.kept


@pytest.fixture(scope="module")
def known(labels: list[bytes]) -> list[str]:
    """What was read from each when it was kept."""
    read = facts.read_facts({str(number): data for number, data in enumerate(labels)})
    return [facts.to_text(read[str(number)]) for number in range(_COUNT)]


def test_500_labels_within_a_third_more_than_bare_imposition(
    benchmark: Any,
    labels: list[bytes],
    known: list[str],
    batch: Batch,
) -> None:
    rows = [
        a_row(str(number), courier_partner=("Delhivery", "Ekart")[number % 2], sku=f"K-{number}")
        for number in range(_COUNT)
    ]

    def ours() -> bytes:
        """Ordered, matched by what was read when they were kept, and laid out."""
        order = [int(row.id) for row in arrange(rows, _CHOICES)]
        sheets = [Paper(facts.from_text(known[n]) or (), True, str(n)) for n in order]
        return press([labels[n] for n in order], lay_out(sheets, _CHOICES))

    def matched() -> bytes:
        """The same for labels that came this moment: every page is matched by its words, too."""
        for data, expected in batch.arrived:
            assert match_pages(data, expected).complete
        return ours()

    bars: dict[str, Callable[[], bytes]] = {
        "pdfium": lambda: _by_pdfium(labels),
        "qpdf": lambda: _by_qpdf(labels),
    }
    runs: dict[str, Callable[[], object]] = {
        **bars,
        "ours": ours,
        "matched": matched,
        "words": lambda: [_words(data) for data, _ in batch.arrived],
    }
    best = dict.fromkeys(runs, float("inf"))
    # In turn, so that a busy moment of the machine hits all alike.
    for _ in range(_ROUNDS):
        for name, run in runs.items():
            started = time.perf_counter()
            run()
            best[name] = min(best[name], time.perf_counter() - started)
    made = benchmark.pedantic(ours, rounds=1, iterations=1)
    benchmark.extra_info |= best
    fastest = min(best[name] for name in bars)
    assert best["ours"] <= 1.3 * fastest
    # Who matches pages has to read them; this is the fastest that reads.
    assert best["matched"] <= 1.3 * (fastest + best["words"])
    assert len(made) <= 1.2 * sum(map(len, labels))
    with pypdfium2.PdfDocument(made) as document:
        assert len(document) == _COUNT / 4


@pytest.mark.parametrize("kilobytes", [0, 100])
def test_500_labels_in_less_than_300_mb(
    benchmark: Any, labels: list[bytes], known: list[str], tmp_path: Path, kilobytes: int
) -> None:
    """Laid out and read back in one process, also when each label carries a large picture."""
    sheets = [Paper(facts.from_text(known[n]) or (), True, str(n)) for n in range(_COUNT)]
    plan = lay_out(sheets, _CHOICES)
    files = []
    for number, data in enumerate(labels):
        kept = _with_picture(data, kilobytes) if kilobytes else data
        path = tmp_path / f"{number}.pdf"
        path.write_bytes(kept)
        files.append(KeptFile(path, hashlib.sha256(kept).hexdigest(), f"label {number}"))
    with PdfWorker() as worker:

        def run() -> list[int]:
            pdf = worker.call("press_kept", files, plan, timeout=120)
            expected = expected_codes(sheets, plan)[:256]
            failed: list[int] = worker.call("unreadable_codes", pdf, expected, timeout=120)
            return failed

        assert benchmark.pedantic(run, rounds=1, iterations=1) == []
        status = Path(f"/proc/{worker.pid}/status")
        # Where the system tells it; the figure is the same for all of them.
        if status.exists():
            (peak,) = [line for line in status.read_text().splitlines() if "VmHWM" in line]
            megabytes = int(peak.split()[1]) / 1024
            benchmark.extra_info["peak_mb"] = megabytes
            assert megabytes < 300


def _with_picture(data: bytes, kilobytes: int) -> bytes:
    """The label with an incompressible picture in a white corner."""
    noise = random.Random(len(data)).randbytes(kilobytes * 1024)
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as document:
        picture = document.make_stream(
            noise,
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=1024,
            Height=kilobytes,
            ColorSpace=pikepdf.Name.DeviceGray,
            BitsPerComponent=8,
        )
        page = document.pages[0]
        name = page.add_resource(picture, pikepdf.Name.XObject)
        page.contents_add(document.make_stream(f"q 20 0 0 20 150 130 cm {name} Do Q".encode()))
        document.save(target)
    return target.getvalue()


def test_first_page_of_60_labels_within_300_ms(benchmark: Any, tmp_path: Path) -> None:
    """From the moment the bytes are kept to the picture of the first sheet."""
    with PracticeServer(orders=160, seed=7) as server, Desk(server, tmp_path) as desk:
        desk.sync()
        rows = desk.services.queries.rows_by_id(desk.ids(Lane.NEW))
        ids = [row.id for row in rows if not row.is_self_ship][:60]
        desk.until_packed(ids)
        documents = desk.services.documents
        documents.prefetch(desk.ctx, ids)
        choices = PrintChoices(layout=Layout.A4_4UP)
        times: list[float] = []

        def run() -> None:
            started = time.perf_counter()
            job = documents.print_job(desk.ctx, ids, choices, is_checked=False)
            assert documents.render(job.pdf, 0, 150).width > 1000
            times.append(time.perf_counter() - started)

        documents.warm_up()
        benchmark.pedantic(run, rounds=5, iterations=1)
        assert min(times) < 0.3


def _words(data: bytes) -> list[str]:
    """The bare words of every page."""
    with pypdfium2.PdfDocument(data) as document:
        return [page.get_textpage().get_text_range() for page in document]


def _by_pdfium(pdfs: list[bytes]) -> bytes:
    """Four on a sheet by pdfium alone: the fastest there is; it scales as it likes."""
    with pypdfium2.PdfDocument(merge(pdfs)) as source:
        raw = pypdfium2.raw.FPDF_ImportNPagesToOne(source.raw, *_A4, 2, 2)
        with pypdfium2.PdfDocument(raw) as sheets:
            target = io.BytesIO()
            sheets.save(target)
    return target.getvalue()


def _by_qpdf(pdfs: list[bytes]) -> bytes:
    """Merged by pdfium, overlaid by qpdf."""
    width, height = _A4[0] / 2, _A4[1] / 2
    with pikepdf.open(io.BytesIO(merge(pdfs))) as source, pikepdf.new() as sheets:
        for number, page in enumerate(source.pages):
            column, row = number % 2, 1 - number % 4 // 2
            if number % 4 == 0:
                sheets.add_blank_page(page_size=_A4)
            place = pikepdf.Rectangle(
                column * width, row * height, (column + 1) * width, (row + 1) * height
            )
            sheets.pages[-1].add_overlay(page, place)
        target = io.BytesIO()
        sheets.save(target)
    return target.getvalue()
