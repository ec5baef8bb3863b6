"""What is sent again and what never is; time-outs, sizes and broken lines over real sockets."""

from __future__ import annotations

import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from scripted_server import DROP, HANG, ScriptedServer, Seen, Step, answer, token_answer
from wiring import CREDENTIALS, QUICK, Wire, wire

from konnect_desktop.api.calls import Call
from konnect_desktop.api.client import KonnectClient
from konnect_desktop.api.limiter import Limiter, Stopped
from konnect_desktop.api.retry import RetryPolicy, retry_after
from konnect_desktop.api.session import Session
from konnect_desktop.api.transport import Limits, Outgoing, Reply
from konnect_desktop.credentials import Credentials
from konnect_desktop.domain.batches import State
from konnect_desktop.domain.requests import ConfirmRecord
from konnect_desktop.errors import (
    AnswerTooLarge,
    ApiError,
    HostNotFound,
    InsecureAddress,
    NotKonnect,
    Offline,
    RateLimited,
    RedirectRefused,
    ServerFailed,
    SignInRefused,
    TimedOut,
    TooManyRecords,
)
from konnect_desktop.practice.faults import Fault
from konnect_desktop.practice.server import PracticeServer

DONE_ONE = answer({"payloadCount": 1, "successCount": 1, "failedCount": 0, "errors": []})
EMPTY = answer([])
ONE = [ConfirmRecord("1")]
LENGTHLESS = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/json\r\n\r\n"


# Reads are tried again


@pytest.mark.parametrize(
    "bad", [DROP, answer("", 502), answer("<h1>no</h1>", 503), answer({}, 500), answer("", 429)]
)
def test_a_read_is_tried_again(bad: Step) -> None:
    with ScriptedServer([bad, EMPTY]) as server, wire(server.url) as calls:
        assert calls.orders.fetch_page("CREATED", 1, 10).count == 0
        assert len(server.seen) == 2


def test_a_read_only_post_is_tried_again() -> None:
    with ScriptedServer([DROP, EMPTY]) as server, wire(server.url) as calls:
        assert calls.orders.courier_details(["1"]).pending == ("1",)
        assert len(server.seen) == 2


def test_a_read_gives_up_in_the_end() -> None:
    with ScriptedServer([answer("", 503)]) as server, wire(server.url) as calls:
        with pytest.raises(ServerFailed) as caught:
            calls.orders.fetch_page("CREATED", 1, 10)
        assert len(server.seen) == QUICK.attempts
        assert caught.value.status == 503


# Writes are not


