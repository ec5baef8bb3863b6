"""Clients for tests: quick, on loopback, with every answer kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from scripted_server import ScriptedServer, Step

from konnect_desktop.api.calls import Answer, Call
from konnect_desktop.api.client import KonnectClient
from konnect_desktop.api.documents import DocumentsApi
from konnect_desktop.api.limiter import Limiter
from konnect_desktop.api.orders import OrdersApi
from konnect_desktop.api.retry import RetryPolicy
from konnect_desktop.api.session import Session
from konnect_desktop.api.tracking import TrackingApi
from konnect_desktop.api.transport import Limits, Transport
from konnect_desktop.credentials import Credentials

#: Retries without the wait.
QUICK = RetryPolicy(attempts=3, base_s=0.01, cap_s=0.02, longest_asked_s=2)
CREDENTIALS = Credentials("someone", "something")


class KeepingClient(KonnectClient):
    """Keeps the answers, so that they can be held against the contract."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.answers: list[tuple[Call, Answer]] = []

    def request(self, call: Call, **kwargs: Any) -> Answer:
        answer = super().request(call, **kwargs)
        self.answers.append((call, answer))
        return answer


class Wire:
    """All the calls of one account."""

    def __init__(
        self, url: str, credentials: Credentials, limits: Limits, policy: RetryPolicy
    ) -> None:
        self.limiter = Limiter(8, 1000, 8)
        self.transport = Transport(limits)
        self.session = Session(
            url, credentials, transport=self.transport, limiter=self.limiter, policy=policy
        )
        self.client = KeepingClient(
            url, self.session, limiter=self.limiter, policy=policy, transport=self.transport
        )
        self.orders = OrdersApi(self.client)
        self.documents = DocumentsApi(self.client)
        self.tracking = TrackingApi(self.client)


@contextmanager
def wire(
    url: str,
    credentials: Credentials = CREDENTIALS,
    *,
    limits: Limits | None = None,
    policy: RetryPolicy = QUICK,
) -> Iterator[Wire]:
    made = Wire(url, credentials, limits or Limits(2, 2, 5), policy)
    try:
        yield made
    finally:
        made.client.close()


@contextmanager
def answering(*steps: Step, **options: Any) -> Iterator[tuple[Wire, ScriptedServer]]:
    """A client of a server that answers these steps."""
    with ScriptedServer(steps, **options) as server, wire(server.url) as calls:
        yield calls, server
