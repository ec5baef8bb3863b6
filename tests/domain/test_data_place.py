"""Which places harm a data folder."""

from __future__ import annotations

import json

import pytest

from konnect_desktop.domain.data_place import (
    Danger,
    Mount,
    Place,
    Surroundings,
    dropbox_folders,
    is_share,
    judge,
    linux_mounts,
    mac_mounts,
    nextcloud_folders,
    onedrive_folders,
)

WINDOWS = Surroundings(is_windows=True, home=r"C:\Users\Asha")
LINUX = Surroundings(home="/home/asha", mounts=(Mount("/", "ext4"), Mount("/home", "btrfs")))


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        (r"C:\Users\Asha\OneDrive\Konnect Desktop", "OneDrive"),
        (r"C:\Users\Asha\OneDrive - Asha Textiles Pvt Ltd\Documents\Konnect", "OneDrive"),
        (r"c:\users\asha\onedrive\Desktop\x", "OneDrive"),
        (r"\\?\C:\Users\Asha\OneDrive\x", "OneDrive"),
        (r"D:\Dropbox\shop", "Dropbox"),
        (r"C:\Users\Asha\Dropbox (Personal)\shop", "Dropbox"),
        (r"C:\Users\Asha\Google Drive\shop", "Google Drive"),
        (r"G:\My Drive\shop", "Google Drive"),
        (r"G:\Shared drives\Team\shop", "Google Drive"),
        (r"C:\Users\Asha\iCloudDrive\shop", "iCloud"),
        (r"C:\Users\Asha\Box\shop", "Box"),
        (r"C:\Users\Asha\Box Sync\shop", "Box"),
        (r"C:\Users\Asha\Nextcloud\shop", "Nextcloud"),
        (r"C:\Users\Asha\MEGA\shop", "MEGA"),
        (r"P:\pCloudDrive\shop", "pCloud"),
    ],
)
def test_folders_that_are_copied_are_known_by_name_on_windows(folder: str, name: str) -> None:
    assert judge([folder], WINDOWS) == Place(Danger.SYNCED, name)


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("/home/asha/Dropbox/konnect", "Dropbox"),
        ("/home/asha/OneDrive/konnect", "OneDrive"),
        ("/home/asha/Nextcloud/konnect", "Nextcloud"),
        ("/Users/asha/Library/CloudStorage/OneDrive-AshaTextiles/konnect", "OneDrive"),
        (
            "/Users/asha/Library/CloudStorage/GoogleDrive-asha@x.example/My Drive/k",
            "Google Drive",
        ),
        ("/Users/asha/Library/CloudStorage/Dropbox/konnect", "Dropbox"),
        ("/Users/asha/Library/CloudStorage/Tresorit-x/konnect", "Tresorit"),
        ("/Users/asha/Library/Mobile Documents/com~apple~CloudDocs/konnect", "iCloud"),
    ],
)
def test_folders_that_are_copied_are_known_by_name_elsewhere(folder: str, name: str) -> None:
    assert judge([folder], LINUX) == Place(Danger.SYNCED, name)


@pytest.mark.parametrize(
    "folder",
    [
        r"C:\Users\Asha\AppData\Local\Konnect Desktop",
        r"D:\Konnect",
        r"D:\Shop\Box\data",
        r"D:\Shop\My Drive\data",
        r"C:\Users\Asha\Not OneDrive\data",
        r"C:\Users\Asha\OneDriver\data",
        r"C:\Dropboxes\data",
    ],
)
def test_an_own_disk_is_good(folder: str) -> None:
    assert judge([folder], WINDOWS) is None


def test_an_own_disk_is_good_elsewhere() -> None:
    for folder in ("/home/asha/.local/share/Konnect Desktop", "/srv/konnect", "/home/asha/boxes/x"):
        assert judge([folder], LINUX) is None


def test_folders_that_programs_name_themselves() -> None:
    around = Surroundings(
        is_windows=True,
        home=r"C:\Users\Asha",
        synced=(
            *onedrive_folders(
                {
                    "OneDrive": "",
                    "OneDriveCommercial": r"E:\Firma",
                    "ONEDRIVECONSUMER": r"E:\Mine\\",
                    "PATH": r"C:\Windows",
                }
            ),
            *dropbox_folders(json.dumps({"personal": {"path": r"D:\Box of drops", "host": 1}})),
        ),
    )
    assert judge([r"e:\firma\Konnect"], around) == Place(Danger.SYNCED, "OneDrive")
    assert judge([r"E:\Mine\Konnect"], around) == Place(Danger.SYNCED, "OneDrive")
    assert judge([r"D:\Box of drops\x"], around) == Place(Danger.SYNCED, "Dropbox")
    assert judge([r"E:\Firma2\Konnect"], around) is None
    assert judge([r"C:\Windows\x"], around) is None
    for broken in ("", "{", "[]", '{"personal": 5}', '{"personal": {"path": null}}', "[" * 9999):
        assert dropbox_folders(broken) == []


