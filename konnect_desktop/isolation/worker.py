"""Starts, feeds, limits and replaces a process that opens files from outside."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Sequence
from types import TracebackType
from typing import Any, BinaryIO, Self, cast

from konnect_desktop import processes
from konnect_desktop.errors import KonnectError
from konnect_desktop.isolation.protocol import ProtocolError, Trade, receive_answer, send

DEFAULT_TIMEOUT_S = 30.0
DEFAULT_MEMORY_MB = 1536
_END_GRACE_S = 2.0


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
    ) -> None:
        """`memory_mb`: cap on the process' address space (Linux only; 0 for none).

        `command`: how to start the process where `sys.executable` is no Python.
        """
        self._trade = trade
        self._command = (
            [*command, str(memory_mb)]
            if command is not None
            else processes.python(trade.main, str(memory_mb))
        )
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = threading.Event()

    @property
    def pid(self) -> int | None:
        """Id of the process while it runs, else None."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    @property
    def busy(self) -> bool:
        """Whether a call is running."""
        return self._turn.locked()

    def call(self, name: str, *args: Any, timeout: float = DEFAULT_TIMEOUT_S, **kwargs: Any) -> Any:
        """Run function `name` of the trade and return its result.

        `timeout` in seconds covers waiting for the calls before it as well. Raises the error
        of the trade: what the function raises, and when the time is up, the process dies or
        the worker is closed. Raises ValueError for a name that is not offered.
        """
        if name not in self._trade.functions:
            raise ValueError(f"no function of this process is called {name!r}")
        deadline = time.monotonic() + timeout
        if not self._turn.acquire(timeout=timeout):
            raise self._too_slow(name, timeout)
        try:
            kind, value = self._exchange(name, (args, kwargs), deadline, timeout)
        finally:
            self._turn.release()
        if kind == "error":
            user_message, next_step, detail = value
            raise self._trade.error(user_message, next_step=next_step, detail=detail)
        return value

    def close(self) -> None:
        """End the process at once, also in the middle of a call; later calls are refused."""
        self._closed.set()
        process = self._process
        if process is not None:
            process.kill()
        with self._turn:
            self._discard()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _exchange(
        self, name: str, arguments: tuple[Any, Any], deadline: float, timeout: float
    ) -> tuple[str, Any]:
        process = self._running()
        alarm = _Alarm(process, deadline - time.monotonic())
        try:
            send(cast("BinaryIO", process.stdin), (name, arguments, timeout))
            return receive_answer(cast("BinaryIO", process.stdout), self._trade.answers)
        except (OSError, ProtocolError) as error:
            self._discard()
            if alarm.rang:
                raise self._too_slow(name, timeout) from error
            raise self._died(name, process) from error
        except BaseException:
            self._discard()  # half a conversation would answer the next call
            raise
        finally:
            alarm.cancel()

    def _running(self) -> subprocess.Popen[bytes]:
        """The process, started anew if there is none or the last one ended."""
        if self._closed.is_set():
            raise self._closing()
        if self._process is None or self._process.poll() is not None:
            self._discard()
            self._process = self._start()
            if self._closed.is_set():  # close() came while the process was starting
                self._discard()
                raise self._closing()
        return self._process

    def _start(self) -> subprocess.Popen[bytes]:
        try:
            return processes.start(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                is_background=True,
            )
        except OSError as error:
            raise self._trade.error(
                self._trade.words.cannot_start,
                next_step="Restart the app; if it stays, install it again.",
                detail=type(error).__name__,
            ) from error

    def _discard(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            _close_quietly(cast("BinaryIO", pipe))
        process.wait(_END_GRACE_S)

    def _died(self, name: str, process: subprocess.Popen[bytes]) -> KonnectError:
        if self._closed.is_set():
            return self._closing()
        return self._trade.error(
            self._trade.words.died, detail=f"{name}: process ended with {process.returncode}"
        )

    def _too_slow(self, name: str, timeout: float) -> KonnectError:
        words = self._trade.words
        return self._trade.error(
            words.too_slow.format(seconds=timeout),
            next_step=words.too_slow_next,
            detail=f"{name}: time limit",
        )

    def _closing(self) -> KonnectError:
        return self._trade.error(self._trade.words.closing, next_step="Open the app again.")


class _Alarm:
    """Kills a process when its time is up, unless cancelled first."""

    def __init__(self, process: subprocess.Popen[bytes], seconds: float) -> None:
        self.rang = False
        self._cancelled = False
        self._decision = threading.Lock()
        self._process = process
        self._timer = threading.Timer(max(0.0, seconds), self._ring)
        self._timer.daemon = True
        self._timer.start()

    def cancel(self) -> None:
        with self._decision:
            self._cancelled = True
        self._timer.cancel()

    def _ring(self) -> None:
        with self._decision:
            if not self._cancelled:
                self.rang = True
                self._process.kill()


def _close_quietly(pipe: BinaryIO) -> None:
    """Closing flushes what a dead process never took; that loss is already reported."""
    try:
        pipe.close()
    except OSError:
        return
