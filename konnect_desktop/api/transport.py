"""One exchange over HTTP: the only place that calls requests (reliability rules for HTTP).

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
from urllib.request import getproxies, proxy_bypass

from konnect_desktop.api.addresses import is_loopback
from konnect_desktop.api.calls import Answer
from konnect_desktop.api.clock import Clock, SystemClock
from konnect_desktop.api.failures import DeadlinePassed, TooLarge, explain
from konnect_desktop.errors import ApiError, InsecureAddress
from konnect_desktop.log_lines import Code

if TYPE_CHECKING:
    import requests

    from konnect_desktop.api.connections import Exchange

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
        trust: ssl.SSLContext | None = None,
        clock: Clock | None = None,
    ) -> None:
        """`trust`: whose certificates to believe; by default what the system believes."""
        self.limits = limits or Limits()
        self._trust = trust
        self._clock = clock or SystemClock()
        self._session: requests.Session | None = None
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
            session, self._session = self._session, None
        if session is not None:
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

        session = self._connections()
        exchange = begin()
        with self._lock:
            self._flying[exchange] = outgoing.is_write
        alarm = threading.Timer(self.limits.deadline_s, exchange.expire)
        alarm.daemon = True
        alarm.start()
        try:
            reply = self._exchange(session, outgoing, host)
            if exchange.expired:
                # A line that was cut within the headers passes for a short answer.
                raise DeadlinePassed
            return reply
        except Exception as error:  # every library below has its own family of errors
            return explain(
                DeadlinePassed() if exchange.expired else error,
                detail=f"{outgoing.method} {outgoing.name}",
                has_left=exchange.has_left,
                is_write=outgoing.is_write,
            )
        finally:
            alarm.cancel()
            with self._lock:
                del self._flying[exchange]

    def _connections(self) -> requests.Session:
        with self._lock:
            if self._session is None:
                from konnect_desktop.api.connections import new_session, system_trust

                self._session = new_session(self._trust or system_trust())
            return self._session

    def _exchange(self, session: requests.Session, outgoing: Outgoing, host: str) -> Reply:
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
        with session.send(
            prepared,
            stream=True,
            timeout=(self.limits.connect_s, self.limits.read_s),
            allow_redirects=False,
            proxies=_proxies(host),
        ) as response:
            body = self._read(response)
            headers = response.headers
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


def uses_proxy(host: str) -> bool:
    """Whether calls to `host` go through a proxy of this network."""
    return bool(_proxies(host))


def _proxies(host: str) -> dict[str, str]:
    """The system's proxies, never for this computer itself."""
    if is_loopback(host) or proxy_bypass(host):
        return {}
    return {scheme: url for scheme, url in getproxies().items() if scheme in ("http", "https")}
