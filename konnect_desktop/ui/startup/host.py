"""What the steps around an open account ask of the app itself."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from konnect_desktop.paths import Paths
from konnect_desktop.profile_lock import ProfileLock
from konnect_desktop.ui.kit.messages import MessageDialog
from konnect_desktop.ui.kit.theme import Theme
from konnect_desktop.ui.work.context import AppContext


class OpenDesk(Protocol):
    """An account that is open, with its window."""

    profile: str
    context: AppContext

    @property
    def window(self) -> QWidget:
        """Its main window."""


class Host(QObject):
    """The app as these steps know it; `Application` is the only one."""

    paths: Paths
    theme: Theme
    #: A message that stands in the place of a window; closed with the app.
    problem: MessageDialog | None

    @property
    def open_desk(self) -> OpenDesk | None:
        """The account that is open."""
        raise NotImplementedError

    def lock_profile(self, profile: str) -> ProfileLock:
        """Keep everybody else out of a profile; raises KonnectError where somebody is in."""
        raise NotImplementedError

    def open_profile(self, profile: str) -> None:
        """Open it in a window, or say why that cannot be."""
        raise NotImplementedError

    def say_why(self, profile: str, error: Exception) -> None:
        """Say why a profile cannot be opened, with what can be done."""
        raise NotImplementedError

    def give_up(self) -> None:
        """End the app: there is nothing that could be opened."""
        raise NotImplementedError
