"""Printing without a window, for sellers who want that: it opens only when something is wrong."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from konnect_desktop.services.paper_models import PrintJobData
from konnect_desktop.ui.kit.formatting import count_of
from konnect_desktop.ui.printing import printers
from konnect_desktop.ui.printing.check_card import not_due_text
from konnect_desktop.ui.printing.paper_words import noun
from konnect_desktop.ui.printing.preview import PreviewDialog
from konnect_desktop.ui.work.context import AppContext


class AtOncePrint(QObject):
    """A print window that stays out of sight while all is well, and ends by itself."""

    def __init__(
        self, parent: QWidget, context: AppContext, ids: Sequence[str], kinds: tuple[str, ...]
    ) -> None:
        self.window = PreviewDialog(parent.window(), context, ids, kinds)
        super().__init__(self.window)
        self.setObjectName("at_once")
        self._context = context
        #: Asked already whether these were printed before; then sent.
        self._is_asked = self._is_sent = False
        self.window.ready.connect(lambda _data: self._try())
        self.window.loaded.connect(self._loaded)
        self.window.load_failed.connect(self._show)
        self.window.panel.printers.changed.connect(self._try)
        self.window.printed.connect(self._printed)
        self.window.print_ended.connect(self._ended)
        self.window.troubled.connect(self._show)
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
        if self._is_asked or window.isVisible() or window.data is None:
            return
        if not (window.data.is_checked and window.panel.printers.is_listed):
            return
        if window.data.is_clean and not window.panel.why_not():
            self._is_asked = True
            self._ask_the_log(window.data)
        else:
            self._show()

    def _ask_the_log(self, data: PrintJobData) -> None:
        """What a printer took before is not sent a second time without being asked for."""
        printing = self._context.services.printing
        self._context.runner.do(
            self,
            lambda: printing.printed_before(data.document_ids),
            self._go,
            on_error=lambda _error: self._show(),
        )

    def _go(self, before: set[int]) -> None:
        window = self.window
        if window.isVisible() or window.data is None:
            return
        documents = set(window.data.document_ids)
        main = window.parentWidget()
        others = main.findChildren(AtOncePrint) if main is not None else []
        for other in others:
            # Two quick presses: the log may not have the first one yet.
            if other is not self and other._is_sent and other.window.data is not None:
                before |= documents & set(other.window.data.document_ids)
        if before:
            count = len(before)
            what = "All of these papers" if before >= documents else count_of(count, "paper")
            verb = "was" if before < documents and count == 1 else "were"
            self._show()
            window.error.say(
                f"{what} {verb} printed before, so nothing was sent. Press Print to print again."
            )
            return
        self._is_sent = True
        window.print_now()

    def _printed(self) -> None:
        data = self.window.data
        count = len(data.shipment_ids) if data is not None else 0
        names = ", ".join(dict.fromkeys(self.window.panel.printers.chosen().values()))
        left = not_due_text(data) if data is not None else ""
        sent = f"{noun(self.window.kinds, count)} sent to {names}"
        self._context.say(f"{sent}. {left}" if left else sent)

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
