"""Calm lines about the network and the clock: what is in the way, and where it is put right."""

from __future__ import annotations

import sys
from datetime import timedelta

from PySide6.QtCore import QObject

from konnect_desktop.domain.changes import Changes
from konnect_desktop.domain.server_time import ClockFault
from konnect_desktop.services.sync_models import SyncReport
from konnect_desktop.ui.kit import formatting
from konnect_desktop.ui.kit.notices import Notice, Notices
from konnect_desktop.ui.window.sync_control import SyncControl
from konnect_desktop.ui.work.context import AppContext

#: A line that was put away comes back when the clock is off by so much more or less.
_NEWS = timedelta(minutes=5)
_WHERE = {
    "win32": "In Windows: Settings, Time & language, Date & time, Sync now.",
    "darwin": "In System Settings: General, Date & Time, Set time and date automatically.",
}
_ANYWHERE = "In the settings of this computer: Date & Time, Automatic."


def clock_text(fault: ClockFault, platform: str = sys.platform) -> str:
    """This computer's clock is 12 min behind Konnect's, so deadlines here are wrong. …"""
    length = formatting.span(abs(fault.difference) + timedelta(seconds=30))
    way = "behind" if fault.is_behind else "ahead of"
    zone = " Its time zone may be wrong." if fault.may_be_zone else ""
    where = _WHERE.get(platform, _ANYWHERE)
    return (
        f"This computer's clock is {length} {way} Konnect's, so deadlines here are wrong.{zone} "
        f"{where}"
    )


class NetworkControl(QObject):
    """Shows both lines and takes them away again when they are no longer true."""

    def __init__(
        self, context: AppContext, sync: SyncControl, notices: Notices, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.setObjectName("network")
        self._context = context
        self._notices = notices
        #: The difference of the line that the seller has put away.
        self._put_away: timedelta | None = None
        sync.finished.connect(self._on_synced)
        context.signals.changed.connect(self._on_changed)

    def _on_synced(self, report: SyncReport) -> None:
        trouble = report.of_network
        if trouble is None:
            self._notices.drop("network")
            return
        self._notices.show_notice(
            "network",
            Notice(
                f"{trouble.text} {trouble.next_step}".strip(),
                icon="offline",
                kind="warning",
                action="Network settings",
                on_press=lambda: self._context.open_room("settings/network"),
            ),
        )

    def _on_changed(self, changes: Changes) -> None:
        if changes.clock:
            self.show_clock(self._context.services.clock_fault)

    def show_clock(self, fault: ClockFault | None) -> None:
        """The line about the clock, or none."""
        if fault is None:
            self._put_away = None
            self._notices.drop("clock")
            return
        away = self._put_away
        if away is not None and abs(fault.difference - away) < _NEWS:
            return

        def put_away() -> None:
            self._put_away = fault.difference

        self._notices.show_notice(
            "clock",
            Notice(clock_text(fault), icon="clock", kind="warning", on_close=put_away),
        )
