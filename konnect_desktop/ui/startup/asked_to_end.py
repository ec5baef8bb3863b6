"""The system asks the app to end: the end of the session, or a signal."""

from __future__ import annotations

import signal
import socket
import sys
from collections.abc import Callable

from PySide6.QtCore import QObject, QSocketNotifier


class AskedToEnd(QObject):
    """Calls back on the GUI thread when the process is told to end, and lets nothing stop it.

    Nobody may be there to answer a question. On Windows the end of the session comes through Qt.
    """

    def __init__(self, parent: QObject, end: Callable[[], None]) -> None:
        super().__init__(parent)
        self.setObjectName("asked_to_end")
        self._end = end
        if sys.platform == "win32":
            return
        self._here, self._there = socket.socketpair()
        for each in (self._here, self._there):
            each.setblocking(False)
        signal.set_wakeup_fd(self._there.fileno(), warn_on_full_buffer=False)
        # Python hears of a signal only while its own code runs; Qt hears of a socket at once.
        self._notifier = QSocketNotifier(self._here.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_woken)
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            # Whoever started the app with `nohup` wants it to stay.
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._on_signal)

    def _on_woken(self) -> None:
        # The handler itself runs as soon as Python code does, so here.
        try:
            self._here.recv(64)
        except OSError:
            return

    def _on_signal(self, _number: int, _frame: object) -> None:
        self._end()
