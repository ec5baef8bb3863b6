"""Outside libraries are loaded by one thread at a time, whatever starts the first check."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from konnect_desktop.practice.server import PracticeServer

_ROOT = Path(__file__).parents[2]
_CHILD = Path(__file__).with_name("first_check_child.py")
#: Three threads that begin at once, as the first check, tracking and the courier watch may.
_RACE = """
import builtins, sys, threading
import PySide6.QtCore
assert builtins.__import__ is builtins.__feature_import__, "Qt wraps imports no more"
from konnect_desktop.assembly.services import _make_wire
from konnect_desktop.credentials import Credentials
from konnect_desktop.settings import Settings
sys.setswitchinterval(0.00002)
gate, wrong = threading.Barrier(3), []
def work(name):
    gate.wait()
    try:
        _make_wire(Settings(base_url="https://x.in", username="u"), Credentials("u", "s"))
        from konnect_desktop.api import schemas, translation
        import requests, pydantic
        translation.shipment({"id": "1"}), schemas.WireTracking.model_validate({}), requests.Session
    except BaseException as error:
        wrong.append(repr(error))
threads = [threading.Thread(target=work, args=(n,)) for n in range(3)]
[each.start() for each in threads]
[each.join() for each in threads]
assert builtins.__import__ is builtins.__orig_import__
print(wrong or "fine")
"""


def test_the_first_check_loads_every_library_under_the_one_lock(tmp_path: Path) -> None:
    with PracticeServer(orders=30) as server:
        done = subprocess.run(
            [
                sys.executable,
                str(Path(__file__).with_name("first_check_child.py")),
                str(tmp_path),
                server.url,
            ],
            capture_output=True,
            text=True,
            cwd=_ROOT,
            env={
                **os.environ,
                "QT_QPA_PLATFORM": "offscreen",
                "PYTHONPATH": str(_ROOT),
                "KONNECT_USERNAME": server.username,
                "KONNECT_PASSWORD": server.password,
                "KONNECT_LOCATIONS": ",".join(server.locations),
            },
            timeout=180,
            check=True,
        )
    checks, faults, loaded, alone = done.stdout.strip().splitlines()[-1].split("|")
    assert (checks, faults) == ("1", "[]")
    assert int(loaded) > 50
    assert alone == ""


def test_threads_that_begin_at_once_find_whole_libraries() -> None:
    for _ in range(4):
        done = subprocess.run(
            [sys.executable, "-c", _RACE],
            capture_output=True,
            text=True,
            cwd=_ROOT,
            timeout=60,
            check=True,
        )
        assert done.stdout.strip() == "fine"
