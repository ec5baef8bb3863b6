"""The data folder, its disk, and the database: everything here works on scratch files."""

from __future__ import annotations

import os
import shutil
import stat
import sys
import time
from pathlib import Path

from konnect_desktop import files
from konnect_desktop.domain import data_place
from konnect_desktop.domain.data_place import Danger, Place
from konnect_desktop.errors import AlreadyRunning
from konnect_desktop.profile_lock import ProfileLock
from konnect_desktop.selftest.computer import Computer, Scratch
from konnect_desktop.selftest.results import Result, Value, failed, not_here, ok, warning
from konnect_desktop.selftest.running import of_error
from konnect_desktop.services.data_folder import surroundings
from konnect_desktop.store import copies, support
from konnect_desktop.store.database import Database
from konnect_desktop.store.failures import DamagedDatabase

_MB = 1_000_000
_LITTLE, _TOO_LITTLE = 500 * _MB, 50 * _MB
_REPLACES = 200
_REPLACED_BYTES = 16_384
#: A wait that a person notices; virus scanners make them.
_SLOW_S = 0.5
#: The longest name of a paper: two letters of its SHA-256, then all 64.
_PAPER = Path("00", "0" * 64 + ".pdf")
#: What GetDriveType says.
_DRIVES = {2: "removable", 3: "on this computer", 4: "network", 5: "CD", 6: "memory"}
_MOVE = "Move the data folder to this computer's own disk: start the app with --data-dir."
_NO_FOLDER = "The data folder cannot be written, see above."


def look_at_folder(computer: Computer, scratch: Scratch) -> Result:
    """Whether the app can save, on a disk that is good for it and has room."""
    folder = computer.paths.data_dir
    if scratch.trouble is not None:
        lost = "the app cannot save anything"
        other = "start the app with another data folder (--data-dir)"
        return of_error(files.trouble(folder, scratch.trouble, lost, otherwise=other), _MOVE)
    usage = shutil.disk_usage(scratch.folder)
    facts: dict[str, Value] = {
        "folder": str(folder),
        "disk": disk_kind(folder),
        "free MB": usage.free // _MB,
        "for this user alone": _is_private(scratch.folder),
    }
    found = _judged(folder, usage.free) or ok("It can be written, read and locked")
    if not _locks(scratch.folder):
        found = failed("Files on this disk cannot be locked, so two apps could open one.", _MOVE)
    return found.having(facts)


def _judged(folder: Path, free: int) -> Result | None:
    place = data_place.judge([str(folder), os.path.realpath(folder)], surroundings(folder))
    if sys.platform == "win32" and data_place.is_share(os.path.realpath(folder)):
        return failed("The data folder is on another computer; the app cannot save there.", _MOVE)
    if free < _TOO_LITTLE:
        return failed("The disk of the data folder is full.", "Free some space.")
    if place is not None:
        return warning(_words(place), _MOVE)
    if free < _LITTLE:
        return warning("The disk of the data folder is nearly full.", "Free some space.")
    return None


def _words(place: Place) -> str:
    if place.danger is Danger.SYNCED:
        return f"{place.by} copies the data folder, which can damage it."
    return "The data folder is on a network drive, which can damage it."


def _is_private(folder: Path) -> bool | str:
    if os.name != "posix":
        return "by its access list"
    return not stat.S_IMODE(folder.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO)


def _locks(folder: Path) -> bool:
    path = folder / "lock" / "app.lock"
    first = ProfileLock(path)
    try:
        ProfileLock(path).unlock()
    except AlreadyRunning:
        return True
    finally:
        first.unlock()
    return False


def disk_kind(folder: Path) -> str:
    """The file system and, on Windows, the kind of drive; "" where that is not known."""
    if sys.platform == "win32":
        import ctypes

        from konnect_desktop.windows import kernel32

        kernel, name = kernel32(), ctypes.create_unicode_buffer(64)
        root = folder.absolute().anchor
        kernel.GetVolumeInformationW(root, None, 0, None, None, None, name, len(name))
        return f"{name.value}, {_DRIVES.get(kernel.GetDriveTypeW(root), 'unknown')}"
    real = Path(os.path.realpath(folder))
    inner = [one for one in surroundings(folder).mounts if real.is_relative_to(one.point)]
    return max(inner, key=lambda mount: len(mount.point)).kind if inner else ""


