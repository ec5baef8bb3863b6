"""The rooms' own tests, run by Windows' Python, and the app's tour with it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.windows import bench
from tests.windows.left_out import LEFT_OUT, ROOMS

#: For one room; wine is slow with files.
_LIMIT_S = 900.0
#: How often something is repeated does not change with the system.
_BRIEFLY = ("-m", "not long", "--hypothesis-profile=few", "--timeout=240")
_SUMMARY = re.compile(r"^(?P<passed>\d+) passed(?P<rest>.*) in [\d.]+s", re.MULTILINE)


@pytest.mark.wine
@pytest.mark.timeout(_LIMIT_S + 60)
@pytest.mark.parametrize("room", sorted(ROOMS))
def test_a_room_passes_under_windows(
    room: str, record_property: Callable[[str, object], None]
) -> None:
    left_out = [f"--deselect={test}" for test in LEFT_OUT]
    asked = ["-m", "pytest", *ROOMS[room], "-x", "-q", "-p", "no:cacheprovider", *left_out]
    with bench.held(alone=False):
        code, said = bench.run([*asked, *_BRIEFLY], _LIMIT_S)
    summary = _SUMMARY.search(said)
    assert code == 0, said[-6000:]
    assert summary is not None, said[-2000:]
    assert "skipped" not in summary["rest"], said[-2000:]
    record_property(bench.COUNTED, int(summary["passed"]))


@pytest.mark.wine
@pytest.mark.timeout(_LIMIT_S)
def test_the_tour_comes_to_its_end_under_windows(tmp_path: Path) -> None:
    data, pictures = tmp_path / "data folder", tmp_path / "pictures"
    asked = ["-m", "konnect_desktop", "--practice", "--data-dir", bench.windows_path(data)]
    with bench.held(alone=False), bench.printers():
        code, said = bench.run([*asked, "--tour", bench.windows_path(pictures)], _LIMIT_S - 60)
    assert code == 0, said[-6000:]
    assert len(list(pictures.glob("*.png"))) > 10


@pytest.mark.wine
@pytest.mark.timeout(120)
def test_it_is_windows_own_python() -> None:
    told = "import sys, os, msvcrt, sqlite3; print(sys.platform, os.name, sys.version_info[:2])"
    with bench.held(alone=False):
        code, said = bench.run(["-c", told], 100)
    assert (code, said.strip()) == (0, "win32 nt (3, 11)")


def test_what_is_named_exists_and_what_is_left_out_has_a_reason() -> None:
    chosen = {test: "chosen" for room in ROOMS.values() for test in room if test.endswith(".py")}
    for test, reason in (chosen | LEFT_OUT).items():
        file, _, name = test.partition("::")
        text = (bench.ROOT / file).read_text(encoding="utf-8")
        assert reason
        for part in name.partition("[")[0].split("::"):
            assert not part or re.search(rf"\b{part}\b", text), test
