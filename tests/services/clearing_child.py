"""Lets old orders go, with little steps, until somebody kills it: data folder, profile."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from konnect_desktop import bootstrap
from konnect_desktop.credentials import MemoryCredentials
from konnect_desktop.paths import Paths
from konnect_desktop.services.context import TaskContext
from konnect_desktop.store import departing

departing.SLICE = 1
services = bootstrap.build(
    Paths(Path(sys.argv[1])),
    sys.argv[2],
    credentials=MemoryCredentials(),
    clock=lambda: datetime.now(UTC) + timedelta(days=400),
)
clearing = services.clearing
sys.stdout.write("ready\n")
sys.stdout.flush()
clearing.run(TaskContext())
