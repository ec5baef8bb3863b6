"""The sign-in address carries the secret: it is in no error, log line, text or traceback."""

from __future__ import annotations

import logging
import traceback
from urllib.parse import quote, quote_plus

import pytest
from scripted_server import DROP, HANG, ScriptedServer, Step, answer, token_answer
from wiring import QUICK, wire

from konnect_desktop.api.session import Session
from konnect_desktop.api.transport import Limits, Outgoing, Transport
from konnect_desktop.credentials import Credentials
from konnect_desktop.errors import ApiError, KonnectError

USERNAME = "canary-user&x=1 ü"
SECRET = "canary%secret+&= 42 ключ"
CANARIES = tuple(
    spelled
    for word in (USERNAME, SECRET)
    for spelled in (word, quote(word), quote_plus(word), quote(word, safe=""), "canary")
)
ACCOUNT = Credentials(USERNAME, SECRET)
LINE = b"HTTP/1.1 200 OK\r\n"


def texts_of(error: BaseException) -> list[str]:
    found = [str(error), repr(error), *traceback.format_exception(error)]
    if isinstance(error, KonnectError):
        found += [error.user_message, error.next_step, error.detail]
    found += traceback.TracebackException.from_exception(error).format()
    for hidden in (error.__cause__, error.__context__):
        if hidden is not None:
            found += texts_of(hidden)
    return found


def assert_clean(texts: list[str]) -> None:
    whole = "\n".join(texts)
    for canary in CANARIES:
        assert canary not in whole


@pytest.mark.parametrize(
    "step",
    [
        DROP,
        HANG,
        answer({"message": f"no user {USERNAME}"}, 401),
        answer(f"wrong: {SECRET}", 400),
        answer("", 429, {"Retry-After": "900"}),
        answer("<html></html>", 500),
        answer("", 302, {"Location": "https://elsewhere.example.com/"}),
        answer("<html></html>"),
        Step(LINE + b"Content-Length: 999\r\n\r\n{}"),
        Step(b"nonsense\r\n\r\n"),
        Step(LINE + b"Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd"),
        Step(LINE + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"),
        Step(LINE + b"X: " + b"y" * 70_000 + b"\r\n\r\n"),
        answer(b" " * 400_000),
    ],
)
def test_a_failing_sign_in_leaks_nothing(step: Step, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="konnect_desktop")
    for name in ("urllib3", "urllib3.connectionpool", "requests", "http.client"):
        caplog.set_level(logging.DEBUG, logger=name)
    limits = Limits(1, 0.2, 1, max_bytes=100_000)
    with ScriptedServer(sign_in=[step]) as server:
        session = Session(server.url, ACCOUNT, transport=Transport(limits), policy=QUICK)
        with pytest.raises(ApiError) as caught:
            session.token()
        assert server.sign_ins[0].query["password"] == SECRET
    assert caught.value.__cause__ is None
    assert_clean([*texts_of(caught.value), caplog.text, repr(session), repr(ACCOUNT)])


@pytest.mark.parametrize(
    "url", ["https://no-such-host.invalid", "http://127.0.0.1:1", "https://127.0.0.1:1"]
)
def test_an_unreachable_server_leaks_nothing(url: str, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="konnect_desktop")
    caplog.set_level(logging.DEBUG, logger="urllib3")
    session = Session(url, ACCOUNT, transport=Transport(Limits(1, 1, 2)), policy=QUICK)
    with pytest.raises(ApiError) as caught:
        session.token()
    assert_clean([*texts_of(caught.value), caplog.text])


def test_success_leaks_nothing_and_something_is_logged(caplog) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="konnect_desktop")
    caplog.set_level(logging.DEBUG, logger="urllib3")
    good = answer([{"id": "1"}])
    with (
        ScriptedServer([good], sign_in=[token_answer("canary-token")]) as server,
        wire(server.url, ACCOUNT) as calls,
    ):
        calls.orders.fetch_page("CREATED", 1, 10, location="canary-location")
        kept = [repr(calls.client.answers), repr(calls.session), repr(vars(calls.client))]
    assert "GET orders -> 200" in caplog.text
    assert "urllib3.connectionpool" in {record.name for record in caplog.records}
    assert_clean([caplog.text, *kept])


def test_what_is_sent_prints_no_secret() -> None:
    outgoing = Outgoing(
        "GET",
        "https://x.example.com/canary",
        "token",
        {"password": SECRET},
        {"x-access-token": SECRET},
        SECRET.encode(),
    )
    assert_clean([repr(outgoing), str(outgoing)])
