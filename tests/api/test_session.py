"""One token for many callers."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from scripted_server import DROP, ScriptedServer, answer, token_answer
from turned_clock import TurnedClock
from wiring import CREDENTIALS, QUICK, wire

from konnect_desktop.api.session import Session
from konnect_desktop.credentials import Credentials
from konnect_desktop.errors import NotKonnect, ServerFailed, SignInRefused

EMPTY = answer([])


def session(server: ScriptedServer, clock: TurnedClock | None = None) -> Session:
    return Session(server.url, CREDENTIALS, policy=QUICK, clock=clock)


def test_credentials_go_in_the_query_and_survive_any_letter() -> None:
    odd = Credentials("a&b=c d", "100%+#?/ß नमस्ते")
    with ScriptedServer([EMPTY]) as server:
        Session(server.url, odd).token()
        assert server.sign_ins[0].query == {"username": odd.username, "password": odd.secret}


def test_the_token_is_renewed_at_fifty_minutes() -> None:
    clock = TurnedClock()
    with ScriptedServer(sign_in=[token_answer("a"), token_answer("b")]) as server:
        tokens = session(server, clock)
        assert tokens.token() == "a"
        clock.time += 49 * 60
        assert tokens.token() == "a"
        clock.time += 61
        assert tokens.token() == "b"


def test_many_callers_share_one_renewal() -> None:
    callers = 6
    together = threading.Barrier(callers)
    sign_in = [token_answer("a"), token_answer("b"), token_answer("c")]
    with ScriptedServer(sign_in=sign_in) as server, wire(server.url) as calls:
        old = {"x-access-token": "a"}
        server.choose = lambda seen: (
            answer({}, 401) if old.items() <= seen.headers.items() else EMPTY
        )
        calls.session.token()

        def read(_: int) -> int:
            together.wait(5)
            return calls.orders.fetch_page("CREATED", 1, 10).count

        with ThreadPoolExecutor(callers) as pool:
            assert list(pool.map(read, range(callers))) == [0] * callers
        assert len(server.sign_ins) == 2


def test_many_first_callers_share_one_sign_in() -> None:
    with ScriptedServer([EMPTY]) as server:
        tokens = session(server)
        with ThreadPoolExecutor(6) as pool:
            assert len(set(pool.map(lambda _: tokens.token(), range(6)))) == 1
        assert len(server.sign_ins) == 1


@pytest.mark.parametrize(
    "refusal",
    [
        answer({"status": "FAILED", "message": "wrong"}, 401),
        answer("", 401),
        answer({}, 403),
        answer({}, 400),
        answer({"status": "FAILED"}, 200),
        answer({"accessToken": ""}, 200),
        answer({"accessToken": None}, 200),
        answer({"accessToken": "line\r\nbreak: x"}, 200),
        answer({"message": "Invalid credentials"}, 200),
    ],
)
def test_a_refusal_ends_automatic_sign_ins(refusal) -> None:
    with ScriptedServer([EMPTY], sign_in=[refusal]) as server:
        tokens = session(server)
        for _ in range(3):
            with pytest.raises(SignInRefused):
                tokens.token()
        assert len(server.sign_ins) == 1
        server.sign_in = [token_answer("fresh")]
        tokens.set_credentials(Credentials("new", "new"))
        assert tokens.token() == "fresh"


@pytest.mark.parametrize("bad", [DROP, answer("", 503), answer("", 429)])
def test_a_sign_in_is_tried_again(bad) -> None:
    with ScriptedServer(sign_in=[bad, token_answer("a")]) as server:
        assert session(server).token() == "a"


def test_a_fault_of_the_server_is_no_refusal() -> None:
    with ScriptedServer(sign_in=[answer("", 500)]) as server:
        tokens = session(server)
        with pytest.raises(ServerFailed):
            tokens.token()
        server.sign_in = [token_answer("a")]
        assert tokens.token() == "a"


@pytest.mark.parametrize(
    "page",
    [
        answer("<html>Welcome to Hotel WLAN</html>", content_type="text/html"),
        answer("<html>no</html>", 404),
        answer("<html>no</html>", 403),
        answer("", 404),
        answer("pong"),
    ],
)
def test_another_server_is_named_as_such(page) -> None:
    with ScriptedServer(sign_in=[page]) as server, pytest.raises(NotKonnect):
        session(server).token()


@pytest.mark.parametrize(
    "other",
    [{}, [], {"status": "ok", "service": "grafana"}, {"error": "Not found"}, "hello", None],
)
def test_another_json_service_is_no_wrong_password(other: object) -> None:
    """It says nothing about the Token, so the next try asks again."""
    with ScriptedServer([EMPTY], sign_in=[answer(other), token_answer("t-1")]) as server:
        tokens = session(server)
        with pytest.raises(NotKonnect):
            tokens.token()
        assert tokens.token() == "t-1"
