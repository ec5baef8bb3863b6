"""Light or dark, and how tall the rows are."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QCheckBox

from konnect_desktop.ui.kit.card import Change, SettingsCard, combo
from konnect_desktop.ui.kit.parts import field
from konnect_desktop.ui.work.context import AppContext


class LookCard(SettingsCard):
    """Theme and row height, in use at once."""

    def __init__(self, context: AppContext, change: Change) -> None:
        super().__init__("look", "Look")
        self._context, self._change = context, change
        self.theme = combo(
            "settings.theme",
            ("Like the system", "system"),
            ("Light", "light"),
            ("Dark", "dark"),
        )
        self.theme.currentIndexChanged.connect(self._theme_chosen)
        self.body.addWidget(field("Colours", self.theme))
        self.compact = QCheckBox("Compact rows: more orders on the screen")
        self.compact.setObjectName("settings.compact_rows")
        self.compact.setAccessibleName(self.compact.text())
        self.compact.toggled.connect(lambda on: change(compact_rows=on))
        self.body.addWidget(self.compact)

    def reload(self) -> None:
        """Show the settings as they are now."""
        now = self._context.settings
        blockers = [QSignalBlocker(each) for each in (self.theme, self.compact)]
        self.theme.setCurrentIndex(max(0, self.theme.findData(now.theme)))
        self.compact.setChecked(now.compact_rows)
        del blockers

    def _theme_chosen(self) -> None:
        choice = self.theme.currentData()
        self._context.theme.choose(choice)
        self._change(theme=choice)
