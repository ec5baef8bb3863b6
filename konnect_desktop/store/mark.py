"""A few words beside the data file that say which file it was and how far it had come.

Written after each commit, so that it never runs ahead of a sound file: a file that stands behind
it lost something, be it the whole of its content, its log or its last days.
"""

from __future__ import annotations

import contextlib
import json
import os
import zlib
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from konnect_desktop import files

#: One sector, so that it is written at once or not at all.
_SIZE = 512


@dataclass(frozen=True, slots=True)
class Standing:
    """What the mark says."""

    lineage: str
    seq: int
    account: str = ""
    #: Bytes of the numbers' mirror.
    mirror: int = 0
    #: Size and time of the data file when it was closed; None while it is open.
    closed: tuple[int, int] | None = None
    #: A file that is about to take its place: lineage and seq.
    coming: tuple[str, int] | None = None

    def knows(self, lineage: str) -> int | None:
        """The least seq that a file of this lineage must have; None for a strange one."""
        if lineage == self.lineage:
            return self.seq
        if self.coming is not None and lineage == self.coming[0]:
            return self.coming[1]
        return None


class Mark:
    """The file beside the data file. But for `expect` nothing raises: less is noticed without."""

    def __init__(self, database: Path) -> None:
        self.path = database.with_name(database.name + ".mark")

    def exists(self) -> bool:
        """Whether there is one, readable or not."""
        return self.path.exists()

    def read(self) -> Standing | None:
        """What it says; None when there is none, or it cannot be read."""
        try:
            check, _, text = files.read(self.path).partition(b" ")
            text = text.rstrip()
            if int(check, 16) != zlib.crc32(text):
                return None
            return _standing(json.loads(text))
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def write(self, standing: Standing, *, to_disk: bool = False) -> None:
        """Say this from now on, if the file can be written."""
        with contextlib.suppress(OSError):
            self._put(standing, to_disk=to_disk)

    def _put(self, standing: Standing, *, to_disk: bool) -> None:
        values = {name: value for name, value in asdict(standing).items() if value is not None}
        text = json.dumps(values, separators=(",", ":")).encode()
        block = b"%08x %s" % (zlib.crc32(text), text)
        flags = os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0)
        handle = os.open(self.path, flags, 0o600)
        try:
            os.write(handle, block.ljust(_SIZE))
            if to_disk:
                os.fsync(handle)
        finally:
            os.close(handle)

    def expect(self, lineage: str, seq: int) -> None:
        """A file of this lineage is about to take the place of the present one.

        Raises OSError, with nothing said: that file would be taken for an older one then.
        """
        now = self.read()
        said = replace(now, coming=(lineage, seq), closed=None) if now else Standing(lineage, seq)
        files.patiently(lambda: self._put(said, to_disk=True))

    def forget(self) -> None:
        """Nothing is known any more."""
        with contextlib.suppress(OSError):
            self.path.unlink(missing_ok=True)


def _standing(data: dict[str, Any]) -> Standing:
    closed, coming = data.get("closed"), data.get("coming")
    return Standing(
        lineage=str(data["lineage"]),
        seq=int(data["seq"]),
        account=str(data.get("account", "")),
        mirror=int(data.get("mirror", 0)),
        closed=(int(closed[0]), int(closed[1])) if closed else None,
        coming=(str(coming[0]), int(coming[1])) if coming else None,
    )
