"""What the self-test is given: whose data folder, which settings, and a place for scratch files."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from konnect_desktop import files, leftovers, private
from konnect_desktop.credentials import KeyringCredentials, ProxyPassword
from konnect_desktop.paths import Paths, ProfilePaths
from konnect_desktop.services.network import chosen_proxy
from konnect_desktop.settings import Settings

if TYPE_CHECKING:
    from konnect_desktop.api.network import Network
    from konnect_desktop.printing.queue import PrintQueue


@dataclass(frozen=True)
class Computer:
    """Nothing of the account is opened, locked or changed by it."""

    paths: Paths
    profile: ProfilePaths
    settings: Settings
    #: Practice: no network at all.
    is_practice: bool
    network: Callable[[], Network]
    #: Other print queues than the computer's own, for tests.
    queue: Callable[[], PrintQueue] | None = None


def computer(data_dir: Path, profile: str, *, is_practice: bool = False) -> Computer:
    """This computer, for an account that is not open. Raises KonnectError for its name."""
    paths = Paths(data_dir)
    found = paths.profile(profile)
    settings = read_settings(found.settings)
    is_practice = is_practice or settings.is_practice
    return Computer(paths, found, settings, is_practice, lambda: _network(settings, profile))


def read_settings(path: Path) -> Settings:
    """As the app reads them, but nothing is put aside: what cannot be read is as if it were new."""
    try:
        data = json.loads(files.read(path))
    except (OSError, ValueError, RecursionError):
        return Settings()
    return Settings.from_dict(data) if isinstance(data, dict) else Settings()


def _network(settings: Settings, profile: str) -> Network:
    from konnect_desktop.api.network import Network, Way

    proxy = chosen_proxy(settings)
    authorities = Path(settings.authority_file) if settings.authority_file else None

    def password() -> str:
        # The safe is asked for this alone, and only where the proxy has a user.
        return ProxyPassword(KeyringCredentials(), profile).get(proxy.user, proxy.host)

    return Network(Way(proxy, password, authorities))


class Scratch:
    """A folder for the files of the self-test: in the data folder, so on the very same disk.

    Where nothing can be written there it is in the temporary folder, and `trouble` says why.
    `close` removes it, with the folders that were made for it.
    """

    def __init__(self, data_dir: Path) -> None:
        self.trouble: OSError | None = None
        self._made = [part for part in (data_dir, *data_dir.parents) if not os.path.lexists(part)]
        try:
            private.make_folder(data_dir)
            leftovers.forget_temporary(data_dir)
            self.folder = Path(tempfile.mkdtemp(prefix=leftovers.SELF_TEST, dir=data_dir))
        except OSError as error:
            self.trouble = error
            self.folder = Path(tempfile.mkdtemp(prefix=leftovers.SELF_TEST))

    @property
    def is_in_data_folder(self) -> bool:
        """Whether the files lie where the app's own do."""
        return self.trouble is None

    def close(self) -> None:
        """Remove it. What a hanging check still holds is removed another day."""
        shutil.rmtree(self.folder, ignore_errors=True)
        for part in self._made:
            try:
                part.rmdir()
            except OSError:
                return  # the app has begun to use it
