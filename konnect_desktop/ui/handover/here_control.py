"""Writes down which parcels are on the table, one write at a time, the newest last."""

from __future__ import annotations

from PySide6.QtCore import QObject

from konnect_desktop.domain.handover import HandoverRound
from konnect_desktop.ui.work.context import AppContext


class HereControl(QObject):
    """A scanner is faster than a slow disk: what comes meanwhile goes into the next write."""

    def __init__(self, context: AppContext, held: HandoverRound, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName("handover.here_keeper")
        self._context, self._held = context, held
        self._is_writing = self._is_stale = False

    @property
    def is_idle(self) -> bool:
        """Whether everything is written down."""
        return not self._is_writing

    def keep(self) -> None:
        """Write down the parcels that are here now."""
        if self._is_writing:
            self._is_stale = True
            return
        self._is_writing, self._is_stale = True, False
        ids = frozenset(self._held.here)
        self._context.runner.do(
            self,
            lambda: self._context.services.handover.keep_here(ids),
            on_finished=self._on_written,
        )

    def _on_written(self) -> None:
        self._is_writing = False
        if self._is_stale:
            self.keep()
