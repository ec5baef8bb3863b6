"""The licences of everything that is inside the app, with their words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from konnect_desktop.services import about
from konnect_desktop.services.about import Part
from konnect_desktop.ui.context import AppContext
from konnect_desktop.ui.dialogs.text_window import TextWindow
from konnect_desktop.ui.plain_table import Line, PlainTable
from konnect_desktop.ui.window_place import bounded_resize

_TOLD = (
    "Qt and PySide are used under the LGPL 3.0. Their libraries are files of their own in the "
    "folder of the app's packages; you may exchange them for others that fit."
)


class LicencesWindow(TextWindow):
    """A list of the parts above, the licence of the chosen one below."""

    def __init__(self, context: AppContext, parent: QWidget) -> None:
        super().__init__(parent, "licences", "Licences of what is inside", _TOLD)
        self._context = context
        bounded_resize(self, QSize(820, 640))
        headings = ("Part", "Version", "Licence")
        self.parts = PlainTable("licences.parts", "Parts", headings, (190, 110, 200))
        self.parts.setSelectionMode(PlainTable.SelectionMode.SingleSelection)
        self.parts.chosen.connect(self._read_text)
        self.column.insertWidget(self.column.indexOf(self.text), self.parts, 1)
        self.text.setAccessibleName("Licence of the chosen part")
        context.runner.start(
            self,
            lambda _ctx: about.parts(),
            pool="local",
            on_success=self._show,
            on_error=self.show_error,
        )

    def _show(self, parts: Sequence[Part]) -> None:
        self.parts.show_lines(
            [Line(part.name, (part.name, part.version, part.licence)) for part in parts]
        )
        self.parts.selectRow(0)
        self.parts.setFocus()

    def _read_text(self) -> None:
        names = self.parts.keys()
        if not names:
            return
        self._context.runner.start(
            self,
            lambda _ctx: about.licence_text(names[0]),
            pool="local",
            key="licences.text",
            latest=True,
            on_success=self.show_text,
            on_error=self.show_error,
        )
