"""Printing by Windows' calls, from its own Python to the tests' own print service behind wine.

Real in it: the app's print process and the one that draws, ctypes, the bytes of settings and
dots, how a driver reads settings back, StartDoc to EndDoc and AbortDoc. What wine does not have is
shown by `tests/printing/fake_windows.py`: papers made to measure, drivers that force another paper
or two sides, a queue that keeps a job after EndDoc (so pages counted, paper out, a job removed),
a spooler that is stopped, a printer deleted in the middle.
"""

from __future__ import annotations

import io
import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pypdf
import pytest

from konnect_desktop.documents.rendering import decode_barcodes
from tests.printing import zpl
from tests.printing.print_service import PDF, ZEBRA, PrintService, SocketPrinter, until
from tests.printing.test_cups import A6, FOUR_BY_SIX, labels, pdf_of
from tests.windows import bench

pytestmark = [pytest.mark.wine, pytest.mark.cups, pytest.mark.timeout(300)]
A4 = (210.0, 297.0)
_MM_PER_POINT = 25.4 / 72
Ask = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def zebra(print_service: PrintService) -> SocketPrinter:
    return print_service.add("WINZEB", ZEBRA)


@pytest.fixture(scope="module")
def office(print_service: PrintService) -> SocketPrinter:
    return print_service.add("WINOFFICE", PDF)


