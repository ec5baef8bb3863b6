"""A process of its own for PDF work: a bad file can stop or kill it, never the app."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from types import TracebackType
from typing import Any, BinaryIO, Self, cast

from konnect_desktop.documents.worker_protocol import (
    FUNCTIONS,
    ProtocolError,
    receive_answer,
    send,
)
from konnect_desktop.errors import DocumentError

DEFAULT_TIMEOUT_S = 30.0
DEFAULT_MEMORY_MB = 1536
_END_GRACE_S = 2.0


class PdfWorker:
    """Runs the functions of this package in one long-lived process, one call at a time.

    The process starts at the first call, is replaced after it died or was stopped, and ends
    with the app: its input closes. Use from any thread.
    """

    def __init__(
        self,
        *,
        memory_mb: int = DEFAULT_MEMORY_MB,
        command: Sequence[str] | None = None,
    ) -> None:
        """`memory_mb`: cap on the process' address space (Linux only; 0 for none).

        `command`: how to start the process where `sys.executable` is no Python.
        """
        self._command = (
            [*command, str(memory_mb)]
            if command is not None
            else [sys.executable, "-m", "konnect_desktop.documents.worker_main", str(memory_mb)]
        )
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False

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
        """Run function `name` of FUNCTIONS and return its result.

        `timeout` in seconds covers waiting for the calls before it as well. Raises what the
        function raises (DocumentError), and DocumentError when the time is up, the process
        dies or the worker is closed. Raises ValueError for a name that is not offered.
        """
        if name not in FUNCTIONS:
            raise ValueError(f"no document function is called {name!r}")
        deadline = time.monotonic() + timeout
        if not self._turn.acquire(timeout=timeout):
            raise _too_slow(name, timeout)
        try:
            kind, value = self._exchange(name, (args, kwargs), deadline, timeout)
        finally:
            self._turn.release()
        if kind == "error":
            user_message, next_step, detail = value
            raise DocumentError(user_message, next_step=next_step, detail=detail)
        return value

    def close(self) -> None:
        """End the process at once, also in the middle of a call; later calls are refused."""
        self._closed = True
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
        late = threading.Event()
        alarm = threading.Timer(max(0.0, deadline - time.monotonic()), _stop, (process, late))
        alarm.daemon = True
        alarm.start()
        try:
            send(cast("BinaryIO", process.stdin), (name, arguments, timeout))
            answer = receive_answer(cast("BinaryIO", process.stdout))
        except (OSError, ProtocolError) as error:
            self._discard()
            if late.is_set():
                raise _too_slow(name, timeout) from error
            raise self._died(name, process) from error
        finally:
            alarm.cancel()
        return cast("tuple[str, Any]", answer)

    def _running(self) -> subprocess.Popen[bytes]:
        """The process, started anew if there is none or the last one ended."""
        if self._closed:
            raise _closed()
        if self._process is None or self._process.poll() is not None:
            self._discard()
            self._process = self._start()
            if self._closed:  # close() came while the process was starting
                self._discard()
                raise _closed()
        return self._process

    def _start(self) -> subprocess.Popen[bytes]:
        hidden = subprocess.CREATE_NO_WINDOW if sys.platform == "win32" else 0
        try:
            return subprocess.Popen(  # noqa: S603 - our own interpreter and module
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                creationflags=hidden,
            )
        except OSError as error:
            raise DocumentError(
                "The part of the app that reads PDFs could not be started.",
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

    def _died(self, name: str, process: subprocess.Popen[bytes]) -> DocumentError:
        if self._closed:
            return _closed()
        return DocumentError(
            "Reading this document failed, so nothing was done with it. The app goes on.",
            detail=f"{name}: document process ended with {process.returncode}",
        )


def _stop(process: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    process.kill()


def _close_quietly(pipe: BinaryIO) -> None:
    """Closing flushes what a dead process never took; that loss is already reported."""
    try:
        pipe.close()
    except OSError:
        return


def _too_slow(name: str, timeout: float) -> DocumentError:
    return DocumentError(
        f"The document took longer than {timeout:g} seconds, so it was given up.",
        next_step="Try again with fewer orders, or print it from the Fynd panel.",
        detail=f"{name}: time limit",
    )


def _closed() -> DocumentError:
    return DocumentError(
        "The app is closing, so the document was not read.", next_step="Open the app again."
    )
