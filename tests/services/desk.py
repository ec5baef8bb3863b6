"""Real services over real HTTP: a practice server, a store file, and what went over the wire."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from konnect_desktop import bootstrap
from konnect_desktop.bootstrap import Services
from konnect_desktop.credentials import Credentials, MemoryCredentials
from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.batches import State
from konnect_desktop.domain.changes import Changes
from konnect_desktop.domain.filters import OrderFilter, Sort
from konnect_desktop.domain.states import Lane
from konnect_desktop.paths import Paths
from konnect_desktop.practice.faults import Fault
from konnect_desktop.practice.server import PracticeServer
from konnect_desktop.services.batch_models import ActionOptions, BatchResult, Plan
from konnect_desktop.services.context import TaskContext
from konnect_desktop.settings import Settings

PROFILE = "test"


class Desk:
    """A seller's desk without a window."""

    def __init__(
        self,
        server: PracticeServer,
        data_dir: Path,
        *,
        level: str = "company",
        secret: str = "",
        per_second: float = 500.0,
        clock: object = None,
        settings: Settings | None = None,
    ) -> None:
        """`settings`: what an earlier desk of this account left, instead of new ones."""
        self.server = server
        self.ctx = TaskContext()
        is_company = level == "company"
        self.username = server.username if is_company else server.location_username
        self.password = server.password if is_company else server.location_password
        self.credentials = MemoryCredentials()
        self.credentials.save(PROFILE, Credentials(self.username, secret or self.password))
        settings = settings or Settings(
            base_url=server.url,
            username=self.username,
            level=level,
            location_codes=tuple(server.locations) if is_company else (),
            requests_per_second=per_second,
        )
        self.changes: list[Changes] = []
        #: What `later` moved the clock ahead.
        self._ahead = timedelta(0)
        self.services: Services = bootstrap.build(
            Paths(data_dir),
            PROFILE,
            settings=settings,
            credentials=self.credentials,
            settle_pause_s=0.05,
            clock=clock or (lambda: datetime.now(UTC) + self._ahead),  # type: ignore[arg-type]
        )
        self.services.announcer.listen(self.changes.append)

    def __enter__(self) -> Desk:
        return self

    def __exit__(self, *_: object) -> None:
        self.services.close()

    # what is shown

    def ids(self, lane: Lane | None = None) -> list[str]:
        return self.services.queries.ids(OrderFilter(lane=lane), Sort())

    def statuses(self) -> dict[str, str]:
        rows = self.services.queries.rows(OrderFilter(), Sort(), limit=100_000)
        return {row.id: row.status for row in rows}

    def truth(self) -> dict[str, str]:
        """What the server holds for this account."""
        world = self.server.world
        # Cancelled after invoicing is listed as returned, and there work remains for it.
        return {key: world.shipment(key).listed_as()[-1] for key in world.ids()}

    # what is done

    def sync(self, scope: object = None) -> object:
        if scope is None:
            return self.services.sync.run(self.ctx)
        return self.services.sync.run(self.ctx, scope)  # type: ignore[arg-type]

    def plan(self, action: Action, ids: Sequence[str], **options: object) -> Plan:
        return self.services.bulk.plan(action, ids, ActionOptions(**options))  # type: ignore[arg-type]

    def do(self, action: Action, ids: Sequence[str], **options: object) -> BatchResult:
        plan = self.plan(action, ids, **options)
        assert plan.batch_id is not None, plan.left_out
        return self.services.bulk.run(self.ctx, plan.batch_id)

    def until_packed(self, ids: Sequence[str]) -> None:
        """Bring new orders to a label without a fault in the way."""
        for action in (Action.CONFIRM, Action.ADD_INVOICE, Action.GET_LABELS):
            self.do(action, ids)

    def later(self, seconds: float) -> None:
        """Let time pass, here and at the server."""
        self._ahead += timedelta(seconds=seconds)
        self.server.world.advance(seconds)

    def when_sure(self, result: BatchResult) -> BatchResult:
        """The same batch after a look at which a late application would have shown."""
        if not result.count(State.UNKNOWN):
            return result
        self.later(130)
        return self.services.bulk.settle(self.ctx, result.batch_id)

    @property
    def news(self) -> list[str]:
        """What a person was told without having asked."""
        return [str(one.news) for one in self.changes if one.news]

    # what went over the wire

    def fault(self, kind: str, call: str, **limits: object) -> None:
        self.server.faults.plan(Fault(kind, call, **limits))  # type: ignore[arg-type]

    def calls(self, since: int = 0) -> list[str]:
        return [seen.call for seen in self.server.requests[since:]]

    def applied(self, call: str) -> Counter[str]:
        """How often a call really changed each shipment."""
        return Counter(change.shipment_id for change in self.server.changes if change.call == call)

    def assert_nothing_twice(self) -> None:
        counts = Counter((change.call, change.shipment_id) for change in self.server.changes)
        assert [key for key, count in counts.items() if count > 1] == []


class SettableClock:
    """The time that the test says."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now


def words_of(result: BatchResult) -> str:
    """All that the batch sheet would say, for searching."""
    parts = [f"{g.outcome.message} {g.outcome.next}" for g in result.groups]
    return re.sub(r"\s+", " ", " | ".join(parts))
