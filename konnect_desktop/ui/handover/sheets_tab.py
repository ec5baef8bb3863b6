"""Handover sheets that were printed or saved: found by courier, AWB or order, printed again."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal

from konnect_desktop.domain.papers import KeptSheet
from konnect_desktop.ui.handover.scan_words import courier_title
from konnect_desktop.ui.kit.formatting import grouped, when
from konnect_desktop.ui.kit.list_page import ListPage, Nothing, rest
from konnect_desktop.ui.kit.parts import push, row
from konnect_desktop.ui.kit.plain_table import Line, PlainTable
from konnect_desktop.ui.own_papers.dialog import PaperDialog
from konnect_desktop.ui.work.context import AppContext

_LIMIT = 500


class SheetsTab(ListPage[list[KeptSheet]]):
    """The newest first."""

    #: list[str]: show only these shipments in Orders.
    show_only = Signal(list)
    #: The parcels are wanted, to make a first sheet.
    scan_wanted = Signal()

    def __init__(self, context: AppContext) -> None:
        headings = ("Made", "Sheet", "Courier", "Location", "Parcels", "Who", "Printed on")
        widths = (130, 110, 220, 130, 90, 110, 200)
        title = "Handover sheets, newest first"
        table = PlainTable("handover.sheets.table", title, headings, widths, sparse=(5,))
        super().__init__(context, "handover.sheets", table)
        self.table.opened.connect(self._open)
        self.open_button = push("Preview and print again", "handover.sheets.open", "primary")
        self.open_button.clicked.connect(self._open)
        self.show_button = push("Show its orders", "handover.sheets.show")
        self.show_button.clicked.connect(self._show_orders)
        self.column.setContentsMargins(0, 12, 0, 0)
        hint = "Courier, AWB, order, shipment or sheet number"
        self.column.addWidget(
            self.find_box("handover.sheets.find", "Find a handover sheet", hint, width=420)
        )
        self.column.addWidget(self.listing, 1)
        self.column.addLayout(row(self.open_button, self.show_button))
        self.on_chosen()

    def question(self) -> Callable[[], list[KeptSheet]]:
        """The sheets that have what was typed."""
        papers, text = self._context.services.own_papers, self.search.text()
        return lambda: papers.kept_sheets(text, _LIMIT)

    def lines(self, found: list[KeptSheet]) -> list[Line]:
        """One line for each sheet."""
        now = self._context.now()
        return [
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
            for sheet in found
        ]

    def nothing(self) -> Nothing:
        """No sheet was made, or not what is looked for."""
        if self.search.text().strip():
            return Nothing("No sheet matches what you typed.", "Show all sheets", self.search.clear)
        return Nothing(
            "No handover sheet yet. Scan parcels, then press Print sheet.",
            "Scan parcels",
            self.scan_wanted.emit,
        )

    def on_chosen(self) -> None:
        """A sheet can be opened once it is chosen."""
        why_not = "" if self.table.keys() else "Choose a sheet first"
        for button in (self.open_button, self.show_button):
            rest(button, why_not)

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
