"""What every page and dialog is given: the services, and the few shared parts of the ui."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings

from konnect_desktop.ui.kit.theme import Theme
from konnect_desktop.ui.work.signals import AppSignals
from konnect_desktop.ui.work.tasks import TaskRunner

if TYPE_CHECKING:
    from konnect_desktop.assembly.services import Services as Services
    from konnect_desktop.domain.backups import Copy
    from konnect_desktop.settings import Settings


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass
class AppContext:
    """Passed in, never looked up."""

    services: Services
    runner: TaskRunner
    signals: AppSignals
    theme: Theme
    #: Layout of windows and columns; an ini file inside the profile folder.
    layout: QSettings
    now: Callable[[], datetime] = field(default=_utc_now)
    #: Set by the main window: opens a room by name ("orders", "documents", "settings",
    #: "settings/series" for one of its cards).
    open_room: Callable[[str], None] = field(default=lambda _name: None)
    #: Set by the main window: opens the Tracking room with these shipments.
    track: Callable[[list[str]], None] = field(default=lambda _ids: None)

    #: Set by the application: puts a copy of the data in the place of what is open.
    restore: Callable[[Copy], None] = field(default=lambda _copy: None)
    #: Set by the application: takes all data of the open account off this computer.
    remove_data: Callable[[], None] = field(default=lambda: None)
    #: Set by the main window: asks before it does that.
    ask_to_remove: Callable[[], None] = field(default=lambda: None)
    #: Set by the door of the sign-in: ask before signing out; remove a Token that stayed behind.
    sign_out: Callable[[], None] = field(default=lambda: None)
    remove_token: Callable[[], None] = field(default=lambda: None)
    #: Set by the main window: one short quiet line in the key bar.
    say: Callable[[str], None] = field(default=lambda _text: None)

    @property
    def settings(self) -> Settings:
        """The settings as they are now; they apply at once when changed."""
        return self.services.settings.current
