"""A few megabytes kept back, so that a full disk still has room to save what was just done."""

from __future__ import annotations

import shutil
from pathlib import Path

from konnect_desktop import private

SIZE = 4 * 1024 * 1024
#: Take the space back only when plenty is free again.
_PLENTY = 8 * SIZE


class Reserve:
    """One file of zeros beside the data file, given back to the disk when it is full."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.is_held = False

    def hold(self) -> None:
        """Take the space when enough is free; never raises, the reserve is only a help."""
        try:
            if self.path.exists() and self.path.stat().st_size == SIZE:
                self.is_held = True
            elif shutil.disk_usage(self.path.parent).free > _PLENTY:
                self.path.write_bytes(bytes(SIZE))
                private.close(self.path)
                self.is_held = True
        except OSError:
            self.free()

    def free(self) -> None:
        """Give the space back; never raises."""
        self.is_held = False
        try:
            self.path.unlink(missing_ok=True)
        except OSError:
            return
