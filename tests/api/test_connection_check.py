"""Test connection names the step that fails, and sends no secret before it may."""

from __future__ import annotations

import pytest
from scripted_server import ScriptedServer, answer
from wiring import CREDENTIALS

from konnect_desktop.api.connection_check import (
    ADDRESS,
    NAME_LOOKUP,
    ORDERS,
    SECURE_CONNECTION,
    SIGN_IN,
    StepResult,
    check_connection,
)
from konnect_desktop.api.limiter import Limiter, Stopped
from konnect_desktop.credentials import Credentials
from konnect_desktop.practice.server import PracticeServer


def check(url: str, credentials: Credentials = CREDENTIALS, **options) -> list[StepResult]:
    return check_connection(url, credentials, limiter=Limiter(4, 1000, 4), **options)


def failing(steps: list[StepResult]) -> str:
    assert all(step.ok for step in steps[:-1])
    assert not steps[-1].ok
    assert steps[-1].message
    assert steps[-1].next_step
    return steps[-1].name


def test_all_steps_of_a_company_account() -> None:
    with PracticeServer(orders=30, seed=1) as server:
        account = Credentials(server.username, server.password)
        steps = check(server.url, account, level="company", locations=server.locations)
    assert all(step.ok for step in steps)
    names = [ADDRESS, NAME_LOOKUP, SECURE_CONNECTION, SIGN_IN]
    assert [step.name for step in steps] == names + [f"{ORDERS} {one}" for one in server.locations]


def test_a_company_account_without_codes_and_with_a_wrong_one() -> None:
    with PracticeServer(orders=30, seed=1) as server:
        account = Credentials(server.username, server.password)
        assert failing(check(server.url, account, level="company")) == ORDERS
        wrong = check(server.url, account, level="company", locations=["NOWHERE"])
        assert failing(wrong) == f"{ORDERS} NOWHERE"
        said = "Fynd does not take the location code “DEL 03”: "
        said += "“Location is not covered by this token”."
        both = [*server.locations[:1], "DEL 03"]
        assert check(server.url, account, level="company", locations=both)[-1].message == said


def test_wrong_credentials() -> None:
    with PracticeServer(orders=30, seed=1) as server:
        assert failing(check(server.url)) == SIGN_IN


@pytest.mark.parametrize("typed", ["http://konnect.example.com", "", "no address at all"])
def test_a_bad_address(typed: str) -> None:
    assert failing(check(typed)) == ADDRESS


def test_an_unknown_name() -> None:
    assert failing(check("https://no-such-host.invalid")) == NAME_LOOKUP


def test_nobody_there() -> None:
    with ScriptedServer() as server:
        url = server.url
    assert failing(check(url)) == SECURE_CONNECTION


def test_another_server_than_konnect() -> None:
    page = answer("<html>shop</html>", content_type="text/html")
    with ScriptedServer([page], sign_in=[page]) as server:
        assert failing(check(server.url)) == SIGN_IN


def test_stop_ends_it() -> None:
    with ScriptedServer() as server, pytest.raises(Stopped):
        check(server.url, should_stop=lambda: True)
