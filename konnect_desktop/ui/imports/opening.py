"""Getting a file: the window to choose one, and what was dropped."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QFileDialog, QWidget

from konnect_desktop.ui.kit import files
from konnect_desktop.ui.work.context import AppContext

KINDS = "Tables (*.xlsx *.csv *.tsv *.txt);;All files (*)"
#: What is said of a file that is only promised, and what to do.
STILL_INSIDE = "That file is still inside a mail, a web page or a zip."
SAVE_FIRST = "Save it to a folder first, then drop the saved file here."
NOT_SAVED = f"{STILL_INSIDE} {SAVE_FIRST}"
#: Parts of the formats by which Outlook, Mail, Thunderbird, browsers and zip folders offer a file
#: that is not on the disk yet.
_PROMISES = ("filegroupdescriptor", "promised-file", "nsfilepromise", "file-promise")
_ENDINGS = frozenset({".xlsx", ".csv", ".tsv", ".txt", ".xls", ".xlsm", ".xlsb", ".ods"})


def ask_table(
    owner: QWidget, context: AppContext, title: str, on_chosen: Callable[[Path], None]
) -> QFileDialog:
    """Let the seller choose a CSV or XLSX file."""
    return files.ask_open(
        owner, context, title=title, purpose="import", kinds=KINDS, on_chosen=on_chosen
    )


def dropped_table(data: QMimeData) -> Path | None:
    """The one file of this machine that was dropped, if its name says that it is a table.

    What cannot be read after all, such as .xls, is refused in words when it is opened.
    """
    urls = data.urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    path = Path(urls[0].toLocalFile())
    return path if path.suffix.lower() in _ENDINGS else None


def is_promised(data: QMimeData) -> bool:
    """Whether another program offers a file that it has not saved, such as a mail's attachment."""
    if any(url.isLocalFile() for url in data.urls()):
        return False
    return any(part in name.lower() for name in data.formats() for part in _PROMISES)
