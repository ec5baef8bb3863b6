"""Where the data lies, how long it is kept, and its copies: made, listed and put back."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt

from konnect_desktop.domain.backups import Copy, CopyFacts
from konnect_desktop.ui.kit import formatting, messages, opening
from konnect_desktop.ui.kit.card import SettingsCard
from konnect_desktop.ui.kit.formatting import count_of, size_text
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.messages import words as error_words
from konnect_desktop.ui.kit.parts import announce, named, push, row
from konnect_desktop.ui.kit.plain_table import Line, PlainTable
from konnect_desktop.ui.profile.damaged_data import KINDS
from konnect_desktop.ui.profile.removal_control import RemovalControl
from konnect_desktop.ui.settings.kept_orders import KeptOrders
from konnect_desktop.ui.work.context import AppContext

_TOLD = (
    "A copy of orders and history is made by itself each day and kept for 14 days. Papers and "
    "settings are not part of it."
)
_PRACTICE = "Practice starts anew each time, so no copies are made of it."
#: Rows shown without scrolling.
_ROWS = 5


@dataclass(frozen=True, slots=True)
class _Facts:
    root: Path
    backups: Path
    size: int
    copies: list[Copy]


class DataCard(SettingsCard):
    """Everything is on this computer; nothing is kept anywhere else."""

    def __init__(self, context: AppContext) -> None:
        super().__init__("data", "Data")
        self._context = context
        self._folder, self._backups = Path(), Path()
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
        self.orders = KeptOrders(context, RemovalControl(context, self).ask)
        self.body.addWidget(self.orders)
        self._add_copies()

    def _add_copies(self) -> None:
        is_practice = self._context.settings.is_practice
        told = _PRACTICE if is_practice else _TOLD
        self.body.addWidget(named(plain_label(told, "muted"), "settings.data.told"))
        headings = ("Copy of", "Size", "Why it was made")
        self.copies = PlainTable("settings.data.copies", "Copies", headings, (150, 90, 150))
        self.copies.setSelectionMode(PlainTable.SelectionMode.SingleSelection)
        self.copies.chosen.connect(self._chosen)
        self.copies.opened.connect(self.restore)
        self.body.addWidget(self.copies)
        self.restore_button = push("Restore…", "settings.data.restore")
        self.restore_button.clicked.connect(self.restore)
        self.folder_button = push("Open backup folder", "settings.data.open_backups")
        self.folder_button.clicked.connect(self._open_backups)
        self.body.addLayout(row(self.restore_button, self.folder_button))
        for widget in (self.copies, self.restore_button):
            widget.setVisible(not is_practice)
        self._chosen()

    def reload(self) -> None:
        """Measure the data file and list its copies; show what leaves when."""
        self.orders.reload()
        self._context.runner.read(
            self, self._measure, self._show, key="settings.data", on_error=self._unread
        )

    def _measure(self) -> _Facts:
        """In a worker thread."""
        services = self._context.services
        files = services.profile
        # What was written last stands beside the file until it is folded in.
        parts = (files.database, files.database.with_name(f"{files.database.name}-wal"))
        size = sum(part.stat().st_size for part in parts if part.exists())
        return _Facts(files.root, files.backups, size, services.backups.listed())

    def _show(self, facts: _Facts) -> None:
        self._folder, self._backups = facts.root, facts.backups
        self.place.setText(str(self._folder))
        self.state.setText(
            f"Orders and history: {size_text(facts.size)}. Papers are kept beside them."
        )
        self._list(facts.copies)

    def _list(self, copies: list[Copy]) -> None:
        now = self._context.now()
        self.copies.show_lines(
            [
                Line(
                    copy,
                    (
                        formatting.when(copy.made_at, now),
                        size_text(copy.size),
                        KINDS[copy.kind],
                    ),
                )
                for copy in copies
            ]
        )
        height = self.copies.verticalHeader().defaultSectionSize()
        heading = self.copies.horizontalHeader().sizeHint().height()
        self.copies.setFixedHeight(heading + height * min(_ROWS, max(1, len(copies))) + 4)
        self._chosen()

    def _unread(self, error: Exception) -> None:
        what, then, _detail = error_words(error)
        self.state.setText(f"{what} {then}")

    def _open(self) -> None:
        opening.open_folder(self._folder)

    def _open_backups(self) -> None:
        # Before the first copy there is no such folder.
        folder = self._backups if self._backups.is_dir() else self._folder
        opening.open_folder(folder)

    # ---- making one ----------------------------------------------------------------------

    def back_up(self) -> None:
        """Write a copy of the data file into the backups folder, and check it."""
        self.backup_button.setEnabled(False)

        def work() -> tuple[Path, list[Copy]]:
            backups = self._context.services.backups
            return backups.back_up(), backups.listed()

        self._context.runner.do(
            self,
            work,
            self._backed_up,
            key="settings.backup",
            on_error=self._failed,
            on_finished=lambda: self.backup_button.setEnabled(True),
        )

    def _backed_up(self, made: tuple[Path, list[Copy]]) -> None:
        path, copies = made
        self.state.setText(f"Backed up to {path}. The copy was opened and checked.")
        self._list(copies)
        announce(self, self.state.text())

    def _failed(self, error: Exception) -> None:
        what, then, _detail = error_words(error)
        self.state.setText(f"No copy was made. {what} {then}")
        announce(self, self.state.text())

    # ---- putting one back ----------------------------------------------------------------

    def _chosen(self) -> None:
        is_one = len(self.copies.keys()) == 1
        self.restore_button.setEnabled(is_one)
        self.restore_button.setToolTip("" if is_one else "Choose a copy in the list first")

    def restore(self) -> None:
        """Check the chosen copy, and ask before it takes the place of the data."""
        chosen = self.copies.keys()
        if len(chosen) != 1 or not self.restore_button.isEnabled():
            return
        copy: Copy = chosen[0]
        self.restore_button.setEnabled(False)
        self._context.runner.do(
            self,
            lambda: self._context.services.backups.facts(copy),
            lambda facts: self._ask(copy, facts),
            key="settings.restore",
            on_finished=self._chosen,
        )

    def _ask(self, copy: Copy, facts: CopyFacts) -> None:
        made = formatting.when(copy.made_at, self._context.now())
        still_open = ""
        if facts.open_batches:
            batches = count_of(facts.open_batches, "batch", "batches")
            still_open = f" {batches} open then will be looked up at Fynd, never sent."
        messages.confirm(
            self,
            f"Put back the copy of {made}?",
            f"Orders and history will be as of then: {count_of(facts.orders, 'order')}. A copy of "
            "the present state is kept first. Invoice numbers given since stay taken. Nothing is "
            f"sent, and checking for news is paused until you press Check now.{still_open}",
            "Restore this copy",
            lambda: self._context.restore(copy),
            is_danger=True,
        )