@pytest.mark.parametrize(
    ("bad", "kind"),
    [
        (DROP, Offline),
        (answer({}, 500), ServerFailed),
        (answer("", 503, {"Retry-After": "0"}), ServerFailed),
        (answer("", 408), ServerFailed),
        (answer("<html>hello</html>", content_type="text/html"), NotKonnect),
        (answer(""), NotKonnect),
        (HANG, TimedOut),
        (Step(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"), Offline),
        (Step(LENGTHLESS + b'{"payloadCount": 1, "succ'), NotKonnect),
        (Step(b"this is not http\r\n\r\n"), Offline),
    ],
)
def test_a_write_that_may_have_been_applied_is_sent_once(bad: Step, kind: type) -> None:
    limits = Limits(1, 0.3, 2)
    with ScriptedServer([bad, DONE_ONE]) as server, wire(server.url, limits=limits) as calls:
        with pytest.raises(kind) as caught:
            calls.orders.confirm(ONE)
        assert caught.value.maybe_applied is True
        assert len(server.seen) == 1


def test_a_write_on_a_kept_connection_that_drops_is_sent_once() -> None:
    with ScriptedServer([EMPTY, DROP, DONE_ONE]) as server, wire(server.url) as calls:
        calls.orders.fetch_page("CREATED", 1, 10)
        with pytest.raises(Offline) as caught:
            calls.orders.confirm(ONE)
        assert caught.value.maybe_applied is True
        assert [seen.path for seen in server.seen] == [Call.ORDERS.path, Call.CONFIRM.path]
        # Sign-in, reading and writing went over one connection.
        assert server.connections == 1


def test_a_write_that_could_not_connect_was_not_sent() -> None:
    with ScriptedServer([DONE_ONE]) as server:
        url = server.url
    with wire(url) as calls:
        calls.session._token, calls.session._got_at = "t", time.monotonic()
        with pytest.raises(Offline) as caught:
            calls.orders.confirm(ONE)
    assert caught.value.maybe_applied is False


@pytest.mark.parametrize("wait", ["0", "0.01", "soon", "-5", "nan", ""])
def test_a_write_refused_for_its_rate_is_sent_again(wait: str) -> None:
    busy = answer({"message": "slow"}, 429, {"Retry-After": wait})
    with ScriptedServer([busy, DONE_ONE]) as server, wire(server.url) as calls:
        assert calls.orders.confirm(ONE)["1"].state is State.DONE
        assert len(server.seen) == 2


def test_rate_limited_in_the_end() -> None:
    with ScriptedServer([answer("", 429)]) as server, wire(server.url) as calls:
        with pytest.raises(RateLimited):
            calls.orders.confirm(ONE)
        assert len(server.seen) == QUICK.attempts


def test_a_long_wait_goes_to_the_seller_at_once() -> None:
    busy = answer("", 429, {"Retry-After": "3600"})
    with ScriptedServer([busy]) as server, wire(server.url) as calls:
        with pytest.raises(RateLimited) as caught:
            calls.orders.fetch_page("CREATED", 1, 10)
        assert caught.value.retry_after == 3600
        assert caught.value.maybe_applied is False
        assert len(server.seen) == 1


@pytest.mark.parametrize(
    ("kind", "applied"),
    [
        ("drop-after", True),
        ("hang-after", True),
        ("truncate", True),
        ("html", True),
        ("drop-before", False),
        ("hang-before", False),
        ("500", False),
    ],
)
def test_nothing_is_applied_twice_whatever_goes_wrong(kind: str, applied: bool) -> None:
    with PracticeServer(orders=60, seed=3, level="location") as server:
        account = Credentials(server.username, server.password)
        with wire(server.url, account, limits=Limits(1, 0.3, 2)) as calls:
            batch = created(calls)
            server.faults.plan(Fault(kind, call="confirm", times=1))
            with pytest.raises(ApiError) as caught:
                calls.orders.confirm(batch)
            assert caught.value.maybe_applied
            changed = [change.shipment_id for change in server.changes]
            assert sorted(changed) == (sorted(one.shipment_id for one in batch) if applied else [])


@pytest.mark.parametrize("kind", ["expired", "429"])
def test_a_refused_write_is_sent_again_and_applied_once(kind: str) -> None:
    with PracticeServer(orders=60, seed=3, level="location") as server:
        account = Credentials(server.username, server.password)
        with wire(server.url, account) as calls:
            batch = created(calls)
            server.faults.plan(Fault(kind, call="confirm", times=1, value="0"))
            result = calls.orders.confirm(batch)
            assert {one.state for one in result.values()} == {State.DONE}
            assert len(server.changes) == len(batch)


def created(calls: Wire) -> list[ConfirmRecord]:
    page = calls.orders.fetch_page("CREATED", 1, 100)
    free = [one.shipment.id for one in page.shipments if not one.shipment.lock]
    return [ConfirmRecord(shipment_id) for shipment_id in free[:5]]


# Time and size


def test_the_deadline_holds_against_dripping_bytes() -> None:
    drip = Step(answer([{"id": str(n)} for n in range(500)]).data, every_s=0.02)
    started = time.monotonic()
    limits = Limits(1, 1, 0.4)
    once = RetryPolicy(attempts=1)
    with ScriptedServer([drip]) as server, wire(server.url, limits=limits, policy=once) as calls:
        with pytest.raises(TimedOut):
            calls.orders.fetch_page("CREATED", 1, 10)
        # All the bytes would take minutes.
        assert time.monotonic() - started < 20


def test_an_endless_answer_is_cut_off() -> None:
    limits = Limits(1, 1, 5, max_bytes=100_000)
    huge = answer(b" " * 300_000)
    with ScriptedServer([huge]) as server, wire(server.url, limits=limits) as calls:
        with pytest.raises(AnswerTooLarge):
            calls.orders.fetch_page("CREATED", 1, 10)
        assert len(server.seen) == 1


def test_a_packed_bomb_is_cut_off_by_its_unpacked_size() -> None:
    import gzip

    limits = Limits(1, 1, 5, max_bytes=1_000_000)
    bomb = answer(gzip.compress(b" " * 50_000_000), headers={"Content-Encoding": "gzip"})
    with (
        ScriptedServer([bomb]) as server,
        wire(server.url, limits=limits) as calls,
        pytest.raises(AnswerTooLarge),
    ):
        calls.orders.fetch_page("CREATED", 1, 10)


def test_a_list_that_breaks_off_is_no_shorter_list() -> None:
    cut = Step(LENGTHLESS + b'[{"id": "1"}, {"id": "2"')
    with ScriptedServer([cut]) as server, wire(server.url) as calls, pytest.raises(NotKonnect):
        calls.orders.fetch_page("CREATED", 1, 10)


# Addresses and redirects


def test_a_redirect_is_refused_and_the_token_stays() -> None:
    with ScriptedServer([EMPTY]) as other:
        elsewhere = {"Location": f"{other.url}/oms/v3/shipment"}
        for status in (301, 302, 303, 307, 308):
            with (
                ScriptedServer([answer("", status, elsewhere)]) as server,
                wire(server.url) as calls,
                pytest.raises(RedirectRefused),
            ):
                calls.orders.fetch_page("CREATED", 1, 10)
        assert other.connections == 0


@pytest.mark.parametrize("url", ["http://konnect.example.com", "http://10.0.0.7", "ftp://x.in"])
def test_plain_http_is_for_this_computer_only(url: str) -> None:
    with pytest.raises(InsecureAddress):
        Session(url, CREDENTIALS)
    with pytest.raises(InsecureAddress):
        KonnectClient(url, Session("http://127.0.0.1:1", CREDENTIALS))


@pytest.mark.parametrize(
    ("typed", "path"),
    [("/", ""), ("/prefix/", "/prefix"), ("?x=1", ""), ("", "")],
)
def test_the_base_url_is_taken_as_typed(typed: str, path: str) -> None:
    with ScriptedServer([EMPTY]) as server, wire(f"  {server.url}{typed} ") as calls:
        calls.orders.fetch_page("CREATED", 1, 10)
        assert server.seen[0].path == path + Call.ORDERS.path


@pytest.mark.parametrize("typed", ["", "https://", "not an address", "http://[::1"])
def test_what_is_no_address(typed: str) -> None:
    with pytest.raises(HostNotFound):
        Session(typed, CREDENTIALS)


def test_nothing_comes_from_the_environment(tmp_path, monkeypatch) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login a password b\n")
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    cookie = answer([], headers={"Set-Cookie": "a=b"})
    with ScriptedServer([cookie]) as server, wire(server.url) as calls:
        calls.orders.fetch_page("CREATED", 1, 10)
        calls.orders.fetch_page("CREATED", 1, 10)
        for seen in server.seen:
            assert "authorization" not in seen.headers
            assert "cookie" not in seen.headers
            assert seen.headers["x-access-token"]
            assert seen.headers["content-type"] == "application/json"
        assert "x-access-token" not in server.sign_ins[0].headers


def test_a_proxy_that_refuses_has_its_own_words(monkeypatch) -> None:
    with ScriptedServer([answer("", 403, keep=False)]) as proxy:
        monkeypatch.setenv("https_proxy", proxy.url)
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        with wire("https://konnect.example.com") as calls, pytest.raises(Offline) as caught:
            calls.session.token()
        assert "proxy" in caught.value.user_message
        assert next(seen.method for seen in proxy.seen) == "CONNECT"


# Refusals in words


def test_more_than_twenty_are_refused_before_anything_is_sent() -> None:
    ids = [str(n) for n in range(21)]
    with ScriptedServer([EMPTY]) as server, wire(server.url) as calls:
        for call in (
            lambda: calls.orders.confirm([ConfirmRecord(one) for one in ids]),
            lambda: calls.orders.pack(ids),
            lambda: calls.orders.courier_details(ids),
            lambda: calls.documents.labels(ids),
        ):
            with pytest.raises(TooManyRecords):
                call()
        assert calls.orders.pack([]) == {}
        assert server.connections == 0


def test_a_second_401_goes_to_the_seller() -> None:
    with ScriptedServer([answer({}, 401)]) as server, wire(server.url) as calls:
        server.sign_in = [token_answer("a"), token_answer("b"), token_answer("c")]
        with pytest.raises(SignInRefused) as caught:
            calls.orders.confirm(ONE)
        assert caught.value.maybe_applied is False
        assert [seen.headers["x-access-token"] for seen in server.seen] == ["a", "b"]


@pytest.mark.parametrize("does_shutting_wake", [True, False])
def test_what_is_under_way_can_be_cut_reads_first(
    monkeypatch: pytest.MonkeyPatch, does_shutting_wake: bool
) -> None:
    if not does_shutting_wake:  # As on Windows.
        monkeypatch.setattr(socket.socket, "shutdown", lambda _socket, _how: None)
    limits = Limits(5, 60, 60)
    once = RetryPolicy(attempts=1)
    with ScriptedServer([HANG]) as server, wire(server.url, limits=limits, policy=once) as calls:
        arrived = threading.Semaphore(0)
        server.on_request = lambda seen: None if "token" in seen.path else arrived.release()
        with ThreadPoolExecutor(2) as pool:
            read = pool.submit(calls.orders.fetch_page, "CREATED", 1, 10)
            assert arrived.acquire(timeout=20)
            write = pool.submit(calls.orders.pack, ["1"])
            assert arrived.acquire(timeout=20)
            transport = calls.client.transport
            assert transport.cut(writes=False)
            assert isinstance(read.exception(20), TimedOut)
            assert not write.done()
            assert not transport.cut(writes=True)
            error = write.exception(20)
            assert isinstance(error, TimedOut)
            assert error.maybe_applied


def test_stop_is_heard_while_a_retry_waits() -> None:
    stop = threading.Event()
    busy = answer("", 429, {"Retry-After": "50"})
    patient = RetryPolicy(longest_asked_s=60)
    with ScriptedServer([busy]) as server, wire(server.url, policy=patient) as calls:
        server.on_request = lambda seen: stop.set() if "shipment" in seen.path else None
        started = time.monotonic()
        with pytest.raises(Stopped):
            calls.orders.fetch_page("CREATED", 1, 10, should_stop=stop.is_set)
        assert time.monotonic() - started < 30  # of the 50 asked for


def test_closing_ends_waiting_calls() -> None:
    busy = answer("", 429, {"Retry-After": "50"})
    patient = RetryPolicy(longest_asked_s=60)
    with ScriptedServer([busy]) as server, wire(server.url, policy=patient) as calls:

        def close(seen: Seen) -> None:
            if seen.path == Call.ORDERS.path:
                calls.client._closed.set()

        server.on_request = close
        with pytest.raises(Stopped):
            calls.orders.fetch_page("CREATED", 1, 10)


# Waiting


def test_retry_after_in_every_spelling() -> None:
    now = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
    assert retry_after("7", now) == 7
    assert retry_after(format_datetime(now + timedelta(seconds=90), usegmt=True), now) == 90
    assert retry_after(format_datetime(now - timedelta(days=1), usegmt=True), now) == 0
    for garbage in ("", "soon", "-3", "nan", "1e", "Mon, 99 Nov"):
        assert retry_after(garbage, now) is None
    assert retry_after("1e300", now) == 86_400


def test_backoff_grows_to_its_cap() -> None:
    policy = RetryPolicy(base_s=1, cap_s=4)
    for attempt, ceiling in ((1, 1), (2, 2), (3, 4), (9, 4)):
        waits = [policy.backoff(attempt) for _ in range(200)]
        assert 0 < min(waits) < ceiling / 2 < max(waits) <= ceiling


def test_150_confirmations_take_what_the_limiter_allows() -> None:
    with PracticeServer(orders=400, seed=5, level="location", latency_s=0.3) as server:
        limiter = Limiter(2, 20.0, 2)
        session = Session(
            server.url, Credentials(server.username, server.password), limiter=limiter
        )
        client = KonnectClient(server.url, session, limiter=limiter)
        session.token()
        groups = [[f"{group}-{n}" for n in range(20)] for group in range(8)]
        started = time.monotonic()
        flying: list[int] = []
        send_one = client.transport.send

        def watched(outgoing: Outgoing) -> Reply:
            flying.append(flying[-1] + 1 if flying else 1)
            try:
                return send_one(outgoing)
            finally:
                flying.append(flying[-1] - 1)

        client.transport.send = watched  # type: ignore[method-assign]

        def send(group: list[str]) -> None:
            client.request(Call.PACK, body=[{"orderId": one} for one in group], is_write=True)

        threads = [threading.Thread(target=send, args=(group,)) for group in groups]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        took = time.monotonic() - started
        client.close()
        assert len(server.requests) == 9
        # Two at a time and never more, so in four rounds of 300 ms.
        assert max(flying) == 2
        assert took >= 4 * 0.3
