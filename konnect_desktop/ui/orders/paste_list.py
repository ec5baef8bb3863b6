"""Ctrl+V on the list: the orders of what was copied, and a word about those that are not ours."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from konnect_desktop.services.exports import copied_table
from konnect_desktop.services.order_lists import ListFound
from konnect_desktop.ui.imports.opening import NOT_SAVED, dropped_table, is_promised
from konnect_desktop.ui.kit.clipboard import put_table
from konnect_desktop.ui.kit.formatting import count_of, grouped
from konnect_desktop.ui.kit.notices import Notice
from konnect_desktop.ui.work.context import AppContext

_NAMED = 6


class PasteList(QObject):
    """Looks the numbers up in a worker thread."""

    #: list[str]: show these orders.
    found = Signal(list)
    #: Notice: what became of the list.
    told = Signal(object)
    #: Path: a file was copied, not a list.
    file_pasted = Signal(Path)

    def __init__(self, context: AppContext, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName("paste_list")
        self._context = context

    def paste(self) -> None:
        """Take what is on the clipboard."""
        data = QGuiApplication.clipboard().mimeData()
        path = dropped_table(data)
        if path is not None:
            self.file_pasted.emit(path)
            return
        if is_promised(data):
            self.told.emit(Notice(NOT_SAVED, "warning", "warning"))
            return
        text = data.text() if data.hasText() else ""
        if not text.strip():
            self.told.emit(Notice("Nothing to paste: copy order numbers, shipments or AWBs first."))
            return
        self.look_up(text)

    def look_up(self, text: str) -> None:
        """Find the orders of a list, and say which of it are none."""
        self._context.runner.read(
            self,
            lambda: self._context.services.imports.lists.find(text),
            self._on_found,
            key="orders.paste",
        )

    def _on_found(self, found: ListFound) -> None:
        if found.ids:
            self.found.emit(list(found.ids))
        self.told.emit(notice_of(found))


def notice_of(found: ListFound) -> Notice:
    """12 orders of your list are shown. 2 are not among your orders: A, B."""
    if not found.unknown:
        return Notice(f"{count_of(len(found.ids), 'order')} of your list shown.", "orders")
    names = ", ".join(found.unknown[:_NAMED])
    if len(found.unknown) > _NAMED:
        names += f" and {grouped(len(found.unknown) - _NAMED)} more"
    shown = f"{count_of(len(found.ids), 'order')} of your list shown. " if found.ids else ""
    text = f"{shown}Not among your orders: {names}. Press Check now if they are new."
    copy = partial(put_table, copied_table([[name] for name in found.unknown]))
    return Notice(text, "warning", "warning", "Copy these", copy)
