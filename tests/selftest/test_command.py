"""`konnect-desktop --self-test` as installers and people start it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from konnect_desktop.paths import Paths
from konnect_desktop.profile_lock import ProfileLock
from konnect_desktop.selftest import command, own_parts, parts, plan
from konnect_desktop.selftest.computer import Computer
from konnect_desktop.selftest.results import Check, failed, ok

ROOT = Path(__file__).parents[2]
#: The tests' own computer may have one that waits for a person.
NO_SAFE = "keyring.backends.fail.Keyring"
#: More than it takes on a slow and busy computer.
_LIMIT_S = 110


def start(
    *arguments: str, code: str = "", **environment: str
) -> subprocess.CompletedProcess[bytes]:
    how = ["-c", code] if code else ["-m", "konnect_desktop"]
    return subprocess.run(
        [sys.executable, *how, *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHON_KEYRING_BACKEND": NO_SAFE, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=_LIMIT_S,
        check=False,
    )


def tree(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Every file with its time and content."""
    return {
        str(path.relative_to(folder)): (path.stat().st_mtime_ns, path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


# ---- the whole -----------------------------------------------------------------------------


def test_the_whole_of_it_on_this_computer(tmp_path: Path) -> None:
    """All parts are looked at; the account of a running app is neither opened nor touched."""
    data, told = tmp_path / "data folder", tmp_path / "told.json"
    profile = data / "profiles" / "default"
    profile.mkdir(parents=True)
    (profile / "orders.db").write_bytes(b"not to be opened")
    (profile / "settings.json").write_text('{"username": "asha-shop-77"}')
    held = ProfileLock(Paths(data).lock("default"))
    before = tree(data)
    try:
        done = start(
            *("--self-test", "--self-test-json", str(told), "--data-dir", str(data)),
            # A console that knows plain letters alone, and secrets that are nobody's business.
            PYTHONIOENCODING="ascii",
            KONNECT_USERNAME="asha-shop-77",
            KONNECT_PASSWORD="token-88-xyz",
        )
    finally:
        held.unlock()
    table = done.stdout.decode("utf-8")
    assert done.returncode == 0, table
    assert tree(data) == before
    assert [path.name for path in data.iterdir()] == ["profiles"]
    found = json.loads(told.read_text(encoding="utf-8"))
    assert [one["name"] for one in found["parts"]] == [part.name for part in parts.ALL]
    assert "11 scripts and ₹ are shown in letters" in table
    assert table.endswith("Everything that the app needs works here.\n")
    for private in ("asha-shop-77", "token-88-xyz", str(data)):
        assert private not in table
        assert private not in told.read_text(encoding="utf-8")
    assert done.stderr == b""


def test_it_needs_no_qt_itself() -> None:
    code = (
        "import sys; from konnect_desktop.selftest import command, window;"
        "window.WindowProcess.checks = lambda self: [];"
        "code = command.run(['--self-test', '--practice', *sys.argv[1:]]);"
        "sys.stderr.write(' '.join(sys.modules)); sys.exit(code)"
    )
    done = start("--data-dir", str(ROOT / "no such folder"), code=code)
    assert not (ROOT / "no such folder").exists()
    loaded = done.stderr.decode().split()
    assert done.returncode == 0, done.stdout.decode()
    assert "konnect_desktop.selftest.plan" in loaded
    assert [name for name in loaded if name.startswith(("PySide6", "shiboken6"))] == []
    assert b"Practice stays on this computer" in done.stdout


# ---- one part, in this process -----------------------------------------------------------------


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Makes the self-test of the named checks alone."""

    def choose(*chosen: Check) -> None:
        @contextmanager
        def checks(_computer: Computer) -> Iterator[list[Check]]:
            yield list(chosen)

        monkeypatch.setattr(plan, "checks", checks)
        monkeypatch.setattr(command, "leave_folder", lambda _here: None)

    return choose


@pytest.mark.parametrize("part", [part for part in parts.ALL if part.is_essential])
def test_the_exit_code_is_that_of_the_part(
    part: Any, only: Any, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    only(Check(part, lambda: failed("Broken", "Mend it.")), Check(parts.TLS, lambda: ok("Fine")))
    assert command.run(["--self-test", "--data-dir", str(tmp_path)]) == part.code
    said = capsysbinary.readouterr().out.decode("utf-8")
    assert f"Failed: {part.name} ({part.code})" in said
    assert "→ Mend it." in said


def test_a_missing_font_is_code_11(
    only: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    monkeypatch.setattr(own_parts, "resource", lambda _name: tmp_path)
    only(Check(parts.RESOURCES, own_parts.look_at_resources))
    assert command.run(["--self-test", "--data-dir", str(tmp_path)]) == 11
    assert b"Install the app again" in capsysbinary.readouterr().out


def test_what_was_found_goes_into_a_file(
    only: Any, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    only(Check(parts.PYTHON, lambda: ok("CPython ✓")))
    file = tmp_path / "found.txt"
    assert command.run(["--self-test", str(file), "--data-dir", str(tmp_path)]) == 0
    assert "CPython ✓" in file.read_text(encoding="utf-8")
    assert capsysbinary.readouterr().out == b""
    assert command.run(["--self-test-json", "--data-dir", str(tmp_path)]) == 0
    assert json.loads(capsysbinary.readouterr().out)["code"] == 0


@pytest.mark.parametrize("bad", [False, True])
def test_a_file_that_cannot_be_written_is_said(
    bad: bool, only: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    only(Check(parts.PYTHON, lambda: failed("No", "Mend it.") if bad else ok("Fine")))
    (tmp_path / "in the way").write_text("x")
    file = tmp_path / "in the way" / "found.txt"
    code = command.run(["--self-test", str(file), "--data-dir", str(tmp_path)])
    assert code == (10 if bad else command.NOT_DONE)
    assert "is a file, where the app needs a folder" in capsys.readouterr().err


def test_a_program_without_a_console_writes_beside_its_log(
    only: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    only(Check(parts.PYTHON, lambda: ok("Fine")))
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    assert command.run(["--self-test", "--data-dir", str(tmp_path)]) == 0
    assert command.run(["--self-test-json", "--data-dir", str(tmp_path)]) == 0
    table, told = (tmp_path / "logs" / f"self-test.{kind}" for kind in ("txt", "json"))
    assert "Fine" in table.read_text(encoding="utf-8")
    assert json.loads(told.read_text(encoding="utf-8"))["code"] == 0


def test_a_profile_that_cannot_be_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = command.run(["--self-test", "--data-dir", str(tmp_path), "--profile", "a/b"])
    assert code == command.NOT_DONE
    assert "cannot be used" in capsys.readouterr().err


def test_help_names_it() -> None:
    done = start("--help")
    assert b"--self-test [FILE]" in done.stdout
    assert b"--self-test-json [FILE]" in done.stdout