@pytest.fixture(scope="module")
def ask(
    print_service: PrintService,
    zebra: SocketPrinter,
    office: SocketPrinter,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Ask]:
    """Windows' Python, which does one thing after another."""
    # Wine writes the printers that it sees into the registry, and takes others out of it.
    extra = bench.registry_of_its_own(tmp_path_factory.mktemp("wine") / "prefix")
    with (
        bench.held(alone=False),
        subprocess.Popen(
            bench.command("-m", "tests.windows.print_child"),
            cwd=bench.ROOT,
            env={**bench.environment(), **extra, "CUPS_SERVER": print_service.server},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # Python under wine starts with pipes only.
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        assert process.stdin is not None
        assert process.stdout is not None

        stdin, stdout = process.stdin, process.stdout

        def say(what: str, **order: Any) -> dict[str, Any]:
            stdin.write(json.dumps({"do": what, **order}).encode() + b"\n")
            stdin.flush()
            line = stdout.readline()
            assert line.startswith(b"{"), line
            answer: dict[str, Any] = json.loads(line)
            return answer

        yield say
        stdin.close()
        process.wait(60)


def arrived(printer: SocketPrinter, before: int, service: PrintService) -> bytes:
    """The one job that came since there were `before`."""
    until(lambda: len(printer.jobs) > before, service.log)
    (job,) = printer.jobs[before:]
    return job


def written_down(service: PrintService) -> list[bytes]:
    """What the print service has written down about each job; a moment after the job came."""
    return [one.read_bytes() for one in (service.root / "spool").glob("c*")]


def wait_for_title(service: PrintService, title: str) -> None:
    """Wait until a job of this title has been written down."""
    until(lambda: any(title.encode() in one for one in written_down(service)), service.log)


def test_the_printers_of_the_computer_tell_their_papers(ask: Ask) -> None:
    assert {"WINZEB", "WINOFFICE"} <= set(ask("names")["names"])
    facts = ask("facts", printer="WINZEB")
    assert facts["trouble"] == ""
    sizes = {key: (width, height) for key, width, height in facts["papers"]}
    assert sizes['4.00x6.00"'] == pytest.approx(FOUR_BY_SIX, abs=0.2)
    sizes = {
        key: (width, height) for key, width, height in ask("facts", printer="WINOFFICE")["papers"]
    }
    assert sizes["A4"] == pytest.approx(A4, abs=0.3)
    assert sizes["A6"] == pytest.approx(A6, abs=0.4)


@pytest.mark.parametrize(("size", "paper"), [(A6, "A6"), (A4, "A4")])
def test_sheets_come_on_their_paper_with_title_and_bars(
    ask: Ask,
    office: SocketPrinter,
    print_service: PrintService,
    tmp_path: Path,
    size: tuple[float, float],
    paper: str,
) -> None:
    numbers = labels(tmp_path / "labels.pdf", 3, size)
    before = len(office.jobs)
    said = ask(
        "send",
        printer="WINOFFICE",
        pdf=bench.windows_path(tmp_path / "labels.pdf"),
        title=f"labels-3-{paper}",
        size_mm=size,
    )
    assert said.get("paper") == paper, said
    assert said["told"] == [[1, 3], [2, 3], [3, 3]]
    printed = pdf_of(arrived(office, before, print_service))
    pages = pypdf.PdfReader(io.BytesIO(printed)).pages
    assert len(pages) == 3
    for place, number in enumerate(numbers):
        box = pages[place].mediabox
        assert float(box.width) * _MM_PER_POINT == pytest.approx(size[0], abs=1.5)
        assert float(box.height) * _MM_PER_POINT == pytest.approx(size[1], abs=1.5)
        assert decode_barcodes(printed, place, 300) == [number]
    wait_for_title(print_service, f"labels-3-{paper}")


def test_a_label_printer_gets_sharp_bars_dot_for_dot(
    ask: Ask, zebra: SocketPrinter, print_service: PrintService, tmp_path: Path
) -> None:
    numbers = labels(tmp_path / "labels.pdf", 4, FOUR_BY_SIX)
    before = len(zebra.jobs)
    said = ask(
        "send",
        printer="WINZEB",
        pdf=bench.windows_path(tmp_path / "labels.pdf"),
        title="labels-2",
        size_mm=FOUR_BY_SIX,
        sheets=[1, 3],
        copies=2,
    )
    assert said.get("told", [])[-1:] == [[4, 4]], said
    # Copies come set by set.
    wanted = [[numbers[1]], [numbers[3]]] * 2
    assert zpl.barcodes(arrived(zebra, before, print_service)) == wanted


def test_labels_never_go_to_a_paper_that_is_not_theirs(
    ask: Ask, zebra: SocketPrinter, print_service: PrintService, tmp_path: Path
) -> None:
    numbers = labels(tmp_path / "labels.pdf", 1, (100.0, 150.0))
    before = len(zebra.jobs)
    order = {
        "printer": "WINZEB",
        "pdf": bench.windows_path(tmp_path / "labels.pdf"),
        "title": "labels-1",
    }
    said = ask("send", **order, size_mm=(100.0, 150.0))
    assert "so it got nothing" in said["refused"]
    assert '4.00x6.00"' in said["next"]
    said = ask("send", **order, paper='3.00x5.00"')
    assert "would print on paper of 76 × 127 mm" in said["refused"]
    said = ask("send", **order, paper="A7")
    assert "does not list the paper A7 any more" in said["refused"]
    # The one that was offered takes it; nothing came before.
    ask("send", **order, paper='4.00x6.00"')
    assert zpl.barcodes(arrived(zebra, before, print_service)) == [[numbers[0]]]


def test_cancelled_in_the_middle_nothing_comes_out(
    ask: Ask, zebra: SocketPrinter, print_service: PrintService, tmp_path: Path
) -> None:
    labels(tmp_path / "labels.pdf", 6, FOUR_BY_SIX)
    order = {
        "printer": "WINZEB",
        "pdf": bench.windows_path(tmp_path / "labels.pdf"),
        "size_mm": FOUR_BY_SIX,
    }
    before = len(zebra.jobs)
    said = ask("send", **order, title="never-to-come", stop_after=2)
    assert said == {"stopped": True, "told": [[1, 6], [2, 6]]}
    ask("send", **order, title="after-it", sheets=[5])
    assert len(zpl.pictures(arrived(zebra, before, print_service))) == 1
    wait_for_title(print_service, "after-it")
    assert not any(b"never-to-come" in one for one in written_down(print_service))


def test_the_end_of_a_job_is_seen_and_it_stays_as_it_is(
    ask: Ask, office: SocketPrinter, print_service: PrintService, tmp_path: Path
) -> None:
    labels(tmp_path / "labels.pdf", 1, A6)
    before = len(office.jobs)
    order = {"pdf": bench.windows_path(tmp_path / "labels.pdf"), "title": "one", "size_mm": A6}
    said = ask("send", printer="WINOFFICE", **order)
    # Wine's queue forgets a job as soon as it is handed on, so no more is claimed than that.
    assert said.get("state") in ("done", "unknown"), said
    arrived(office, before, print_service)
    said = ask("facts", printer="NOWHERE")
    assert "is not a printer of this computer any more" in said["refused"]
