"""A copy takes the place of the data file: the account is closed for it and opened again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QDialog, QProgressBar, QVBoxLayout

from konnect_desktop.domain.backups import Copy
from konnect_desktop.domain.data_file import Trouble
from konnect_desktop.errors import KonnectError
from konnect_desktop.profile_lock import ProfileLock
from konnect_desktop.services import restoring
from konnect_desktop.ui.kit import formatting, messages
from konnect_desktop.ui.kit.overrides import survives
from konnect_desktop.ui.kit.parts import named
from konnect_desktop.ui.profile.damaged_data import DamagedDialog
from konnect_desktop.ui.startup.host import Host
from konnect_desktop.ui.work.tasks import TaskRunner


def _now() -> datetime:
    return datetime.now(UTC)


@survives
class WaitDialog(QDialog):
    """What is going on while no window of the account is open; it cannot be closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.setObjectName("restoring")
        self.setAccessibleName(text)
        self.setWindowTitle("Konnect Desktop")
        self.setWindowFlag(Qt.WindowType.WindowCloseButtonHint, False)
        self.setMinimumWidth(400)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(named(messages.plain_label(text, "heading"), "restoring.text"))
        bar = QProgressBar()
        bar.setObjectName("restoring.bar")
        bar.setAccessibleName(text)
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        column.addWidget(bar)

    def reject(self) -> None:
        """Esc does not end what must not be left half done."""


class Restoring(QObject):
    """One restore of a profile that nobody has open while it runs."""

    def __init__(self, host: Host, profile: str) -> None:
        super().__init__(host)
        self.setObjectName("restore")
        self._host = host
        self._profile = profile
        self._files = host.paths.profile(profile)
        self._runner = TaskRunner(self)
        self._lock: ProfileLock | None = None
        self._wait: WaitDialog | None = None
        #: What is wrong with the data file, where that is why we are here.
        self._found: Trouble | None = None

    # ---- from the window -----------------------------------------------------------------

    def put_back(self, copy: Copy, close: Callable[[], None]) -> None:
        """Close the account with `close`, restore the copy, and open the account again."""
        made = formatting.when(copy.made_at, _now())
        work = partial(restoring.restore, self._files, copy, _now)
        self._work(f"Putting back the copy of {made}…", work, close)

    def _work(
        self,
        text: str,
        work: Callable[[], object],
        close: Callable[[], None] = lambda: None,
    ) -> None:
        # Open before the window goes: an app without any window would end.
        self._show_wait(text)
        close()
        try:
            self._lock = self._host.lock_profile(self._profile)
        except (KonnectError, OSError) as error:
            self._failed(error)
            return
        self._runner.do(self, work, lambda _none: self._open(), on_error=self._failed)

    def _open(self) -> None:
        self._unlock()
        self._host.open_profile(self._profile)
        self._end()

    def _failed(self, error: Exception) -> None:
        self._unlock()
        what, then, detail = messages.words(error)
        if self._found is not None:
            self._hide_wait()
            self.offer(self._found, f"{what} {then}")
            return
        heading = "The copy was not put back"
        self._host.open_profile(self._profile)
        desk = self._host.open_desk
        if desk is not None:
            messages.info(desk.window, heading, f"{what} {then}", detail=detail)
        self._end()

    def _show_wait(self, text: str) -> None:
        self._wait = WaitDialog(text)
        self._wait.show()

    def _unlock(self) -> None:
        if self._lock is not None:
            self._lock.unlock()
            self._lock = None

    def _end(self) -> None:
        self._runner.close()
        self._hide_wait()
        self.deleteLater()

    def _hide_wait(self) -> None:
        if self._wait is not None:
            self._wait.hide()
            self._wait.deleteLater()
            self._wait = None

    # ---- at the start --------------------------------------------------------------------

    def offer(self, found: Trouble, note: str = "") -> None:
        """The data file cannot be used as it is: offer the newest copy that is whole.

        `note`: why what was chosen before did not work.
        """
        self._found = found
        self._show_wait("Your data file cannot be opened. Looking for a good copy…")
        self._runner.do(
            self,
            partial(restoring.offer, self._files, found),
            lambda offer: self._ask(offer, note),
            on_error=self._failed,
        )

    def _ask(self, offer: restoring.Offer, note: str) -> None:
        dialog = DamagedDialog(offer, _now(), note)
        host = self._host
        host.problem = dialog

        def put_back() -> None:
            host.problem = None
            copy = dialog.chosen
            assert copy is not None
            self.put_back(copy, lambda: None)

        def leave() -> None:
            self._end()
            host.give_up()

        dialog.accepted.connect(lambda: QTimer.singleShot(0, self, put_back))
        dialog.without.clicked.connect(lambda: QTimer.singleShot(0, self, self._begin_empty))
        dialog.rejected.connect(leave)
        dialog.open()
        self._hide_wait()

    def _begin_empty(self) -> None:
        self._host.problem = None
        self._work("Starting without a copy…", partial(restoring.begin_empty, self._files))


def busy(parent: QObject) -> None:
    """A batch is at work, so nothing is put back now."""
    messages.info(
        parent,
        "A batch is still at work",
        "Nothing was put back. Wait until it has ended, then press Restore again.",
    )
