"""Restores a copy and is killed at the so-many-th touch of the disk. Run by test_backups.py."""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from konnect_desktop.paths import Paths
from konnect_desktop.services import restoring
from konnect_desktop.services.backups import listed

folder, name, moment = json.loads(sys.argv[1])
files = Paths(Path(folder)).profile("test")
copy = next(one for one in listed(files) if one.name == name)
left = [moment]


def on_event(event: str, _arguments: tuple[object, ...]) -> None:
    if event in ("open", "os.rename", "os.remove", "os.mkdir", "sqlite3.connect", "os.chmod"):
        left[0] -= 1
        if left[0] < 0:
            os._exit(9)


sys.addaudithook(on_event)
restoring.restore(files, copy, lambda: datetime.now(UTC))
