"""Threads that nobody has to wait for at the end of the app."""

from __future__ import annotations

import subprocess
import sys
import threading
import time

from konnect_desktop.left_behind import Pool


def test_calls_run_side_by_side_and_in_turn() -> None:
    pool = Pool(2, "test")
    both = threading.Barrier(2)
    done: list[int] = []
    for number in range(6):
        pool.submit(lambda number=number: (both.wait(10), done.append(number)))  # type: ignore[misc]
    while len(done) < 6:
        threading.Event().wait(0.002)
    assert sorted(done) == list(range(6))
    assert {done[0], done[1]} == {0, 1}
    pool.close()
    assert pool.join(10)


def test_a_closed_pool_begins_nothing() -> None:
    pool = Pool(1, "test")
    busy, go = threading.Event(), threading.Event()
    ran: list[str] = []
    pool.submit(lambda: (busy.set(), go.wait(10)))
    assert busy.wait(10)
    pool.submit(lambda: ran.append("waited"))
    pool.close()
    pool.submit(lambda: ran.append("late"))
    began = time.monotonic()
    assert not pool.join(0.05)
    assert time.monotonic() - began < 5
    go.set()
    assert pool.join(10)
    assert ran == []


def test_the_interpreter_does_not_wait_for_them() -> None:
    code = (
        "import time, threading; from konnect_desktop.left_behind import Pool\n"
        "busy = threading.Event(); pool = Pool(1, 'test')\n"
        "pool.submit(lambda: (busy.set(), time.sleep(600))); busy.wait(10)"
    )
    assert subprocess.run([sys.executable, "-c", code], timeout=60, check=False).returncode == 0
