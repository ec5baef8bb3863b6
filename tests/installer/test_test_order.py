"""Files that take long go to the workers first, whole, and in the same order each time."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from tests import order

_SECONDS = {"tests/a/test_long.py": 90.0, "tests/a/test_short.py": 1.0, "tests/b/test_mid.py": 9.0}


class Marked:
    """What the order asks a test for."""

    def __init__(self, nodeid: str, *marks: str) -> None:
        self.nodeid = nodeid
        self._marks = marks

    def get_closest_marker(self, name: str) -> str | None:
        return name if name in self._marks else None


def test_long_files_first_whole_and_wine_before_all() -> None:
    given = [
        Marked("tests/a/test_short.py::test_x"),
        Marked("tests/c/test_new.py::test_x"),
        Marked("tests/b/test_mid.py::test_b"),
        Marked("tests/windows/test_rooms.py::test_room[ui]", "wine"),
        Marked("tests/b/test_mid.py::test_a"),
        Marked("tests/a/test_long.py::test_x"),
    ]
    found = [item.nodeid for item in order.long_first(given, _SECONDS)]  # type: ignore[arg-type]
    assert found == [
        "tests/windows/test_rooms.py::test_room[ui]",
        "tests/a/test_long.py::test_x",
        "tests/b/test_mid.py::test_b",
        "tests/b/test_mid.py::test_a",
        "tests/c/test_new.py::test_x",
        "tests/a/test_short.py::test_x",
    ]


def test_the_record_reads_as_it_was_written() -> None:
    assert order.read(order.written(_SECONDS)) == _SECONDS


def test_most_files_are_in_the_record() -> None:
    root = Path(order.__file__).parents[1]
    recorded = order.read(order.RECORD.read_text(encoding="utf-8"))
    there = [path.relative_to(root).as_posix() for path in root.glob("tests/*/test_*.py")]
    assert len(there) > 200
    assert sum(file in recorded for file in there) > len(there) / 2


def test_each_long_test_goes_alone_and_others_by_their_file() -> None:
    assert order.scope_of("tests/windows/test_rooms.py::test_x[a]") != order.scope_of(
        "tests/windows/test_rooms.py::test_x[b]"
    )
    assert order.scope_of("tests/a/test_x.py::test_y[p::q]") == "tests/a/test_x.py"


_CONFTEST = """
from pathlib import Path
from tests import order

order.RECORD = Path(__file__).with_name("durations.txt")
pytest_xdist_make_scheduler = order.scheduler

def pytest_configure(config):
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(order.Watch())

def pytest_collection_modifyitems(config, items):
    order.arrange(config, items)
"""


def test_a_worker_gets_whole_files_in_that_order_and_they_are_timed(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(_CONFTEST)
    (tmp_path / "durations.txt").write_text("1.0 test_a.py\n3.0 test_b.py\n2.0 test_c.py\n")
    for name, tests in (("a", 5), ("b", 1), ("c", 2)):
        lines = [f"def test_{number}(): pass\n" for number in range(tests)]
        (tmp_path / f"test_{name}.py").write_text("".join(lines))
    command = [sys.executable, "-m", "pytest", "-v", "-n", "1", "--dist", "loadfile", "."]
    done = subprocess.run(
        [*command, "-p", "no:randomly", "-p", "no:cacheprovider", "--rootdir", "."],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(order.__file__).parents[1])},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    passed = re.findall(r"PASSED (\S+)::", done.stdout)
    assert passed == ["test_b.py", *["test_c.py"] * 2, *["test_a.py"] * 5], done.stdout
    renewed = order.read((tmp_path / "durations.txt").read_text())
    assert sorted(renewed) == ["test_a.py", "test_b.py", "test_c.py"]
    assert max(renewed.values()) < 1
