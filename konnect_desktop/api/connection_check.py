"""Test connection: step by step, so that the seller sees which one fails."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

from konnect_desktop.api.addresses import clean_base_url, is_loopback
from konnect_desktop.api.calls import StopCheck
from konnect_desktop.api.client import KonnectClient
from konnect_desktop.api.libraries import load
from konnect_desktop.api.limiter import Limiter, check_stop
from konnect_desktop.api.network import Network
from konnect_desktop.api.orders import OrdersApi
from konnect_desktop.api.retry import RetryPolicy
from konnect_desktop.api.session import Session
from konnect_desktop.api.transport import MIB, Limits, Outgoing, Transport
from konnect_desktop.credentials import Credentials
from konnect_desktop.domain.states import CREATED
from konnect_desktop.errors import HostNotFound, KonnectError

ADDRESS = "Address"
NAME_LOOKUP = "Name lookup"
SECURE_CONNECTION = "Secure connection"
SIGN_IN = "Sign-in"
ORDERS = "Orders"


@dataclass(frozen=True, slots=True)
class StepResult:
    """One step in words."""

    name: str
    ok: bool
    message: str
    next_step: str = ""


def check_connection(
    base_url: str,
    credentials: Credentials,
    level: str = "location",
    locations: Sequence[str] = (),
    *,
    transport: Transport | None = None,
    network: Network | None = None,
    limiter: Limiter | None = None,
    should_stop: StopCheck | None = None,
) -> list[StepResult]:
    """The steps in order, up to and with the first that fails; nothing is raised but a stop.

    `level`: "company" or "location"; `locations`: the codes to read orders at. Credentials
    are sent only after the server has proved who it is.
    """
    load()
    own = transport is None
    limits = Limits(connect_s=5, read_s=15, deadline_s=25, max_bytes=8 * MIB)
    used = transport or Transport(limits, network=network)
    try:
        check = _Check(base_url, credentials, level, tuple(locations), used, limiter, should_stop)
        return list(check.run())
    finally:
        if own:
            used.close()


class _Check:
    def __init__(
        self,
        base_url: str,
        credentials: Credentials,
        level: str,
        locations: tuple[str, ...],
        transport: Transport,
        limiter: Limiter | None,
        should_stop: StopCheck | None,
    ) -> None:
        self._typed = base_url
        self._credentials = credentials
        self._level = level
        self._locations = locations
        self._transport = transport
        self._limiter = limiter or Limiter()
        self._should_stop = should_stop
        # A person is waiting: one more try at most.
        self._policy = RetryPolicy(attempts=2, longest_asked_s=10)
        self._url = ""

    def run(self) -> Iterator[StepResult]:
        """Each step when it is done; ends after the first that fails."""
        steps: list[tuple[str, Callable[[], str]]] = [
            (ADDRESS, self._address),
            (NAME_LOOKUP, self._name_lookup),
            (SECURE_CONNECTION, self._secure_connection),
            (SIGN_IN, self._sign_in),
        ]
        codes = self._locations if self._level == "company" else ()
        for code in codes or ("",):
            steps.append((f"{ORDERS} {code}".strip(), partial(self._orders, code)))
        for name, step in steps:
            check_stop(self._should_stop)
            try:
                message = step()
            except KonnectError as error:
                yield StepResult(name, False, error.user_message, error.next_step)
                return
            yield StepResult(name, True, message)

    def _address(self) -> str:
        self._url = clean_base_url(self._typed)
        return "The address is well formed."

    def _name_lookup(self) -> str:
        parts = urlsplit(self._url)
        host = parts.hostname or ""
        proxy = self._transport.network.proxy_for(self._url)
        if proxy is not None:
            return f"Left to the proxy of this network, {proxy.place}."
        found = True
        try:
            socket.getaddrinfo(host, parts.port or 443, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            found = False
        if not found:
            raise HostNotFound
        return "The server's name was found."

    def _secure_connection(self) -> str:
        """Any answer will do: what counts is that the server proves who it is."""
        self._transport.send(Outgoing("GET", f"{self._url}/", "connection test"))
        if is_loopback(urlsplit(self._url).hostname or ""):
            return "This computer answers; nothing leaves it."
        return "The server proved who it is."

    def _sign_in(self) -> str:
        self._session = Session(
            self._url,
            self._credentials,
            transport=self._transport,
            limiter=self._limiter,
            policy=self._policy,
        )
        self._session.token(self._should_stop)
        return "Username and Token are accepted."

    def _orders(self, location: str) -> str:
        client = KonnectClient(
            self._url,
            self._session,
            limiter=self._limiter,
            policy=self._policy,
            transport=self._transport,
        )
        page = OrdersApi(client).fetch_page(
            CREATED, 1, 1, location=location, should_stop=self._should_stop
        )
        return "Orders can be read." if page.count else "Orders can be read; none is new."
