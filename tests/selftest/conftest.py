"""A computer of the tests' own: its data folder is a new one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from konnect_desktop.selftest.computer import Computer, Scratch, computer


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http", "https", "all", "no"):
        monkeypatch.delenv(f"{name}_proxy", raising=False)
        monkeypatch.delenv(f"{name.upper()}_PROXY", raising=False)


@pytest.fixture
def here(tmp_path: Path) -> Computer:
    return computer(tmp_path / "data folder", "default")


@pytest.fixture
def scratch(here: Computer) -> Iterator[Scratch]:
    made = Scratch(here.paths.data_dir)
    yield made
    made.close()
