"""Is the data folder on this computer's own disk, or somewhere that can damage it?

A program that synchronises a folder copies the data file while it is written, holds it, and brings
back older versions of it; on a network share the locks and the log of SQLite do not work. In both
cases two computers may open the same data, and with a cloud buyers' data leaves the computer.

Everything here is decided from what was found (`Surroundings`); nothing is looked up.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import PurePath, PurePosixPath, PureWindowsPath


class Danger(Enum):
    """Why a place is not a good one."""

    SYNCED = "synced"
    NETWORK = "network"


@dataclass(frozen=True, slots=True)
class Place:
    """A place that is not a good one; `by` is who copies the folder or what the share is called."""

    danger: Danger
    by: str

    @property
    def key(self) -> str:
        """What is remembered when the seller keeps the folder there."""
        return f"{self.danger.value} {self.by}" if self.danger is Danger.SYNCED else "network"


@dataclass(frozen=True, slots=True)
class Mount:
    """What is mounted where, as the system says."""

    point: str
    kind: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known of this computer and of the folder."""

    is_windows: bool = False
    home: str = ""
    #: Who copies which folder, from the settings of such programs.
    synced: Sequence[tuple[str, str]] = ()
    #: Names of what lies in the folder and in those above it.
    beside: frozenset[str] = frozenset()
    mounts: Sequence[Mount] = ()
    #: Windows: whether the drive is one of another computer, and what it is called.
    is_remote_drive: bool = False
    drive_name: str = ""


#: Names that such programs give their folder: the whole name, or what it begins with.
_NAMES = (
    (re.compile(r"onedrive( - .+)?|onedrive-.+", re.IGNORECASE), "OneDrive"),
    (re.compile(r"dropbox( \(.+\))?|dropbox-.+", re.IGNORECASE), "Dropbox"),
    (re.compile(r"google ?drive( streaming)?|google ?drive-.+", re.IGNORECASE), "Google Drive"),
    (re.compile(r"icloud ?drive|com~apple~clouddocs|mobile documents", re.IGNORECASE), "iCloud"),
    (re.compile(r"box sync|box-box", re.IGNORECASE), "Box"),
    (re.compile(r"nextcloud|owncloud", re.IGNORECASE), "Nextcloud"),
    (re.compile(r"pcloud ?drive|pcloud sync", re.IGNORECASE), "pCloud"),
    (re.compile(r"megasync( downloads| uploads)?", re.IGNORECASE), "MEGA"),
    (re.compile(r"yandex\.disk(\..+)?|yandexdisk", re.IGNORECASE), "Yandex.Disk"),
    (re.compile(r"zoho ?workdrive.*", re.IGNORECASE), "Zoho WorkDrive"),
    (re.compile(r"syncthing", re.IGNORECASE), "Syncthing"),
)
#: Too common to mean anything but directly in the home folder, or first on a drive.
_COMMON_NAMES = (
    (re.compile(r"box", re.IGNORECASE), "Box"),
    (re.compile(r"mega", re.IGNORECASE), "MEGA"),
    (re.compile(r"my drive|shared drives", re.IGNORECASE), "Google Drive"),
)
#: macOS keeps the folders of all such programs in here.
_CLOUD_STORAGE = "cloudstorage"
#: What such programs leave in the folder that they copy.
_MARKS = {
    ".stfolder": "Syncthing",
    ".dropbox.cache": "Dropbox",
    ".nextcloudsync.log": "Nextcloud",
    ".owncloudsync.log": "Nextcloud",
    ".tmp.driveupload": "Google Drive",
    ".tmp.drivedownload": "Google Drive",
    ".megaignore": "MEGA",
}
MARKS = frozenset(_MARKS)
_NETWORK_KINDS = frozenset(
    {
        *("nfs", "nfs3", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "afp", "afpfs", "ncpfs"),
        *("afs", "9p", "ceph", "glusterfs", "lustre", "gpfs", "webdav", "davfs", "davfs2"),
        *("vboxsf", "vmhgfs", "vmhgfs-fuse", "prl_fs", "drvfs", "sshfs", "curlftpfs"),
        *("gvfsd-fuse", "s3fs", "gcsfuse"),
    }
)
_CLOUD_KINDS = {
    "rclone": "rclone",
    "google-drive-ocamlfuse": "Google Drive",
    "onedriver": "OneDrive",
    "pcloud": "pCloud",
}
_GOOGLE_DRIVE = "google drive"
_OCTAL = re.compile(r"\\([0-7]{3})")
_MAC_MOUNT = re.compile(r"(?P<source>.*?) on (?P<point>/.*) \((?P<kind>[^,()]+).*\)")
_LOCAL_PATH = re.compile(r"^[^=\r\n]*localPath=(.+?)\s*$", re.MULTILINE)


