"""Connections that know whether a request has left, and can be cut from outside.

Imports requests and urllib3 and is itself imported on first use: that costs 100 ms.
"""

from __future__ import annotations

import base64
import contextlib
import io
import logging
import math
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable
from http.client import BadStatusLine, HTTPResponse, parse_headers
from typing import Any, cast

from requests import Session
from requests.adapters import HTTPAdapter
from requests.cookies import RequestsCookieJar
from requests.utils import get_auth_from_url
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError, NameResolutionError
from urllib3.poolmanager import PoolManager

from konnect_desktop.api.failures import NotPublic, ProxyAnswered
from konnect_desktop.domain.public_hosts import is_public_address

#: More interim answers than this are no answer.
_MOST_INTERIM = 50
_SWITCHING = 101
#: So many addresses of one name are tried.
_MOST_ADDRESSES = 4
#: How often who waits looks whether the exchange is over.
_LOOK_UP_S = 0.2
_NOWHERE = socket.gaierror()
_QUERY = re.compile(r"\?[^\s\"']*")


class Exchange:
    """What one request has reached. Its own thread writes; the alarm thread cuts it."""

    def __init__(self) -> None:
        self.has_left = False
        self.expired = False
        #: Through a proxy, which is just asked for a tunnel, or has given it.
        self.is_proxied = False
        self.at_proxy = False
        self.past_proxy = False
        #: The name has to lead to an address of the internet.
        self.is_foreign = False
        self.sock: socket.socket | None = None

    def expire(self) -> None:
        """The total time is over: end the connection, so that a waiting read comes back."""
        self.expired = True
        if self.sock is not None:
            # Through a TLS proxy it is no plain socket.
            with contextlib.suppress(OSError, TypeError):
                # Not SSLSocket.shutdown, which takes the TLS state from under the reader's feet.
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)


_current = threading.local()


def begin() -> Exchange:
    """A new exchange for the calling thread; one request a thread at a time."""
    exchange = Exchange()
    _current.exchange = exchange
    return exchange


class _Heard(io.RawIOBase):
    """What comes on a line. Who waits for it looks up now and then whether the exchange is over.

    Windows does not wake a reader when its line is shut, nor does a line through a TLS proxy.
    """

    def __init__(self, sock: Any, file: Any, exchange: Exchange) -> None:
        self._sock, self._file, self._exchange = sock, file, exchange

    def readable(self) -> bool:
        return True

    def fileno(self) -> int:
        return int(self._sock.fileno())

    def readinto(self, buffer: Any) -> int:
        """Wait as long as the socket's time-out says. Raises TimeoutError, OSError."""
        allowed = self._sock.gettimeout()
        ends = math.inf if allowed is None else time.monotonic() + allowed
        try:
            while True:
                left = ends - time.monotonic()
                if self._exchange.expired or left <= 0:
                    raise TimeoutError("timed out")
                self._sock.settimeout(min(_LOOK_UP_S, left))
                with contextlib.suppress(TimeoutError):
                    return int(self._sock.recv_into(buffer))
        finally:
            self._sock.settimeout(allowed)

    def close(self) -> None:
        # The socket counts its files, and is closed for good after the last of them.
        self._file.close()
        super().close()


class _Final(HTTPResponse):
    """The final answer: interim ones (103 Early Hints and its kin) are passed over.

    The library takes any of them but 100 for the answer, and the true one would then be read
    as the answer to the next request on this line.
    """

    def __init__(self, sock: socket.socket, *arguments: Any, **named: Any) -> None:
        super().__init__(sock, *arguments, **named)
        self.fp = io.BufferedReader(_Heard(sock, self.fp, _current.exchange))

    def _read_status(self) -> tuple[str, int, str]:
        for _ in range(_MOST_INTERIM):
            version, status, reason = super()._read_status()  # type: ignore[misc]
            # Nobody asked for another protocol, so what follows a 101 cannot be read.
            if status >= 200 or status == _SWITCHING:
                break
            parse_headers(self.fp)
        if _current.exchange.at_proxy and status != 200:
            ways = parse_headers(self.fp).get_all("Proxy-Authenticate") or ()
            raise ProxyAnswered(status, tuple(way.split()[0].casefold() for way in ways if way))
        if status < 200:
            raise BadStatusLine(f"HTTP {status}")
        if _current.exchange.at_proxy and _has_body(self.fp.peek()):
            raise ProxyAnswered(status, ())
        return version, status, reason


def _has_body(rest: bytes) -> bool:
    """Whether a page follows, by what has come behind the status; a tunnel keeps silent."""
    head, _, body = rest.lower().partition(b"\r\n\r\n")
    return bool(body) or b"content-type: text/html" in head


