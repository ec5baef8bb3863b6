"""Starts the app: fonts, theme, one copy for each account, and the window.

The only part of the ui that knows bootstrap.
"""

from __future__ import annotations

import argparse
import logging
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QThread, QTimer
from PySide6.QtWidgets import QApplication

from konnect_desktop import bootstrap, files, logs
from konnect_desktop.bootstrap import Services
from konnect_desktop.clean_start import leave_folder
from konnect_desktop.command_line import parse
from konnect_desktop.ending import Ending
from konnect_desktop.errors import AlreadyRunning, KonnectError, StoreError
from konnect_desktop.paths import PRACTICE_PROFILE, Paths, default_data_dir
from konnect_desktop.profile_lock import ProfileLock
from konnect_desktop.services.context import TaskContext
from konnect_desktop.ui.kit import messages
from konnect_desktop.ui.kit.theme import Theme
from konnect_desktop.ui.startup import qt_log
from konnect_desktop.ui.startup.asked_to_end import AskedToEnd
from konnect_desktop.ui.startup.desk import Desk
from konnect_desktop.ui.startup.host import Host
from konnect_desktop.ui.startup.qt_app import make_qt
from konnect_desktop.ui.work.garbage import IdleCollector

if TYPE_CHECKING:
    from konnect_desktop.domain.backups import Copy

_log = logging.getLogger(__name__)

_FAILED = 1
#: How long a copy that starts or closes may take until it answers, or is gone.
_PATIENCE_S = 10.0
#: Short enough that a busy worker gives the interpreter back before a frame is missed.
_SWITCH_INTERVAL_S = 0.0005


