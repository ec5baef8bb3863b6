"""Windows' rules for files: what is held by another program breaks nothing and is never lost."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from konnect_desktop import bootstrap, files, leftovers, logs
from konnect_desktop.credentials import MemoryCredentials
from konnect_desktop.documents.imposition import KeptFile
from konnect_desktop.domain.backups import CopyKind, copy_name
from konnect_desktop.domain.journal import SeriesFormat
from konnect_desktop.errors import AlreadyRunning, DocumentError, StoreError
from konnect_desktop.paths import PRACTICE_PROFILE, Paths, ProfilePaths
from konnect_desktop.profile_lock import ProfileLock
from konnect_desktop.services import removing, restoring
from konnect_desktop.services.backups import listed
from konnect_desktop.settings import Settings, SettingsFile
from konnect_desktop.store import clearing_copies, copies
from konnect_desktop.store.database import Database
from konnect_desktop.store.mark import Mark
from konnect_desktop.store.number_mirror import NumberMirror
from konnect_desktop.store.paper_files import PaperFiles
from konnect_desktop.store.print_jobs import PrintJobs
from konnect_desktop.store.series import InvoiceSeries
from tests.windows_files import WindowsFiles

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _little_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_PATIENCE_S", 0.1)


@pytest.fixture
def shop(tmp_path: Path) -> ProfilePaths:
    """A profile that was used, with its numbers, and is closed."""
    found = Paths(tmp_path).profile("shop")
    Settings(base_url="https://konnect.example", username="shop", theme="dark").save(found.settings)
    database = Database(found.database)
    InvoiceSeries(database).assign(["a", "b"], SeriesFormat("S-", 1, 3), None)
    database.backup(found.backups / copy_name(NOW, CopyKind.NIGHTLY))
    database.close()
    return found


def start(shop: ProfilePaths) -> None:
    bootstrap.build(Paths(shop.root.parent.parent), "shop", credentials=MemoryCredentials()).close()


# ---- the rules themselves ----------------------------------------------------------------


def test_what_is_open_stays_where_it_is(tmp_path: Path, windows_files: WindowsFiles) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    path, other = folder / "held", tmp_path / "other"
    for one in (path, other):
        one.write_text(one.name)
    acts: list[Callable[[], object]] = [
        lambda: files.remove(path),
        lambda: files.rename(path, tmp_path / "free"),
        lambda: files.replace(other, path),
    ]
    with closing(sqlite3.connect(tmp_path / "data")) as conn, windows_files.hold(path):
        conn.execute("CREATE TABLE t (x)")
        for act in (*acts, lambda: files.remove(tmp_path / "data")):
            with pytest.raises(PermissionError):
                act()
        files.clean_up(path)
        assert path.exists()
    with pytest.raises(FileExistsError):
        files.rename(other, path)
    files.remove(path)
    # A child of ours counts as well.
    path.write_text("again")
    code = f"file = open({str(path)!r}); print('open', flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "open\n"
        with pytest.raises(PermissionError):
            files.remove(path)
        child.communicate("\n")
    files.remove(path)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["data", "folder", "other"]


def test_a_folder_with_an_open_file_stays_where_it_is(
    tmp_path: Path, windows_files: WindowsFiles
) -> None:
    """Wine lets it go, Windows does not."""
    path = _file(tmp_path / "folder" / "in" / "held")
    with windows_files.hold(path), pytest.raises(PermissionError):
        files.rename(tmp_path / "folder", tmp_path / "elsewhere")
    files.rename(tmp_path / "folder", tmp_path / "elsewhere")


if sys.platform != "win32":  # which has further ways to refuse some and changes others

    @pytest.mark.parametrize("name", ["CON", "nul.pdf", "a:b", "what?", "dot.", "blank ", 'quo"te'])
    def test_names_that_cannot_be_are_refused(tmp_path: Path, name: str) -> None:
        with pytest.raises(OSError, match="123"):
            files.rename(_file(tmp_path / "source"), tmp_path / name)

    def test_names_that_differ_in_case_alone_are_one(tmp_path: Path) -> None:
        _file(tmp_path / "Paper.pdf")
        with pytest.raises(AssertionError, match="one file on Windows"):
            files.rename(_file(tmp_path / "source"), tmp_path / "paper.PDF")


def _file(path: Path, text: str = "x") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


# ---- settings ------------------------------------------------------------------------------


def test_settings_that_a_scanner_keeps_closed_are_waited_for(
    shop: ProfilePaths, windows_files: WindowsFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_PATIENCE_S", 2.0)
    waits: list[float] = []
    with ExitStack() as stack:
        stack.enter_context(windows_files.hold(shop.settings, others_may_read=False))

        def let_go(seconds: float) -> None:
            waits.append(seconds)
            if len(waits) == 4:
                stack.close()

        monkeypatch.setattr(time, "sleep", let_go)
        settings, lost = Settings.read(shop.settings)
    assert (settings.username, lost) == ("shop", None)


def test_settings_that_stay_closed_are_never_saved_over(
    shop: ProfilePaths, windows_files: WindowsFiles
) -> None:
    before = shop.settings.read_bytes()
    with windows_files.hold(shop.settings, others_may_read=False):
        file = SettingsFile(shop.settings)
        assert file.lost is not None
        assert file.lost.is_unread
        with pytest.raises(StoreError, match="not saved over") as said:
            file.change(theme="light")
        assert "Close programs" in (said.value.next_step or "")
        with pytest.raises(StoreError, match="were not opened") as stopped:
            start(shop)
        assert str(shop.settings) in stopped.value.user_message
        removing.begin(shop)
        with pytest.raises(StoreError, match="could not be read"):
            removing.finish(Paths(shop.root.parent.parent), shop)
        assert removing.is_unfinished(shop)
    assert shop.settings.read_bytes() == before
    # What the file says counts, and the removal takes the account out of it at the next start.
    assert file.change(compact_rows=True).username == "shop"
    start(shop)
    after = Settings.load(shop.settings)
    assert (after.username, after.compact_rows) == ("", True)


def test_a_reader_of_the_settings_is_named_when_they_cannot_be_saved(
    shop: ProfilePaths, windows_files: WindowsFiles
) -> None:
    file = SettingsFile(shop.settings)
    with windows_files.hold(shop.settings), pytest.raises(StoreError) as said:
        file.change(theme="light")
    assert f"has {shop.settings} open" in said.value.user_message
    assert not list(shop.root.glob(".new-*"))
    file.change(compact_rows=True)
    assert Settings.load(shop.settings).theme == "light"


# ---- the data file -------------------------------------------------------------------------


@pytest.mark.parametrize(("first", "last"), [(100, 4096), (4096, 80_000), (0, 100)])
def test_a_damaged_file_is_put_aside_at_the_first_start(
    shop: ProfilePaths, first: int, last: int
) -> None:
    data = bytearray(shop.database.read_bytes())
    data[first:last] = b"\xff" * (last - first)
    shop.database.write_bytes(data)
    with pytest.raises(StoreError) as damaged:
        start(shop)
    assert restoring.was_damaged(damaged.value)
    assert restoring.is_missing(shop)
    found = restoring.offer(shop, restoring.trouble(damaged.value))  # type: ignore[arg-type]
    assert found.good is not None
    restoring.restore(shop, found.good.copy, lambda: NOW)
    start(shop)


def test_a_damaged_file_that_is_held_is_offered_a_copy_all_the_same(
    shop: ProfilePaths, windows_files: WindowsFiles
) -> None:
    shop.database.write_bytes(b"no data file" * 1000)
    with windows_files.hold(shop.database):
        for _ in range(2):
            with pytest.raises(StoreError) as damaged:
                start(shop)
            assert restoring.was_damaged(damaged.value)
        with pytest.raises(StoreError, match="nothing was changed"):
            restoring.begin_empty(shop)
    restoring.begin_empty(shop)
    start(shop)


def test_a_file_and_its_log_are_put_aside_together_or_not_at_all(
    shop: ProfilePaths, windows_files: WindowsFiles
) -> None:
    log = _file(shop.database.with_name(f"{shop.database.name}-wal"), "log")
    with windows_files.hold(log), pytest.raises(StoreError, match="nothing was changed"):
        copies.put_aside(shop.database)
    assert (shop.database.exists(), log.exists()) == (True, True)
    aside = copies.put_aside(shop.database)
    assert aside is not None
    assert aside.with_name(f"{aside.name}-wal").read_text() == "log"
    assert not log.exists()


@pytest.mark.parametrize("suffix", ["", "-wal", "-shm"])
def test_a_held_data_file_is_not_replaced(
    shop: ProfilePaths, windows_files: WindowsFiles, suffix: str
) -> None:
    held = shop.database.with_name(shop.database.name + suffix)
    if suffix:
        held.touch()
    ready = shop.root / "ready"
    copies.copy_whole(shop.database, ready)
    before = shop.database.read_bytes()
    with windows_files.hold(held), pytest.raises(StoreError, match="nothing was changed"):
        copies.swap(ready, shop.database)
    assert shop.database.read_bytes() == before
    copies.swap(ready, shop.database)
    assert not ready.exists()


def test_a_file_that_nobody_would_know_takes_no_place(
    shop: ProfilePaths, windows_files: WindowsFiles
) -> None:
    (copy,) = listed(shop)
    before = shop.database.read_bytes()
    with (
        windows_files.hold(Mark(shop.database).path, others_may_read=False),
        pytest.raises(StoreError, match="nothing was changed"),
    ):
        copies.swap(shop.backups / copy.name, shop.database)
    assert shop.database.read_bytes() == before
    start(shop)
    restoring.restore(shop, copy, lambda: NOW)
    start(shop)


def test_a_restore_waits_for_the_numbers_that_are_held(
    shop: ProfilePaths, windows_files: WindowsFiles
) -> None:
    mirror = NumberMirror(shop.database)
    before = mirror.path.read_bytes()
    shop.database.write_bytes(b"no data file" * 1000)
    (copy,) = listed(shop)
    with (
        windows_files.hold(mirror.path, others_may_read=False),
        pytest.raises(StoreError, match="your invoice numbers"),
    ):
        restoring.restore(shop, copy, lambda: NOW)
    assert mirror.path.read_bytes() == before
    restoring.restore(shop, copy, lambda: NOW)
    assert {row[0] for row in mirror.read().given} == {"S-001", "S-002"}


def test_a_number_is_not_used_while_its_mirror_is_held(
    shop: ProfilePaths, windows_files: WindowsFiles
) -> None:
    database = Database(shop.database)
    numbers, mirror = InvoiceSeries(database), NumberMirror(shop.database)
    try:
        with (
            windows_files.hold(mirror.path, others_may_read=False),
            windows_files.hold(Mark(shop.database).path, others_may_read=False),
            pytest.raises(StoreError, match="none was used"),
        ):
            numbers.assign(["c"], SeriesFormat("S-", 1, 3), None)
        database.keep_numbers()
    finally:
        database.close()
    assert mirror.read().is_whole
    start(shop)


def test_a_copy_that_is_held_outlives_its_night_and_nothing_else_does(
    shop: ProfilePaths, windows_files: WindowsFiles
) -> None:
    (first,) = shop.backups.iterdir()
    olds = [
        shop.backups / copy_name(NOW - timedelta(days=100 + day), CopyKind.NIGHTLY)
        for day in range(9)
    ]
    for old in olds:
        shutil.copyfile(first, old)
    services = bootstrap.build(
        Paths(shop.root.parent.parent),
        "shop",
        credentials=MemoryCredentials(),
        clock=lambda: NOW + timedelta(days=1),
    )
    try:
        with windows_files.hold(olds[8]):
            made = services.backups.nightly()
        left = {copy.name for copy in services.backups.listed()}
        assert made is not None
        assert left >= {made.name, first.name, olds[8].name}
        assert len(left) < 11
    finally:
        services.close()


def test_what_an_earlier_restore_left_is_never_taken_for_the_new_file(
    shop: ProfilePaths, windows_files: WindowsFiles
) -> None:
    shop.database.write_bytes(b"no data file" * 1000)
    left = _file(shop.root / "restoring" / shop.database.name)
    (copy,) = listed(shop)
    with windows_files.hold(left), pytest.raises(StoreError, match="nothing was changed"):
        restoring.restore(shop, copy, lambda: NOW)
    restoring.restore(shop, copy, lambda: NOW)
    start(shop)
    assert not left.parent.exists()


def test_a_copy_is_not_cleared_over_an_old_journal(
    shop: ProfilePaths, windows_files: WindowsFiles
) -> None:
    (path,) = shop.backups.iterdir()
    with closing(sqlite3.connect(path)) as conn, conn:
        conn.execute(
            "INSERT INTO gone (id, read_seq, gone_at, body, raw) VALUES ('x', 1, 0, x'', x'')"
        )
    before = path.read_bytes()
    journal = _file(path.with_name(f"{path.name}.clearing-journal"))
    other = _file(path.with_name("orders-of-long-ago.db.clearing"))
    known = clearing_copies.Present(frozenset({"x"}), frozenset())
    with windows_files.hold(journal):
        clearing_copies.sweep(shop.backups)
        assert (journal.exists(), other.exists()) == (True, False)
        with pytest.raises(StoreError, match="could not be cleared"):
            clearing_copies.clear(path, known, 180, NOW, is_over=False)
    assert path.read_bytes() == before
    assert clearing_copies.clear(path, known, 180, NOW, is_over=False)
    assert list(shop.backups.iterdir()) == [path]


# ---- papers, print jobs, leftovers ----------------------------------------------------------


def test_an_old_job_that_is_open_elsewhere_keeps_no_other(
    tmp_path: Path, windows_files: WindowsFiles
) -> None:
    database = Database(tmp_path / "orders.db")
    jobs = PrintJobs(database, tmp_path / "jobs")
    olds = [_file(tmp_path / "jobs" / name / f"{name}.pdf") for name in ("aa", "bb", "cc")]
    partial = _file(tmp_path / "jobs" / "aa" / ".new-1.partial")
    for path in (*olds, partial):
        os.utime(path, (1, 1))
    with windows_files.hold(olds[1]), windows_files.hold(partial):
        assert jobs.forget_files(NOW) == 2
    assert jobs.forget_files(NOW) == 1
    assert [one for one in (tmp_path / "jobs").rglob("*") if one.is_file()] == []
    database.close()


def test_a_paper_that_is_open_elsewhere_goes_later(
    tmp_path: Path, windows_files: WindowsFiles
) -> None:
    papers = PaperFiles(tmp_path / "documents")
    papers.write("ab" * 32, b"%PDF")
    with windows_files.hold(papers.path("ab" * 32)):
        papers.forget("ab" * 32)
        # The same paper again needs no writing.
        papers.write("ab" * 32, b"%PDF")
    papers.forget("ab" * 32)
    assert list(papers.all()) == []


def test_a_paper_that_a_scanner_keeps_closed_is_not_gone(
    tmp_path: Path, windows_files: WindowsFiles
) -> None:
    body = b"%PDF"
    digest = hashlib.sha256(body).hexdigest()
    papers = PaperFiles(tmp_path / "documents")
    papers.write(digest, body)
    kept = KeptFile(papers.path(digest), digest, "label of OD-1")
    with windows_files.hold(kept.path, others_may_read=False):
        with pytest.raises(DocumentError, match="OD-1 cannot be read") as said:
            kept.read()
        assert "Close programs" in said.value.next_step
    assert kept.read() == body
    papers.forget(digest)
    with pytest.raises(DocumentError, match="gone"):
        kept.read()


def test_a_data_file_that_a_scanner_keeps_closed_is_not_damaged(
    shop: ProfilePaths, windows_files: WindowsFiles
) -> None:
    before = shop.database.read_bytes()
    (copy,) = listed(shop)
    with windows_files.hold(shop.database, others_may_read=False):
        with pytest.raises(StoreError) as said:
            start(shop)
        assert not restoring.was_damaged(said.value)
        assert "Close programs" in (said.value.next_step or "")
    with windows_files.hold(shop.backups / copy.name, others_may_read=False):
        assert restoring.newest_good(shop) is None
    assert shop.database.read_bytes() == before
    start(shop)


def test_what_a_removal_finds_open_goes_at_the_next_start(
    shop: ProfilePaths, windows_files: WindowsFiles
) -> None:
    paper = _file(shop.documents / "ab" / f"{'ab' * 32}.pdf")
    other = _file(shop.documents / "cd" / f"{'cd' * 32}.pdf")
    (copy,) = shop.backups.iterdir()
    layout = _file(shop.root / "window.ini")
    paths = Paths(shop.root.parent.parent)
    removing.begin(shop)
    with windows_files.hold(paper), windows_files.hold(copy), windows_files.hold(layout):
        assert removing.finish(paths, shop) == 3
        assert not removing.is_unfinished(shop)
        assert not other.exists()
        start(shop)
        assert list(shop.root.rglob(copy.name))
    # Written anew in the meantime: no longer what was to be removed.
    _file(layout, "new")
    os.utime(layout, ns=(1, 1))
    start(shop)
    assert (paper.exists(), copy.exists(), layout.read_text()) == (False, False, "new")
    assert not (shop.root / "removing").exists()


def test_practice_begins_anew_or_says_why_not(tmp_path: Path, windows_files: WindowsFiles) -> None:
    practice = Paths(tmp_path).profile(PRACTICE_PROFILE)
    Database(practice.database).close()
    paper = _file(practice.documents / "ab" / "ab.pdf")
    with windows_files.hold(paper):
        bootstrap._clear_practice(practice)
        assert not practice.database.exists()
    with windows_files.hold(_file(practice.database)), pytest.raises(StoreError) as said:
        bootstrap._clear_practice(practice)
    assert "practice" in said.value.user_message
    bootstrap._clear_practice(practice)


def test_a_second_app_is_kept_out_and_the_lock_let_go(tmp_path: Path) -> None:
    lock = ProfileLock(tmp_path / "app.lock")
    with pytest.raises(AlreadyRunning):
        ProfileLock(tmp_path / "app.lock")
    lock.unlock()
    ProfileLock(tmp_path / "app.lock").unlock()
    files.remove_folder(tmp_path)


# ---- the log ------------------------------------------------------------------------------


@pytest.fixture
def log_in(tmp_path: Path) -> Iterator[Path]:
    """A data folder whose log is let go again."""
    before = logging.lastResort
    yield tmp_path
    log = logging.getLogger("konnect_desktop")
    for handler in list(log.handlers):
        if isinstance(handler, logging.handlers.RotatingFileHandler):
            log.removeHandler(handler)
            handler.close()
    logging.lastResort = before


@pytest.mark.parametrize("held", ["", ".1", ".3", ".5"])
def test_a_log_that_is_held_loses_no_line(
    log_in: Path, windows_files: WindowsFiles, held: str
) -> None:
    newest = logs.file_of(Paths(log_in))
    for number in range(1, 6):
        _file(newest.with_name(f"{newest.name}.{number}"), f"older {number}\n")
    handler = logs.setup(Paths(log_in))
    assert isinstance(handler, logging.handlers.RotatingFileHandler)
    _text = "older %d\n"
    for number in range(1, 6):
        _file(newest.with_name(f"{newest.name}.{number}"), _text % number)
    handler.maxBytes = 300
    log = logging.getLogger("konnect_desktop.part")
    with windows_files.hold(newest.with_name(newest.name + held)):
        for number in range(30):
            log.warning("line %d", number)
    handler.close()
    there = "".join(one.read_text() for one in newest.parent.glob(f"{newest.name}*"))
    assert [number for number in range(30) if f"line {number}\n" not in there] == []
    # At most the oldest went, as at any turn.
    assert [number for number in range(1, 5) if _text % number not in there] == []


def test_the_log_of_an_account_is_shortened_as_far_as_others_let_it(
    log_in: Path, windows_files: WindowsFiles
) -> None:
    newest = logs.file_of(Paths(log_in), "shop")
    old = "2026-01-02 09:12:00,123 INFO MainThread konnect_desktop.api: old\n"
    parts = [_file(newest.with_name(newest.name + end), old) for end in ("", ".1", ".2")]
    with windows_files.hold(parts[1]):
        leftovers.forget_logs(newest, NOW)
    assert [part.exists() for part in parts] == [True, True, False]
    leftovers.forget_logs(newest, NOW)
    assert [part.exists() for part in parts] == [True, False, False]
    assert json.dumps(parts[0].read_text()) == '""'
