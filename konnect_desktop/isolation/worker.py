"""Starts, feeds, limits and replaces a process that opens files from outside."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import Enum, auto
from types import TracebackType
from typing import Any, BinaryIO, Self, cast

from konnect_desktop import processes
from konnect_desktop.domain.say import from_json
from konnect_desktop.errors import KonnectError
from konnect_desktop.isolation.memory import MIB, Hold
from konnect_desktop.isolation.protocol import ProtocolError, Trade, receive_answer, send

DEFAULT_TIMEOUT_S = 30.0
DEFAULT_MEMORY_MB = 1536
_END_GRACE_S = 2.0


#: So often the memory of a process is looked at where the system does not limit it.
_LOOK_S = 0.05


class Worker:
    """Runs the functions of a trade in one long-lived process, one call at a time.

    The process starts at the first call, is replaced after it died or was stopped, and ends
    with the app: its input closes. Use from any thread.
    """

    def __init__(
        self,
        trade: Trade,
        *,
        memory_mb: int = DEFAULT_MEMORY_MB,
        command: Sequence[str] | None = None,
        is_watched: bool = False,
    ) -> None:
        """`memory_mb`: what the process may have; 0 for no limit.

        `command`: how to start the process where `sys.executable` is no Python. `is_watched`:
        look at its memory from here although the system limits it.
        """
        self._trade = trade
        self._memory_mb = memory_mb
        self._is_watched = is_watched
        own_limit = "0" if is_watched else str(memory_mb)
        self._command = (
            [*command, own_limit]
            if command is not None
            else processes.python(trade.main, own_limit)
        )
        self._turn = threading.Lock()
        self._beside_turn = threading.Lock()
        self._running: dict[bool, _Process] = {}
        self._closed = threading.Event()

    @property
    def pid(self) -> int | None:
        """Id of the process while it runs, else None."""
        process = self._running.get(False)
        return process.pid if process is not None and process.is_alive else None

    @property
    def busy(self) -> bool:
        """Whether a call is running."""
        return self._turn.locked()

    def call(self, name: str, *args: Any, timeout: float = DEFAULT_TIMEOUT_S, **kwargs: Any) -> Any:
        """Run function `name` of the trade and return its result.

        `timeout` in seconds covers waiting for the calls before it as well. Who has waited half
        of it is served by a second process, so that a file that hangs takes no other along.
        Raises the error of the trade: what the function raises, and when the time is up, the
        process dies, takes too much memory or the worker is closed. Raises ValueError for a name
        that is not offered.
        """
        if name not in self._trade.functions:
            raise ValueError(f"no function of this process is called {name!r}")
        job = _Job(name, (args, kwargs), timeout, time.monotonic() + timeout)
        if self._turn.acquire(timeout=timeout / 2):
            with _released(self._turn):
                return self._served(job, is_beside=False)
        if not self._beside_turn.acquire(timeout=max(0.0, job.seconds_left)):
            raise self._too_slow(job)
        with _released(self._beside_turn):
            try:
                return self._served(job, is_beside=True)
            finally:
                self._discard(is_beside=True)

    def close(self) -> None:
        """End the process at once, also in the middle of a call; later calls are refused."""
        self._closed.set()
        for process in list(self._running.values()):
            process.kill()
        for is_beside, turn in ((False, self._turn), (True, self._beside_turn)):
            with turn:
                self._discard(is_beside=is_beside)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _served(self, job: _Job, *, is_beside: bool) -> Any:
        process = self._alive(is_beside=is_beside)
        try:
            kind, value = process.exchange(job, self._trade.answers)
        except (OSError, ProtocolError) as error:
            self._discard(is_beside=is_beside)
            raise self._ended(job, process) from error
        except BaseException:
            self._discard(is_beside=is_beside)  # half a conversation would answer the next call
            raise
        if kind == "result":
            return value
        if kind == "spent":  # it has no memory left for the next call
            self._discard(is_beside=is_beside)
        message, then, detail = value
        raise self._trade.error(from_json(message), next_step=from_json(then), detail=detail)

    def _alive(self, *, is_beside: bool) -> _Process:
        """The process, started anew if there is none or the last one ended."""
        if self._closed.is_set():
            raise self._closing()
        process = self._running.get(is_beside)
        if process is None or not process.is_alive:
            self._discard(is_beside=is_beside)
            process = self._running[is_beside] = self._start()
            if self._closed.is_set():  # close() came while the process was starting
                self._discard(is_beside=is_beside)
                raise self._closing()
        return process

    def _start(self) -> _Process:
        try:
            return _Process(self._command, self._memory_mb, is_watched=self._is_watched)
        except OSError as error:
            raise self._trade.error(
                self._trade.words.cannot_start,
                next_step="Restart the app; if it stays, install it again.",
                detail=type(error).__name__,
            ) from error

    def _discard(self, *, is_beside: bool) -> None:
        process = self._running.pop(is_beside, None)
        if process is not None:
            process.end()

    def _ended(self, job: _Job, process: _Process) -> KonnectError:
        if process.why_killed is _Why.TIME:
            return self._too_slow(job)
        if self._closed.is_set():
            return self._closing()
        words = self._trade.words
        if process.why_killed is _Why.MEMORY:
            return self._trade.error(
                words.memory, next_step=words.memory_next, detail=f"{job.name}: memory, watched"
            )
        return self._trade.error(
            words.died, detail=f"{job.name}: process ended with {process.status}"
        )

    def _too_slow(self, job: _Job) -> KonnectError:
        words = self._trade.words
        return self._trade.error(
            words.too_slow.format(seconds=job.timeout),
            next_step=words.too_slow_next,
            detail=f"{job.name}: time limit",
        )

    def _closing(self) -> KonnectError:
        return self._trade.error(self._trade.words.closing, next_step="Open the app again.")


@dataclass(frozen=True, slots=True)
class _Job:
    """One call; `deadline` on the clock that only goes on."""

    name: str
    arguments: tuple[Any, Any]
    timeout: float
    deadline: float

    @property
    def seconds_left(self) -> float:
        return self.deadline - time.monotonic()


class _Why(Enum):
    TIME = auto()
    MEMORY = auto()


class _Process:
    """One process and what holds it; ended for good when it is killed. Raises OSError."""

    def __init__(self, command: Sequence[str], memory_mb: int, *, is_watched: bool) -> None:
        self._process = processes.start(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, is_background=True
        )
        self._hold = Hold(self._process, memory_mb)
        needs_watch = memory_mb > 0 and (is_watched or not self._hold.is_kept)
        self._most_bytes = memory_mb * MIB if needs_watch else 0
        self.why_killed: _Why | None = None

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        return self.why_killed is None and self._process.poll() is None

    @property
    def status(self) -> int | None:
        return self._process.returncode

    def exchange(self, job: _Job, answers: frozenset[tuple[str, str]]) -> tuple[str, Any]:
        """Send the call and wait for its answer, no longer than it may take.

        Raises OSError and ProtocolError when the process ends meanwhile, on its own or by force.
        """
        done = threading.Event()
        watch = threading.Thread(target=self._watch, args=(job, done), daemon=True)
        watch.start()
        try:
            send(cast("BinaryIO", self._process.stdin), (job.name, job.arguments, job.timeout))
            return receive_answer(cast("BinaryIO", self._process.stdout), answers)
        finally:
            done.set()
            watch.join()  # so that it never kills for a call that is over

    def _watch(self, job: _Job, done: threading.Event) -> None:
        while True:
            left = max(0.0, job.seconds_left)
            if done.wait(min(left, _LOOK_S) if self._most_bytes else left):
                return
            if job.seconds_left <= 0:
                self.why_killed = _Why.TIME
            elif self._most_bytes and self._hold.used_bytes() > self._most_bytes:
                self.why_killed = _Why.MEMORY
            if self.why_killed is not None:
                self.kill()
                return

    def kill(self) -> None:
        self._process.kill()

    def end(self) -> None:
        self.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            _close_quietly(cast("BinaryIO", pipe))
        # One that the system itself holds up is left to it.
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_END_GRACE_S)
        self._hold.close()


@contextmanager
def _released(lock: threading.Lock) -> Iterator[None]:
    try:
        yield
    finally:
        lock.release()


def _close_quietly(pipe: BinaryIO) -> None:
    """Closing flushes what a dead process never took; that loss is already reported."""
    try:
        pipe.close()
    except OSError:
        return