# ---- paths and replaces --------------------------------------------------------------------


def look_at_long_paths(computer: Computer, scratch: Scratch) -> Result:
    """Whether a file can be as deep as the papers of this account lie."""
    if not scratch.is_in_data_folder:
        return not_here(_NO_FOLDER)
    longest = _length(computer.profile.documents / _PAPER)
    name = "0" * max(8, longest - _length(scratch.folder) - 1)
    facts = {"longest path": longest, "long paths switched on": takes_long_paths()}
    path = scratch.folder / name
    try:
        path.write_bytes(b"long")
        path.unlink()
    except OSError as error:
        lost = "papers cannot be saved"
        found = of_error(files.trouble(scratch.folder, error, lost), _MOVE)
        return found.having(facts)
    return ok(f"The longest path of the app, {longest} letters, can be written").having(facts)


def takes_long_paths() -> bool:
    """Whether paths of more than 259 letters can be; Windows has a setting for that."""
    if sys.platform == "win32":
        import winreg

        try:
            key = r"SYSTEM\CurrentControlSet\Control\FileSystem"
            with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, key) as opened:
                return bool(winreg.QueryValueEx(opened, "LongPathsEnabled")[0])
        except OSError:
            return False
    return True


def _length(path: Path) -> int:
    """As Windows counts: in UTF-16 units."""
    return len(str(path.absolute()).encode("utf-16-le", "surrogatepass")) // 2


def look_at_replaces(scratch: Scratch) -> Result:
    """200 files moved onto another one, as each saving does, and the longest wait for it."""
    if not scratch.is_in_data_folder:
        return not_here(_NO_FOLDER)
    target, source = scratch.folder / "kept.bin", scratch.folder / "new.bin"
    waits = []
    for number in range(_REPLACES):
        data = number.to_bytes(4, "big") * (_REPLACED_BYTES // 4)
        source.write_bytes(data)
        started = time.monotonic()
        try:
            files.replace(source, target)
        except OSError as error:
            lost = f"saving failed at file {number + 1} of {_REPLACES}"
            return of_error(files.trouble(scratch.folder, error, lost), _MOVE)
        waits.append(time.monotonic() - started)
        if files.read(target) != data:
            return failed("A file was not what had just been saved.", _MOVE)
    longest = max(waits)
    facts = {
        "longest wait ms": round(longest * 1000, 1),
        "all together ms": round(sum(waits) * 1000, 1),
    }
    if longest > _SLOW_S:
        found = warning(
            f"Saving waits for another program, up to {longest:.1f} seconds.",
            "Leave the data folder out of what the virus scanner or backup looks at.",
        )
    else:
        found = ok(f"{_REPLACES} replaced, the longest wait was {longest * 1000:.1f} ms")
    return found.having(facts)


# ---- the database --------------------------------------------------------------------------


def look_at_schema(scratch: Scratch) -> Result:
    """A new data file: made, written, checked, copied, and the copy opened again."""
    path = scratch.folder / "schema" / "orders.db"
    database = Database(path)
    try:
        facts = support.data_facts(database)
        wrong = database.check()
        copy = path.with_name("copy.db")
        database.backup(copy)
    finally:
        database.close()
    if wrong:
        return failed("A new data file is not sound.", _MOVE, found=wrong[0])
    copies.examine(copy)
    return ok(
        f"SQLite {support.sqlite_version()}, data of version {facts.schema_version}",
        sqlite=support.sqlite_version(),
        schema=facts.schema_version,
        tables=len(facts.rows),
    )


def look_at_damage(scratch: Scratch) -> Result:
    """A data file that is damaged must be noticed and kept aside, and a new one begun."""
    path = scratch.folder / "damaged" / "orders.db"
    Database(path).close()
    with path.open("r+b") as file:
        # Not even the head is left: nobody could take it for a data file.
        file.write(b"\xaa" * 4096)
    try:
        Database(path).close()
    except DamagedDatabase:
        pass
    else:
        return failed("A damaged data file was opened as if it were sound.", _MOVE)
    aside = sorted(path.parent.glob("*.damaged-*"))
    if path.exists() or not aside:
        return failed(
            "A damaged data file could not be put aside: another program holds it.",
            "Leave the data folder out of what the virus scanner or backup looks at.",
        )
    Database(path, anew=True).close()
    return ok("A damaged data file is noticed and put aside", kept_as=aside[0].name)
