"""Papers gone wrong in every way, through the whole way to the screen: the window stays free.

Each ends as a good page or with words, no label goes to another order, nothing is left behind.
"""

from __future__ import annotations

import logging
import os
import random
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt, QTimer

from konnect_desktop.documents.worker import PdfWorker
from konnect_desktop.domain.printing import PrintChoices
from konnect_desktop.errors import DocumentError
from konnect_desktop.practice import papers
from konnect_desktop.services.context import TaskContext
from konnect_desktop.services.paper_models import LABEL
from konnect_desktop.services.press import Press
from konnect_desktop.ui.printing.page_view import PageView
from tests.documents import make_pdf
from tests.documents.make_pdf import a_label
from tests.documents.mutated_pdfs import mutated
from tests.services.papers_desk import NOW, PapersDesk
from tests.ui.window_desk import WindowDesk

LABELS = [a_label(number) for number in range(4)]
AWBS = {label.shipment_id: label.awb for label in LABELS}
#: Many times what any of them takes; the app gives its own minute to slow machines.
PATIENCE_S = 6.0
MOST_HELD_S = 0.2
#: What the app may have grown by in the end, and what no PDF process may have had.
GROWN_MB, WORKER_MB = 150, 1536


class Hasty(PdfWorker):
    """The real process, with less patience, so that what hangs does not fill the day."""

    def call(self, name: str, *args: Any, timeout: float = 30.0, **kwargs: Any) -> Any:
        return super().call(name, *args, timeout=min(timeout, PATIENCE_S), **kwargs)


class Held(QObject):
    """How long the window's thread was held, by itself or by other threads of the app.

    What the app waited for the processor while other programs had it is no fault of its own: any
    of its threads may have held the interpreter then.
    """

    def __init__(self) -> None:
        super().__init__()
        self.longest = 0.0
        self._last, self._waited = time.monotonic(), waits()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(5)
        self._timer.timeout.connect(self._turn)
        self._timer.start()

    def _turn(self) -> None:
        now, waited = time.monotonic(), waits()
        common = waited.keys() & self._waited.keys()
        others = sum(waited[task] - self._waited[task] for task in common)
        self.longest = max(self.longest, now - self._last - others)
        # What it takes to look is no hold.
        self._last, self._waited = time.monotonic(), waited


def waits() -> dict[str, float]:
    """Seconds that each thread of the app has waited for the processor, where that is told."""
    found = {}
    for stat in Path("/proc/self/task").glob("*/schedstat"):
        with suppress(OSError):  # a thread that has just ended
            found[stat.parent.name] = int(stat.read_text().split()[1]) / 1e9
    return found


@dataclass
class Seen:
    """What became of the papers."""

    good: int = 0
    in_words: int = 0
    laid: int = 0
    #: What must not happen, by the number of the paper.
    wrong: list[str] = field(default_factory=list)


def sources(desk: WindowDesk) -> list[bytes]:
    """Labels of the orders that are asked for, in several makes, and papers of others."""
    few, all_ = make_pdf.labels_pdf(LABELS[:2]), make_pdf.labels_pdf(LABELS, pageCompression=0)
    world = desk.server.world
    others = [world.shipment(key) for key in world.ids("COMPLETED")[:2]]
    return [
        *(make_pdf.labels_pdf([label], pageCompression=0) for label in LABELS),
        *(few, all_, make_pdf.with_stamp(few), make_pdf.with_hidden_layer(few)),
        make_pdf.changed(few, lambda _: None, object_stream_mode=_PACKED),
        make_pdf.picture_pdf(make_pdf.labels_pdf(LABELS[:1])),
        *(papers.labels(others, NOW), papers.invoices(others[:1], NOW)),
    ]


