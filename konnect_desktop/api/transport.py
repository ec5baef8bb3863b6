"""One exchange over HTTP: the only place that calls requests.

Never follows a redirect, never repeats, holds a total deadline and a ceiling on size, checks
certificates always, and says of every failure whether the request may have been applied.
"""

from __future__ import annotations

import logging
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from konnect_desktop.api.addresses import is_loopback
from konnect_desktop.api.calls import Answer
from konnect_desktop.api.clock import Clock, SystemClock
from konnect_desktop.api.clock_watch import ClockWatch
from konnect_desktop.api.failures import AtProxy, DeadlinePassed, TooLarge, explain
from konnect_desktop.api.network import Network
from konnect_desktop.errors import ApiError, InsecureAddress, Offline
from konnect_desktop.log_lines import Code

if TYPE_CHECKING:
    import requests

    from konnect_desktop.api.connections import Exchange
    from konnect_desktop.api.proxies import Proxy

_log = logging.getLogger(__name__)
_CHUNK = 64 * 1024
MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds to connect, between two bytes, and in all; bytes of one answer, unpacked."""

    connect_s: float = 5.0
    read_s: float = 30.0
    deadline_s: float = 60.0
    max_bytes: int = 64 * MIB


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One request. Query, headers and body hold secrets or personal data: never printed."""

    method: str
    url: str = field(repr=False)
    name: str
    query: Mapping[str, str] = field(default_factory=dict, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes | None = field(default=None, repr=False)
    is_write: bool = False
    #: To an address that the server named: it has to be one of the internet.
    is_foreign: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer with the one header that matters beyond it; `location` of a redirect."""

    answer: Answer
    retry_after: str = ""
    location: str = field(default="", repr=False)


class Transport:
    """Keep-alive connections to one or more hosts; safe from several threads."""

    def __init__(
        self,
        limits: Limits | None = None,
        *,
        network: Network | None = None,
        trust: ssl.SSLContext | None = None,
        clock: Clock | None = None,
        watch: ClockWatch | None = None,
    ) -> None:
        """`network`: the way out, by default that of the system; `trust`: whose certificates to
        believe instead of what it believes; `watch`: is told the server's time."""
        self.limits = limits or Limits()
        self.network = network or Network()
        self._trust = trust
        self._clock = clock or SystemClock()
        self._watch = watch
        #: Connections by whether they were checked to lead out into the internet.
        self._sessions: dict[bool, requests.Session] = {}
        self._lock = threading.Lock()
        #: What is under way -> whether it may change something at the server.
        self._flying: dict[Exchange, bool] = {}

    def send(self, outgoing: Outgoing) -> Reply:
        """Exchange one request for its whole answer, of any status.

        Raises a kind of ApiError without a cause or context, because those quote the address;
        `maybe_applied` is set for writes that may have arrived. Raises InsecureAddress.
        """
        host = urlsplit(outgoing.url).hostname or ""
        if not outgoing.url.casefold().startswith("https://") and not is_loopback(host):
            raise InsecureAddress
        started = self._clock.monotonic()
        result = self._attempt(outgoing, host)
        call = f"{outgoing.method} {outgoing.name}"
        elapsed = round((self._clock.monotonic() - started) * 1000)
        if isinstance(result, ApiError):
            _log.info("%s failed: %s, %d ms", Code(call), result, elapsed)
            raise result
        status = result.answer.status
        _log.debug("%s -> %d, %d ms", Code(call), status, elapsed)
        return result

    def close(self) -> None:
        """End all connections. A later send opens new ones."""
        with self._lock:
            sessions, self._sessions = list(self._sessions.values()), {}
        for session in sessions:
            session.close()

    def cut(self, *, writes: bool) -> bool:
        """End the exchanges under way at once, those that may change something only with
        `writes`; returns whether some are still under way. What was cut fails as timed out."""
        with self._lock:
            flying = dict(self._flying)
        for exchange, is_write in flying.items():
            if writes or not is_write:
                exchange.expire()
        return any(flying.values()) and not writes

    def _attempt(self, outgoing: Outgoing, host: str) -> Reply | ApiError:
        """Errors are returned, so that they are raised outside the handler: without context."""
        from konnect_desktop.api.connections import begin

        exchange = begin()
        # Practice documents come from this computer.
        exchange.is_foreign = outgoing.is_foreign and not is_loopback(host)
        proxy: Proxy | None = None
        with self._lock:
            self._flying[exchange] = outgoing.is_write
        alarm = threading.Timer(self.limits.deadline_s, exchange.expire)
        alarm.daemon = True
        alarm.start()
        try:
            proxy = self.network.proxy_for(outgoing.url)
            exchange.is_proxied = proxy is not None
            reply = self._exchange(self._connections(exchange.is_foreign), outgoing, proxy)
            if exchange.expired:
                # A line that was cut within the headers passes for a short answer.
                raise DeadlinePassed
            return reply
        except Exception as error:  # every library below has its own family of errors
            explained = explain(
                DeadlinePassed() if exchange.expired else error,
                detail=f"{outgoing.method} {outgoing.name}",
                has_left=exchange.has_left,
                is_write=outgoing.is_write,
                proxy=_at_proxy(exchange),
                has_password=proxy is not None and proxy.has_password,
            )
            if isinstance(explained, Offline):
                self.network.failed()
            return explained
        finally:
            alarm.cancel()
            with self._lock:
                del self._flying[exchange]

    def _connections(self, is_foreign: bool) -> requests.Session:
        with self._lock:
            if is_foreign not in self._sessions:
                from konnect_desktop.api.connections import new_session

                self._sessions[is_foreign] = new_session(self._trust or self.network.trust())
            return self._sessions[is_foreign]

    def _exchange(
        self, session: requests.Session, outgoing: Outgoing, proxy: Proxy | None
    ) -> Reply:
        import requests

        prepared = session.prepare_request(
            requests.Request(
                outgoing.method,
                outgoing.url,
                params=dict(outgoing.query),
                headers=dict(outgoing.headers),
                data=outgoing.body,
            )
        )
        sent = self._clock.now()
        with session.send(
            prepared,
            stream=True,
            timeout=(self.limits.connect_s, self.limits.read_s),
            allow_redirects=False,
            proxies={"http": proxy.url, "https": proxy.url} if proxy is not None else {},
        ) as response:
            headers = response.headers
            if self._watch is not None and not outgoing.is_foreign:
                dated = headers.get("Date", ""), headers.get("Age", "")
                self._watch.heard(*dated, sent, self._clock.now())
            body = self._read(response)
            answer = Answer(response.status_code, headers.get("Content-Type", ""), body)
            return Reply(answer, headers.get("Retry-After", ""), headers.get("Location", ""))

    def _read(self, response: requests.Response) -> bytes:
        """The whole body. A length that does not match raises in the library below."""
        parts: list[bytes] = []
        size = 0
        for chunk in response.raw.stream(_CHUNK, decode_content=True):
            size += len(chunk)
            if size > self.limits.max_bytes:
                raise TooLarge
            parts.append(chunk)
        return b"".join(parts)


def _at_proxy(exchange: Exchange) -> AtProxy | None:
    if not exchange.is_proxied:
        return None
    if exchange.at_proxy:
        return AtProxy.ASKING
    return AtProxy.PAST if exchange.past_proxy else AtProxy.BEFORE
