"""Where each article lies: typed or pasted once, used by every later pick list."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFrame,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from konnect_desktop.domain.plain import one_line
from konnect_desktop.services.own_papers import ShelfLine
from konnect_desktop.ui.kit.formatting import count_of
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.overrides import survives
from konnect_desktop.ui.kit.parts import named, push, row
from konnect_desktop.ui.kit.plain import plain_tip
from konnect_desktop.ui.kit.window_place import bounded_resize

_PLACE = 2


@survives
class ShelvesDialog(QDialog):
    """One line an article; only the shelf can be typed."""

    #: dict: SKU -> shelf, for the articles whose shelf was changed.
    chosen = Signal(dict)

    def __init__(self, parent: QWidget | None, lines: Sequence[ShelfLine]) -> None:
        super().__init__(parent)
        self.setObjectName("shelves")
        self.setAccessibleName("Shelves")
        self.setWindowTitle("Shelves")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        bounded_resize(self, QSize(640, 520))
        self._lines = list(lines)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(named(plain_label("Shelves", "title"), "shelves.heading"))
        told = (
            "Type where each article lies, such as A3 or B2-15. With Ctrl+V you can paste from "
            "a spreadsheet: two columns, SKU and shelf, or shelves alone from the chosen line on."
        )
        layout.addWidget(named(plain_label(told, "muted"), "shelves.text"))
        layout.addWidget(self._list(), 1)
        self.told = named(plain_label("", "muted"), "shelves.told")
        close = push("Not now", "shelves.close")
        close.clicked.connect(self.reject)
        save = push("Save shelves", "shelves.save", "primary", "Ctrl+Return")
        save.clicked.connect(self.accept)
        buttons = row(self.told, close, save)
        buttons.setStretch(0, 1)
        layout.addLayout(buttons)
        QShortcut(QKeySequence("Ctrl+Return"), self, self.accept)
        self.table.setCurrentCell(0, _PLACE)
        self.table.setFocus()

    def _list(self) -> QFrame:
        frame = QFrame()
        frame.setObjectName("shelves.card")
        frame.setProperty("card", True)
        inner = QVBoxLayout(frame)
        inner.setContentsMargins(1, 1, 1, 1)
        self.table = table = QTableWidget(len(self._lines), 3)
        table.setObjectName("shelves.table")
        table.setAccessibleName("Articles and their shelves")
        table.setFrameShape(QFrame.Shape.NoFrame)
        table.setShowGrid(False)
        table.setAlternatingRowColors(True)
        table.setStyleSheet("QTableWidget::item { padding-left: 5px; }")
        table.setHorizontalHeaderLabels(["SKU", "Article", "Shelf"])
        table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        table.horizontalHeader().setHighlightSections(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(34)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.AllEditTriggers)
        for number, line in enumerate(self._lines):
            for column, text in enumerate((line.sku, line.name, line.place)):
                item = QTableWidgetItem(text if column == _PLACE else one_line(text))
                if column != _PLACE:
                    item.setFlags(Qt.ItemFlag.ItemIsEnabled)
                    item.setToolTip(plain_tip(text))
                table.setItem(number, column, item)
        table.setColumnWidth(0, 190)
        table.setColumnWidth(_PLACE, 130)
        table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        paste = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), table, self._on_pasted)
        paste.setContext(Qt.ShortcutContext.WidgetShortcut)
        inner.addWidget(table)
        return frame

    def _on_pasted(self) -> None:
        self.paste(QGuiApplication.clipboard().text())

    def paste(self, text: str) -> None:
        """Take shelves from a spreadsheet's cells; says how many articles were found."""
        rows = [line.split("\t") for line in text.splitlines() if line.strip()]
        if any(len(cells) > 1 for cells in rows):
            places = {cells[0].strip().casefold(): cells[-1].strip() for cells in rows}
            found = 0
            for number, line in enumerate(self._lines):
                if line.sku.casefold() in places:
                    self._set(number, places[line.sku.casefold()])
                    found += 1
            self.told.setText(
                f"{count_of(found, 'article')} found in {count_of(len(rows), 'line')}."
            )
            return
        start = max(0, self.table.currentRow())
        for offset, cells in enumerate(rows[: len(self._lines) - start]):
            self._set(start + offset, cells[0].strip())

    def _set(self, number: int, place: str) -> None:
        item = self.table.item(number, _PLACE)
        if item is not None:
            item.setText(place)

    def changed(self) -> dict[str, str]:
        """SKU -> shelf, where it is another than before."""
        found = {}
        for number, line in enumerate(self._lines):
            item = self.table.item(number, _PLACE)
            place = item.text().strip() if item is not None else line.place
            if place != line.place:
                found[line.sku] = place
        return found

    def accept(self) -> None:
        # The cell that is being typed in counts as well.
        self.setFocus()
        changed = self.changed()
        if changed:
            self.chosen.emit(changed)
        super().accept()
