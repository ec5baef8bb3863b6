"""Whose orders these are, and which address a Token may be sent to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from konnect_desktop import bootstrap
from konnect_desktop.api.addresses import clean_base_url, same_address
from konnect_desktop.credentials import Credentials, EnvironmentFirst, MemoryCredentials
from konnect_desktop.domain.filters import OrderFilter
from konnect_desktop.errors import HostNotFound, InsecureAddress
from konnect_desktop.paths import Paths
from konnect_desktop.practice.server import PracticeServer
from konnect_desktop.services.account_models import SignInForm
from konnect_desktop.services.context import TaskContext
from konnect_desktop.settings import Settings

Open = Callable[..., Any]


@pytest.fixture(scope="module")
def first() -> Iterator[PracticeServer]:
    with PracticeServer(orders=40, seed=3) as server:
        yield server


@pytest.fixture(scope="module")
def second() -> Iterator[PracticeServer]:
    with PracticeServer(orders=30, seed=99) as server:
        yield server


@pytest.fixture
def open_profile(tmp_path: Path) -> Iterator[Open]:
    """Opens the same profile again and again, as starts of the app do."""
    opened: list[Any] = []

    def start(option: str = "", **changed: Any) -> Any:
        for services in opened:
            services.close()
        opened.clear()
        store = changed.pop("store", None) or EnvironmentFirst(MemoryCredentials())
        paths = Paths(tmp_path)
        saved = Settings.load(paths.profile("test").settings).changed(requests_per_second=500.0)
        services = bootstrap.build(
            paths,
            "test",
            settings=saved.changed(**changed),
            credentials=store,
            base_url=option,
        )
        opened.append(services)
        return services

    yield start
    for services in opened:
        services.close()


def environment(
    monkeypatch: pytest.MonkeyPatch, username: str, password: str, *locations: str
) -> None:
    monkeypatch.setenv("KONNECT_USERNAME", username)
    monkeypatch.setenv("KONNECT_PASSWORD", password)
    monkeypatch.setenv("KONNECT_LOCATIONS", ", ".join(locations))


def count(services: Any) -> int:
    return int(services.queries.count(OrderFilter()))


def form(server: PracticeServer, base_url: str = "") -> SignInForm:
    return SignInForm(
        base_url or server.url,
        server.username,
        server.password,
        "company",
        tuple(server.locations),
    )


# ---- one address, however it is spelled ------------------------------------------------


@pytest.mark.parametrize(
    "spelled",
    [
        "https://api.x.com",
        "api.x.com",
        "HTTPS://API.X.com/",
        " https://api.x.com:443/ ",
        "https://someone@api.x.com?x=1",
    ],
)
def test_one_form_of_an_address(spelled: str) -> None:
    assert clean_base_url(spelled) == "https://api.x.com"
    assert same_address(spelled, "https://api.x.com")


@pytest.mark.parametrize("other", ["https://api.y.com", "https://api.x.com/Shop", "", "ftp://x"])
def test_another_address(other: str) -> None:
    assert not same_address("https://api.x.com", other)
    assert not same_address("https://api.x.com/shop", other)


def test_the_same_address_in_another_spelling_keeps_the_orders(make_desk: Any) -> None:
    desk = make_desk(60)
    desk.sync()
    desk.services.settings.change(page_base=1, date_format_known=True)
    before = desk.statuses()
    spelled = desk.server.url.replace("http://", "HTTP://") + "/"
    desk.services.accounts.sign_in(form(desk.server, spelled))
    assert desk.statuses() == before
    now = desk.services.settings.current
    assert (now.base_url, now.page_base, now.date_format_known) == (desk.server.url, 1, True)
    # Saved by an earlier version as it was typed.
    desk.services.settings.change(base_url=spelled)
    desk.services.accounts.sign_in(form(desk.server))
    assert desk.statuses() == before


def test_an_address_that_cannot_be_used_saves_nothing(desk: Any) -> None:
    with pytest.raises(InsecureAddress):
        desk.services.accounts.sign_in(form(desk.server, "http://example.com"))
    assert desk.services.settings.current.base_url == desk.server.url
    assert desk.services.is_signed_in


# ---- a Token stays with its address ----------------------------------------------------


def test_a_kept_token_is_not_used_at_another_address(
    open_profile: Open, first: PracticeServer, second: PracticeServer
) -> None:
    store = MemoryCredentials()
    services = open_profile(store=store)
    services.accounts.sign_in(form(first))
    before = len(second.requests)
    # As after a file of settings that somebody changed.
    for changed in ({"base_url": second.url}, {"username": "another"}, {"username": ""}):
        services = open_profile(store=store, **changed)
        assert not services.is_signed_in
        assert not services.sync.run(TaskContext()).ok
    assert len(second.requests) == before
    assert open_profile(store=store, base_url=first.url.upper()).is_signed_in
    assert not open_profile(second.url, store=store, base_url="", username="").is_signed_in


def test_the_new_token_never_meets_the_old_address(
    open_profile: Open, first: PracticeServer, second: PracticeServer
) -> None:
    services = open_profile(store=MemoryCredentials())
    services.accounts.sign_in(form(first))
    services.connection.reset()
    seen: list[bool] = []
    change = services.settings.change

    def look(**values: Any) -> Any:
        # Between keeping the Token and saving where it belongs.
        seen.append(services.is_signed_in)
        return change(**values)

    services.settings.change = look
    services.accounts.sign_in(form(second))
    assert seen == [False]
    assert services.is_signed_in


# ---- credentials of the environment ----------------------------------------------------


def test_an_unattended_run_has_a_name_and_its_places(
    open_profile: Open, first: PracticeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment(monkeypatch, first.username, first.password, *first.locations)
    services = open_profile(first.url)
    facts = services.accounts.facts()
    assert facts.is_signed_in
    assert facts.username == first.username
    assert facts.location_codes == tuple(first.locations)
    assert services.sync.run(TaskContext()).ok
    assert count(services) == 40
    # The next run needs no address any more, and keeps the orders.
    environment(monkeypatch, first.username, first.password, *first.locations)
    services = open_profile()
    assert services.is_signed_in
    assert count(services) == 40


def test_a_location_token_of_the_environment_needs_no_places(
    open_profile: Open, first: PracticeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment(monkeypatch, first.location_username, first.location_password)
    services = open_profile(first.url)
    assert services.sync.run(TaskContext()).ok
    assert count(services) > 0


def test_another_user_of_the_environment_does_not_mix(
    open_profile: Open,
    first: PracticeServer,
    second: PracticeServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    environment(monkeypatch, first.username, first.password, *first.locations)
    services = open_profile(first.url)
    services.sync.run(TaskContext())
    environment(monkeypatch, first.location_username, first.location_password)
    services = open_profile(first.url)
    assert count(services) == 0
    assert services.settings.current.locations == ("",)
    services.sync.run(TaskContext())
    assert 0 < count(services) < 40
    environment(monkeypatch, second.username, second.password, *second.locations)
    services = open_profile(second.url)
    assert count(services) == 0
    services.sync.run(TaskContext())
    assert count(services) == 30


def test_a_token_of_the_environment_goes_only_where_it_belongs(
    open_profile: Open,
    first: PracticeServer,
    second: PracticeServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    environment(monkeypatch, first.username, first.password, *first.locations)
    open_profile(first.url).sync.run(TaskContext())
    before = len(second.requests)
    # Known here at another address: it stays there, and the seller is asked.
    environment(monkeypatch, first.username, first.password, *first.locations)
    services = open_profile(second.url)
    assert services.settings.current.base_url == first.url
    assert f"started for {second.url}" in services.accounts.why_asked(second.url)
    assert services.sync.run(TaskContext()).ok
    assert len(second.requests) == before
    assert services.accounts.why_asked(first.url + "/") == ""
    # Nobody said where a new one belongs.
    environment(monkeypatch, "robot", "robots-token")
    before = len(first.requests)
    services = open_profile()
    assert not services.is_signed_in
    assert "names robot" in services.accounts.why_asked("")
    assert not services.sync.run(TaskContext()).ok
    assert len(first.requests) == before
    assert count(services) == 40


def test_who_signs_in_or_out_by_hand_is_meant(
    open_profile: Open,
    first: PracticeServer,
    second: PracticeServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    environment(monkeypatch, first.location_username, first.location_password)
    services = open_profile(first.url)
    before = len(second.requests)
    services.accounts.sign_in(form(second))
    assert services.sync.run(TaskContext()).ok
    sign_ins = [seen for seen in second.requests[before:] if seen.call == "token"]
    assert len(sign_ins) == 1
    assert count(services) == 30
    services.accounts.sign_out()
    assert not services.is_signed_in


def test_an_address_of_the_command_line_that_is_none(
    open_profile: Open, first: PracticeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment(monkeypatch, first.username, first.password)
    with pytest.raises(HostNotFound):
        open_profile("http://")


def test_without_an_environment_the_address_changes_nothing(
    open_profile: Open, second: PracticeServer
) -> None:
    services = open_profile(second.url)
    assert services.settings.current.base_url == ""
    assert not services.is_signed_in
    assert services.accounts.why_asked(second.url) == ""


def test_the_pair_of_the_environment_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    store = EnvironmentFirst(MemoryCredentials())
    environment(monkeypatch, "robot", "token")
    pair = store.get("test")
    assert pair == Credentials("robot", "token")
    assert pair is not None
    assert pair.is_given
