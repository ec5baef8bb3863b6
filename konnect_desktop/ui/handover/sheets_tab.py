"""Handover sheets that were printed or saved: found by courier, AWB or order, printed again."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from konnect_desktop.domain.papers import KeptSheet
from konnect_desktop.ui.handover.scan_words import courier_title
from konnect_desktop.ui.kit.formatting import grouped, when
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.parts import named, push, row
from konnect_desktop.ui.kit.plain_table import Line, PlainTable
from konnect_desktop.ui.own_papers.dialog import PaperDialog
from konnect_desktop.ui.work.context import AppContext

_LIMIT = 500


class SheetsTab(QWidget):
    """The newest first; reads again while it is typed."""

    #: list[str]: show only these shipments in Orders.
    show_only = Signal(list)

    FIND_DELAY_MS = 120

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.setObjectName("handover.sheets")
        self._context = context
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 12, 0, 0)
        layout.setSpacing(10)
        self.search = QLineEdit()
        self.search.setObjectName("handover.sheets.find")
        self.search.setAccessibleName("Find a handover sheet")
        self.search.setPlaceholderText("Courier, AWB, order, shipment or sheet number")
        self.search.setClearButtonEnabled(True)
        self.search.setMaximumWidth(420)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(self.FIND_DELAY_MS)
        self._later.timeout.connect(self.reload)
        self.search.textChanged.connect(lambda _text: self._later.start())
        layout.addWidget(self.search)
        layout.addWidget(self._list(), 1)
        self.open_button = push("Preview and print again", "handover.sheets.open", "primary")
        self.open_button.clicked.connect(self._open)
        self.show_button = push("Show its orders", "handover.sheets.show")
        self.show_button.clicked.connect(self._show_orders)
        layout.addLayout(row(self.open_button, self.show_button))
        self._chosen()

    def _list(self) -> QFrame:
        frame = QFrame()
        frame.setObjectName("handover.sheets.card")
        frame.setProperty("card", True)
        inner = QVBoxLayout(frame)
        inner.setContentsMargins(1, 1, 1, 1)
        self.table = PlainTable(
            "handover.sheets.table",
            "Handover sheets, newest first",
            ("Made", "Sheet", "Courier", "Location", "Parcels", "Who", "Printed on"),
            (130, 110, 220, 130, 90, 110, 200),
            sparse=(5,),
        )
        self.table.chosen.connect(self._chosen)
        self.table.opened.connect(self._open)
        self.empty = named(plain_label("", "muted"), "handover.sheets.empty")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        inner.addWidget(self.empty)
        inner.addWidget(self.table)
        return frame

    def reload(self) -> None:
        """Read the list again."""
        text = self.search.text()
        self._context.runner.read(
            self,
            lambda: self._context.services.own_papers.kept_sheets(text, _LIMIT),
            self._listed,
            key="handover.sheets",
        )

    def _listed(self, sheets: list[KeptSheet]) -> None:
        now = self._context.now()
        self.table.show_lines(
            [
                Line(
                    sheet.number,
                    (
                        when(sheet.made_at, now),
                        sheet.name,
                        courier_title(sheet.courier),
                        sheet.head.location,
                        grouped(sheet.parcels),
                        sheet.person,
                        sheet.printer,
                    ),
                )
                for sheet in sheets
            ]
        )
        self.empty.setText(
            "No sheet matches what you typed."
            if self.search.text().strip()
            else "No handover sheet yet. Scan parcels, then press Print sheet."
        )
        self.empty.setVisible(not sheets)
        self.table.setVisible(bool(sheets))
        self._chosen()

    def _chosen(self) -> None:
        has_one = bool(self.table.keys())
        for button in (self.open_button, self.show_button):
            button.setEnabled(has_one)
            button.setToolTip("" if has_one else "Choose a sheet first")

    def _open(self) -> None:
        for number in self.table.keys()[:1]:
            PaperDialog.show_kept(self, self._context, number)

    def _show_orders(self) -> None:
        for number in self.table.keys()[:1]:
            self._context.runner.do(
                self,
                partial(self._context.services.own_papers.sheet_ids, number),
                self.show_only.emit,
                key="handover.sheets.orders",
            )