class _Watched:
    """Marks the moment the first byte of a request leaves.

    A connection that fails before it has sent nothing; one that fails after may have.
    """

    sock: Any
    port: Any
    _dns_host: str
    response_class: Any = _Final

    def send(self, data: Any) -> None:
        exchange: Exchange = _current.exchange
        if self.sock is None:
            self.connect()  # type: ignore[attr-defined]
        exchange.sock = self.sock
        if exchange.expired:
            raise TimeoutError
        # What the proxy is told is not the request.
        exchange.has_left = not exchange.at_proxy
        super().send(data)  # type: ignore[misc]

    def _tunnel(self) -> None:
        exchange: Exchange = _current.exchange
        exchange.at_proxy = True
        super()._tunnel()  # type: ignore[misc]
        exchange.at_proxy, exchange.past_proxy = False, True

    def _new_conn(self) -> socket.socket:
        """To a foreign name, only where it leads out into the internet, and just there: what it
        leads to is looked up once, so that it cannot be another place the second time."""
        exchange: Exchange = _current.exchange
        connect: Callable[[], socket.socket] = super()._new_conn  # type: ignore[misc]
        if not exchange.is_foreign or exchange.is_proxied:
            return connect()
        name: str = self._dns_host
        try:
            found = socket.getaddrinfo(name, self.port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise NameResolutionError(name, cast("HTTPConnection", self), _NOWHERE) from error
        public = [
            address
            for address in dict.fromkeys(str(entry[4][0]) for entry in found)
            if is_public_address(address)
        ]
        if not public:
            raise NotPublic
        *others, last = public[:_MOST_ADDRESSES]
        try:
            for address in others:
                self._dns_host = address
                with contextlib.suppress(HTTPError):
                    return connect()
            self._dns_host = last
            return connect()
        finally:
            self._dns_host = name


class _PlainConnection(_Watched, HTTPConnection):
    pass


class _SecureConnection(_Watched, HTTPSConnection):
    pass


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _PlainConnection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


class _Adapter(HTTPAdapter):
    """Our connections, the system's trust, no retries of its own."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._context = context
        super().__init__(pool_connections=4, pool_maxsize=8, max_retries=0)

    def init_poolmanager(
        self, connections: int, maxsize: int, block: bool = False, **pool_kwargs: Any
    ) -> None:
        super().init_poolmanager(
            connections, maxsize, block, ssl_context=self._context, **pool_kwargs
        )
        _use_our_pools(self.poolmanager)

    def proxy_manager_for(self, proxy: str, **proxy_kwargs: Any) -> Any:
        manager = super().proxy_manager_for(proxy, ssl_context=self._context, **proxy_kwargs)
        _use_our_pools(manager)
        return manager

    def proxy_headers(self, proxy: str) -> dict[str, str]:
        """User and password for the proxy; the library knows Latin letters alone."""
        user, password = get_auth_from_url(proxy)
        if not user and not password:
            return {}
        pair = base64.b64encode(f"{user}:{password}".encode()).decode("ascii")
        return {"Proxy-Authorization": f"Basic {pair}"}

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """Always verified, against the context alone (requests would add a bundle of its own)."""
        conn.cert_reqs = "CERT_REQUIRED"


def _use_our_pools(manager: PoolManager) -> None:
    manager.pool_classes_by_scheme = {"http": _PlainPool, "https": _SecurePool}


class _NoCookies(RequestsCookieJar):
    """Nothing is remembered between calls but the token."""

    def set_cookie(self, cookie: Any, *args: Any, **kwargs: Any) -> None:
        return None


def system_trust() -> ssl.SSLContext:
    """Certificates as the system judges them; checks are always on."""
    import truststore

    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def new_session(context: ssl.SSLContext) -> Session:
    """A keep-alive session that takes nothing from the environment (.netrc above all)."""
    hide_queries()
    session = Session()
    session.trust_env = False
    session.cookies = _NoCookies()
    adapter = _Adapter(context)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    session.headers["User-Agent"] = "KonnectDesktop"
    session.headers["Accept"] = "application/json, application/pdf;q=0.9, */*;q=0.5"
    return session


class _HideQueries(logging.Filter):
    """The login query carries the secret, and urllib3 logs whole paths."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = _QUERY.sub("?…", record.getMessage())
        record.args = ()
        # Exceptions of this library quote the address, too.
        record.exc_info = record.exc_text = None
        return True


_HIDE = _HideQueries()
_LOGGERS = ("", ".connectionpool", ".connection", ".util.retry", ".poolmanager", ".response")


def hide_queries() -> None:
    """Strip queries from everything urllib3 logs, whatever level is switched on."""
    for name in ("urllib3", "requests"):
        for child in _LOGGERS:
            logger = logging.getLogger(name + child)
            if _HIDE not in logger.filters:
                logger.addFilter(_HIDE)
