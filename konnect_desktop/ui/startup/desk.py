"""An account that is open: what belongs to it, and how it ends."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, QSettings

from konnect_desktop.ending import FILES_S, THREADS_S
from konnect_desktop.profile_lock import ProfileLock
from konnect_desktop.ui.kit import messages
from konnect_desktop.ui.kit.theme import Choice
from konnect_desktop.ui.startup.host import Host
from konnect_desktop.ui.window.main_window import MainWindow
from konnect_desktop.ui.work.context import AppContext
from konnect_desktop.ui.work.signals import AppSignals
from konnect_desktop.ui.work.tasks import TaskRunner

if TYPE_CHECKING:
    from konnect_desktop.ui.startup.single_instance import Bell
    from konnect_desktop.ui.work.context import Services

_log = logging.getLogger(__name__)


class Desk(QObject):
    """One open account: its services, its window, and the lock that keeps others out."""

    def __init__(self, app: Host, profile: str, services: Services, lock: ProfileLock) -> None:
        super().__init__(app)
        self.setObjectName("desk")
        self.profile = profile
        self.services = services
        self._lock = lock
        self._bell: Bell | None = None
        self.signals = AppSignals(self)
        self.runner = TaskRunner(self)
        self.runner.on_unhandled = messages.show_error
        settings = services.settings.current
        app.theme.choose(cast(Choice, settings.theme))
        layout = QSettings(
            str(services.profile.root / "window.ini"), QSettings.Format.IniFormat, self
        )
        self.context = AppContext(services, self.runner, self.signals, app.theme, layout)
        self._stop_listening = services.announcer.listen(self.signals.announce)
        self.window = MainWindow(self.context)

    def hang_bell(self) -> None:
        """Let a second start of the app bring this window to the front."""
        from konnect_desktop.ui.startup.single_instance import Bell

        self._bell = Bell(self._lock.path, self)
        self._bell.rung.connect(self.window.come_to_front)

    def close(self) -> None:
        """End window, threads, services and lock, in that order.

        A thread that does not come back is left behind. It can write nothing any more: the files
        are closed before the lock is given back, or it is not given back.
        """
        if self._bell is not None:
            self._bell.close()
        self._stop_listening()
        self.runner.close()
        self.window.sync.stop()
        self.window.close_now()
        # Whoever takes the profile next may remove it: nothing is written into it later.
        self.context.layout.sync()
        self.window.deleteLater()
        # The theme outlives the window, whose parts listen with functions that do not end with it.
        self.context.theme.changed.disconnect()
        # Connections and processes go first: a thread that waits for them comes back soon.
        self.services.leave()
        if not self.runner.join(THREADS_S):
            _log.warning("closing: a thread is left behind")
        if self.services.close(FILES_S):
            self._lock.unlock()
        else:
            _log.warning("closing: a file is still being written, so the lock stays")
        self.deleteLater()
