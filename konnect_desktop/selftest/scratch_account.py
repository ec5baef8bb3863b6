"""An account with nothing in it, on scratch files, for the window that is painted."""

from __future__ import annotations

from pathlib import Path

from konnect_desktop import bootstrap
from konnect_desktop.bootstrap import Services
from konnect_desktop.credentials import MemoryCredentials
from konnect_desktop.paths import Paths
from konnect_desktop.settings import Settings

_PROFILE = "self-test"


def open_in(folder: Path) -> Services:
    """Its services, which know no Token and ask no safe; the caller closes them."""
    return bootstrap.build(
        Paths(folder),
        _PROFILE,
        settings=Settings(),
        credentials=MemoryCredentials(),
        is_practice=True,
    )
