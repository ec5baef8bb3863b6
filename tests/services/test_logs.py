"""Nothing about anybody stands in a log, whatever breaks."""

from __future__ import annotations

import ast
import logging
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

import konnect_desktop
from konnect_desktop import leftovers, logs
from konnect_desktop.paths import Paths
from konnect_desktop.services import log_tail

#: A name, a name in another script, a street, a town, a number in groups and without, an address,
#: an AWB, an order number.
MARKS = (
    "Quokkasingh",
    "कुकुभशर्मा",
    "77 Wombat Gali",
    "Numbatpur",
    "98450 11223",
    "9845011223",
    "quokka@numbat.example",
    "560977",
    "QKA1234567IN",
    "OD909090909090909",
)


def every_byte(folder: Path) -> bytes:
    return b"\n".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def assert_nobody(content: bytes) -> None:
    for mark in MARKS:
        for spelled in (mark.encode(), mark.encode("utf-16-le"), ascii(mark)[1:-1].encode()):
            assert spelled not in content, mark


@pytest.fixture
def log_in(tmp_path: Path) -> Iterator[Path]:
    """The folder to which is logged."""
    yield tmp_path
    root = logging.getLogger("konnect_desktop")
    for handler in list(root.handlers):
        if isinstance(handler, logging.handlers.RotatingFileHandler):
            root.removeHandler(handler)
            handler.close()


@pytest.mark.timeout(120)
def test_of_an_exception_only_kind_and_place_are_written(tmp_path: Path) -> None:
    child = Path(__file__).with_name("log_child.py")
    done = subprocess.run(
        [sys.executable, str(child), str(tmp_path), *MARKS],
        capture_output=True,
        timeout=100,
        env=os.environ | {"PYTHONUTF8": "1", "PYTHONPATH": str(Path(__file__).parents[2])},
        check=False,
    )
    assert done.returncode == 1
    files = sorted((tmp_path / "logs").iterdir())
    assert len(files) > 3, "the files were to rotate"
    content = every_byte(tmp_path)
    assert_nobody(content + done.stdout + done.stderr)
    text = content.decode()
    for told in (
        "ValidationError",
        "JSONDecodeError, lineno 1",
        "UnicodeDecodeError, start 0",
        "IntegrityError, SQLITE_CONSTRAINT_PRIMARYKEY",
        "FileNotFoundError, ENOENT",
        "ServerFailed, status 502",
        "LocationForbidden, GET orders, HTTP 403",
        "DocumentError, This document cannot be read.",
        "3 of 20 in 1.5 s, Lane.NEW, orders.list",
        "a thread ended",
        "an error while tidying up",
        "UserWarning in log_child.py",
        "asyncio.theirs: at log_child.py:",
        'File "log_child.py", line',
        "(caused by)",
        "(while handling)",
        "(one of)",
    ):
        assert told in text, told
    assert "ValueError" in done.stderr.decode()
    assert str(tmp_path) not in text


def test_what_is_read_back_of_a_log_is_what_was_written(log_in: Path) -> None:
    logs.setup(Paths(log_in), "shop")
    log = logging.getLogger("konnect_desktop.part")
    try:
        raise ValueError(MARKS[0])
    except ValueError:
        log.exception("it broke")
    log.info("then %d of %d", 2, 3)
    first, second = log_tail.last_entries(logs.file_of(Paths(log_in), "shop"))
    assert (first.message, second.message) == ("it broke", "then 2 of 3")
    assert [line.split(":")[0] for line in first.trace] == [
        "Traceback",
        "  test_logs.py",
        "  ValueError",
    ]


def test_each_profile_has_its_own_files(log_in: Path) -> None:
    paths = Paths(log_in)
    log = logging.getLogger("konnect_desktop.part")
    for profile, count in (("default", 1), ("shop", 2), ("default", 3)):
        logs.setup(paths, profile)
        log.warning("line %d", count)
    lines = {
        path.name: [line[-6:] for line in path.read_text().splitlines()]
        for path in paths.logs.glob("*.log*")
    }
    assert lines == {
        "konnect-desktop.log": ["line 1", "line 3"],
        "konnect-desktop-shop.log": ["line 2"],
    }


