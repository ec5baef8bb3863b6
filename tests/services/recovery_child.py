"""A process that is to be killed in the middle of a batch: python recovery_child.py ARGS."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from konnect_desktop import bootstrap
from konnect_desktop.credentials import Credentials, MemoryCredentials
from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.filters import OrderFilter, Sort
from konnect_desktop.domain.states import Lane
from konnect_desktop.paths import Paths
from konnect_desktop.services.context import TaskContext
from konnect_desktop.settings import Settings


def main() -> None:
    told = json.loads(sys.argv[1])
    credentials = MemoryCredentials()
    credentials.save("test", Credentials(told["username"], told["password"]))
    settings = Settings(
        base_url=told["url"],
        username=told["username"],
        level="company",
        location_codes=tuple(told["locations"]),
        requests_per_second=500.0,
        max_in_flight=1,
    )
    services = bootstrap.build(
        Paths(Path(told["data_dir"])), "test", settings=settings, credentials=credentials
    )
    services.sync.run(TaskContext())
    ids = services.queries.ids(OrderFilter(lane=Lane.NEW), Sort())[:60]
    plan = services.bulk.plan(Action.CONFIRM, ids)
    assert plan.batch_id is not None
    sys.stdout.write(json.dumps({"batch_id": plan.batch_id, "ids": list(plan.ids)}) + "\n")
    sys.stdout.flush()
    services.bulk.run(TaskContext(), plan.batch_id)


if __name__ == "__main__":
    main()
