"""A call to Konnect with everything a call needs: token, limiter, retries, errors in words.

Reads are tried again when that can help. A write is sent again only when the server surely
did not take it: no connection, 401 before a renewal, 429. Everything else about a write is
the caller's to look up.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from threading import Event
from typing import Any, Protocol

from konnect_desktop.api.addresses import clean_base_url
from konnect_desktop.api.calls import Answer, Call, StopCheck
from konnect_desktop.api.clock import Clock, SystemClock
from konnect_desktop.api.limiter import Limiter, check_stop
from konnect_desktop.api.retry import TOO_MANY, TRANSIENT, RetryPolicy, retry_after
from konnect_desktop.api.transport import MIB, Limits, Outgoing, Reply, Transport
from konnect_desktop.errors import (
    ApiError,
    CutOff,
    Offline,
    ProxyFailed,
    ProxyUnreachable,
    RateLimited,
    RedirectRefused,
    ServerFailed,
    SignInRefused,
    TimedOut,
)

JSON_TYPE = {"Content-Type": "application/json"}
_UNAUTHORISED = 401
_REFUSED_AGAIN = "Konnect did not accept the sign-in, not even a fresh one."


class TokenSource(Protocol):
    """Where tokens come from; see session.Session."""

    def token(self, should_stop: StopCheck | None = None) -> str:
        """A token that should be good."""

    def renew(self, stale: str, should_stop: StopCheck | None = None) -> str:
        """Another token than `stale`."""


class KonnectClient:
    """Calls to one base URL for one account. Safe from several threads."""

    def __init__(
        self,
        base_url: str,
        token_source: TokenSource,
        *,
        limiter: Limiter | None = None,
        timeouts: tuple[float, float] = (5.0, 30.0),
        deadline_s: float = 60.0,
        max_bytes: int = 64 * MIB,
        clock: Clock | None = None,
        policy: RetryPolicy | None = None,
        transport: Transport | None = None,
    ) -> None:
        """`timeouts`: seconds to connect and between bytes; `deadline_s`: one exchange in all.

        Raises InsecureAddress and HostNotFound for a base URL that cannot be used.
        """
        self.base_url = clean_base_url(base_url)
        self._tokens = token_source
        self._clock = clock or SystemClock()
        self._limiter = limiter or Limiter(clock=self._clock)
        self._policy = policy or RetryPolicy()
        limits = Limits(timeouts[0], timeouts[1], deadline_s, max_bytes)
        self.transport = transport or Transport(limits, clock=self._clock)
        self._closed = Event()

    def request(
        self,
        call: Call,
        *,
        query: Mapping[str, str] | None = None,
        body: Any = None,
        is_write: bool,
        should_stop: StopCheck | None = None,
    ) -> Answer:
        """The answer to one call; 2xx, or a 4xx whose body the caller must judge.

        Raises Stopped when `should_stop` says so while it waits, SignInRefused, RateLimited,
        RedirectRefused, ServerFailed (5xx), and the transport's errors. `maybe_applied` tells
        of a write whether it may have been done.
        """
        outgoing = Outgoing(
            call.method,
            self.base_url + call.path,
            call.short,
            query or {},
            JSON_TYPE,
            None if body is None else json.dumps(body, ensure_ascii=False).encode(),
            is_write,
        )
        return Exchanger(
            self.transport, self._limiter, self._clock, self._policy, self._stop(should_stop)
        ).run(outgoing, self._tokens)

    def fetch_link(
        self, link: str, name: str, transport: Transport, should_stop: StopCheck | None = None
    ) -> Reply:
        """What stands at an address that Konnect named, of any status, asked without the token.

        Takes its turn at the limiter, with the tries and waits of every read. Raises Stopped,
        RateLimited and the transport's errors, PrivateAddress among them.
        """
        stop = self._stop(should_stop)
        exchanger = Exchanger(transport, self._limiter, self._clock, self._policy, stop)
        return exchanger.exchange(Outgoing("GET", link, name, is_foreign=True))

    def close(self) -> None:
        """End waiting calls and connections; requests in flight come to their end."""
        self._closed.set()
        self.transport.close()

    def _stop(self, should_stop: StopCheck | None) -> StopCheck:
        return lambda: self._closed.is_set() or (should_stop is not None and should_stop())


class Exchanger:
    """One call with its tries. Also serves the token call, which has no token source."""

    def __init__(
        self,
        transport: Transport,
        limiter: Limiter,
        clock: Clock,
        policy: RetryPolicy,
        should_stop: StopCheck | None,
    ) -> None:
        self._transport = transport
        self._limiter = limiter
        self._clock = clock
        self._policy = policy
        self._should_stop = should_stop

    def run(self, outgoing: Outgoing, tokens: TokenSource | None = None) -> Answer:
        """Send until there is an answer that another try would not better. See request."""
        return _judged(outgoing, self.exchange(outgoing, tokens))

    def exchange(self, outgoing: Outgoing, tokens: TokenSource | None = None) -> Reply:
        """As `run`, but an answer of any status comes back as it is."""
        token = tokens.token(self._should_stop) if tokens else ""
        renewed = False
        attempt = 0
        while True:
            attempt += 1
            result = self._once(outgoing, token)
            if isinstance(result, ApiError):
                if not self._may_repeat(outgoing, result, attempt):
                    raise result
                self._sleep(self._policy.backoff(attempt))
                continue
            status = result.answer.status
            if status == _UNAUTHORISED and tokens:
                if renewed:
                    raise SignInRefused(_REFUSED_AGAIN, detail=_detail(outgoing, status))
                token, renewed = tokens.renew(token, self._should_stop), True
                continue
            wait = self._wait_after(outgoing, result, attempt)
            if wait is None:
                return result
            self._sleep(wait)

    def _once(self, outgoing: Outgoing, token: str) -> Reply | ApiError:
        if token:
            headers = {**outgoing.headers, "x-access-token": token}
            outgoing = replace(outgoing, headers=headers)
        with self._limiter.slot(self._should_stop):
            try:
                return self._transport.send(outgoing)
            except (Offline, TimedOut) as error:
                return error

    def _may_repeat(self, outgoing: Outgoing, error: ApiError, attempt: int) -> bool:
        if attempt >= self._policy.attempts or error.maybe_applied:
            return False
        # A wrong name does not become right; a certificate neither (not caught at all).
        return type(error) in (Offline, CutOff, TimedOut, ProxyUnreachable, ProxyFailed)

    def _wait_after(self, outgoing: Outgoing, reply: Reply, attempt: int) -> float | None:
        """Seconds until the next try, or None when this answer is the last word."""
        status = reply.answer.status
        asked = retry_after(reply.retry_after, self._clock.now())
        if status == TOO_MANY:
            # Refused before anything was done, so writes may be sent again, too.
            wait = self._policy.backoff(attempt) if asked is None else asked
            if attempt >= self._policy.attempts or wait > self._policy.longest_asked_s:
                raise RateLimited(retry_after=wait, detail=_detail(outgoing, status))
            self._limiter.hold_back(wait)
            return wait
        # A page of the network's own in place of an answer goes away like a 5xx does.
        may_change = status in TRANSIENT or reply.answer.is_no_data
        if not may_change or outgoing.is_write or attempt >= self._policy.attempts:
            return None
        wait = self._policy.backoff(attempt)
        return min(max(wait, asked or 0.0), self._policy.longest_asked_s)

    def _sleep(self, seconds: float) -> None:
        """Wait in short pieces, so that Stop is heard."""
        end = self._clock.monotonic() + seconds
        check_stop(self._should_stop)
        while (left := end - self._clock.monotonic()) > 0:
            self._clock.sleep(min(left, 0.1))
            check_stop(self._should_stop)


def _judged(outgoing: Outgoing, reply: Reply) -> Answer:
    status = reply.answer.status
    detail = _detail(outgoing, status)
    if 300 <= status < 400 or status < 200:
        # It may come after the work was done ("see the result there").
        raise RedirectRefused(detail=detail, maybe_applied=outgoing.is_write)
    if status >= 500 or status == 408:
        raise ServerFailed(status=status, detail=detail, maybe_applied=outgoing.is_write)
    return reply.answer


def _detail(outgoing: Outgoing, status: int) -> str:
    return f"{outgoing.method} {outgoing.name}, HTTP {status}"