class Application(Host):
    """Opens desks and shows what keeps one from opening."""

    def __init__(
        self, qt: QApplication, options: argparse.Namespace, ending: Ending | None = None
    ) -> None:
        """`ending`: ends the process some time after the window was closed."""
        super().__init__(qt)
        self._ending = ending
        self.setObjectName("application")
        self.qt = qt
        self.options = options
        self.paths = Paths(options.data_dir or default_data_dir())
        self.theme = Theme("system", self)
        self.theme.apply()
        self.desk: Desk | None = None
        self.problem: messages.MessageDialog | None = None
        self.keeper = IdleCollector(self)
        # One for all that is opened: what the environment gave is gone from there once read.
        self._credentials = bootstrap.own_credentials()

    def start(self) -> None:
        """Open the account of the command line, or practice."""
        if self.options.practice or self.options.tour:
            self.open_practice()
        else:
            self.open_account()

    # ---- opening ---------------------------------------------------------------------

    def open_practice(self) -> None:
        """Practice mode, with its own server on this computer."""
        self._open(PRACTICE_PROFILE)

    def open_account(self, *, with_sign_in: bool = False) -> None:
        """The account of `--profile`; asks to sign in when nobody is."""
        desk = self._open(self.options.profile)
        if desk is None:
            return
        door, base_url = desk.window.account, self.options.base_url.strip()
        door.suggested = base_url
        door.signed_in.connect(self._on_signed_in)
        services = desk.services

        def look(_ctx: TaskContext) -> str | None:
            why = services.accounts.why_asked(base_url)
            return why if with_sign_in or why or not services.is_signed_in else None

        def looked(why: str | None) -> None:
            # The safe may have taken its time, and the facts were read without it.
            desk.window.read_account()
            if why is not None:
                door.ask(why)

        # In a worker: the answer may come from the system's safe.
        desk.runner.start(
            door,
            look,
            pool="safe",
            key="accounts.look",
            on_success=looked,
        )

    def _on_signed_in(self) -> None:
        # The seller has chosen: what the command line said is done with.
        self.options.base_url = ""
        if self.desk is not None:
            self.desk.window.account.suggested = ""

    def open_profile(self, profile: str) -> None:
        """Open this account or practice, whatever was open before."""
        if profile == PRACTICE_PROFILE:
            self.open_practice()
        else:
            self.open_account()

    def _open(self, profile: str) -> Desk | None:
        self._close_desk()
        lock: ProfileLock | None = None
        try:
            profile = self.paths.profile(profile).name
            if self._is_half_removed(profile):
                self._finish_removal(profile)
                return None
            logs.setup(self.paths, profile)
            lock = self._lock_or_ring(profile)
            if lock is None:
                QTimer.singleShot(0, self.qt, self.qt.quit)
                return None
            services = self._build(profile)
        except (KonnectError, OSError) as error:
            if lock is not None:
                lock.unlock()
            self._say_cannot_open(profile, error)
            return None
        desk = Desk(self, profile, services, lock)
        self.desk = desk
        desk.context.restore = self.restore
        desk.context.remove_data = self.remove_data
        desk.window.closing.connect(self._on_closing)
        desk.window.practice_wanted.connect(lambda: QTimer.singleShot(0, self.open_practice))
        desk.window.account_wanted.connect(self._on_account_wanted)
        desk.window.show()
        QTimer.singleShot(0, desk.window.begin)
        # After the first table, which waits for nothing that it does not need.
        QTimer.singleShot(300, desk, desk.hang_bell)
        return desk

    def _lock_or_ring(self, profile: str) -> ProfileLock | None:
        """The lock; None when another copy has it and brought its window to the front.

        The other may be starting or closing just now, so both are tried for a while. Raises
        AlreadyRunning when it holds the lock and does not answer.
        """
        deadline = time.monotonic() + _PATIENCE_S
        while True:
            try:
                return self.lock_profile(profile)
            except AlreadyRunning:
                from konnect_desktop.ui.startup.single_instance import ring

                if ring(self.paths.lock(profile)):
                    return None
                if time.monotonic() > deadline:
                    raise
                QThread.msleep(100)

    def _on_account_wanted(self) -> None:
        if self.desk is not None and self.desk.services.is_practice:
            QTimer.singleShot(0, lambda: self.open_account(with_sign_in=True))
        elif self.desk is not None:
            self.desk.window.ask_sign_in()

    @property
    def open_desk(self) -> Desk | None:
        """The account that is open."""
        return self.desk

    def lock_profile(self, profile: str) -> ProfileLock:
        """Keep others out of a profile. Raises AlreadyRunning when one has it open."""
        return ProfileLock(self.paths.lock(profile))

    def _build(self, profile: str) -> Services:
        if profile == PRACTICE_PROFILE:
            return bootstrap.build_practice(
                self.paths,
                orders=self.options.orders,
                seed=self.options.seed,
                faults=tuple(self.options.fault),
            )
        return bootstrap.build(
            self.paths,
            profile,
            credentials=self._credentials,
            base_url=self.options.base_url.strip(),
        )

    # ---- copies of the data ----------------------------------------------------------

    def restore(self, copy: Copy) -> None:
        """Put a copy in the place of the open account's data, and open it again."""
        from konnect_desktop.ui.startup.restoring import Restoring, busy

        desk = self.desk
        if desk is None:
            return
        if desk.window.is_busy:
            busy(desk.window)
            return
        job = Restoring(self, desk.profile)
        # Not from within a slot of the window that is about to go.
        QTimer.singleShot(0, job, lambda: job.put_back(copy, self._close_desk))

    def remove_data(self) -> None:
        """Take all data of the open account off this computer, and open it anew."""
        from konnect_desktop.ui.startup.removing import Removing

        desk = self.desk
        if desk is None or desk.services.is_practice:
            return
        job = Removing(self, desk.profile)
        QTimer.singleShot(0, job, lambda: job.remove(desk, self._close_desk))

    def _is_half_removed(self, profile: str) -> bool:
        from konnect_desktop.services.removing import is_unfinished

        files = self.paths.profile(profile)
        return profile != PRACTICE_PROFILE and is_unfinished(files)

    def _finish_removal(self, profile: str) -> None:
        from konnect_desktop.ui.startup.removing import Finishing

        Finishing(self, profile).go_on()

    def give_up(self) -> None:
        """Nothing could be opened, and the seller wants to leave it so."""
        self.qt.exit(_FAILED)

    def _say_cannot_open(self, profile: str, error: Exception) -> None:
        if isinstance(error, OSError):
            error = files.trouble(self.paths.data_dir, error, "your orders cannot be opened")
        _log.error("the profile could not be opened", exc_info=error)
        if isinstance(error, StoreError) and profile != PRACTICE_PROFILE:
            from konnect_desktop.services.restoring import trouble

            found = trouble(error)
            if found is not None:
                from konnect_desktop.ui.startup.restoring import Restoring

                Restoring(self, profile).offer(found)
                return
        self.say_why(profile, error)

    def say_why(self, profile: str, error: Exception) -> None:
        """Say why the profile is not open, with what helps."""
        what, then, detail = messages.words(error)
        dialog = messages.MessageDialog(
            None, what, then, detail=detail, action="Try again", close="Close", name="cannot_open"
        )
        dialog.accepted.connect(lambda: QTimer.singleShot(0, lambda: self.open_profile(profile)))
        dialog.rejected.connect(self.give_up)
        # Without a window to belong to, it lives as long as somebody holds it.
        self.problem = dialog
        dialog.open()

    def _close_desk(self) -> None:
        if self.desk is not None:
            desk, self.desk = self.desk, None
            desk.close()

    def ends_with(self, code: int) -> None:
        """What the process says when it is over, however it comes to its end."""
        if self._ending is not None:
            self._ending.code = code

    def _on_closing(self) -> None:
        if self._ending is not None and self.desk is not None:
            self._ending.begin()
            # Before anything else, so that no process outlives a window that is held up.
            self.desk.runner.close()
            self.desk.services.leave()

    def close(self) -> None:
        """End everything; once is enough."""
        if self._ending is not None:
            self._ending.begin()
        if self.problem is not None:
            self.problem.rejected.disconnect()
            self.problem.close()
            self.problem = None
        self.keeper.stop()
        self._close_desk()

    # ---- what nobody expected --------------------------------------------------------

    def on_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """One window for a fault of ours; the app goes on."""
        if issubclass(kind, KeyboardInterrupt):
            self.qt.quit()
            return
        is_gui_thread = threading.current_thread() is threading.main_thread()
        desk = self.desk if is_gui_thread else None
        # What is shown is logged there, unless it is one that the seller is told about anyway.
        if desk is None or isinstance(error, KonnectError):
            _log.error("unexpected error", exc_info=(kind, error, trace))
        if desk is not None:
            messages.show_error(desk.window, error)