_PACKED = make_pdf.pikepdf.ObjectStreamMode.generate


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_papers_gone_wrong_hold_nothing_and_mislead_nobody(
    desk: WindowDesk,
    tmp_path: Path,
    times: Callable[[int], int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    monkeypatch.setattr(tempfile, "tempdir", None)
    before, children = rss_mb(os.getpid()), children_of(os.getpid())
    made = sources(desk)
    seen, count = Seen(), times(2_000)
    runner, context = desk.desk.runner, desk.desk.context
    view = PageView(context)
    view.setParent(desk.window)
    view.setGeometry(40, 40, 500, 700)
    view.show()
    with Hasty() as pdf:
        shop = PapersDesk(tmp_path, LABELS, pdf)
        press = Press(shop.documents, pdf, pdf)
        held = Held()
        waiting = iter(range(count))
        done: list[int] = []

        def begin() -> None:
            number = next(waiting, None)
            if number is None:
                return
            runner.start(
                view,
                lambda ctx: through(ctx, shop, press, made, number, seen),
                pool="local",
                on_success=shown,
                on_error=lambda error: seen.wrong.append(f"{number}: {error!r}"),
                on_finished=lambda: ended(number),
            )

        def ended(number: int) -> None:
            done.append(number)
            begin()

        def shown(found: tuple[bytes, list[tuple[float, float]]] | None) -> None:
            if found is not None:
                view.show_document(*found)
                view.show_page(0)

        begin()
        begin()
        last = 0
        while len(done) < count:
            desk.wait(lambda: len(done) > last, f"paper {len(done)} of {count}")  # noqa: B023
            last = len(done)
            if pdf.pid is not None and rss_mb(pdf.pid) > WORKER_MB:
                seen.wrong.append(f"{last}: the process has {rss_mb(pdf.pid)} MB")
        desk.settle()
        shop.db.close()
    grown = rss_mb(os.getpid()) - before
    story = (
        f"{count} papers: {seen.good} good, {seen.laid} on sheets, {seen.in_words} in words; "
        f"held {held.longest * 1000:.0f} ms, grown by {grown} MB"
    )
    logging.getLogger(__name__).info(story)
    assert seen.wrong == []
    assert seen.good + seen.in_words == count
    assert seen.good > count / 20, story
    assert held.longest < MOST_HELD_S, story
    assert grown < GROWN_MB, story
    assert list(scratch.iterdir()) == []
    assert not list(tmp_path.rglob("*.part*"))
    assert children_of(os.getpid()) <= children | {desk_pictures_pid(desk)}


def through(
    ctx: TaskContext,
    shop: PapersDesk,
    press: Press,
    made: list[bytes],
    number: int,
    seen: Seen,
) -> tuple[bytes, list[tuple[float, float]]] | None:
    """One paper from the server's answer to sheets for the printer, and their sizes; if any."""
    what, data = mutated(random.Random(number), made)
    asked = shop.shipments[: 1 + number % len(LABELS)]
    fetched = shop.fetch(lambda _: data, shipments=asked)
    for shipment in asked:
        if (shipment.id in fetched.documents) == bool(fetched.missing.get(shipment.id)):
            seen.wrong.append(f"{number} {what}: {shipment.id} has neither page nor words")
    if not fetched.documents:
        seen.in_words += 1
        return None
    seen.good += 1
    for key, paper in fetched.documents.items():
        kept = shop.documents.read(paper)
        for page in range(paper.pages):
            found = set(shop.pdf.call("decode_barcodes", kept, page))
            if found & set(AWBS.values()) - {AWBS[key]}:
                seen.wrong.append(f"{number} {what}: {key} got the bars of another order")
    rows = shop.store.rows_by_id(list(fetched.documents))
    paper_of = {(key, LABEL): paper for key, paper in fetched.documents.items()}
    try:
        job = press.check(ctx, press.lay(ctx, rows, paper_of, PrintChoices()))
    except DocumentError as error:
        if not error.user_message:
            seen.wrong.append(f"{number} {what}: no words")
        return None
    seen.laid += bool(job.pdf)
    return (job.pdf, shop.pdf.call("page_sizes_mm", job.pdf)) if job.pdf else None


def rss_mb(pid: int) -> int:
    """Memory of a process; 0 where it is gone or the system does not tell."""
    try:
        pages = Path(f"/proc/{pid}/statm").read_text().split()[1]
    except OSError:
        return 0
    return int(pages) * 4096 // 2**20


def children_of(pid: int) -> set[int]:
    """The processes that it started and has not asked for the end of, zombies too."""
    found: set[int] = set()
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        found |= set(map(int, task.read_text().split()))
    return found


def desk_pictures_pid(desk: WindowDesk) -> int:
    """The window's own process for pictures, which stays until the window is closed."""
    return desk.services.pictures._pdf.pid or 0
