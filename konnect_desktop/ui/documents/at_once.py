"""Printing without a window, for sellers who want that: it opens only when something is wrong."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from konnect_desktop.services.paper_models import PrintJobData
from konnect_desktop.ui.context import AppContext
from konnect_desktop.ui.documents import printers
from konnect_desktop.ui.documents.preview import PreviewDialog, noun


class AtOncePrint(QObject):
    """A print window that stays out of sight while all is well, and ends by itself."""

    def __init__(
        self, parent: QWidget, context: AppContext, ids: Sequence[str], kinds: tuple[str, ...]
    ) -> None:
        self.window = PreviewDialog(parent.window(), context, ids, kinds)
        super().__init__(self.window)
        self.setObjectName("at_once")
        self._context = context
        self._is_sent = False
        self.window.ready.connect(lambda _data: self._try())
        self.window.loaded.connect(self._loaded)
        self.window.load_failed.connect(self._show)
        self.window.panel.printers.changed.connect(self._try)
        self.window.printed.connect(self._printed)
        self.window.print_ended.connect(self._ended)
        context.say(f"Printing {noun(kinds, len(ids))}…")

    @classmethod
    def is_wanted(cls, context: AppContext) -> bool:
        """Whether the seller chose to print without the window."""
        return printers.memory_of(context).at_once

    def _loaded(self, data: PrintJobData) -> None:
        if not data.sheets or not data.is_clean:
            self._show()

    def _try(self) -> None:
        window = self.window
        if self._is_sent or window.isVisible() or window.data is None:
            return
        if not (window.data.is_checked and window.panel.printers.is_listed):
            return
        if window.data.is_clean and not window.panel.why_not():
            self._is_sent = True
            window.print_now()
        else:
            self._show()

    def _printed(self) -> None:
        data = self.window.data
        count = len(data.shipment_ids) if data is not None else 0
        names = ", ".join(dict.fromkeys(self.window.panel.printers.chosen().values()))
        self._context.say(f"{noun(self.window.kinds, count)} sent to {names}")

    def _ended(self) -> None:
        if self.window.isVisible():
            return
        if self.window.error.text():
            self._show()
        else:
            self.window.close()
            self.window.deleteLater()

    def _show(self) -> None:
        self._context.say("")
        self.window.show()
        self.window.raise_()
