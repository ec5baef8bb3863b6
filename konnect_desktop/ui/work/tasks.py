"""The one way to run work off the GUI thread.

Three pools: "network" (the api's limiter decides how many calls really fly), "local" (SQL and
paper) and "safe" (what may have to wait for the system's password safe). Worker threads only ever
emit one queued signal; every callback runs on the GUI thread, and never for an owner that is gone.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Literal, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from konnect_desktop.left_behind import Pool
from konnect_desktop.log_lines import Code
from konnect_desktop.services.context import Cancelled, Progress, TaskContext

PoolName = Literal["network", "local", "safe"]
T = TypeVar("T")
Work = Callable[[TaskContext], T]

_log = logging.getLogger(__name__)


def _nobody_listens(_owner: QObject, error: Exception) -> None:
    _log.error("a task's error was shown to nobody: %s", error)


class Task:
    """One running piece of work. `cancel()` asks it to stop; it may still deliver a result."""

    def __init__(self, owner: QObject, key: str | None) -> None:
        self.owner = owner
        self.key = key
        self.context = TaskContext()
        self.is_finished = False
        #: Replaced by a newer task or without an owner: nothing is delivered any more.
        self.is_dropped = False

    def cancel(self) -> None:
        """Ask the work to stop at its next safe point."""
        self.context.cancel()

    def drop(self) -> None:
        """Ask the work to stop and ignore whatever it still says."""
        self.is_dropped = True
        self.context.cancel()

    @property
    def may_deliver(self) -> bool:
        """Whether callbacks may still run."""
        return not self.is_dropped and shiboken6.isValid(self.owner)


class TaskRunner(QObject):
    """Runs functions in worker threads and brings their results to the GUI thread."""

    _post = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("task_runner")
        self._pools = {
            "network": Pool(4, "network"),
            "local": Pool(3, "local"),
            "safe": Pool(8, "safe"),
        }
        self._tasks: set[Task] = set()
        self._by_key: dict[str, Task] = {}
        self._owners: set[int] = set()
        self._is_closed = False
        self._due: deque[Callable[[], None]] = deque()
        self._turn = QTimer(self)
        self._turn.setSingleShot(True)
        self._turn.timeout.connect(self._deliver_next)
        #: Called on the GUI thread for errors that nobody else takes; the window shows them.
        self.on_unhandled: Callable[[QObject, Exception], object] = _nobody_listens
        self._post.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def start(
        self,
        owner: QObject,
        work: Work[T],
        *,
        pool: PoolName = "network",
        key: str | None = None,
        latest: bool = False,
        on_success: Callable[[T], None] | None = None,
        on_progress: Callable[[Progress], None] | None = None,
        on_error: Callable[[Exception], None] | None = None,
        on_finished: Callable[[], None] | None = None,
    ) -> Task:
        """Run `work(ctx)` in a worker thread and call back on the GUI thread.

        Most work needs only `read` or `do`; this is for what asks Fynd, asks the system's
        safe, says how far it is, or looks whether it was cancelled.

        `key` makes it single-flight: a second start returns the running task, or with
        `latest` replaces it and ignores the older result. Without `on_error` an error is
        shown in a window. `on_finished` runs after every end, also a cancelled one. Once the
        runner is closed nothing is started any more.
        """
        if key is not None and key in self._by_key:
            if not latest:
                return self._by_key[key]
            self._by_key[key].drop()
        task = Task(owner, key)
        if self._is_closed:
            task.drop()
            return task
        if on_progress is not None:
            task.context = TaskContext(partial(self._progress, task, on_progress))
        self._watch(owner)
        self._tasks.add(task)
        if key is not None:
            self._by_key[key] = task
        self._pools[pool].submit(partial(self._run, task, work, on_success, on_error, on_finished))
        return task

    def read(
        self,
        owner: QObject,
        work: Callable[[], T],
        then: Callable[[T], None],
        *,
        key: str,
        on_error: Callable[[Exception], None] | None = None,
        on_finished: Callable[[], None] | None = None,
    ) -> Task:
        """Read what is on this computer, then show it: the newest question of `key` counts."""
        return self.start(
            owner,
            lambda _ctx: work(),
            pool="local",
            key=key,
            latest=True,
            on_success=then,
            on_error=on_error,
            on_finished=on_finished,
        )

    def do(
        self,
        owner: QObject,
        work: Callable[[], T],
        then: Callable[[T], None] | None = None,
        *,
        key: str | None = None,
        on_error: Callable[[Exception], None] | None = None,
        on_finished: Callable[[], None] | None = None,
    ) -> Task:
        """Do something on this computer, then go on; while `key` is at work, not once more."""
        return self.start(
            owner,
            lambda _ctx: work(),
            pool="local",
            key=key,
            on_success=then,
            on_error=on_error,
            on_finished=on_finished,
        )

    def close(self) -> None:
        """Drop everything and let the threads end by themselves."""
        self._is_closed = True
        for task in list(self._tasks):
            task.drop()
        for pool in self._pools.values():
            pool.close()

    def join(self, timeout_s: float | None = None) -> bool:
        """Wait for the threads, only after `close`; whether all have ended.

        Those that have not are left behind, and nobody hears of them any more.
        """
        ends_at = None if timeout_s is None else time.monotonic() + timeout_s
        left = [
            pool.join(None if ends_at is None else max(0.0, ends_at - time.monotonic()))
            for pool in self._pools.values()
        ]
        return all(left)

    @property
    def running(self) -> int:
        """How many tasks have not finished."""
        return len(self._tasks)

    def is_running(self, key: str) -> bool:
        """Whether a task with this key runs now."""
        return key in self._by_key

    def _run(
        self,
        task: Task,
        work: Work[T],
        on_success: Callable[[T], None] | None,
        on_error: Callable[[Exception], None] | None,
        on_finished: Callable[[], None] | None,
    ) -> None:
        follow: Callable[[], object] | None = None
        try:
            if not task.is_dropped:
                result = work(task.context)
                if on_success is not None:
                    follow = partial(on_success, result)
        except Cancelled:
            pass
        except Exception as error:
            # Keys are ours: the name of a list, and numbers of batches.
            _log.info("task %s ended with %s", Code(task.key or ""), error)
            handler = on_error or partial(self.on_unhandled, task.owner)
            follow = partial(handler, error)
        self._emit(partial(self._finish, task, follow, on_finished))

    def _emit(self, call: Callable[[], None]) -> None:
        if self._is_closed or not shiboken6.isValid(self):
            return
        try:
            self._post.emit(call)
        except RuntimeError:  # the runner was deleted between the check and the call
            return

    def _progress(
        self, task: Task, listener: Callable[[Progress], None], progress: Progress
    ) -> None:
        self._emit(partial(self._show_progress, task, listener, progress))

    @staticmethod
    def _show_progress(
        task: Task, listener: Callable[[Progress], None], progress: Progress
    ) -> None:
        if task.may_deliver and not task.is_finished:
            listener(progress)

    def _finish(
        self,
        task: Task,
        follow: Callable[[], object] | None,
        on_finished: Callable[[], None] | None,
    ) -> None:
        task.is_finished = True
        self._tasks.discard(task)
        if task.key is not None and self._by_key.get(task.key) is task:
            del self._by_key[task.key]
        if not task.may_deliver:
            return
        if follow is not None:
            follow()
        if on_finished is not None and task.may_deliver:
            on_finished()

    @Slot(object)
    def _deliver(self, call: Callable[[], None]) -> None:
        # One a turn: several at once, with what they paint, would hold the window together.
        self._due.append(call)
        self._turn.start()

    def _deliver_next(self) -> None:
        if self._is_closed or not self._due:
            return
        call = self._due.popleft()
        if self._due:
            self._turn.start()
        call()

    def _watch(self, owner: QObject) -> None:
        token = id(owner)
        if token not in self._owners:
            self._owners.add(token)
            owner.destroyed.connect(partial(self._owner_gone, token))

    def _owner_gone(self, token: int, *_: object) -> None:
        self._owners.discard(token)
        for task in list(self._tasks):
            if id(task.owner) == token:
                task.drop()
