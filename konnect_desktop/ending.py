"""The end of the process: gone soon after the seller closed the window, whatever still waits.

What counts is on the disk by then: the journal before anything is sent, the data file in whole
transactions. So a thread that a password safe, a server, a print queue or a network drive keeps is
left behind, and when even the window's own thread is kept, the process ends all the same.
"""

from __future__ import annotations

import logging
import os
import sys
import threading

#: From the seller's Close to the process gone, s. Less than the 2 s that are promised.
LIMIT_S = 1.8
#: Of that: for threads to come back by themselves, and for each file to be let go.
THREADS_S = 1.1
FILES_S = 0.2
_log = logging.getLogger(__name__)


class Ending:
    """Made at the start of the process by whoever may end it."""

    def __init__(self, limit_s: float = LIMIT_S) -> None:
        self._limit_s = limit_s
        #: What the process says at its end.
        self.code = 0
        self._alarm: threading.Timer | None = None

    def begin(self) -> None:
        """The seller has closed the window: from now on the time counts. Once is enough."""
        if self._alarm is None:
            self._alarm = threading.Timer(self._limit_s, self._too_late)
            self._alarm.daemon = True
            self._alarm.start()

    def leave(self) -> None:
        """End the process now; nothing is left that must be waited for."""
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                _flush(stream)
        logging.shutdown()
        os._exit(self.code)

    def _too_late(self) -> None:
        # No word in the log: whoever holds the end up may hold the log, too.
        os._exit(self.code)


def _flush(stream: object) -> None:
    try:
        stream.flush()  # type: ignore[attr-defined]
    except (OSError, ValueError):  # nobody reads it any more
        return
