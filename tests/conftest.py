"""What all rooms share: no screen needed, and a real window on a practice server."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

from tests import examples, order

if sys.platform.startswith("linux"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# Whom this computer believes is not for the tests to read, and takes a tenth of a second each time.
for _named in ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
    os.environ.pop(_named, None)

# The same examples in each run; `--hypothesis-profile=default` hunts for new ones.
examples.register()

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from tests.printing.print_service import PrintService
    from tests.read_folders import ReadFolders
    from tests.ui.window_desk import PracticeWorld, WindowDesk
    from tests.windows_files import WindowsFiles

_LEFT_OUT = pytest.StashKey[dict[str, int]]()
MakeWindow = Callable[..., "WindowDesk"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--long`: the tests marked `long` alone, with their full counts."""
    parser.addoption(
        "--long",
        action="store_true",
        help="run only the tests that repeat something very often, at their full counts",
    )
    parser.addoption(
        "--no-wine",
        action="store_true",
        help="leave out the tests marked `wine`, which run others under Windows' Python",
    )
    parser.addoption(
        order.RENEW,
        action="store_true",
        help="after a whole run, write down how long each file takes, by which they are ordered",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Time the files where that was asked for; workers tell it to who started them."""
    if config.getoption("--long") and not config.getoption("--hypothesis-profile"):
        hypothesis.settings.load_profile(examples.WHOLE)
    if config.getoption(order.RENEW) and not hasattr(config, "workerinput"):
        config.pluginmanager.register(order.Watch(), "durations")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Hand out whole files, the long ones first."""
    return order.scheduler(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what this machine cannot have, and say so at the end."""
    if config.getoption("--long"):
        short = [item for item in items if not item.get_closest_marker("long")]
        items[:] = [item for item in items if item.get_closest_marker("long")]
        config.hook.pytest_deselected(items=short)

    for mark, (_, why_not) in _needs(config).items():
        reason = why_not()
        left_out = [item for item in items if reason and item.get_closest_marker(mark)]
        if left_out:
            items[:] = [item for item in items if item not in left_out]
            config.hook.pytest_deselected(items=left_out)
            config.stash.setdefault(_LEFT_OUT, {})[mark] = len(left_out)
    order.arrange(config, items)


def _needs(config: pytest.Config) -> dict[str, tuple[str, Callable[[], str]]]:
    """What some tests need: their mark, what they are, and why it cannot be had here."""
    from tests.printing import print_service
    from tests.windows import bench
    from tests.windows_real import powershell

    def why_no_wine() -> str:
        return "--no-wine" if config.getoption("--no-wine") else bench.why_not()

    return {
        "cups": ("with real print queues", print_service.why_not),
        "wine": ("under Windows' Python", why_no_wine),
        "real_windows": ("on a real Windows", powershell.why_not),
    }


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Name what was left out, so that nobody takes it for passed."""
    counts = config.stash.get(_LEFT_OUT, {})
    # Workers side by side choose their tests themselves and tell no count.
    has_workers = bool(config.getoption("numprocesses", None))
    for mark, (what, why_not) in _needs(config).items():
        reason = why_not()
        if reason and (has_workers or mark in counts):
            text = f"{counts.get(mark, 'the')} tests {what} left out: {reason}"
            terminalreporter.write_line(text, yellow=True)
    _tell_of_windows(terminalreporter)


def _tell_of_windows(terminalreporter: pytest.TerminalReporter) -> None:
    from tests.windows.bench import COUNTED

    passed = [
        count
        for report in terminalreporter.stats.get("passed", [])
        for name, count in report.user_properties
        if name == COUNTED
    ]
    if passed:
        terminalreporter.write_line(f"{sum(passed)} tests passed under Windows' Python")


@pytest.fixture(scope="session")
def times(pytestconfig: pytest.Config) -> Callable[[int], int]:
    """How often to repeat: the count named with `--long`, else a tenth of it."""
    whole = bool(pytestconfig.getoption("--long"))
    return lambda count: count if whole else max(1, count // 10)


@pytest.fixture(scope="session")
def read_folders(tmp_path_factory: pytest.TempPathFactory) -> ReadFolders:
    """Data folders that have read a practice server, made once and copied."""
    from tests.read_folders import ReadFolders

    return ReadFolders(tmp_path_factory.mktemp("read"))


@pytest.fixture(scope="session")
def print_service() -> Iterator[PrintService]:
    """A print service with queues of the tests' own; for tests marked `cups`."""
    from tests.printing.print_service import PrintService

    with PrintService() as running:
        yield running


@pytest.fixture
def windows_files(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> WindowsFiles:
    """Windows' rules for whatever the app does with files in this test."""
    from tests.windows_files import WindowsFiles

    return WindowsFiles(monkeypatch, tmp_path_factory.getbasetemp())


@pytest.fixture(scope="session")
def styled_app(qapp: QApplication) -> QApplication:
    """The QApplication in the app's own style and faces."""
    from konnect_desktop.ui.kit.fonts import load_fonts
    from konnect_desktop.ui.kit.theme import ui_font

    qapp.setStyle("Fusion")
    load_fonts()
    qapp.setFont(ui_font())
    return qapp


@pytest.fixture(scope="session")
def practice_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PracticeWorld]:
    """A practice server with 160 orders, and a data folder that has read them all.

    For tests that change nothing at the server.
    """
    from tests.ui.window_desk import PracticeWorld

    with PracticeWorld(tmp_path_factory.mktemp("world"), orders=160) as world:
        yield world


@pytest.fixture
def make_window(
    styled_app: QApplication,
    tmp_path: Path,
    read_folders: ReadFolders,
    request: pytest.FixtureRequest,
) -> Iterator[MakeWindow]:
    """Opens the real window: on the shared orders, or on a server of its own with `orders=`."""
    from tests.ui.window_desk import PracticeWorld, WindowDesk

    with ExitStack() as stack:

        def make(*, orders: int = 0, seed: int = 7, folder: str = "data") -> WindowDesk:
            if orders:
                place = tmp_path / f"{folder}-world"
                made = PracticeWorld(place, orders=orders, seed=seed, known=read_folders)
                world = stack.enter_context(made)
            else:
                world = request.getfixturevalue("practice_world")
            return stack.enter_context(WindowDesk(styled_app, world, tmp_path / folder))

        yield make


@pytest.fixture
def desk(make_window: MakeWindow) -> WindowDesk:
    """The window with the shared orders shown. For tests that change nothing at the server."""
    made = make_window()
    made.wait_until_shown()
    return made
