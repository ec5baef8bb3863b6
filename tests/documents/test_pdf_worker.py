"""The PDF process: it may die, hang or run out of memory; the app goes on."""

from __future__ import annotations

import os
import pickle
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from konnect_desktop.documents.bar_check import expected_codes
from konnect_desktop.documents.matching import Expected, match_pages
from konnect_desktop.documents.placing import Paper, lay_out
from konnect_desktop.documents.worker import PdfWorker
from konnect_desktop.domain.printing import Layout, PrintChoices
from konnect_desktop.errors import DocumentError
from tests.documents import make_pdf
from tests.documents.make_pdf import a_label

LINUX = sys.platform.startswith("linux")


@pytest.fixture
def worker() -> Iterator[PdfWorker]:
    with PdfWorker() as running:
        yield running


@pytest.fixture(scope="module")
def data() -> bytes:
    return make_pdf.labels_pdf([a_label(1), a_label(2)])


def wait_until(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    pause = threading.Event()
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "condition not met in time"
        pause.wait(0.005)


def cpu_ticks(pid: int) -> int:
    """Processor time used so far, where the system tells it as a file."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11])


def is_working(worker: PdfWorker, pid: int, idle: int) -> bool:
    return worker.busy and (not LINUX or cpu_ticks(pid) > idle + 5)


def test_all_functions_through_the_process(worker: PdfWorker, data: bytes) -> None:
    wanted = [Expected(a_label(n).shipment_id, (a_label(n).awb,), "") for n in (1, 2)]
    assert worker.pid is None, "starts at the first call"
    assert worker.call("check_pdf", data).pages == 2
    pid = worker.pid
    assert worker.call("match_pages", data, wanted) == match_pages(data, wanted)
    assert worker.call("has_active_content", data) is False
    parts = worker.call("split", data, {"x": [1], "y": [0]})
    merged = worker.call("merge", list(parts.values()))
    assert worker.call("decode_barcodes", merged, 0) == [a_label(2).awb]
    assert worker.call("page_sizes_mm", merged)[0] == pytest.approx((105, 148), abs=0.01)
    picture = worker.call("render_page", merged, 0, 300, grey=True)
    assert len(picture.data) == picture.stride * picture.height
    papers = [Paper(worker.call("read_facts", {"a": merged})["a"], True, "1")]
    plan = lay_out(papers, PrintChoices(layout=Layout.A4_4UP))
    sheets = worker.call("press", [merged], plan)
    assert worker.call("check_pdf", sheets).pages == 1
    assert worker.call("unreadable_codes", sheets, expected_codes(papers, plan)) == []
    assert worker.pid == pid, "one process for all calls"


def test_words_of_a_refusal_come_through(worker: PdfWorker) -> None:
    with pytest.raises(DocumentError, match="web page") as caught:
        worker.call("check_pdf", b"<html>")
    assert caught.value.next_step
    assert caught.value.detail == "no PDF signature"
    assert worker.pid is not None, "a refusal is no reason to die"


def test_unforeseen_failure_has_words_too(worker: PdfWorker, data: bytes) -> None:
    with pytest.raises(DocumentError) as caught:
        worker.call("render_page", data, "first", 72)
    assert caught.value.user_message == DocumentError.user_message
    assert "TypeError" in caught.value.detail


def test_unknown_function_is_a_bug_not_a_message(worker: PdfWorker) -> None:
    with pytest.raises(ValueError, match="remove_all"):
        worker.call("remove_all")
    assert worker.pid is None


def test_time_limit_then_a_fresh_process(worker: PdfWorker, data: bytes) -> None:
    assert worker.call("check_pdf", data).pages == 2
    started = time.monotonic()
    with pytest.raises(DocumentError, match=r"longer than 0\.5 seconds"):
        worker.call("render_page", make_pdf.endless(), 0, 72, timeout=0.5)
    assert time.monotonic() - started < 30  # the page itself never ends
    assert worker.pid is None
    assert worker.call("check_pdf", data).pages == 2


@pytest.mark.parametrize("way", ["kill", "close"])
def test_ended_in_the_middle_of_a_call(worker: PdfWorker, data: bytes, way: str) -> None:
    worker.call("check_pdf", data)
    pid = worker.pid
    assert pid is not None
    idle = cpu_ticks(pid) if LINUX else 0
    with ThreadPoolExecutor(1) as pool:
        call = pool.submit(worker.call, "render_page", make_pdf.endless(), 0, 72)
        wait_until(lambda: is_working(worker, pid, idle))
        if way == "kill":
            os.kill(pid, getattr(signal, "SIGKILL", signal.SIGTERM))
        else:
            worker.close()
        words = "failed" if way == "kill" else "closing"
        with pytest.raises(DocumentError, match=words):
            call.result(timeout=10)
    if way == "kill":
        assert worker.call("check_pdf", data).pages == 2
        assert worker.pid not in (None, pid)
    else:
        with pytest.raises(DocumentError, match="closing"):
            worker.call("check_pdf", data)
        assert worker.pid is None


def test_waiting_in_line_counts_too(worker: PdfWorker, data: bytes) -> None:
    worker.call("check_pdf", data)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(worker.call, "render_page", make_pdf.endless(), 0, 72, timeout=1.5)
        wait_until(lambda: worker.busy)
        with pytest.raises(DocumentError, match=r"longer than 0\.2 seconds"):
            worker.call("check_pdf", data, timeout=0.2)
        with pytest.raises(DocumentError, match=r"longer than 1\.5 seconds"):
            first.result(timeout=10)
    assert worker.call("check_pdf", data).pages == 2


def test_many_threads_get_their_own_answers(worker: PdfWorker) -> None:
    documents = [make_pdf.labels_pdf([a_label(n)]) for n in range(12)]
    with ThreadPoolExecutor(6) as pool:
        read = pool.map(lambda one: worker.call("decode_barcodes", one, 0), documents)
        assert list(read) == [[a_label(n).awb] for n in range(12)]


def test_answer_builds_nothing_but_our_records(tmp_path: Path) -> None:
    """A process taken over by a file cannot make the app run something."""
    target = tmp_path / "touched"

    class Hostile:
        def __reduce__(self) -> tuple[object, tuple[Path]]:
            return Path.touch, (target,)

    payload = pickle.dumps(("result", Hostile()))
    script = tmp_path / "fake.py"
    script.write_text(
        "import sys, struct\n"
        f"payload = {payload!r}\n"
        "sys.stdout.buffer.write(struct.pack('>Q', len(payload)) + payload)\n"
        "sys.stdout.flush()\n"
        "sys.stdin.read()\n"
    )
    with PdfWorker(command=[sys.executable, str(script)]) as worker, pytest.raises(DocumentError):
        worker.call("check_pdf", b"")
    assert not target.exists()


def test_program_that_cannot_be_started() -> None:
    with (
        PdfWorker(command=["/nowhere/reader"]) as worker,
        pytest.raises(DocumentError, match="could not be started"),
    ):
        worker.call("check_pdf", b"")


if LINUX:  # the cap and the view into the process exist there only

    def test_memory_cap(data: bytes) -> None:
        with PdfWorker(memory_mb=400) as worker:
            with pytest.raises(DocumentError):
                worker.call("render_page", data, 0, 2400, max_pixels=2**40)
            assert worker.call("check_pdf", data).pages == 2

    def test_process_knows_no_credentials_and_no_qt(
        worker: PdfWorker, data: bytes, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("KONNECT_PASSWORD", "canary-7731")
        worker.call("match_pages", data, [])
        worker.call("read_facts", {"a": data})
        proc = Path(f"/proc/{worker.pid}")
        assert b"canary-7731" not in (proc / "environ").read_bytes()
        assert "Qt6" not in (proc / "maps").read_text()

    def test_small_file_that_unpacks_without_end(data: bytes) -> None:
        file = make_pdf.bomb(500)
        assert len(file) < 5 * 2**20
        with PdfWorker(memory_mb=500) as worker:
            with pytest.raises(DocumentError, match=r"damaged|memory"):
                worker.call("check_pdf", file)
            assert worker.call("check_pdf", data).pages == 2
