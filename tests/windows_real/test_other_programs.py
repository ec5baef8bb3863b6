"""Files that a program of Windows holds, and a virus scanner that is on."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from konnect_desktop import bootstrap, files
from konnect_desktop.credentials import MemoryCredentials
from konnect_desktop.domain.backups import CopyKind, copy_name
from konnect_desktop.errors import StoreError
from konnect_desktop.paths import Paths, ProfilePaths
from konnect_desktop.settings import Settings
from konnect_desktop.store.database import Database
from tests.windows_real import powershell
from tests.windows_real.powershell import quoted

pytestmark = [pytest.mark.real_windows, pytest.mark.timeout(400)]
NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
_ROUNDS = 100


@contextmanager
def held(path: Path, sharing: str) -> Iterator[None]:
    """PowerShell has the file open, and lets others do what `sharing` names (FileShare)."""
    script = (
        f"$file = [IO.File]::Open({quoted(path)}, 'Open', 'Read', {quoted(sharing)});"
        " 'open'; [Console]::In.ReadLine() | Out-Null; $file.Close()"
    )
    with powershell.start(script) as program:
        assert program.stdout is not None
        assert program.stdout.readline().strip() == "open"
        try:
            yield
        finally:
            program.communicate("\n", timeout=60)


@pytest.fixture
def shop(tmp_path: Path) -> ProfilePaths:
    found = Paths(tmp_path / "my orders दुकान").profile("shop")
    Settings(base_url="https://konnect.example", username="shop").save(found.settings)
    Database(found.database).close()
    return found


def start(shop: ProfilePaths) -> None:
    bootstrap.build(Paths(shop.root.parent.parent), "shop", credentials=MemoryCredentials()).close()


@pytest.mark.parametrize("sharing", ["None", "Read", "ReadWrite"])
def test_what_a_program_holds_is_neither_lost_nor_half(tmp_path: Path, sharing: str) -> None:
    path = tmp_path / "held"
    files.write_whole(path, b"before")
    with held(path, sharing):
        for act in (
            lambda: files.remove(path),
            lambda: files.rename(path, tmp_path / "free"),
            lambda: files.write_whole(path, b"after"),
        ):
            with pytest.raises(OSError):
                act()
    assert path.read_bytes() == b"before"
    assert [one.name for one in tmp_path.iterdir()] == ["held"]
    files.write_whole(path, b"after")
    assert path.read_bytes() == b"after"


def test_a_program_that_lets_go_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A busy computer may take its time to close a program.
    monkeypatch.setattr(files, "_PATIENCE_S", 60.0)
    path = tmp_path / "held"
    files.write_whole(path, b"before")
    with held(path, "None"):
        written = threading.Thread(target=files.write_whole, args=(path, b"after"))
        written.start()
    written.join(90)
    assert path.read_bytes() == b"after"


@pytest.mark.parametrize("name", ["settings", "database"])
def test_what_is_closed_to_us_opens_nothing_and_stays(shop: ProfilePaths, name: str) -> None:
    path: Path = getattr(shop, name)
    before = path.read_bytes()
    with held(path, "None"), pytest.raises(StoreError) as said:
        start(shop)
    assert said.value.next_step
    assert path.read_bytes() == before
    start(shop)


@pytest.fixture
def scanner() -> dict[str, object]:
    """Defender's state, with its look at every file on; skipped where this Windows has none."""
    asked = (
        "Get-MpComputerStatus | Select-Object AMRunningMode, RealTimeProtectionEnabled"
        " | ConvertTo-Json -Compress"
    )
    try:
        state: dict[str, object] = json.loads(powershell.run(asked))
    except AssertionError as error:
        pytest.skip(f"This Windows has no Defender to ask: {str(error)[:200]}")
    if not state["RealTimeProtectionEnabled"]:
        pytest.skip(f"Defender does not look at files here: {state}")
    return state


def test_a_scanner_that_looks_at_every_file_makes_nothing_fail(
    scanner: dict[str, object], shop: ProfilePaths
) -> None:
    assert scanner["RealTimeProtectionEnabled"] is True
    excluded = powershell.run('(Get-MpPreference).ExclusionPath -join "`n"').splitlines()
    real = shop.root.resolve()
    assert not [one for one in excluded if one and real.is_relative_to(Path(one).resolve())]
    database = Database(shop.database)
    with closing(database):
        for number in range(_ROUNDS):
            Settings(username="shop", paper_name=f"{number}").save(shop.settings)
            copy = shop.backups / copy_name(NOW, CopyKind.NIGHTLY)
            database.backup(copy)
            with closing(sqlite3.connect(copy)) as opened:
                assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            files.remove(copy)
    assert Settings.load(shop.settings).paper_name == f"{_ROUNDS - 1}"
    start(shop)
