"""The data is that of a copy: nothing is asked or sent until the seller presses Check now."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from konnect_desktop.domain.backups import Restored
from konnect_desktop.ui.kit import formatting
from konnect_desktop.ui.kit.notices import Notice, Notices
from konnect_desktop.ui.window.sync_control import SyncControl
from konnect_desktop.ui.work.context import AppContext

_NOTICE = "restored"
_NUMBERS = "unsure_numbers"


class AfterRestoreControl(QObject):
    """Belongs to the main window, until the first check begins."""

    def __init__(
        self,
        context: AppContext,
        sync: SyncControl,
        notices: Notices,
        go_on: Callable[[], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("after_restore")
        self._context, self._sync, self._notices, self._go_on = context, sync, notices, go_on

    def begin(self, restored: Restored) -> None:
        """Say what is shown, and wait."""
        self._sync.is_paused = True
        self._sync.read_health()
        self._sync.progressed.connect(self._on_checking)
        made = formatting.when(restored.made_at, self._context.now())
        self._notices.show_notice(
            _NOTICE,
            Notice(
                f"These are your orders as of {made}, from a copy. The app asks Fynd for nothing "
                "until you press Check now.",
                icon="history",
                kind="warning",
                action="Check now",
                on_press=self._sync.check,
                can_close=False,
            ),
        )

    def _on_checking(self, _progress: object) -> None:
        self._sync.progressed.disconnect(self._on_checking)
        self._notices.drop(_NOTICE)
        services = self._context.services
        services.restored = None
        self._context.runner.do(
            self,
            lambda: services.backups.go_on(),
            key="restored.go_on",
            on_finished=self._go_on,
        )


class UnsureNumbersControl(QObject):
    """Says that the next invoice numbers are to be set, until the seller has done so."""

    def __init__(self, context: AppContext, notices: Notices, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName("unsure_numbers")
        self._context, self._notices = context, notices

    def begin(self) -> None:
        """Say it, and wait."""
        self._context.signals.changed.connect(self._on_changed)
        self._notices.show_notice(
            _NUMBERS,
            Notice(
                "Which invoice numbers were given before the data file was lost is not sure. Look "
                "at your last invoice and set the next number; until then no number is given.",
                icon="warning",
                kind="warning",
                action="Open numbers",
                on_press=lambda: self._context.open_room("settings/series"),
                can_close=False,
            ),
        )

    def _on_changed(self, _changes: object) -> None:
        if self._context.services.knows_numbers:
            self._context.signals.changed.disconnect(self._on_changed)
            self._notices.drop(_NUMBERS)
