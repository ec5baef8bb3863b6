"""The app's services in a process that is killed in the middle of a batch.

Loaded once into a fork server where the system has one, so that each start takes some
milliseconds instead of a second; it is a whole process of its own all the same.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Mapping, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from konnect_desktop import bootstrap
from konnect_desktop.api import client, documents, orders, session, tracking
from konnect_desktop.credentials import Credentials, MemoryCredentials
from konnect_desktop.domain.actions import Action
from konnect_desktop.paths import Paths
from konnect_desktop.services.context import TaskContext
from konnect_desktop.settings import Settings

#: Loaded before the first call here, with the first call in the app.
WIRE = (client, documents, orders, session, tracking)
_METHOD = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
processes: Any = multiprocessing.get_context(_METHOD)
if _METHOD == "forkserver":
    processes.set_forkserver_preload([__name__])


def work(told: Mapping[str, Any], action: str, ids: Sequence[str], say: Connection) -> None:
    """Start as the app does, press one button for all of `ids`, and say what happens."""
    credentials = MemoryCredentials()
    credentials.save("test", Credentials(told["username"], told["password"]))
    settings = Settings(
        base_url=told["url"],
        username=told["username"],
        level="company",
        location_codes=tuple(told["locations"]),
        page_base=1,
        largest_page=100,
        requests_per_second=1000.0,
        max_in_flight=2,
    )
    services = bootstrap.build(
        Paths(Path(told["data_dir"])),
        "test",
        settings=settings,
        credentials=credentials,
        settle_pause_s=0.05,
    )
    plan = services.bulk.plan(Action(action), ids)
    say.send((plan.batch_id, plan.ids))
    if plan.batch_id is not None:
        services.bulk.run(TaskContext(), plan.batch_id)
    say.send("done")
