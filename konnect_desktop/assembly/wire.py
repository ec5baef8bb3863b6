"""The way to Konnect: limiter, session, client and the typed calls of one account."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from konnect_desktop.api.client import KonnectClient
from konnect_desktop.api.clock_watch import ClockWatch
from konnect_desktop.api.documents import DocumentsApi
from konnect_desktop.api.libraries import load
from konnect_desktop.api.limiter import Limiter
from konnect_desktop.api.network import Network
from konnect_desktop.api.orders import OrdersApi
from konnect_desktop.api.session import Session
from konnect_desktop.api.tracking import TrackingApi
from konnect_desktop.api.transport import MIB, Limits, Transport
from konnect_desktop.credentials import Credentials
from konnect_desktop.services.connection import Wire
from konnect_desktop.settings import Settings


class _Closable(Protocol):
    def close(self) -> None: ...


def make_wire(
    settings: Settings,
    credentials: Credentials,
    network: Network | None = None,
    watch: ClockWatch | None = None,
) -> Wire:
    """The calls of this account over `network`; nothing is sent by building them."""
    load()
    limiter = Limiter(settings.max_in_flight, settings.requests_per_second)
    signing_in = Transport(Limits(max_bytes=MIB), network=network, watch=watch)
    session = Session(settings.base_url, credentials, limiter=limiter, transport=signing_in)
    calls = Transport(network=network, watch=watch)
    client = KonnectClient(settings.base_url, session, limiter=limiter, transport=calls)
    return Wire(
        orders=OrdersApi(client),
        documents=DocumentsApi(client),
        tracking=TrackingApi(client),
        close=_closing(client, session),
        cut=lambda writes: client.transport.cut(writes=writes) | session.cut(),
    )


def _closing(client: _Closable, session: _Closable) -> Callable[[], None]:
    def close() -> None:
        client.close()
        session.close()

    return close
