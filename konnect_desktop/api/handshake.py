"""The way to a server up to its proof of who it is: not one byte of a request is sent."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from konnect_desktop.api.failures import AtProxy, DeadlinePassed, explain
from konnect_desktop.api.libraries import load
from konnect_desktop.api.network import Network
from konnect_desktop.errors import ApiError

_CONNECT_S = 5.0


@dataclass(frozen=True, slots=True)
class Proof:
    """How a server proved who it is."""

    #: "TLSv1.3"
    version: str
    is_proxied: bool


def shake_hands(base_url: str, network: Network, deadline_s: float = 15.0) -> Proof:
    """Connect to the server of an https address as every call does, and leave again.

    Raises a kind of ApiError, as a call would.
    """
    load()
    found = _attempt(base_url, network, deadline_s)
    if isinstance(found, ApiError):
        raise found
    return found


def _attempt(base_url: str, network: Network, deadline_s: float) -> Proof | ApiError:
    """Errors are returned, so that they are raised without context, which quotes the address."""
    from konnect_desktop.api.connections import begin

    exchange = begin()
    alarm = threading.Timer(deadline_s, exchange.expire)
    alarm.daemon = True
    alarm.start()
    proxy = None
    try:
        proxy = network.proxy_for(base_url)
        exchange.is_proxied = proxy is not None
        version = _version(base_url, network, proxy.url if proxy is not None else "")
        return Proof(version, proxy is not None)
    except Exception as error:  # every library below has its own family of errors
        at_proxy = AtProxy.ASKING if exchange.at_proxy else AtProxy.BEFORE
        if exchange.past_proxy:
            at_proxy = AtProxy.PAST
        return explain(
            DeadlinePassed() if exchange.expired else error,
            detail="handshake",
            has_left=False,
            is_write=False,
            proxy=at_proxy if exchange.is_proxied else None,
            has_password=proxy is not None and proxy.has_password,
        )
    finally:
        alarm.cancel()


def _version(base_url: str, network: Network, proxy_url: str) -> str:
    import requests

    from konnect_desktop.api.connections import new_session

    parts = urlsplit(base_url)
    session = new_session(network.trust())
    try:
        adapter: Any = session.get_adapter(base_url)
        prepared = requests.Request("GET", f"{parts.scheme}://{parts.netloc}/").prepare()
        proxies = {"http": proxy_url, "https": proxy_url} if proxy_url else {}
        pool = adapter.get_connection_with_tls_context(prepared, True, proxies=proxies)
        adapter.cert_verify(pool, base_url, True, None)
        connection = pool._new_conn()
        connection.timeout = _CONNECT_S
        try:
            if proxy_url:
                pool._prepare_proxy(connection)
            else:
                connection.connect()
            return str(connection.sock.version())
        finally:
            connection.close()
    finally:
        session.close()
