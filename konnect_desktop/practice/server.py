"""The practice server: the 15 calls of docs/konnect-api.md over real HTTP on loopback."""

from __future__ import annotations

import threading
import time
from datetime import datetime
from types import TracebackType

from konnect_desktop.practice import catalogue
from konnect_desktop.practice.faults import FaultPlan
from konnect_desktop.practice.model import Change, Refusal, RequestSeen, SimShipment
from konnect_desktop.practice.routes import Account, Call, Routes
from konnect_desktop.practice.transport import HttpListener
from konnect_desktop.practice.world import Switches, World


class PracticeServer:
    """A seller's account to practise on. Nothing runs before `start()` (or `with`).

    `now` fixes the world's clock at the start (aware datetime), else it is the current time.
    `latency_s` delays every answer. `level` chooses whose credentials `username` and `password`
    are; both pairs are accepted always.
    """

    def __init__(
        self,
        orders: int = 200,
        seed: int = 7,
        port: int = 0,
        token_minutes: float = 60,
        latency_s: float = 0.0,
        level: str = "company",
        auto_invoice: bool = False,
        auto_courier: bool = True,
        courier_delay_s: float = 0.0,
        page_base: int = 1,
        max_page_size: int = 100,
        new_orders_per_minute: float = 0.0,
        now: datetime | None = None,
    ) -> None:
        if level not in ("company", "location"):
            raise ValueError("level is company or location")
        if now is not None and now.tzinfo is None:
            raise ValueError("now needs a time zone")
        self.locations = list(catalogue.LOCATIONS)
        switches = Switches(auto_invoice, auto_courier, courier_delay_s)
        self.world = World(orders, seed, catalogue.LOCATIONS, switches, new_orders_per_minute, now)
        self.faults = FaultPlan(seed)
        self.requests: list[RequestSeen] = []
        self.failures: list[Exception] = []  # its own bugs; tests check that there are none
        self.latency_s = latency_s
        accounts = _accounts(seed)
        mine = accounts[0] if level == "company" else accounts[1]
        self.username, self.password = mine.username, mine.password
        self.location_username = accounts[1].username
        self.location_password = accounts[1].password
        self._routes = Routes(
            self.world, accounts, token_minutes, page_base, max_page_size, self._inspect
        )
        self._port = port
        self._guard = threading.Lock()
        self._listener: HttpListener | None = None

    @property
    def changes(self) -> list[Change]:
        """What calls changed, in order: a change that stands here twice was applied twice."""
        return self.world.changes

    @property
    def url(self) -> str:
        """Base address. Raises RuntimeError before the server was started."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def port(self) -> int:
        if self._listener is None:
            raise RuntimeError("The practice server is not running: call start() first.")
        return self._listener.port

    @property
    def lines(self) -> int:
        """Lines that clients have open, or have left with something still to be answered."""
        return 0 if self._listener is None else self._listener.lines

    @property
    def routes(self) -> Routes:
        return self._routes

    def start(self) -> PracticeServer:
        """Listen on loopback. Raises OSError when the port is taken."""
        if self._listener is None:
            self._listener = HttpListener(self, self._port)
            self._port = self._listener.port
        return self

    def stop(self) -> None:
        """Stop listening and end every request that is still running; hangs end at once."""
        if self._listener is not None:
            self._listener.stop()
            self._listener = None

    def __enter__(self) -> PracticeServer:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def note(
        self, method: str, path: str, call: Call, ids: tuple[str, ...], headers: dict[str, str]
    ) -> RequestSeen:
        """Add a request to the log, without credentials."""
        hidden = ("username", "password")
        query = {name: text for name, text in call.query.items() if name not in hidden}
        with self._guard:
            seen = RequestSeen(
                n=len(self.requests) + 1,
                at_monotonic=time.monotonic(),
                method=method,
                path=path,
                call=call.name,
                record_ids=ids,
                token_ok=self._routes.token_ok(call.token),
                headers=headers,
                query=query,
                payload=call.body,
            )
            self.requests.append(seen)
            return seen

    def _inspect(self, call: str, shipment: SimShipment) -> None:
        lock = self.faults.for_record("lock", call, shipment.id)
        if lock is not None:
            shipment.lock = lock.value or "complete"
        fault = self.faults.for_record("refuse", call, shipment.id)
        if fault is not None:
            code, reason, message = fault.refusal(call)
            raise Refusal(code, message, reason)


def _accounts(seed: int) -> tuple[Account, ...]:
    """The company's credentials first, then one pair a location."""
    company = Account("practice-traders", f"practice-{seed}-company")
    places = [
        Account(f"practice-{code.lower()}", f"practice-{seed}-{code.lower()}", code)
        for code in catalogue.LOCATIONS
    ]
    return (company, *places)
