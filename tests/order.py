"""In which order the test files are handed out where several workers share them.

The files that take longest go first, so that no worker is left alone with one at the end; what
stands in one file stays together, since it shares what it sets up. `durations.txt` says how long
each takes; `--renew-durations` writes it anew after a whole run.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from xdist.scheduler import LoadScopeScheduling

RECORD = Path(__file__).with_name("durations.txt")
_ROOT = RECORD.parents[1]
RENEW = "--renew-durations"
#: Each of these takes as long as a file, and shares nothing with the others.
_SINGLE = "tests/windows/"


def file_of(test: str) -> str:
    """The file of a test's id."""
    return test.partition("::")[0]


def scope_of(test: str) -> str:
    """What goes to one worker as a whole."""
    return test if test.startswith(_SINGLE) else file_of(test)


def read(text: str) -> dict[str, float]:
    """Seconds by file, from lines of `12.5 tests/room/test_x.py`."""
    pairs = (line.split(maxsplit=1) for line in text.splitlines())
    return {file: float(seconds) for seconds, file in pairs}


def written(seconds: dict[str, float]) -> str:
    """The same as text, by name, so that a change of one file is a change of one line."""
    return "".join(f"{seconds[file]:.1f} {file}\n" for file in sorted(seconds))


def long_first(items: list[pytest.Item], seconds: dict[str, float]) -> list[pytest.Item]:
    """What runs under wine, then file by file; one that nobody timed stands in the middle.

    Within a file the order stays as it is.
    """
    middle = median(seconds.values()) if seconds else 0.0

    def place(item: pytest.Item) -> tuple[bool, float, str]:
        file = file_of(item.nodeid)
        return (item.get_closest_marker("wine") is None, -seconds.get(file, middle), file)

    return sorted(items, key=place)


def arrange(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Order the tests of a worker; alone they keep the mixed order of files."""
    if hasattr(config, "workerinput"):
        items[:] = long_first(items, read(RECORD.read_text(encoding="utf-8")))


def scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling | None:
    """What hands out whole files in the order of `arrange`; None where another way is asked for."""
    if config.getoption("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadScopeScheduling

    class InOrder(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return scope_of(nodeid)

    # Else the files with the most tests would go first.
    config.option.loadscopereorder = False
    return InOrder(config, log)


class Watch:
    """How long the tests of each file took in this run, all workers together."""

    def __init__(self) -> None:
        self._seconds: dict[str, float] = defaultdict(float)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count what one step of a test took."""
        self._seconds[file_of(report.nodeid)] += report.duration

    def pytest_sessionfinish(self) -> None:
        """Write the record: what was run, beside what was not and is still there."""
        before = read(RECORD.read_text(encoding="utf-8"))
        known = {file: took for file, took in before.items() if (_ROOT / file).exists()}
        RECORD.write_text(written({**known, **self._seconds}), encoding="utf-8")
