"""Signing out ends the session whatever the password safe does; what is left there is not used."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from konnect_desktop import bootstrap
from konnect_desktop.bootstrap import Services
from konnect_desktop.credentials import KeyringCredentials
from konnect_desktop.errors import StoreError
from konnect_desktop.password_safe import SERVICE, PasswordSafe, Trouble
from konnect_desktop.paths import Paths
from konnect_desktop.services.account_models import SignInForm
from konnect_desktop.services.connection import NotSignedIn, SafeIsClosed
from konnect_desktop.settings import TOKEN_GONE, TOKEN_LEFT, TOKEN_USED, Settings
from tests.services.strange_safe import StrangeSafe

Start = Callable[..., Services]
_URL = "http://127.0.0.1:9"


@pytest.fixture
def safe(monkeypatch: pytest.MonkeyPatch) -> Iterator[StrangeSafe]:
    made = StrangeSafe()
    monkeypatch.setitem(sys.modules, "keyring", made)
    monkeypatch.setattr(PasswordSafe, "TURN_S", 0.2)
    for name in ("READ_S", "SAVE_S", "FORGET_S"):
        monkeypatch.setattr(KeyringCredentials, name, 0.3)
    monkeypatch.delenv("KONNECT_USERNAME", raising=False)
    yield made
    made.speak.set()


@pytest.fixture
def start(tmp_path: Path, safe: StrangeSafe) -> Iterator[Start]:
    """A start of the app; what was open before is closed."""
    opened: list[Services] = []

    def start(profile: str = "default") -> Services:
        while opened:
            opened.pop().close()
        opened.append(bootstrap.build(Paths(tmp_path), profile))
        return opened[0]

    yield start
    for services in opened:
        services.close()


def sign_in(services: Services, token: str = "first-token", username: str = "asha") -> None:
    services.accounts.sign_in(SignInForm(_URL, username, token))


def secret(services: Services) -> str:
    held = services.connection.held
    return held.secret if held is not None else ""


def is_over(services: Services) -> bool:
    with pytest.raises(NotSignedIn):
        services.connection.check_signed_in()
    return not services.is_signed_in and not services.accounts.facts().is_signed_in


def test_a_safe_that_gives_the_token_up(start: Start, safe: StrangeSafe) -> None:
    services = start()
    sign_in(services)
    assert services.settings.current.token_in_safe == TOKEN_USED
    result = services.accounts.sign_out()
    assert result.trouble is None
    assert safe.kept == {}
    assert is_over(services)
    assert not services.accounts.facts().is_token_left
    assert is_over(start())


@pytest.mark.parametrize("question", ["get_password", "delete_password"])
@pytest.mark.parametrize("how", [Trouble.REFUSED, Trouble.SILENT])
def test_the_session_ends_whatever_the_safe_does(
    start: Start, safe: StrangeSafe, question: str, how: Trouble
) -> None:
    services = start()
    sign_in(services)
    (safe.refuses if how is Trouble.REFUSED else safe.silent).add(question)
    began = time.monotonic()
    result = services.accounts.sign_out()
    assert time.monotonic() - began < 5
    assert (result.trouble, result.service, result.entry) == (how, SERVICE, "default")
    assert is_over(services)
    assert services.accounts.facts().is_token_left
    # The next start does not even ask for what is kept there.
    services = start()
    safe.asked.clear()
    assert is_over(services)
    assert safe.asked == []
    assert services.accounts.facts().is_token_left


def test_nobody_waits_for_the_safe_to_be_signed_out(start: Start, safe: StrangeSafe) -> None:
    services = start()
    sign_in(services)
    safe.silent |= {"get_password", "delete_password"}
    safe.asked.clear()
    services.accounts.end_session()
    assert is_over(services)
    assert safe.asked == []


def test_a_safe_that_is_gone_may_still_have_the_token(start: Start, safe: StrangeSafe) -> None:
    services = start()
    sign_in(services)
    safe.is_there = False
    assert services.accounts.sign_out().trouble is Trouble.MISSING
    services = start()
    safe.is_there = True
    assert is_over(services)
    assert services.accounts.remove_token().trouble is None
    assert safe.kept == {}
    assert services.settings.current.token_in_safe == TOKEN_GONE


def test_trying_again_removes_what_was_left(start: Start, safe: StrangeSafe) -> None:
    services = start()
    sign_in(services)
    safe.refuses.add("delete_password")
    assert services.accounts.sign_out().trouble is Trouble.REFUSED
    assert services.accounts.remove_token().trouble is Trouble.REFUSED
    safe.refuses.clear()
    assert start().accounts.remove_token().trouble is None
    assert safe.kept == {}


def test_signing_in_again_uses_the_new_token(start: Start, safe: StrangeSafe) -> None:
    services = start()
    sign_in(services)
    safe.refuses.add("delete_password")
    services.accounts.sign_out()
    sign_in(services, "second-token")
    assert secret(services) == "second-token"
    services = start()
    assert secret(services) == "second-token"
    assert not services.accounts.facts().is_token_left


def test_a_removal_that_comes_late_takes_no_newer_token(start: Start, safe: StrangeSafe) -> None:
    services = start()
    sign_in(services)
    safe.silent.add("delete_password")
    assert services.accounts.sign_out().trouble is Trouble.SILENT
    # Still at it: the safe takes nothing new meanwhile, so the Token is for this session.
    sign_in(services, "second-token")
    assert services.accounts.facts().trouble is Trouble.SILENT
    assert services.is_signed_in
    safe.silent.clear()
    safe.speak.set()
    sign_in(services, "third-token")
    assert secret(start()) == "third-token"


@pytest.mark.parametrize("how", [Trouble.REFUSED, Trouble.SILENT, Trouble.MISSING])
def test_a_token_that_cannot_be_saved_is_for_this_session(
    start: Start, safe: StrangeSafe, how: Trouble
) -> None:
    if how is Trouble.REFUSED:
        safe.refuses.add("set_password")
    elif how is Trouble.SILENT:
        safe.silent.add("set_password")
    else:
        safe.is_there = False
    services = start()
    sign_in(services)
    facts = services.accounts.facts()
    assert facts.is_signed_in
    assert facts.trouble is how
    assert is_over(start())


def test_an_edited_token_that_cannot_be_saved_does_not_bring_back_the_old(
    start: Start, safe: StrangeSafe
) -> None:
    services = start()
    sign_in(services)
    safe.refuses.add("set_password")
    sign_in(services, "second-token")
    assert secret(services) == "second-token"
    facts = services.accounts.facts()
    assert (facts.trouble, facts.is_token_left) == (Trouble.REFUSED, True)
    services = start()
    assert is_over(services)
    assert services.settings.current.token_in_safe == TOKEN_LEFT


def test_another_account_that_cannot_be_saved_does_not_bring_back_the_first(
    start: Start, safe: StrangeSafe
) -> None:
    services = start()
    sign_in(services)
    safe.refuses.add("set_password")
    sign_in(services, "hers", "meena")
    assert services.settings.current.username == "meena"
    assert is_over(start())


def test_other_profiles_stay_signed_in(start: Start, safe: StrangeSafe) -> None:
    sign_in(start("shop"), "of-the-shop")
    services = start("default")
    sign_in(services)
    safe.refuses.add("delete_password")
    assert services.accounts.sign_out().entry == "default"
    assert secret(start("shop")) == "of-the-shop"
    safe.refuses.clear()
    start("default").accounts.remove_token()
    assert list(safe.kept) == [(SERVICE, "shop")]
    assert secret(start("shop")) == "of-the-shop"


@pytest.mark.parametrize("how", [Trouble.REFUSED, Trouble.SILENT])
def test_a_safe_that_does_not_give_the_token_is_named(
    start: Start, safe: StrangeSafe, how: Trouble
) -> None:
    sign_in(start())
    (safe.refuses if how is Trouble.REFUSED else safe.silent).add("get_password")
    services = start()
    assert not services.is_signed_in
    with pytest.raises(SafeIsClosed):
        services.connection.check_signed_in()
    assert SafeIsClosed.user_message in services.accounts.why_asked("")


def test_a_safe_that_was_silent_is_asked_again(start: Start, safe: StrangeSafe) -> None:
    sign_in(start())
    safe.silent.add("get_password")
    services = start()
    assert not services.is_signed_in
    safe.silent.clear()
    safe.speak.set()
    assert services.is_signed_in


@pytest.mark.parametrize("how", [Trouble.REFUSED, Trouble.SILENT])
def test_a_safe_that_is_closed_can_be_left_as_well(
    start: Start, safe: StrangeSafe, how: Trouble
) -> None:
    sign_in(start())
    (safe.refuses if how is Trouble.REFUSED else safe.silent).add("get_password")
    services = start()
    facts = services.accounts.facts()
    assert facts.is_safe_closed
    assert facts.can_sign_out
    assert services.accounts.sign_out().trouble is how
    assert not services.accounts.facts().can_sign_out
    safe.refuses.clear()
    safe.silent.clear()
    safe.speak.set()
    assert is_over(start())


def test_an_answer_that_comes_late_does_not_take_the_place_of_a_sign_in(
    start: Start, safe: StrangeSafe, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(start())
    monkeypatch.setattr(KeyringCredentials, "READ_S", 30.0)
    safe.silent.add("get_password")
    services = start()
    found: list[str] = []
    looking = threading.Thread(target=lambda: found.append(secret(services)))
    # Saving has asked for the first one, too.
    safe.asked.clear()
    looking.start()
    while "get_password" not in safe.asked:
        threading.Event().wait(0.002)
    sign_in(services, "second-token")
    assert secret(services) == "second-token"
    safe.speak.set()
    looking.join(20)
    assert found == ["second-token"]
    assert secret(services) == "second-token"


def test_the_environment_signs_in_again_at_the_next_start(
    start: Start, safe: StrangeSafe, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = start()
    sign_in(services)
    safe.refuses.add("delete_password")
    services.accounts.sign_out()
    monkeypatch.setenv("KONNECT_USERNAME", "asha")
    monkeypatch.setenv("KONNECT_PASSWORD", "of-the-environment")
    services = start()
    assert secret(services) == "of-the-environment"
    services.accounts.sign_out()
    assert is_over(services)


def test_a_disk_that_is_full_does_not_keep_the_session(
    start: Start, safe: StrangeSafe, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = start()
    sign_in(services)
    safe.refuses.add("delete_password")

    def full(*_: object) -> None:
        raise StoreError

    monkeypatch.setattr(Settings, "save", full)
    result = services.accounts.sign_out()
    assert (result.trouble, result.is_written) == (Trouble.REFUSED, False)
    assert is_over(services)


def test_the_end_does_not_wait_for_whoever_builds_the_way_to_konnect(
    start: Start, safe: StrangeSafe
) -> None:
    """The password of a proxy lies in the safe, too."""
    services = start()
    sign_in(services)
    building, go = threading.Event(), threading.Event()

    def build(*_: object) -> None:
        building.set()
        go.wait(30)
        raise NotSignedIn

    services.connection._make_wire = build  # type: ignore[assignment]
    failed: list[BaseException] = []

    def ask() -> None:
        try:
            services.connection.orders  # noqa: B018
        except NotSignedIn as error:
            failed.append(error)

    asking = threading.Thread(target=ask)
    asking.start()
    assert building.wait(10)
    began = time.monotonic()
    services.leave()
    assert time.monotonic() - began < 5
    go.set()
    asking.join(20)
    assert failed
