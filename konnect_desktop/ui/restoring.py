"""A copy takes the place of the data file: the account is closed for it and opened again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QDialog, QHBoxLayout, QProgressBar, QVBoxLayout

from konnect_desktop.domain.backups import Copy
from konnect_desktop.errors import KonnectError
from konnect_desktop.profile_lock import ProfileLock
from konnect_desktop.services import restoring
from konnect_desktop.services.context import TaskContext
from konnect_desktop.ui import formatting, messages
from konnect_desktop.ui.dialogs.parts import named, push
from konnect_desktop.ui.formatting import count_of
from konnect_desktop.ui.tasks import TaskRunner

if TYPE_CHECKING:
    from konnect_desktop.ui.application import Application


def _now() -> datetime:
    return datetime.now(UTC)


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

    def __init__(self, application: Application, profile: str) -> None:
        super().__init__(application)
        self.setObjectName("restore")
        self._application = application
        self._profile = profile
        self._files = application.paths.profile(profile)
        self._runner = TaskRunner(self)
        self._lock: ProfileLock | None = None
        self._wait: WaitDialog | None = None

    # ---- from the window -----------------------------------------------------------------

    def put_back(self, copy: Copy, close: Callable[[], None]) -> None:
        """Close the account with `close`, restore the copy, and open the account again."""
        made = formatting.when(copy.made_at, _now())
        # Open before the window goes: an app without any window would end.
        self._show_wait(f"Putting back the copy of {made}…")
        close()
        try:
            self._lock = self._application.lock_profile(self._profile)
        except (KonnectError, OSError) as error:
            self._failed(error)
            return
        files = self._files

        def work(_ctx: TaskContext) -> Path | None:
            return restoring.restore(files, copy, _now)

        self._runner.start(
            self, work, pool="local", on_success=lambda _kept: self._open(), on_error=self._failed
        )

    def _open(self) -> None:
        self._unlock()
        self._application.open_profile(self._profile)
        self._end()

    def _failed(self, error: Exception) -> None:
        self._unlock()
        what, then, detail = messages.words(error)
        heading = "The copy was not put back"
        self._application.open_profile(self._profile)
        desk = self._application.desk
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
        if self._wait is not None:
            self._wait.hide()
            self._wait.deleteLater()
            self._wait = None
        self.deleteLater()

    # ---- at the start --------------------------------------------------------------------

    def offer(self, nothing: Callable[[], None]) -> None:
        """The data file is damaged and put aside: offer the newest copy that is whole.

        `nothing` is called when there is none.
        """
        self._show_wait("Your data file is damaged. Looking for a good copy…")
        files = self._files

        def look(_ctx: TaskContext) -> restoring.GoodCopy | None:
            return restoring.newest_good(files)

        def found(good: restoring.GoodCopy | None) -> None:
            if good is None:
                nothing()
                self._end()
            else:
                self._ask(good)

        def failed(_error: Exception) -> None:
            nothing()
            self._end()

        self._runner.start(self, look, pool="local", on_success=found, on_error=failed)

    def _ask(self, good: restoring.GoodCopy) -> None:
        made = formatting.when(good.copy.made_at, _now())
        dialog = DamagedDialog(made, count_of(good.facts.orders, "order"))
        application, profile = self._application, self._profile
        application.problem = dialog

        def put_back() -> None:
            application.problem = None
            self.put_back(good.copy, lambda: None)

        def without() -> None:
            application.problem = None
            application.open_profile(profile, anew=True)
            self._end()

        def leave() -> None:
            self._end()
            application.give_up()

        dialog.accepted.connect(lambda: QTimer.singleShot(0, self, put_back))
        dialog.without_wanted.clicked.connect(lambda: QTimer.singleShot(0, self, without))
        dialog.rejected.connect(leave)
        dialog.open()
        if self._wait is not None:
            self._wait.hide()


class DamagedDialog(messages.MessageDialog):
    """Put a copy back, start without it, or leave everything for now."""

    def __init__(self, made: str, orders: str) -> None:
        super().__init__(
            None,
            "The app's data file is damaged",
            f"It was kept under another name. The newest good copy is of {made} and holds "
            f"{orders}. With it, orders and history are as of then, nothing is sent, and the app "
            "asks Fynd for nothing until you press Check now. Without it, your orders are fetched "
            "anew; notes, history and what was printed stay in the copies.",
            action="Put back this copy",
            close="Close the app",
            name="damaged",
        )
        self.without_wanted = push("Start without it", "damaged.without")
        buttons = self.findChild(QHBoxLayout, "")
        assert buttons is not None
        buttons.insertWidget(buttons.indexOf(self.close_button) + 1, self.without_wanted)
        self.without_wanted.clicked.connect(self.hide)


def busy(parent: QObject) -> None:
    """A batch is at work, so nothing is put back now."""
    messages.info(
        parent,
        "A batch is still at work",
        "Nothing was put back. Wait until it has ended, then press Restore again.",
    )
