"""PDFs in a folder private to the user, each named by its content."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path

from konnect_desktop.errors import DiskFull, StoreError

_SUB_FOLDERS = "[0-9a-f]" * 2


class PaperFiles:
    """Files that are whole or not there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, digest: str) -> Path:
        """Where the content with this SHA-256 lies, or would lie."""
        return self._folder / digest[:2] / f"{digest}.pdf"

    def all(self) -> list[Path]:
        """Everything of ours in the folder, also what was not written to its end."""
        found = (self._folder.glob(f"{_SUB_FOLDERS}/*.{kind}") for kind in ("pdf", "partial"))
        return [path for some in found for path in some]

    def write(self, digest: str, pdf: bytes) -> None:
        """Keep `pdf`: a temporary file beside it, synced, then renamed.

        Raises DiskFull or StoreError.
        """
        path, temporary = self.path(digest), ""
        try:
            if path.is_file() and path.read_bytes() == pdf:
                return
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".partial")
            with os.fdopen(handle, "wb") as file:
                file.write(pdf)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(path)
        except OSError as error:
            if temporary:
                Path(temporary).unlink(missing_ok=True)
            kind = DiskFull if error.errno == errno.ENOSPC else StoreError
            raise kind(
                f"The paper could not be saved in {self._folder}.",
                next_step="Free some space or allow writing there, then fetch it again.",
                detail=type(error).__name__,
            ) from error
