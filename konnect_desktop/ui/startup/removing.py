"""An account's data leaves this computer: the account is closed for it and opened anew."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from konnect_desktop.errors import KonnectError
from konnect_desktop.profile_lock import ProfileLock
from konnect_desktop.services import removing
from konnect_desktop.services.account_models import SignedOut
from konnect_desktop.ui.kit import messages
from konnect_desktop.ui.kit.formatting import count_of
from konnect_desktop.ui.profile import token_words
from konnect_desktop.ui.startup.host import Host, OpenDesk
from konnect_desktop.ui.startup.restoring import WaitDialog
from konnect_desktop.ui.work.tasks import TaskRunner

_DONE = (
    "Numbers that were used, their series, and the history without names are kept. Files that you "
    "saved elsewhere were not touched."
)


class Finishing(QObject):
    """What was begun is finished while nobody has the profile open."""

    def __init__(self, host: Host, profile: str) -> None:
        super().__init__(host)
        self.setObjectName("removal")
        self._host = host
        self._profile = profile
        self._files = host.paths.profile(profile)
        self._runner = TaskRunner(self)
        self._lock: ProfileLock | None = None
        #: What became of the Token, where somebody was signed out for this.
        self.signed_out: SignedOut | None = None
        self._wait = WaitDialog("Removing the account's data from this computer…")
        self._wait.show()

    def go_on(self) -> None:
        """Take the lock, finish, and open the profile."""
        try:
            self._lock = self._host.lock_profile(self._profile)
        except (KonnectError, OSError) as error:
            self._failed(error)
            return
        paths, files = self._host.paths, self._files
        self._runner.do(
            self, lambda: removing.finish(paths, files), self._done, on_error=self._failed
        )

    def _done(self, stayed: int) -> None:
        self._unlock()
        self._host.open_profile(self._profile)
        self._tell(stayed)
        self._end()

    def _tell(self, stayed: int) -> None:
        desk = self._host.open_desk
        if desk is None:
            return
        rest = ""
        if stayed:
            rest = (
                f" {count_of(stayed, 'file')} could not be deleted, because another program has "
                "them open; they go at the next start."
            )
        if self.signed_out is not None and self.signed_out.trouble is not None:
            rest += f"\n\n{token_words.left_after_removal(self.signed_out)}"
        messages.info(desk.window, "The account's data was removed", f"{_DONE}{rest}")

    def _failed(self, error: Exception) -> None:
        self._unlock()
        self._host.say_why(self._profile, error)
        self._end()

    def _unlock(self) -> None:
        if self._lock is not None:
            self._lock.unlock()
            self._lock = None

    def _end(self) -> None:
        self._runner.close()
        self._wait.hide()
        self._wait.deleteLater()
        self.deleteLater()


class Removing(Finishing):
    """From the open window on: sign out, close, remove."""

    def remove(self, desk: OpenDesk, close: Callable[[], None]) -> None:
        """Close the account of `desk` with `close` and remove its data."""
        services, files = desk.context.services, self._files

        def work() -> SignedOut:
            signed_out = services.accounts.sign_out()
            services.network.forget_password()
            removing.begin(files)
            return signed_out

        def begun() -> None:
            close()
            self.go_on()

        def said(signed_out: SignedOut) -> None:
            self.signed_out = signed_out
            QTimer.singleShot(0, self, begun)

        self._runner.do(self, work, said, on_error=self._not_begun)

    def _not_begun(self, error: Exception) -> None:
        desk = self._host.open_desk
        messages.show_error(desk.window if desk is not None else None, error)
        self._end()
