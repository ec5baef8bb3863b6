"""Choosing what to open and where to save, and writing without holding the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from konnect_desktop import files
from konnect_desktop.domain.plain import file_name
from konnect_desktop.ui.work.context import AppContext

_OTHERWISE = "close the file if another program has it open, or choose another folder"


def ask_save(
    owner: QWidget,
    context: AppContext,
    *,
    title: str,
    purpose: str,
    name: str,
    kinds: str,
    on_chosen: Callable[[Path], None],
) -> QFileDialog:
    """Open the save window; the folder is remembered for each `purpose`."""
    name = file_name(name)
    dialog = QFileDialog(owner, title, str(last_folder(context, purpose) / name), kinds)
    dialog.setObjectName(f"files.save.{purpose}")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.setDefaultSuffix(name.rpartition(".")[2])
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    # A name typed without an ending gets that of the kind that is chosen.
    dialog.filterSelected.connect(lambda kind: dialog.setDefaultSuffix(_suffix(kind)))

    def chosen(text: str) -> None:
        path = Path(text)
        context.layout.setValue(f"folders/{purpose}", str(path.parent))
        on_chosen(path)

    dialog.fileSelected.connect(chosen)
    dialog.open()
    return dialog


def _suffix(kind: str) -> str:
    """xlsx for "Excel workbook (*.xlsx)"."""
    return kind.rpartition("*.")[2].rstrip(")")


def ask_open(
    owner: QWidget,
    context: AppContext,
    *,
    title: str,
    purpose: str,
    kinds: str,
    on_chosen: Callable[[Path], None],
) -> QFileDialog:
    """Open the window to choose one file; the folder is remembered for each `purpose`."""
    dialog = QFileDialog(owner, title, str(last_folder(context, purpose)), kinds)
    dialog.setObjectName(f"files.open.{purpose}")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptOpen)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def chosen(text: str) -> None:
        path = Path(text)
        context.layout.setValue(f"folders/{purpose}", str(path.parent))
        on_chosen(path)

    dialog.fileSelected.connect(chosen)
    dialog.open()
    return dialog


def last_folder(context: AppContext, purpose: str) -> Path:
    """Where something of this kind was saved last, else the documents folder."""
    kept = context.layout.value(f"folders/{purpose}", "")
    if isinstance(kept, str) and kept:
        return Path(kept)
    place = QStandardPaths.StandardLocation.DocumentsLocation
    return Path(QStandardPaths.writableLocation(place) or Path.home())


def write(
    owner: QWidget,
    context: AppContext,
    path: Path,
    content: Callable[[], bytes],
    on_written: Callable[[Path], None] | None = None,
) -> None:
    """Write `content()` to `path` whole or not at all, in a worker thread."""

    def work() -> Path:
        write_whole(path, content())
        return path

    context.runner.do(owner, work, on_written)


def write_whole(path: Path, data: bytes) -> None:
    """Write beside `path` and rename. Raises KonnectError in words when that fails."""
    try:
        files.write_whole(path, data)
    except OSError as error:
        lost, otherwise = f"{path.name} could not be saved", _OTHERWISE
        raise files.trouble(path.parent, error, lost, otherwise=otherwise) from error