def test_nextcloud_names_its_folders() -> None:
    text = "[Accounts]\n0\\Folders\\1\\localPath=/home/asha/Wolke/\n0\\Folders\\1\\paused=false\n"
    assert nextcloud_folders(text) == [("Nextcloud", "/home/asha/Wolke/")]
    around = Surroundings(home="/home/asha", synced=nextcloud_folders(text))
    assert judge(["/home/asha/Wolke/shop"], around) == Place(Danger.SYNCED, "Nextcloud")


def test_marks_of_such_programs() -> None:
    around = Surroundings(home="/home/asha", beside=frozenset({".stfolder", "other"}))
    assert judge(["/home/asha/Sync/shop"], around) == Place(Danger.SYNCED, "Syncthing")


def test_where_a_link_leads_counts() -> None:
    paths = [r"C:\Konnect", r"C:\Users\Asha\OneDrive\Konnect"]
    assert judge(paths, WINDOWS) == Place(Danger.SYNCED, "OneDrive")
    assert judge([r"Z:\shop", r"\\NAS\office\shop"], WINDOWS) == Place(
        Danger.NETWORK, r"\\NAS\office"
    )


@pytest.mark.parametrize(
    ("folder", "around"),
    [
        (r"\\NAS\office\konnect", WINDOWS),
        (r"\\?\UNC\NAS\office\konnect", WINDOWS),
        (r"\\wsl.localhost\Debian\home\asha", WINDOWS),
        (r"Z:\konnect", Surroundings(is_windows=True, is_remote_drive=True)),
    ],
)
def test_network_drives_of_windows(folder: str, around: Surroundings) -> None:
    found = judge([folder], around)
    assert found is not None
    assert (found.danger, found.key) == (Danger.NETWORK, "network")


def test_what_is_a_share() -> None:
    shares = (r"\\NAS\office\x", r"\\?\UNC\NAS\office\x", r"\\wsl$\Debian\home")
    assert all(map(is_share, shares))
    own = (r"C:\Konnect", r"\\?\C:\Konnect", r"Z:\x", "/home/asha")
    assert not any(map(is_share, own))


def test_a_drive_that_google_drive_made() -> None:
    around = Surroundings(is_windows=True, drive_name="Google Drive")
    assert judge([r"H:\Meine Ablage\shop"], around) == Place(Danger.SYNCED, "Google Drive")


MOUNTINFO = r"""
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
23 22 0:21 / /home rw - btrfs /dev/sda2 rw
40 22 0:40 / /mnt/our\040office rw,relatime shared:9 - cifs //nas/office rw,vers=3.1.1
41 22 0:41 / /mnt/nfs rw - nfs4 nas:/export rw
42 22 0:42 / /home/asha/far rw,nosuid - fuse.sshfs asha@host: rw
43 22 0:43 / /home/asha/cloud rw - fuse.rclone drive: rw
44 22 0:44 / /home/asha/usb rw - fuseblk /dev/sdb1 rw
45 22 0:45 / /mnt/nfs/local rw - ext4 /dev/sdc1 rw
46 22 0:46 / /run/user/1000/gvfs rw - fuse.gvfsd-fuse gvfsd-fuse rw
47 22 0:47 / /mnt/vm rw - 9p share rw
48 22 0:48 / /mnt/auto rw - autofs systemd-1 rw
49 22 0:49 / /mnt/auto rw - smb3 //nas/auto rw
nonsense
"""


@pytest.mark.parametrize(
    ("folder", "place"),
    [
        ("/mnt/our office/konnect", Place(Danger.NETWORK, "//nas/office")),
        ("/mnt/nfs/shop", Place(Danger.NETWORK, "nas:/export")),
        ("/mnt/nfs/local/shop", None),
        ("/mnt/nfsx/shop", None),
        ("/home/asha/far/shop", Place(Danger.NETWORK, "asha@host:")),
        ("/home/asha/cloud/shop", Place(Danger.SYNCED, "rclone")),
        ("/home/asha/usb/shop", None),
        ("/home/asha/shop", None),
        ("/run/user/1000/gvfs/smb-share:server=nas/x", Place(Danger.NETWORK, "gvfsd-fuse")),
        ("/mnt/vm/shop", Place(Danger.NETWORK, "share")),
        ("/mnt/auto/shop", Place(Danger.NETWORK, "//nas/auto")),
    ],
)
def test_mounts_of_linux(folder: str, place: Place | None) -> None:
    around = Surroundings(home="/home/asha", mounts=linux_mounts(MOUNTINFO))
    assert judge([folder], around) == place


def test_mounts_of_macos() -> None:
    told = (
        "/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)\n"
        "//asha@nas/office on /Volumes/office (smbfs, nodev, nosuid, mounted by asha)\n"
        "/dev/disk4s1 on /Volumes/My Stick (exfat, local, nodev)\n"
    )
    around = Surroundings(home="/Users/asha", mounts=mac_mounts(told))
    assert judge(["/Volumes/office/shop"], around) == Place(Danger.NETWORK, "//asha@nas/office")
    assert judge(["/Volumes/My Stick/shop"], around) is None
    assert judge(["/Users/asha/shop"], around) is None