def main(arguments: Sequence[str] | None = None, ending: Ending | None = None) -> int:
    """Run the app; returns the exit code. `ending`: see Application."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    options = parse(given)
    leave_folder(Path.cwd())
    options.throw_away = None
    if options.tour is not None:
        _plan_tour(options)
    sys.setswitchinterval(_SWITCH_INTERVAL_S)
    qt_log.install()
    qt = make_qt([sys.argv[0]])
    application = Application(qt, options, ending)
    before, sys.excepthook = sys.excepthook, application.on_exception
    try:
        # Windows ends the process right after this signal, when its session ends.
        qt.aboutToQuit.connect(application.close)
        # In a turn of the loop of its own: it may not run yet.
        AskedToEnd(application, lambda: QTimer.singleShot(0, qt, lambda: qt.exit(0)))
        application.start()
        application.keeper.start()
        code = qt.exec() if options.tour is None else _tour(application, options.tour)
        if ending is not None:
            ending.code = code
        return code
    finally:
        application.close()
        sys.excepthook = before
        if options.throw_away is not None:
            shutil.rmtree(options.throw_away, ignore_errors=True)
        if ending is not None:
            # What was copied outlives the app; this may wait, too, and the time is counted.
            qt.shutdown()


def _plan_tour(options: argparse.Namespace) -> None:
    """The tour's own practice world, in a data folder that nobody else uses."""
    from konnect_desktop.ui.tour import conductor as tour

    options.orders, options.seed, options.fault = tour.ORDERS, tour.SEED, list(tour.FAULTS)
    if options.data_dir is None:
        options.data_dir = options.throw_away = Path(tempfile.mkdtemp(prefix="konnect-tour-"))


def _tour(application: Application, folder: Path) -> int:
    from konnect_desktop.ui.tour import conductor, steps

    desk = application.desk
    if desk is None:
        return _FAILED
    try:
        conductor.run(desk.context, desk.window, folder, steps.journey, application.ends_with)
    except KonnectError as error:
        if sys.stderr is not None:
            sys.stderr.write(f"{error.user_message} {error.next_step}\n")
        return _FAILED
    return int(application.qt.exec())
