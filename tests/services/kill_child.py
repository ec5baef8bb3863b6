"""A process that works through orders until it is killed: python -m tests.services.kill_child ARGS.

It says what it planned, one JSON line a batch, and ends with "finished" when nothing is left.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from konnect_desktop import bootstrap
from konnect_desktop.credentials import Credentials, MemoryCredentials
from konnect_desktop.domain.actions import Action
from konnect_desktop.paths import Paths
from konnect_desktop.services.context import TaskContext
from konnect_desktop.settings import Settings

STEPS = (Action.CONFIRM, Action.ADD_INVOICE, Action.GET_LABELS, Action.HAND_OVER)


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
        max_in_flight=2,
    )
    services = bootstrap.build(
        Paths(Path(told["data_dir"])),
        "test",
        settings=settings,
        credentials=credentials,
        settle_pause_s=0.01,
    )
    services.bulk.recover(TaskContext())
    for action in STEPS:
        plan = services.bulk.plan(action, told["ids"])
        if plan.batch_id is not None:
            _say({"batch": plan.batch_id, "action": action, "count": plan.will_send})
            services.bulk.run(TaskContext(), plan.batch_id)
    _say({"finished": True})


def _say(words: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(words) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