def test_logs_of_older_versions_are_deleted(log_in: Path) -> None:
    paths = Paths(log_in)
    paths.logs.mkdir()
    for name in ("konnect-desktop.log", "konnect-desktop.log.1", "konnect-desktop.log.5"):
        (paths.logs / name).write_text(f"2026-06-12 09:12:00,123 ERROR … KeyError: {MARKS[0]}\n")
    (paths.logs / "notes.txt").write_text("the seller's own")
    logs.setup(paths)
    logging.getLogger("konnect_desktop.part").warning("new")
    logs.setup(paths)
    assert sorted(path.name for path in paths.logs.iterdir()) == [
        ".clean",
        "konnect-desktop.log",
        "notes.txt",
    ]
    assert "new" in logs.file_of(paths).read_text()


def test_logs_are_for_this_user_alone(log_in: Path) -> None:
    before = os.umask(0)
    try:
        handler = logs.setup(Paths(log_in))
        assert isinstance(handler, logging.handlers.RotatingFileHandler)
        handler.doRollover()
    finally:
        os.umask(before)
    files = list((log_in / "logs").iterdir())
    assert len(files) == 3
    if os.name != "posix":
        return  # rights are lists there
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert stat.S_IMODE((log_in / "logs").stat().st_mode) == 0o700


def test_a_file_that_cannot_be_turned_is_written_on(
    log_in: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    handler = logs.setup(Paths(log_in))
    assert isinstance(handler, logging.handlers.RotatingFileHandler)
    handler.maxBytes = 200
    log = logging.getLogger("konnect_desktop.part")

    def held(_source: str, _target: str) -> None:
        raise PermissionError(13, "held by another program")

    monkeypatch.setattr(os, "rename", held)
    for number in range(20):
        log.warning("line %d", number)
    written = logs.file_of(Paths(log_in)).read_text()
    assert [f"line {number}\n" in written for number in range(20)] == [True] * 20


# ---- how it is called ------------------------------------------------------------------

_METHODS = {"debug", "info", "warning", "error", "exception", "critical", "log"}


def _calls() -> Iterator[tuple[str, ast.Call]]:
    package = Path(konnect_desktop.__file__).parent
    for path in sorted(package.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in _METHODS
                and ast.unparse(node.func.value) in ("_log", "log", "logger", "logging", "_logger")
            ):
                yield f"{path.relative_to(package)}:{node.lineno}", node


def test_the_words_of_an_entry_stand_in_the_code() -> None:
    """What is filled in is an argument, at which the door looks; an f-string would pass it."""
    calls = list(_calls())
    assert len(calls) > 20
    for where, call in calls:
        words = call.args[1 if call.func.attr == "log" else 0]  # type: ignore[attr-defined]
        is_fixed = isinstance(words, ast.Constant) or where.startswith("logs.py")
        assert is_fixed, where
        for text in ast.walk(call):
            if isinstance(text, ast.Call) and isinstance(text.func, ast.Name):
                assert text.func.id not in ("str", "repr", "format"), where


def test_nobody_else_writes_to_the_error_output_or_takes_the_log_for_himself() -> None:
    package = Path(konnect_desktop.__file__).parent
    found = {
        str(path.relative_to(package)).replace(os.sep, "/")
        for path in package.rglob("*.py")
        if any(
            word in path.read_text(encoding="utf-8")
            for word in (
                "traceback.print",
                "traceback.format",
                "faulthandler.enable",
                "basicConfig",
            )
        )
    }
    assert found == set()


def test_old_lines_go_from_the_files_of_one_account(log_in: Path) -> None:
    paths = Paths(log_in)
    logs.setup(paths, "shop")
    own, other = logs.file_of(paths, "shop"), logs.file_of(paths, "other")
    old = "2026-01-02 09:12:00,123 INFO MainThread konnect_desktop.api: old\n"
    other.write_text(old)
    # Somebody else reads it meanwhile.
    with own.open("a") as before:
        before.write(old)
        before.flush()
        logging.getLogger("konnect_desktop.part").warning("new")
        leftovers.forget_logs(own, datetime(2026, 2, 1, tzinfo=UTC))
        logging.getLogger("konnect_desktop.part").warning("newer")
    assert [line[-3:] for line in own.read_text().splitlines()] == ["new", "wer"]
    assert other.read_text() == old
