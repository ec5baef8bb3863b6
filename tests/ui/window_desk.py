"""The real window with real services on a practice server, for tests."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from PySide6.QtCore import QEventLoop, QObject, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QCalendarWidget,
    QComboBox,
    QLineEdit,
    QTabBar,
    QWidget,
)

from konnect_desktop import bootstrap
from konnect_desktop.bootstrap import Services
from konnect_desktop.paths import PRACTICE_PROFILE, Paths, make_private
from konnect_desktop.practice.server import PracticeServer
from konnect_desktop.profile_lock import ProfileLock
from konnect_desktop.services.context import TaskContext
from konnect_desktop.settings import Settings
from konnect_desktop.ui.application import Application, Desk, parse
from tests.read_folders import ReadFolders

W = TypeVar("W", bound=QObject)
PATIENCE_MS = 30_000
#: The server is ours: nothing is gained by letting hundreds of tests wait for the limiter.
_REQUESTS_PER_SECOND = 500.0
#: Nor by letting them wait before they ask what became of a change.
_SETTLE_PAUSE_S = 0.05


def wait_for(is_true: Callable[[], object], limit_ms: int = PATIENCE_MS) -> bool:
    """Turn the event loop until `is_true()`, at most `limit_ms`; returns whether it came true."""
    if is_true():
        return True
    loop, poll, limit = QEventLoop(), QTimer(), QTimer()
    # Kept, because more may happen before the loop has ended.
    seen: list[bool] = []

    def look() -> None:
        if is_true():
            seen.append(True)
            loop.quit()

    poll.timeout.connect(look)
    limit.setSingleShot(True)
    limit.timeout.connect(loop.quit)
    poll.start(5)
    limit.start(limit_ms)
    loop.exec()
    return bool(seen) or bool(is_true())


class PracticeWorld:
    """A practice server and a data folder that has read all of its orders."""

    def __init__(
        self, folder: Path, *, orders: int, seed: int = 7, known: ReadFolders | None = None
    ) -> None:
        """`known`: the folders of worlds like this one, to take a copy."""
        self.folder = folder
        #: There from the moment that the world is entered.
        self.server: PracticeServer
        self._kind = ("window", orders, seed)
        self._known = known

    def services(self, paths: Paths) -> Services:
        """Services signed in to this world's server."""
        return self._services(self.server, paths)

    def _services(self, server: PracticeServer, paths: Paths) -> Services:
        return bootstrap.build_practice(
            paths,
            url=server.url,
            username=server.username,
            password=server.password,
            locations=server.locations,
            requests_per_second=_REQUESTS_PER_SECOND,
            settle_pause_s=_SETTLE_PAUSE_S,
        )

    def _read(self, server: PracticeServer, folder: Path) -> Settings:
        services = self._services(server, Paths(folder))
        try:
            report = services.sync.run(TaskContext())
            assert report.ok, report.failures
            return services.settings.current
        finally:
            services.close()

    def __enter__(self) -> PracticeWorld:
        _, orders, seed = self._kind

        def serve(port: int = 0) -> PracticeServer:
            return PracticeServer(orders=orders, seed=seed, port=port)

        if self._known is None:
            self.server = serve().start()
            self._read(self.server, self.folder)
        else:
            self.server, _ = self._known.open(self._kind, serve, self._read, self.folder)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.server.stop()


class WindowDesk:
    """Opens on enter, closes on exit; `window`, `services`, `page` are the real ones."""

    def __init__(self, qt: QApplication, world: PracticeWorld, folder: Path) -> None:
        self.server = world.server
        self.folder = folder
        if not folder.exists():
            shutil.copytree(world.folder, folder)
        self._world = world
        self.application = Application(qt, parse(["--data-dir", str(folder), "--practice"]))
        self._desk: Desk | None = None

    def open(self) -> None:
        """Build services and window as the app does, and show it."""
        paths = Paths(self.folder)
        make_private(paths.profile(PRACTICE_PROFILE).root)
        lock = ProfileLock(paths.lock(PRACTICE_PROFILE))
        services = self._world.services(paths)
        self._desk = Desk(self.application, PRACTICE_PROFILE, services, lock)
        self.window.resize(1440, 860)
        self.window.show()
        self.window.begin()

    def close(self) -> None:
        """Close window and services; the data stays."""
        if self._desk is not None:
            desk, self._desk = self._desk, None
            desk.close()

    def reopen(self) -> None:
        """Close and open again on the same data, as the next morning."""
        self.close()
        self.open()
        self.wait_until_shown()

    def __enter__(self) -> WindowDesk:
        self.open()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
        self.application.close()

    # ---- parts -----------------------------------------------------------------------

    @property
    def desk(self) -> Desk:
        """The open desk."""
        assert self._desk is not None
        return self._desk

    @property
    def window(self) -> Any:
        """The main window."""
        return self.desk.window

    @property
    def services(self) -> Services:
        """Its services."""
        return self.desk.services

    @property
    def page(self) -> Any:
        """The Orders page."""
        return self.window.orders

    def find(self, kind: type[W], name: str) -> W:
        """The widget or action of that name anywhere in the window."""
        found = self.window.findChild(kind, name)
        assert found is not None, name
        return found

    # ---- waiting ---------------------------------------------------------------------

    def wait(self, is_true: Callable[[], object], what: str = "") -> None:
        """Turn the event loop until something is true."""
        assert wait_for(is_true), f"waited in vain: {what}"

    def wait_until_shown(self) -> None:
        """The list, the numbers on the tabs and the account are there."""
        self.wait(lambda: self.page.loader.is_loaded and self.page._total, "the first list")
        self.wait(lambda: self.window.facts.profile, "the account")
        self.settle()

    def settle(self) -> None:
        """Nothing runs, and nothing is about to run."""
        page = self.page
        timers = (page._search, page.offers._timer, page._numbers, page.sheet.list._soon)
        timers += (self.desk.context.signals._now,)
        runner = self.desk.runner
        is_idle = wait_for(
            lambda: not runner.running and not any(t.isActive() for t in timers),
        )
        assert is_idle, f"still at work: {sorted(str(task.key) for task in runner._tasks)}"

    def type(self, text: str) -> None:
        """Type into the search box and let the list follow."""
        QTest.keyClicks(self.window.top.search, text)
        self.wait(lambda: self.page.wanted.text == self.window.top.search.text(), "the search")
        self.settle()

    def rows(self) -> list[Any]:
        """All rows of the table in order, those out of view fetched as scrolling would."""
        model = self.page.model
        self.page.loader.fetch(model.missing_pages(0, model.rowCount() - 1))
        self.settle()
        found = (model.row_at(number) for number in range(model.rowCount()))
        return [row for row in found if row is not None]


def interactive(root: QWidget) -> list[QWidget]:
    """Every widget of the window that can take the keyboard or a click, Qt's own parts left out."""
    kinds = (QAbstractButton, QLineEdit, QComboBox, QAbstractItemView)
    wholes = (QComboBox, QAbstractSpinBox, QCalendarWidget, QTabBar, QLineEdit, QAbstractItemView)

    def is_part(widget: QWidget) -> bool:
        above = widget.parentWidget()
        while above is not None:
            if isinstance(above, wholes):
                return True
            above = above.parentWidget()
        return False

    return [w for w in root.findChildren(QWidget) if isinstance(w, kinds) and not is_part(w)]
