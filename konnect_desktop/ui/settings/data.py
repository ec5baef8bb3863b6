"""Where the data lies, how large it is, and a copy of it now."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices

from konnect_desktop.ui.context import AppContext
from konnect_desktop.ui.dialogs.parts import announce, named, push, row
from konnect_desktop.ui.messages import plain_label
from konnect_desktop.ui.messages import words as error_words
from konnect_desktop.ui.settings.card import SettingsCard


def size_text(size: int) -> str:
    """12.3 MB."""
    number = float(size)
    for unit in ("B", "KB", "MB"):
        if number < 1024:
            return f"{number:.0f} {unit}" if unit == "B" else f"{number:.1f} {unit}"
        number /= 1024
    return f"{number:.1f} GB"


class DataCard(SettingsCard):
    """Everything is on this computer; nothing is kept anywhere else."""

    def __init__(self, context: AppContext) -> None:
        super().__init__("data", "Data")
        self._context = context
        self._folder = Path()
        self.place = named(plain_label("", "mono"), "settings.data.folder")
        self.place.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.state = named(plain_label("", "muted"), "settings.data.state")
        self.body.addWidget(self.place)
        self.body.addWidget(self.state)
        self.open_button = push("Open folder", "settings.data.open")
        self.open_button.clicked.connect(self._open)
        self.backup_button = push("Back up now", "settings.data.backup")
        self.backup_button.clicked.connect(self.back_up)
        self.body.addLayout(row(self.open_button, self.backup_button))

    def reload(self) -> None:
        """Measure the data file."""
        self._context.runner.start(
            self,
            lambda _ctx: self._measure(),
            pool="local",
            key="settings.data",
            latest=True,
            on_success=self._show,
        )

    def _measure(self) -> tuple[Path, int]:
        """In a worker thread: the folder of this account and the size of its data file."""
        files = self._context.services.profile
        size = files.database.stat().st_size if files.database.exists() else 0
        return files.root, size

    def _show(self, facts: tuple[Path, int]) -> None:
        self._folder, size = facts
        self.place.setText(str(self._folder))
        self.state.setText(f"Orders and history: {size_text(size)}. Papers are kept beside them.")

    def _open(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))

    def back_up(self) -> None:
        """Write a copy of the data file into the backups folder."""
        self.backup_button.setEnabled(False)
        self._context.runner.start(
            self,
            lambda _ctx: self._context.services.back_up(),
            pool="local",
            key="settings.backup",
            on_success=self._backed_up,
            on_error=self._failed,
            on_finished=lambda: self.backup_button.setEnabled(True),
        )

    def _backed_up(self, path: Path) -> None:
        self.state.setText(f"Backed up to {path}.")
        announce(self, self.state.text())

    def _failed(self, error: Exception) -> None:
        what, then, _detail = error_words(error)
        self.state.setText(f"No copy was made. {what} {then}")
        announce(self, self.state.text())
