"""The one way to announce that something changed: a handful of signals, no more."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from konnect_desktop.domain.changes import Changes


class AppSignals(QObject):
    """Lives on the GUI thread; `announce` may be called from any thread."""

    #: Changes: at most two a second, merged.
    changed = Signal(object)
    #: str: why (words), shown once however many tasks failed.
    sign_in_needed = Signal(str)
    #: bool: whether Konnect could be reached just now.
    connection_changed = Signal(bool)
    #: Somebody else is at the desk, or the list of people changed.
    people_changed = Signal()

    _announced = Signal(object)

    INTERVAL_MS = 500

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("signals")
        self._waiting = Changes()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(self.INTERVAL_MS)
        self._timer.timeout.connect(self._flush)
        self._now = QTimer(self)
        self._now.setSingleShot(True)
        self._now.timeout.connect(self._flush)
        self._announced.connect(self._collect)
        #: What `connection_changed` said last.
        self.is_online = True
        self.connection_changed.connect(self._keep_online)

    @property
    def is_quiet(self) -> bool:
        """Whether nothing waits to be told and nothing was told a moment ago."""
        return not self._waiting and not self._timer.isActive()

    def announce(self, changes: Changes) -> None:
        """Tell everybody, soon. Safe from worker threads; empty changes are ignored."""
        if changes:
            self._announced.emit(changes)

    def tell_now(self) -> None:
        """Tell what waits without the pause, where somebody may act on what it changes.

        A turn of the event loop later, so that what is on screen by then is painted first.
        """
        self._now.start(0)

    def _keep_online(self, is_online: bool) -> None:
        self.is_online = is_online

    def _collect(self, changes: Changes) -> None:
        self._waiting = self._waiting.merged(changes)
        if not self._timer.isActive():
            # The first one goes out at once, the rest at most every INTERVAL_MS.
            self._flush()

    def _flush(self) -> None:
        if not self._waiting:
            return
        changes, self._waiting = self._waiting, Changes()
        self._timer.start()
        self.changed.emit(changes)
