"""Where everything lives on disk: one data folder, one sub-folder per profile."""

from __future__ import annotations

import contextlib
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from konnect_desktop import files, private
from konnect_desktop.errors import KonnectError

DEFAULT_PROFILE = "default"
PRACTICE_PROFILE = "practice"
_APP_FOLDER = "Konnect Desktop"
_PROFILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ProfilePaths:
    """The files of one account."""

    name: str
    root: Path
    database: Path
    documents: Path
    print_jobs: Path
    backups: Path
    settings: Path


@dataclass(frozen=True, slots=True)
class Paths:
    """The data folder and what is in it; nothing is created by asking."""

    data_dir: Path

    @property
    def logs(self) -> Path:
        """Folder of the log files, shared by all profiles."""
        return self.data_dir / "logs"

    def profile(self, name: str) -> ProfilePaths:
        """The files of profile `name`; a profile whose name differs in capitals alone is the same.

        Raises KonnectError for a name no folder can have.
        """
        name = self._spelled(_checked(name))
        root = self.data_dir / "profiles" / name
        return ProfilePaths(
            name=name,
            root=root,
            database=root / "orders.db",
            documents=root / "documents",
            print_jobs=root / "print_jobs",
            backups=root / "backups",
            settings=root / "settings.json",
        )

    def lock(self, profile: str) -> Path:
        """The file that says the profile is open in a running app."""
        return self.profile(profile).root / "app.lock"

    def _spelled(self, name: str) -> str:
        """As the profile is called that has this folder: Windows knows no capitals in names."""
        known = [DEFAULT_PROFILE, PRACTICE_PROFILE]
        with contextlib.suppress(OSError):
            known += self.profile_names()
        same = (one for one in known if one.casefold() == name.casefold())
        return name if name in known else next(same, name)

    def profile_names(self) -> list[str]:
        """Profiles that exist on disk, by name."""
        folder = self.data_dir / "profiles"
        if not folder.is_dir():
            return []
        return sorted(entry.name for entry in folder.iterdir() if entry.is_dir())


def default_data_dir() -> Path:
    """The platform's folder for data that stays on this computer (Windows: Local, not Roaming)."""
    import platformdirs

    return Path(platformdirs.user_data_dir(_APP_FOLDER, appauthor=False, roaming=False))


def resource(name: str) -> Path:
    """A file that ships with the app, e.g. `resource("icons/refresh.svg")`.

    The folder lies inside a frozen app, inside the package, or beside it in a checkout.
    """
    roots = [Path(__file__).parent, Path(__file__).parents[1]]
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen:
        roots.insert(0, Path(frozen))
    for root in roots:
        found = root / "resources" / name
        if found.exists():
            return found
    return roots[-1] / "resources" / name


def shipped(name: str) -> Path:
    """A text of the project that ships with the app: "CHANGELOG.md" or "LICENSE".

    It lies beside the resources in an installed copy, and at the top of a checkout.
    """
    found = resource(name)
    return found if found.exists() else Path(__file__).parents[1] / name


def make_private(folder: Path) -> Path:
    """Create `folder` with its parents, readable by this user alone where the disk has that.

    Raises StoreError or DiskFull in words that name the folder.
    """
    try:
        private.make_folder(folder)
    except OSError as error:
        raise files.trouble(
            folder,
            error,
            "nothing can be saved there",
            otherwise="start the app with another data folder (--data-dir)",
        ) from error
    return folder


def _checked(name: str) -> str:
    # Windows drops dots at the end, so that "shop." would be the folder of "shop".
    if _PROFILE_NAME.fullmatch(name) and not _RESERVED.fullmatch(name) and name[-1] != ".":
        return name
    raise KonnectError(
        f"The profile name {name[:40]!r} cannot be used.",
        next_step="Use letters, digits, dash or underscore, up to 64 of them, and dots between.",
    )