def judge(folders: Iterable[str], around: Surroundings) -> Place | None:
    """Why the data folder should not stay there; None for this computer's own disk.

    `folders`: the absolute path as it was given, and as it is once links were followed.
    """
    spellings = [_path(one, around) for one in folders]
    for look in (_by_settings, _by_name, _by_drive):
        for folder in spellings:
            found = look(folder, around)
            if found is not None:
                return found
    marked = sorted(_MARKS[name] for name in around.beside & MARKS)
    return Place(Danger.SYNCED, marked[0]) if marked else None


def is_share(path: str) -> bool:
    """Whether a Windows path, all links followed, leads to another computer."""
    return _path(path, Surroundings(is_windows=True)).drive.startswith("\\\\")


def _path(text: str, around: Surroundings) -> PurePath:
    if not around.is_windows:
        return PurePosixPath(text)
    # The long spelling of a path means the same.
    for start, stands_for in (("\\\\?\\UNC\\", "\\\\"), ("\\\\?\\", "")):
        if text.upper().startswith(start):
            return PureWindowsPath(stands_for + text[len(start) :])
    return PureWindowsPath(text)


def _by_settings(folder: PurePath, around: Surroundings) -> Place | None:
    for name, root in around.synced:
        if root.strip() and folder.is_relative_to(_path(root, around)):
            return Place(Danger.SYNCED, name)
    return None


def _by_name(folder: PurePath, around: Surroundings) -> Place | None:
    home = _path(around.home, around) if around.home else None
    above: PurePath | None = None
    for part in folder.parts:
        here = above / part if above is not None else type(folder)(part)
        if above is not None:
            names = list(_NAMES)
            if above == home or above == type(folder)(folder.anchor):
                names += _COMMON_NAMES
            for pattern, name in names:
                if pattern.fullmatch(part):
                    return Place(Danger.SYNCED, name)
            if above.name.casefold() == _CLOUD_STORAGE:
                return Place(Danger.SYNCED, part.partition("-")[0])
        above = here
    return None


def _by_drive(folder: PurePath, around: Surroundings) -> Place | None:
    if around.is_windows:
        if around.drive_name.casefold() == _GOOGLE_DRIVE:
            return Place(Danger.SYNCED, "Google Drive")
        if folder.drive.startswith("\\\\"):
            return Place(Danger.NETWORK, folder.drive)
        return Place(Danger.NETWORK, folder.drive) if around.is_remote_drive else None
    mount = _mount_of(folder, around.mounts)
    if mount is None or mount.point == "/":
        # A computer that starts from a share has no disk to move to.
        return None
    kind = mount.kind.casefold().removeprefix("fuse.")
    if kind in _CLOUD_KINDS:
        return Place(Danger.SYNCED, _CLOUD_KINDS[kind])
    return Place(Danger.NETWORK, mount.source or mount.point) if kind in _NETWORK_KINDS else None


def _mount_of(folder: PurePath, mounts: Sequence[Mount]) -> Mount | None:
    """The innermost; of several at one point the last hides the others."""
    found: Mount | None = None
    for mount in mounts:
        if folder.is_relative_to(PurePosixPath(mount.point)) and (
            found is None or len(mount.point) >= len(found.point)
        ):
            found = mount
    return found


# ---- what systems and programs write -----------------------------------------------------


def linux_mounts(text: str) -> list[Mount]:
    """What `/proc/self/mountinfo` says. Lines that cannot be read are left out."""
    found = []
    for line in text.splitlines():
        head, _, tail = line.partition(" - ")
        first, last = head.split(" "), tail.split(" ")
        if len(first) > 4 and len(last) > 1:
            point, source = (
                _OCTAL.sub(lambda octal: chr(int(octal[1], 8)), one) for one in (first[4], last[1])
            )
            found.append(Mount(point, last[0], source))
    return found


def mac_mounts(text: str) -> list[Mount]:
    """What `mount` says on macOS."""
    lines = (_MAC_MOUNT.fullmatch(line.strip()) for line in text.splitlines())
    return [Mount(line["point"], line["kind"].strip(), line["source"]) for line in lines if line]


def onedrive_folders(environment: Mapping[str, str]) -> list[tuple[str, str]]:
    """The folders of OneDrive, for home and for business."""
    return [
        ("OneDrive", folder)
        for name, folder in environment.items()
        if name.casefold().startswith("onedrive") and folder
    ]


def dropbox_folders(text: str) -> list[tuple[str, str]]:
    """The folders in Dropbox's `info.json`; none when it cannot be read."""
    try:
        accounts = json.loads(text)
    except (ValueError, RecursionError):
        return []
    if not isinstance(accounts, dict):
        return []
    paths = (one.get("path") for one in accounts.values() if isinstance(one, dict))
    return [("Dropbox", path) for path in paths if isinstance(path, str) and path]


def nextcloud_folders(text: str) -> list[tuple[str, str]]:
    """The folders in the settings of Nextcloud and ownCloud."""
    return [("Nextcloud", path) for path in _LOCAL_PATH.findall(text)]
