"""PDFs in a folder private to the user, each named by its content."""

from __future__ import annotations

from pathlib import Path

from konnect_desktop import files, private

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
        path = self.path(digest)
        try:
            if path.is_file() and files.read(path) == pdf:
                return
            private.make_folder(path.parent)
            files.write_whole(path, pdf)
        except OSError as error:
            raise files.trouble(path.parent, error, "the paper could not be saved") from error

    def forget(self, digest: str) -> None:
        """Delete a paper; one that cannot be deleted now is found by the next sweep."""
        files.clean_up(self.path(digest))
