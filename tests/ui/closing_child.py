"""The real app as a process, with hands: it does what it is told on its standard input.

`python -m tests.ui.closing_child ARGUMENT...` takes the arguments of the app.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
import time
from typing import Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QShortcut

from konnect_desktop import __main__
from konnect_desktop.services.context import TaskContext
from konnect_desktop.ui import application


def say(**facts: object) -> None:
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


class Hands(QObject):
    """Reads one word a line, and does it on the GUI thread."""

    def __init__(self, app: application.Application) -> None:
        super().__init__(app)
        self._app = app
        self._words: queue.SimpleQueue[str] = queue.SimpleQueue()
        threading.Thread(target=self._listen, daemon=True).start()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._turn)
        self._timer.start(5)

    def _listen(self) -> None:
        for line in sys.stdin:
            self._words.put(line.strip())

    def _turn(self) -> None:
        desk = self._app.desk
        if desk is None or not desk.window.isVisible():
            if self._app.problem is not None:
                say(problem=True)
                self._timer.stop()
            return
        while not self._words.empty():
            getattr(self, self._words.get())()

    @property
    def _desk(self) -> Any:
        return self._app.desk

    def _run(self, work: Any, pool: Any = "local") -> None:
        started = threading.Event()

        def begin(_ctx: TaskContext) -> None:
            started.set()
            work()

        self._desk.runner.start(self, begin, pool=pool)
        assert started.wait(10)

    # ---- what it is told -----------------------------------------------------------------

    def look(self) -> None:
        say(visible=True)

    def rows(self) -> None:
        page = self._desk.window.orders
        say(rows=page._total if page.loader.is_loaded else 0)

    def check(self) -> None:
        self._desk.window.sync.check()
        say(checking=True)

    def thread(self) -> None:
        """A network drive, say."""
        self._run(lambda: time.sleep(600))
        say(stuck="thread")

    def writer(self) -> None:
        """The disk takes a transaction and does not let it go."""
        database = self._desk.services.database

        def write() -> None:
            with database.write() as conn:
                conn.execute("CREATE TABLE never_kept (id INTEGER)")
                holds.set()
                time.sleep(600)

        holds = threading.Event()
        self._run(write)
        assert holds.wait(10)
        say(stuck="writer")

    def worker(self) -> None:
        """A PDF that holds its process."""
        pdf = self._desk.services.pdf
        pdf._command = [sys.executable, "-c", "import time; time.sleep(600)"]
        self._run(lambda: pdf.call("page_sizes_mm", b"", timeout=500))
        self._say_when(lambda: pdf.pid)

    def printer(self) -> None:
        """A print queue that does not answer."""
        queue = self._desk.services.printing._queue
        if sys.platform == "win32":
            queue._asker._command = [sys.executable, "-c", "import time; time.sleep(600)"]
            self._run(queue.names)
            self._say_when(lambda: queue._asker.pid)
            return
        self._run(lambda: queue._run("sleep", "600"))

        def pid() -> int | None:
            running = list(queue._programs.running)
            return running[0].pid if running else None

        self._say_when(pid)

    def practice_pid(self) -> None:
        say(pid=self._desk.services.practice.process.pid)

    def window_thread(self) -> None:
        """The file of the layout lies on a drive that is gone."""
        self._desk.window.closing.connect(lambda: time.sleep(600))
        say(stuck="window_thread")

    def batch(self) -> None:
        """Confirm everything new, at once."""
        from konnect_desktop.domain.actions import Action
        from konnect_desktop.domain.filters import OrderFilter, Sort
        from konnect_desktop.domain.states import Lane

        services = self._desk.services
        ids = services.queries.ids(OrderFilter(lane=Lane.NEW), Sort())[:60]
        services.change_settings(undo_seconds=0)
        plan = services.bulk.plan(Action.CONFIRM, ids)
        self._desk.window.orders.sheet.start(plan)
        say(batch_id=plan.batch_id, ids=list(plan.ids))

    def close(self) -> None:
        say(closing=True)
        self._desk.window.close_now()

    def cross(self) -> None:
        say(closing=True)
        self._desk.window.close()

    def key(self) -> None:
        say(closing=True)
        self._desk.window.findChild(QShortcut, "window.key.Ctrl+Q").activated.emit()

    def _say_when(self, pid: Any) -> None:
        stop = time.monotonic() + 10
        while not pid():
            assert time.monotonic() < stop
            threading.Event().wait(0.01)
        say(pid=pid())


def main() -> int:
    start = application.Application.start

    def start_with_hands(app: application.Application) -> None:
        start(app)
        Hands(app)

    application.Application.start = start_with_hands  # type: ignore[method-assign]
    return __main__.main(sys.argv[1:])


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    sys.exit(main())
