"""The self-test in Windows' own Python: what installers run after they have installed the app."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from konnect_desktop.selftest import parts
from tests.windows import bench

#: Wine starts each of its processes in seconds.
_LIMIT_S = 300.0
#: What wine has no means for: paper, loudspeakers, screens.
_NOT_IN_WINE = {"printers", "sounds", "screen"}


@pytest.mark.wine
@pytest.mark.timeout(_LIMIT_S + 60)
def test_all_that_the_app_needs_works_under_windows(tmp_path: Path) -> None:
    data, told = tmp_path / "data folder", tmp_path / "told.json"
    asked = ["-m", "konnect_desktop", "--self-test", "--data-dir", bench.windows_path(data)]
    with bench.held(alone=False), bench.printers():
        code, said = bench.run([*asked, "--self-test-json", bench.windows_path(told)], _LIMIT_S)
    assert code == 0, said
    assert "→" in said
    found = {one["name"]: one for one in json.loads(told.read_text(encoding="utf-8"))["parts"]}
    assert list(found) == [part.name for part in parts.ALL]
    needed = {name: one["state"] for name, one in found.items() if name not in _NOT_IN_WINE}
    assert set(needed.values()) == {"ok"}, said
    assert found["keyring"]["facts"] == {"safe": "Windows", "letters": 1280}
    assert found["data_folder"]["facts"]["disk"].startswith("NTFS, ")
    assert "script or detection" in found["proxy"]["facts"]
    assert not data.exists()
