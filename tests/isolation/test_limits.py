"""What holds a process that opens files: memory, time, and the life of the app."""

from __future__ import annotations

import ctypes
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from konnect_desktop.domain.say import Msg
from konnect_desktop.errors import DocumentError
from konnect_desktop.isolation import memory, windows_job
from konnect_desktop.isolation.worker import Worker
from tests.isolation.limits_trade import TRADE
from tests.living import is_gone

LINUX = sys.platform.startswith("linux")


def wait_until(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    pause = threading.Event()
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "condition not met in time"
        pause.wait(0.01)


@pytest.mark.parametrize("is_watched", [False, True])
def test_too_much_memory_is_refused_and_the_next_call_has_it_all(is_watched: bool) -> None:
    with Worker(TRADE, memory_mb=400, is_watched=is_watched) as worker:
        assert worker.call("double", 4) == 8
        first = worker.pid
        with pytest.raises(DocumentError, match="too much memory") as caught:
            worker.call("take", 1200)
        assert caught.value.next_step == "smaller"
        assert worker.call("take", 150) == 150 * 2**20
        assert worker.pid != first


def test_what_a_process_says_arrives_as_data() -> None:
    with Worker(TRADE) as worker, pytest.raises(DocumentError) as caught:
        worker.call("refuse", 3)
    assert caught.value.message == Msg(
        "It has {count} page.", {"count": 3}, "It has {count} pages."
    )
    assert caught.value.user_message == "It has 3 pages."
    assert caught.value.next_step == "Print {count}."


def test_the_window_goes_first() -> None:
    with Worker(TRADE) as worker:
        assert worker.call("gives_way") is True


def test_no_limit_is_no_limit() -> None:
    with Worker(TRADE, memory_mb=0, is_watched=True) as worker:
        assert worker.call("take", 500) == 500 * 2**20


def test_a_file_that_hangs_takes_no_other_along() -> None:
    with Worker(TRADE) as worker, ThreadPoolExecutor(4) as pool:
        assert worker.call("double", 1) == 2
        hung = pool.submit(worker.call, "spin", timeout=60)
        wait_until(lambda: worker.busy)
        started = time.monotonic()
        # Some are served beside it, one after the other; none waits longer than it may.
        others = [pool.submit(worker.call, "double", n, timeout=8) for n in range(3)]
        assert [one.result(timeout=10) for one in others] == [0, 2, 4]
        assert time.monotonic() - started < 8
        assert not hung.done()
        worker.close()
        with pytest.raises(DocumentError, match="closing"):
            hung.result(timeout=5)


def test_two_that_hang_end_by_their_own_limits_and_leave_nothing() -> None:
    with Worker(TRADE) as worker, ThreadPoolExecutor(2) as pool:
        assert worker.call("double", 1) == 2
        hung = [pool.submit(worker.call, "spin", timeout=seconds) for seconds in (2, 3)]
        for call, words in zip(hung, ("longer than 2", "longer than 3"), strict=True):
            with pytest.raises(DocumentError, match=words):
                call.result(timeout=10)
        assert worker.pid is None
        assert worker.call("double", 3) == 6


def test_many_deaths_in_a_row_are_each_told() -> None:
    with Worker(TRADE) as worker:
        for number in range(5):
            with pytest.raises(DocumentError, match="died"):
                worker.call("die")
            assert worker.call("double", number) == 2 * number


@pytest.mark.parametrize("work", ["double", "spin"])
def test_the_process_ends_when_the_app_is_killed(work: str, tmp_path: Path) -> None:
    sign = tmp_path / "begun"
    given: int | str = 1 if work == "double" else str(sign)
    app = (
        "import sys\n"
        "from konnect_desktop.isolation.worker import Worker\n"
        "from tests.isolation.limits_trade import TRADE\n"
        "worker = Worker(TRADE)\n"
        "worker.call('double', 1)\n"
        "print(worker.pid, flush=True)\n"
        f"print(worker.call({work!r}, {given!r}), flush=True)\n"
        "sys.stdin.read()\n"
    )
    root = str(Path(__file__).parents[2])
    with subprocess.Popen(
        [sys.executable, "-c", app], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=root
    ) as child:
        assert child.stdout is not None
        pid = int(child.stdout.readline())
        if work == "double":
            child.stdout.readline()
        else:
            wait_until(sign.exists)
        child.kill()
        child.wait(10)
        wait_until(lambda: is_gone(pid), 5)


# ---- structures of other systems ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "size"),
    [
        (windows_job.BasicLimits, 64),
        (windows_job.IoCounters, 48),
        (windows_job.ExtendedLimits, 144),
        (windows_job.MemoryCounters, 72),
        (memory.Usage, 96),
    ],
)
def test_a_structure_is_as_large_as_its_system_has_it(kind: Any, size: int) -> None:
    if ctypes.sizeof(ctypes.c_void_p) == 8:
        assert ctypes.sizeof(kind) == size
    assert windows_job.ExtendedLimits.BasicLimitInformation.offset == 0
    assert memory.Usage.ri_phys_footprint.offset == 72


class FakeKernel:
    """Job calls as Windows has them, written down; one of them may be refused."""

    def __init__(self, refused: str = "") -> None:
        self._refused = refused
        self.calls: list[tuple[Any, ...]] = []

    def __getattr__(self, name: str) -> Callable[..., int]:
        def call(*arguments: Any) -> int:
            self.calls.append((name, *arguments))
            if name == self._refused:
                return 0
            return 2**40 + 7 if name == "CreateJobObjectW" else 1

        return call


def test_a_job_limits_memory_and_ends_with_the_app() -> None:
    system = FakeKernel()
    job = windows_job.Job(55, 600 * 2**20, system)
    (_create, (_set, handle, kind, given, size), assigned) = system.calls
    assert assigned == ("AssignProcessToJobObject", 2**40 + 7, 55)
    assert (handle, kind, size) == (2**40 + 7, 9, ctypes.sizeof(windows_job.ExtendedLimits))
    limits = given._obj
    assert limits.BasicLimitInformation.LimitFlags == 0x100 | 0x400 | 0x2000
    assert limits.ProcessMemoryLimit == 600 * 2**20
    job.close()
    job.close()
    assert system.calls[3:] == [("CloseHandle", 2**40 + 7)]


@pytest.mark.parametrize(
    ("refused", "is_closed"),
    [
        ("CreateJobObjectW", False),
        ("SetInformationJobObject", True),
        ("AssignProcessToJobObject", True),
    ],
)
def test_a_refused_job_leaves_no_handle(refused: str, is_closed: bool) -> None:
    system = FakeKernel(refused)
    with pytest.raises(OSError, match=refused.removesuffix("W")):
        windows_job.Job(55, 0, system)
    assert (("CloseHandle", 2**40 + 7) in system.calls) is is_closed
