"""One life of the real app, window and all, that a test ends with SIGKILL.

The app is started by its own `main`, in a process of its own that is forked from one that has the
code loaded already, so that a start takes a tenth. Once its window works, it does one kind of work
and tells after each step what must be safe from then on.

A new kind of work is one function here, listed in `KINDS`.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QLabel

from konnect_desktop import __main__ as entrance
from konnect_desktop.api import libraries
from konnect_desktop.assembly import acting, papers, reading, wire
from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.awb_import import lines_of
from konnect_desktop.domain.import_columns import AWB_FIELDS
from konnect_desktop.domain.papers import Paper, PaperChoices
from konnect_desktop.domain.printers import SpoolRequest, SpoolState, SpoolStatus
from konnect_desktop.domain.printing import PrintChoices
from konnect_desktop.errors import KonnectError
from konnect_desktop.printing.queue import Tell, never, nobody
from konnect_desktop.services.batch_models import ActionOptions, Plan
from konnect_desktop.services.context import TaskContext
from konnect_desktop.services.import_options import awb_options
from konnect_desktop.services.print_parts import Part
from konnect_desktop.services.printing import HowToPrint
from konnect_desktop.ui import application
from konnect_desktop.ui.startup import single_instance
from konnect_desktop.ui.window import backup_control
from tests.printing.scripted_queues import ScriptedQueues

#: Loaded before the fork, later in the app.
LOADED = (acting, reading, wire, backup_control, single_instance)
libraries.load()
_METHOD = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
processes: Any = multiprocessing.get_context(_METHOD)
if _METHOD == "forkserver":
    processes.set_forkserver_preload([__name__])

PRINTER = "LAB"
_SETTINGS = 60


@dataclass(frozen=True)
class Told:
    """What a life is for."""

    kind: str
    data_dir: str
    profile: str
    username: str
    password: str
    #: Where the print queue keeps what it was given, whatever becomes of the app.
    spool: str
    action: str = ""
    ids: Sequence[str] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    file: str = ""
    #: The first value that the settings get.
    number: int = 0


class FolderQueue(ScriptedQueues):
    """A print queue that outlives the app: a file for each job that it has taken."""

    spool = Path()

    def send(
        self,
        pdf: Path,
        request: SpoolRequest,
        should_stop: Callable[[], bool] = never,
        tell: Tell = nobody,
    ) -> str:
        """Take a job; from then on it comes out."""
        spool_id = f"{PRINTER}-{uuid.uuid4().hex}"
        (self.spool / f"{spool_id}.{pdf.stem}").touch()
        return spool_id

    def status(self, job: str) -> SpoolStatus:
        """Everything is out as soon as it is taken."""
        return SpoolStatus(SpoolState.DONE)


class Life(QObject):
    """Waits for the window, then works."""

    def __init__(self, app: application.Application, told: Told, say: Connection) -> None:
        super().__init__(app)
        self.app, self.told = app, told
        self._say, self._lock = say, threading.Lock()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._turn)
        self._timer.start(4)

    def say(self, word: str, *values: object) -> None:
        """Tell the test; from any thread."""
        with self._lock:
            self._say.send((word, *values))

    def done(self, *_: object) -> None:
        """The work is over; the window stays open."""
        self.say("done")

    def work(
        self, work: Callable[[TaskContext], Any], then: Callable[[Any], Any] | None = None
    ) -> None:
        """In a worker thread of the app, as its own work."""
        self.desk.runner.start(
            self,
            work,
            on_success=then or self.done,
            on_error=lambda error: self.say(
                "failed" if isinstance(error, KonnectError) else "broke",
                type(error).__name__,
                str(error),
            ),
        )

    @property
    def desk(self) -> application.Desk:
        """The open account."""
        assert self.app.desk is not None
        return self.app.desk

    @property
    def services(self) -> application.Services:
        """Its services."""
        return self.desk.services

    def _turn(self) -> None:
        if self.app.problem is not None:
            texts = [one.text() for one in self.app.problem.findChildren(QLabel)]
            self.say("problem", self.app.problem.objectName(), " ".join(texts))
            self._timer.stop()
            return
        if self.app.desk is None:
            return
        window = self.desk.window
        if not hasattr(window, "backups"):
            waits = window.findChild(QObject, "after_restore")
            if waits is not None and not window.sync.is_running:
                window.sync.check()  # what the seller presses after a restore
            return
        self._timer.stop()
        lost = self.services.settings.lost
        self.say("open", "" if lost is None else str(lost))
        KINDS[self.told.kind](self)


# ---- kinds of work -----------------------------------------------------------------------


def _start(life: Life) -> None:
    """Nothing more than to open, settle what is open, and begin to check."""
    life.done()


def _sync(life: Life) -> None:
    """Check now, as F5 does."""
    life.desk.window.sync.finished.connect(life.done)
    life.desk.window.sync.check()


def _batch(life: Life) -> None:
    """One action for some orders, through the batch sheet."""
    told = life.told

    def plan(ctx: TaskContext) -> Plan:
        life.services.sync.run(ctx, told.ids)  # type: ignore[arg-type]
        return life.services.bulk.plan(
            Action(told.action), list(told.ids), ActionOptions(**told.options)
        )

    life.work(plan, lambda planned: _send(life, planned))


def _send(life: Life, plan: Plan) -> None:
    if plan.batch_id is None:
        life.say("failed", "NothingPlanned", str(plan.left_out))
        return
    life.say("planned", int(plan.batch_id), tuple(plan.ids))
    run = life.desk.window.orders.sheet.start(plan)
    run.ended.connect(life.done)
    run.start_now()


def _import(life: Life) -> None:
    """AWBs of the courier's file: read in its own process, judged, planned and sent."""
    told = life.told

    def read(ctx: TaskContext) -> Plan:
        life.services.sync.run(ctx, told.ids)  # type: ignore[arg-type]
        table, choice = life.services.imports.open(Path(told.file), AWB_FIELDS)
        rows = life.services.imports.judge_awbs(lines_of(table, choice.columns))
        ids, options = awb_options(rows, auto_dispatch=False)
        return life.services.bulk.plan(Action.UPDATE_AWB, ids, options)

    life.work(read, lambda planned: _send(life, planned))


