"""The licences of everything that is inside the app, with their words."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from konnect_desktop.services import about, materials
from konnect_desktop.services.about import Part
from konnect_desktop.ui.kit import files
from konnect_desktop.ui.kit.parts import announce, push
from konnect_desktop.ui.kit.plain_table import Line, PlainTable
from konnect_desktop.ui.kit.text_window import TextWindow
from konnect_desktop.ui.kit.window_place import bounded_resize
from konnect_desktop.ui.work.context import AppContext

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
        self.save_button = push("Save all…", "licences.save")
        self.save_button.setToolTip("All licences as one text, or the parts as a list for programs")
        self.save_button.clicked.connect(self._ask)
        self.buttons.insertWidget(1, self.save_button)
        context.runner.do(self, about.parts, self._show, on_error=self.show_error)

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
        self._context.runner.read(
            self,
            lambda: about.licence_text(names[0]),
            self.show_text,
            key="licences.text",
            on_error=self.show_error,
        )

    def _ask(self) -> None:
        files.ask_save(
            self,
            self._context,
            title="Save the licences",
            purpose="licences",
            name=materials.NOTICES_NAME,
            kinds="All licences (*.txt);;Bill of materials, CycloneDX (*.json)",
            on_chosen=self.save,
        )

    def save(self, path: Path) -> None:
        """Write the licences, or the bill of materials where the name ends in .json."""
        now = self._context.now()

        def content() -> bytes:
            if path.suffix.casefold() == ".json":
                return json.dumps(materials.bill(now), indent=1, ensure_ascii=False).encode()
            return materials.notices().encode()

        def written(to: Path) -> None:
            self.state.setText(f"Saved as {to.name}.")
            announce(self, self.state.text())

        files.write(self, self._context, path, content, written)
