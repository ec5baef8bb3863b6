"""Starting with --base-url: it is typed in for a sign-in, and no kept Token goes there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from konnect_desktop import bootstrap
from konnect_desktop.credentials import MemoryCredentials
from konnect_desktop.domain.filters import OrderFilter
from konnect_desktop.paths import Paths
from konnect_desktop.practice.server import PracticeServer
from konnect_desktop.services.account_models import SignInForm
from konnect_desktop.services.context import TaskContext
from konnect_desktop.settings import Settings
from konnect_desktop.ui.application import Application, parse
from konnect_desktop.ui.window.sign_in import SignInDialog
from tests.ui.window_desk import wait_for

Start = Callable[..., Application]


@pytest.fixture
def servers() -> Iterator[tuple[PracticeServer, PracticeServer]]:
    with (
        PracticeServer(orders=30, seed=3) as first,
        PracticeServer(orders=20, seed=99) as second,
    ):
        yield first, second


@pytest.fixture
def start(
    styled_app: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Start]:
    """Starts the app as from a command line; the computer's safe is a memory of the test's."""
    safe = MemoryCredentials()
    monkeypatch.setattr(bootstrap, "KeyringCredentials", lambda: safe)
    started: list[Application] = []

    def begin(*arguments: str) -> Application:
        application = Application(styled_app, parse(["--data-dir", str(tmp_path), *arguments]))
        started.append(application)
        application.start()
        return application

    yield begin
    for application in started:
        application.close()


def sign_in_once(folder: Path, server: PracticeServer) -> None:
    """What an earlier run of the app left behind."""
    services = bootstrap.build(
        Paths(folder), "default", settings=Settings(requests_per_second=500.0)
    )
    services.accounts.sign_in(form(server))
    assert services.sync.run(TaskContext()).ok
    services.close()


def form(server: PracticeServer) -> SignInForm:
    return SignInForm(
        server.url, server.username, server.password, "company", tuple(server.locations)
    )


def dialog_of(application: Application) -> SignInDialog:
    desk = application.desk
    assert desk is not None
    assert wait_for(lambda: desk.window.findChild(SignInDialog) is not None)
    found: Any = desk.window.findChild(SignInDialog)
    return found  # type: ignore[no-any-return]


def reason_of(dialog: SignInDialog) -> str:
    label = dialog.findChild(QLabel, "sign_in.reason")
    return label.text() if label is not None else ""


def test_the_kept_token_never_goes_to_the_other_address(
    start: Start, tmp_path: Path, servers: tuple[PracticeServer, PracticeServer]
) -> None:
    first, second = servers
    sign_in_once(tmp_path, first)
    application = start("--base-url", second.url)
    desk = application.desk
    assert desk is not None
    dialog = dialog_of(application)
    assert dialog.form.base_url.text() == second.url
    assert f"this account is at {first.url}" in reason_of(dialog)
    before = len(first.requests)
    desk.window.sync.check()
    assert wait_for(lambda: len(first.requests) > before and not desk.window.sync.is_running)
    assert second.requests == []
    assert desk.services.settings.current.base_url == first.url
    dialog.reject()
    assert desk.services.is_signed_in
    assert desk.services.queries.count(OrderFilter()) == 30
    # A sign-in there is what changes the account.
    desk.services.accounts.sign_in(form(second))
    assert desk.services.queries.count(OrderFilter()) == 0


def test_for_a_first_sign_in_it_is_typed_in(
    start: Start, servers: tuple[PracticeServer, PracticeServer]
) -> None:
    application = start("--base-url", servers[1].url)
    dialog = dialog_of(application)
    assert dialog.form.base_url.text() == servers[1].url
    assert reason_of(dialog) == ""
    desk = application.desk
    assert desk is not None
    assert desk.services.settings.current.base_url == ""
    # Once somebody has signed in, it is not asked for any more.
    desk.window.account.signed_in.emit(desk.services.accounts.facts())
    assert application.options.base_url == ""
    assert desk.window.account.suggested == ""


def test_the_same_address_asks_nothing(
    start: Start, tmp_path: Path, servers: tuple[PracticeServer, PracticeServer]
) -> None:
    sign_in_once(tmp_path, servers[0])
    application = start("--base-url", servers[0].url.replace("http", "HTTP") + "/")
    desk = application.desk
    assert desk is not None
    assert wait_for(lambda: desk.window.top.account.text() != "")
    assert desk.window.findChild(SignInDialog) is None


def test_an_unattended_run_shows_whose_it_is(
    start: Start,
    servers: tuple[PracticeServer, PracticeServer],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server = servers[0]
    monkeypatch.setenv("KONNECT_USERNAME", server.username)
    monkeypatch.setenv("KONNECT_PASSWORD", server.password)
    monkeypatch.setenv("KONNECT_LOCATIONS", ",".join(server.locations))
    application = start("--base-url", server.url)
    desk = application.desk
    assert desk is not None
    assert wait_for(lambda: desk.window.top.account.text().startswith(server.username[:20]))
    assert wait_for(lambda: desk.window.orders.loader.count > 0)
    assert desk.window.findChild(SignInDialog) is None


def test_an_address_that_is_none_can_be_typed_anew(start: Start) -> None:
    application = start("--base-url", "http://example.com")
    dialog = dialog_of(application)
    assert dialog.form.base_url.text() == "http://example.com"
