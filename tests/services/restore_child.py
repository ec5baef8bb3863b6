"""Restores a copy and is killed at the so-many-th touch of the disk. Run by test_backups.py.

`restore_child.py FOLDER_AND_NAME` answers each moment that it reads with how a process of its own
ended that was killed then. Where there is a fork, that process imports nothing anew.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from konnect_desktop.paths import Paths
from konnect_desktop.services import restoring
from konnect_desktop.services.backups import listed

_TOUCHES = ("open", "os.rename", "os.remove", "os.mkdir", "sqlite3.connect", "os.chmod")


def restore(moment: int) -> None:
    folder, name = json.loads(sys.argv[1])
    files = Paths(Path(folder)).profile("test")
    copy = next(one for one in listed(files) if one.name == name)
    left = [moment]

    def on_event(event: str, _arguments: tuple[object, ...]) -> None:
        if event in _TOUCHES:
            left[0] -= 1
            if left[0] < 0:
                os._exit(9)

    sys.addaudithook(on_event)
    restoring.restore(files, copy, lambda: datetime.now(UTC))


def ended(moment: int) -> int:
    if sys.platform == "win32":
        return subprocess.run([sys.executable, __file__, sys.argv[1], str(moment)]).returncode
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    try:
        restore(moment)
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


if len(sys.argv) > 2:
    restore(int(sys.argv[2]))
else:
    for line in sys.stdin:
        sys.stdout.write(f"{ended(int(line))}\n")
        sys.stdout.flush()
