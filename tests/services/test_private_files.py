"""Whatever the umask, the data folder is for this user alone, and stays so."""

from __future__ import annotations

import os
import stat
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from konnect_desktop import bootstrap, logs, private, windows_rights
from konnect_desktop.paths import Paths
from konnect_desktop.store.database import Database
from tests.services.conftest import MakeDesk

IS_POSIX = os.name == "posix"


@pytest.fixture
def open_umask() -> Iterator[None]:
    """A system that gives everybody everything."""
    before = os.umask(0)
    yield
    os.umask(before)


def open_to_others(folder: Path) -> list[str]:
    """What others than this user may touch, below `folder` and it itself."""
    return [
        f"{stat.S_IMODE(path.lstat().st_mode):o} {path}"
        for path in (folder, *folder.rglob("*"))
        if not path.is_symlink() and stat.S_IMODE(path.lstat().st_mode) & 0o077
    ]


def test_all_that_is_made_is_closed(make_desk: MakeDesk, open_umask: None, tmp_path: Path) -> None:
    desk = make_desk(20)
    # Nothing may hang on the umask alone.
    os.umask(0)
    handler = logs.setup(desk.services.paths, desk.services.profile.name)
    for shipment_id in desk.server.world.ids():
        desk.server.world.unlock(shipment_id)
    desk.sync()
    new = desk.ids()[:6]
    desk.until_packed(new)
    desk.services.documents.collect(desk.ctx, new, "label")
    desk.services.backups.back_up()
    desk.services.change_settings(theme="dark")
    saved = tmp_path / "out" / "labels.pdf"
    saved.parent.mkdir(mode=0o755)
    desk.services.documents.export(b"%PDF-", saved)
    assert handler is not None
    handler.close()
    data = desk.services.paths.data_dir
    made = {path.name for path in data.rglob("*")}
    assert {"orders.db", "orders.db-wal", "orders.db-shm", "settings.json"} <= made
    assert any(name.endswith(".pdf") for name in made)
    if IS_POSIX:
        assert open_to_others(data) == []
        assert stat.S_IMODE(saved.stat().st_mode) == 0o600


def test_a_data_file_alone_is_closed_with_its_log(open_umask: None, tmp_path: Path) -> None:
    database = Database(tmp_path / "new" / "deep" / "orders.db")
    try:
        names = {path.name for path in (tmp_path / "new" / "deep").iterdir()}
        assert {"orders.db", "orders.db-wal", "orders.db-shm"} <= names
        if IS_POSIX:
            assert open_to_others(tmp_path / "new") == []
    finally:
        database.close()


def test_what_an_older_version_left_open_is_closed(make_desk: MakeDesk, tmp_path: Path) -> None:
    make_desk(5).services.close()
    data = tmp_path / "data"
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "photo.jpg").write_text("")
    root = data / "profiles" / "test"
    for number in range(3):
        paper = root / "documents" / f"a{number}" / "x.pdf"
        paper.parent.mkdir(parents=True)
        paper.write_text("")
    (data / "logs").mkdir(exist_ok=True)
    (data / "logs" / "konnect-desktop.log").write_text("")
    if not IS_POSIX:
        return
    for path in (data, *data.rglob("*"), outside, *outside.rglob("*")):
        path.chmod(0o777 if path.is_dir() else 0o666)
    (root / "documents" / "a0" / "link").symlink_to(outside)
    (root / "link.jpg").symlink_to(outside / "photo.jpg")
    services = bootstrap.build(Paths(data), "test")
    services.close()
    assert open_to_others(data) == []
    assert len(open_to_others(outside)) == 2


def test_a_folder_that_is_not_ours_alone_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "holiday.jpg").write_text("")
    (tmp_path / "holiday.jpg").chmod(0o644)
    tmp_path.chmod(0o755)
    services = bootstrap.build(Paths(tmp_path), "test")
    services.close()
    if IS_POSIX:
        assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755
        assert stat.S_IMODE((tmp_path / "holiday.jpg").stat().st_mode) & 0o044
        assert open_to_others(tmp_path / "profiles") == []


if IS_POSIX:

    def test_many_files_are_not_looked_through_before_the_window(tmp_path: Path) -> None:
        folder = tmp_path / "profiles" / "test" / "documents"
        folder.mkdir(parents=True)
        for number in range(3_000):
            (folder / f"{number}.pdf").touch()
            (folder / f"{number}.pdf").chmod(0o644)
        assert not private.close_all(tmp_path, at_most=1_000)
        assert len(open_to_others(folder)) > 1_900
        started = time.perf_counter()
        assert private.close_all(tmp_path)
        assert time.perf_counter() - started < 2
        assert open_to_others(tmp_path) == []


# ---- Windows ---------------------------------------------------------------------------

ASHA = "S-1-5-21-1-2-3-1001"


@pytest.mark.parametrize(
    ("access", "is_closed"),
    [
        (windows_rights.list_for(ASHA), True),
        (f"D:PAI(A;OICI;FA;;;{ASHA})(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)", True),
        (f"O:{ASHA}G:DUD:P(A;OICI;FA;;;{ASHA})", True),
        (f"D:P(D;;FA;;;BU)(A;OICI;FA;;;{ASHA})(A;OICIIO;FA;;;CO)", True),
        # What comes from the folder above may change with it.
        (f"D:AI(A;OICIID;FA;;;{ASHA})(A;OICIID;FA;;;SY)(A;OICIID;FA;;;BA)", False),
        (f"D:P(A;OICI;FA;;;{ASHA})(A;OICI;0x1200a9;;;BU)", False),
        (f"D:P(A;OICI;FA;;;{ASHA})(A;;FR;;;WD)", False),
        (f"D:P(A;OICI;FA;;;{ASHA})(A;;FR;;;S-1-5-21-1-2-3-1002)", False),
        (f'D:P(A;OICI;FA;;;{ASHA})(XA;;FX;;;AU;(@User.Title=="VP"))', False),
        ("D:P(A;OICI;FA;;;LA)", False),
        ("D:NO_ACCESS_CONTROL", False),
        ("D:P", False),
        ("", False),
    ],
)
def test_who_may_read_is_judged_by_the_list(access: str, is_closed: bool) -> None:
    assert windows_rights.is_closed(access, ASHA) is is_closed


def test_the_first_administrator_is_known_by_the_short_name() -> None:
    first = "S-1-5-21-1-2-3-500"
    assert windows_rights.is_closed("D:P(A;OICI;FA;;;LA)(A;OICI;FA;;;SY)", first)


class Fake:
    """Windows' access lists, in memory."""

    def __init__(self, access: str) -> None:
        self.access = access
        self.written: list[str] = []

    def user(self) -> str:
        return ASHA

    def read(self, folder: Path) -> str:
        return self.access

    def write(self, folder: Path, access: str) -> None:
        self.written.append(access)
        self.access = access


def test_a_list_is_written_once(tmp_path: Path) -> None:
    rights = Fake(f"D:AI(A;OICIID;FA;;;{ASHA})(A;OICIID;0x1200a9;;;BU)")
    for _ in range(3):
        windows_rights.close(tmp_path, rights)
    assert rights.written == [f"D:P(A;OICI;FA;;;{ASHA})(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)"]


def test_the_calls_to_the_system_are_there() -> None:
    """On Windows (or its interpreter elsewhere) they are made; the rest cannot have them."""
    rights = windows_rights.WindowsRights()
    if sys.platform == "win32":
        assert rights.user().startswith("S-1-5-")
        assert rights.read(Path.home()).startswith("D:")
    else:
        with pytest.raises(OSError, match="no Windows"):
            rights.user()