def _print(life: Life) -> None:
    """Labels: fetched, matched, kept, laid out, written down, and given to the queue."""
    told = life.told

    def work(ctx: TaskContext) -> None:
        life.services.sync.run(ctx, told.ids)  # type: ignore[arg-type]
        job = life.services.documents.print_job(ctx, list(told.ids), PrintChoices())
        if not job.pdf:
            life.say("failed", "NothingToPrint", str(job.missing))
            return
        life.say("laid")
        part = Part(PRINTER, tuple(range(job.sheets)), (101.6, 152.4))
        life.say("printed", life.services.printing.print_part(job, part, HowToPrint("as_is")))

    life.work(work)


def _own_papers(life: Life) -> None:
    """A pick list, and a handover sheet that is kept."""
    told = life.told

    def work(ctx: TaskContext) -> None:
        life.services.sync.run(ctx, told.ids)  # type: ignore[arg-type]
        make = life.services.own_papers.make
        make(ctx, Paper.PICK_LIST, list(told.ids), PaperChoices())
        made = make(ctx, Paper.HANDOVER_SHEET, list(told.ids), PaperChoices())
        life.services.own_papers.keep(made, PRINTER)
        life.say("sheets", tuple(sheet.number for sheet in made.sheets))

    life.work(work)


def _backup(life: Life) -> None:
    """Copies of the data, one by hand and the day's own."""

    def work(_ctx: TaskContext) -> None:
        life.say("copy", life.services.backups.back_up().name)
        life.services.backups.nightly()

    life.work(work)


def _restore(life: Life) -> None:
    """A copy takes the place of the data, and the account opens again."""
    before = life.desk
    watch = QTimer(life)

    def look() -> None:
        if life.app.problem is not None or life.app.desk not in (None, before):
            watch.stop()
            life.done()

    def put_back(name: str) -> None:
        life.say("copy", name)
        copy = next(one for one in life.services.backups.listed() if one.name == name)
        life.app.restore(copy)
        watch.timeout.connect(look)
        watch.start(4)

    life.work(lambda _ctx: life.services.backups.back_up().name, put_back)


def _settings(life: Life) -> None:
    """Settings, changed again and again."""

    def work(_ctx: TaskContext) -> None:
        for number in range(life.told.number, life.told.number + _SETTINGS):
            life.services.settings.change(stuck_days=number, invoice_next=number)
            life.say("setting", number)

    life.work(work)


def _tidy(life: Life) -> None:
    """Papers and orders over their time go, the file is made small, the print log is followed."""

    def work(ctx: TaskContext) -> None:
        life.services.settings.change(paper_days=0)
        life.services.documents.purge(ctx)
        life.services.clearing.run(ctx)
        life.services.settings.change(paper_days=180)
        life.services.printing.look_again()

    life.work(work)


def _quit(life: Life) -> None:
    """The app is closed, and killed while it closes."""
    life.done()
    life.app.qt.quit()


KINDS: Mapping[str, Callable[[Life], None]] = {
    "start": _start,
    "sync": _sync,
    "batch": _batch,
    "import": _import,
    "print": _print,
    "own papers": _own_papers,
    "backup": _backup,
    "restore": _restore,
    "settings": _settings,
    "tidy": _tidy,
    "quit": _quit,
    # The window of a data file that an older app wrote.
    "migration": _start,
}


def live(told: Told, say: Connection) -> None:
    """`konnect-desktop --data-dir DIR --profile NAME`, with somebody who works."""
    os.setsid()
    os.environ.update(
        QT_QPA_PLATFORM="offscreen",
        KONNECT_USERNAME=told.username,
        KONNECT_PASSWORD=told.password,
    )
    FolderQueue.spool = Path(told.spool)
    papers.queue = FolderQueue
    start = application.Application.start

    def start_with_somebody(app: application.Application) -> None:
        start(app)
        Life(app, told, say)

    application.Application.start = start_with_somebody  # type: ignore[method-assign]
    raise SystemExit(entrance.main(["--data-dir", told.data_dir, "--profile", told.profile]))
