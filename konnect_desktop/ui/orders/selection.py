"""Which orders are ticked: ids, not rows, so that scrolling and refreshing change nothing."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal


class Selection(QObject):
    """The ticked shipments in the order in which they were ticked."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("orders.selection")
        self._ids: dict[str, None] = {}

    def __len__(self) -> int:
        return len(self._ids)

    def __contains__(self, shipment_id: object) -> bool:
        return shipment_id in self._ids

    @property
    def ids(self) -> list[str]:
        """The ticked ids."""
        return list(self._ids)

    def toggle(self, shipment_id: str) -> bool:
        """Tick or untick one; returns whether it is ticked now."""
        if shipment_id in self._ids:
            del self._ids[shipment_id]
        else:
            self._ids[shipment_id] = None
        self.changed.emit()
        return shipment_id in self._ids

    def add(self, ids: Iterable[str]) -> None:
        """Tick more."""
        before = len(self._ids)
        self._ids.update(dict.fromkeys(ids))
        if len(self._ids) != before:
            self.changed.emit()

    def remove(self, ids: Iterable[str]) -> None:
        """Untick these."""
        before = len(self._ids)
        for shipment_id in ids:
            self._ids.pop(shipment_id, None)
        if len(self._ids) != before:
            self.changed.emit()

    def set(self, ids: Iterable[str]) -> None:
        """Tick exactly these."""
        wanted = dict.fromkeys(ids)
        if list(wanted) != list(self._ids):
            self._ids = wanted
            self.changed.emit()

    def clear(self) -> None:
        """Untick all."""
        self.set(())
