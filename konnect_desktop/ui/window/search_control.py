"""After an update, has older orders made findable by all words, a few at a time."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from konnect_desktop.ui.work.context import AppContext

#: Between two steps: other work of the app goes first.
PAUSE_MS = 40


class SearchControl(QObject):
    """Belongs to the main window. What fails or is left at the end goes on at the next start."""

    def __init__(self, context: AppContext, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName("search_keeper")
        self._context = context

    def begin(self) -> None:
        """Do the next few orders, and go on until none is left."""
        self._context.runner.do(
            self,
            lambda: self._context.services.rewording.step(),
            self._on_done,
            key="search.words",
            # Nothing is lost, and whatever the seller does next tells of a full disk.
            on_error=lambda _error: None,
        )

    def _on_done(self, left: int) -> None:
        if left:
            QTimer.singleShot(PAUSE_MS, self, self.begin)
