"""Care of the data folder: closed to others, and on a disk that is good for it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from konnect_desktop import private, processes
from konnect_desktop.domain import data_place
from konnect_desktop.domain.data_place import Mount, Place, Surroundings
from konnect_desktop.paths import Paths
from konnect_desktop.settings import SettingsFile

#: Settings files of other programs are small.
_MOST_BYTES = 1_000_000
_REMOTE_DRIVE = 4


class DataFolderService:
    """For worker threads: a share that is gone keeps one waiting."""

    def __init__(
        self,
        paths: Paths,
        settings: SettingsFile,
        look_around: Callable[[Path], Surroundings] | None = None,
    ) -> None:
        self._paths = paths
        self._settings = settings
        self._look_around = look_around or surroundings

    def close_to_others(self) -> None:
        """Close what an older version, a copy from elsewhere or a stick brought along open."""
        private.close_all(self._paths.data_dir)

    def place(self) -> Place | None:
        """Where the folder should not stay; None also where the seller said to keep it."""
        folder = self._paths.data_dir.absolute()
        found = data_place.judge([str(folder), str(_resolved(folder))], self._look_around(folder))
        kept = self._settings.current.data_folder_kept
        return None if found is None or found.key == kept else found

    def keep(self, place: Place) -> None:
        """Say nothing of this place any more. Raises StoreError."""
        self._settings.change(data_folder_kept=place.key)


def surroundings(folder: Path) -> Surroundings:
    """What this computer tells about the folder; what cannot be read is left out."""
    home = Path.home()
    is_windows = sys.platform == "win32"
    is_remote, drive_name = _drive(folder)
    return Surroundings(
        is_windows=is_windows,
        home=str(home),
        synced=tuple(_synced(home, os.environ)),
        beside=frozenset(_beside(folder, home)),
        mounts=() if is_windows else tuple(_mounts()),
        is_remote_drive=is_remote,
        drive_name=drive_name,
    )


def _synced(home: Path, environment: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    yield from data_place.onedrive_folders(environment)
    roaming, local = environment.get("APPDATA", ""), environment.get("LOCALAPPDATA", "")
    own = [Path(one) for one in (roaming, local) if one]
    for folder in [home / ".dropbox", *(one / "Dropbox" for one in own)]:
        yield from data_place.dropbox_folders(_text(folder / "info.json"))
    config = [home / ".config", home / "Library" / "Preferences", *own]
    for name in ("Nextcloud", "ownCloud"):
        for folder in config:
            text = _text(folder / name / f"{name.lower()}.cfg")
            yield from data_place.nextcloud_folders(text)


def _beside(folder: Path, home: Path) -> Iterator[str]:
    """The marks of such programs in the folder and above it, not in the home folder itself."""
    resolved = _resolved(folder)
    for part in {*(folder, *folder.parents), *(resolved, *resolved.parents)} - {home}:
        for name in data_place.MARKS:
            if _exists(part / name):
                yield name


def _mounts() -> list[Mount]:
    if sys.platform == "darwin":
        try:
            told = processes.run("mount", seconds=5)
        except OSError:
            return []
        return data_place.mac_mounts(told.stdout)
    return data_place.linux_mounts(_text(Path("/proc/self/mountinfo")))


def _drive(folder: Path) -> tuple[bool, str]:
    """Windows: whether the folder's drive is one of another computer, and what it is called."""
    if sys.platform == "win32":
        import ctypes

        from konnect_desktop.windows import kernel32

        kernel, name = kernel32(), ctypes.create_unicode_buffer(261)
        is_remote = kernel.GetDriveTypeW(folder.anchor) == _REMOTE_DRIVE
        size = ctypes.c_ulong(len(name))
        kernel.GetVolumeInformationW(folder.anchor, name, size, None, None, None, None, 0)
        return is_remote, name.value
    return False, ""


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(_MOST_BYTES).decode("utf-8", "replace")
    except OSError:
        return ""


def _resolved(folder: Path) -> Path:
    try:
        return folder.resolve()
    except (OSError, RuntimeError):
        return folder


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False
