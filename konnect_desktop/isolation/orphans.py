"""A process whose app was killed ends, also in the middle of a file that hangs."""

from __future__ import annotations

import os
import select
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

_LOOK_S = 0.5


@contextmanager
def ends_with_the_app(answers: BinaryIO) -> Iterator[None]:
    """End this process when the app ends while the block runs; `answers`: the pipe that it reads.

    The app has read all of it before it asks, so news of the pipe can only be its end. The pipe of
    the calls tells of the last call as well, and under load that late that it ended us. On
    Windows the job that the app made for this process sees to it.
    """
    if sys.platform.startswith("linux"):
        with _signalled(answers.fileno()):
            yield
    elif sys.platform == "win32":
        yield
    else:
        with _looked_after():
            yield


@contextmanager
def _signalled(pipe: int) -> Iterator[None]:
    """By SIGIO, which ends a process that takes no notice of it, whatever a library is at."""
    import fcntl

    plain = fcntl.fcntl(pipe, fcntl.F_GETFL)
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    fcntl.fcntl(pipe, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(pipe, fcntl.F_SETFL, plain | os.O_ASYNC)
    try:
        poll = select.poll()
        poll.register(pipe, 0)
        if poll.poll(0):  # it had ended before
            os._exit(0)
        yield
    finally:
        fcntl.fcntl(pipe, fcntl.F_SETFL, plain)


@contextmanager
def _looked_after() -> Iterator[None]:
    """By looking now and then whose child this is."""
    app, done = os.getppid(), threading.Event()

    def look() -> None:
        while not done.wait(_LOOK_S):
            if os.getppid() != app:
                os._exit(0)

    threading.Thread(target=look, daemon=True).start()
    try:
        yield
    finally:
        done.set()
