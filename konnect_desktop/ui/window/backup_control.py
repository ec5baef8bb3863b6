"""Has the day's copy of the data made, some time after the start and never in the way."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from konnect_desktop.ui.kit import messages
from konnect_desktop.ui.kit.notices import Notice, Notices
from konnect_desktop.ui.work.context import AppContext

#: By then the first work of the start is done.
FIRST_MS = 60_000
#: An app that stays open over night makes its copy within the hour.
TICK_MS = 60 * 60_000
_NOTICE = "backup"


class BackupControl(QObject):
    """Belongs to the main window. Quiet when all is well; a failure is a line, not a window."""

    def __init__(self, context: AppContext, notices: Notices, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName("backup_keeper")
        self._context, self._notices = context, notices
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.look)

    def begin(self) -> None:
        """Look once the start is over, and every hour from then on."""
        # Practice starts anew each time: there is nothing to keep.
        if not self._context.settings.is_practice:
            self._timer.start()
            QTimer.singleShot(FIRST_MS, self, self.look)

    def look(self) -> None:
        """Make today's copy unless there is one."""
        self._context.runner.do(
            self,
            lambda: self._context.services.backups.nightly(),
            lambda _copy: self._notices.drop(_NOTICE),
            key="backups.nightly",
            on_error=self._failed,
        )

    def _failed(self, error: Exception) -> None:
        what, then, _detail = messages.words(error)
        self._notices.show_notice(
            _NOTICE,
            Notice(
                f"Today's copy of your data was not made. {what} {then}",
                icon="warning",
                kind="warning",
                action="Open Data",
                on_press=lambda: self._context.open_room("settings/data"),
            ),
        )
