"""Asks before all data of the account leaves this computer; refuses while something is open."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QDialog, QVBoxLayout, QWidget

from konnect_desktop.domain.removal import OpenWork
from konnect_desktop.ui.kit import messages
from konnect_desktop.ui.kit.formatting import count_of
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.overrides import survives
from konnect_desktop.ui.kit.parts import named, push, row
from konnect_desktop.ui.work.context import AppContext

_STAYS = (
    "invoice and credit note numbers that were used, and their series",
    "the history without names: order numbers, what was done, what came of it",
    "how the app is set up: printers, packages, shelves",
)


@dataclass(frozen=True, slots=True)
class _Found:
    username: str
    orders: int
    papers: int
    copies: int
    open_work: OpenWork


class RemovalControl(QObject):
    """One question; lives until it is answered."""

    def __init__(self, context: AppContext, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("removal_door")
        self._context, self._window = context, window

    def ask(self) -> None:
        """Look what there is and what is open, then ask or say why not."""
        self._context.runner.do(self, self._look, self._on_looked, key="removal.look")

    def _look(self) -> _Found:
        services = self._context.services
        return _Found(
            services.settings.current.username,
            services.clearing.plan().orders,
            services.documents.retention_plan().count,
            len(services.backups.listed()),
            services.open_work(),
        )

    def _on_looked(self, found: _Found) -> None:
        if found.open_work:
            messages.info(
                self._window,
                "Something is still open, so nothing was removed",
                "\n".join(open_lines(found.open_work)),
            )
            return
        dialog = RemoveDialog(self._window, found)
        dialog.accepted.connect(self._again)
        dialog.open()

    def _again(self) -> None:
        """A batch may have begun by itself while the question was open."""
        self._context.runner.do(self, self._look, self._remove, key="removal.look")

    def _remove(self, found: _Found) -> None:
        if found.open_work:
            self._on_looked(found)
        else:
            self._context.remove_data()


def open_lines(work: OpenWork) -> list[str]:
    """What is open, each with what to do about it."""
    lines = []
    if work.batches:
        lines.append("A batch is at work. Let it end, or press Stop in it.")
    if work.queued:
        batches = count_of(work.queued, "batch waits", "batches wait")
        lines.append(f"{batches} for the connection. Send it, or press Undo in it.")
    if work.unknown:
        lines.append(
            f"Of {count_of(work.unknown, 'order')} nobody knows yet whether Fynd made the change. "
            "Press Check again in Documents, History."
        )
    if work.prints:
        jobs = count_of(work.prints, "print job is", "print jobs are")
        lines.append(f"{jobs} on the way to a printer. Wait, or cancel in Documents, Print log.")
    if work.doubtful:
        jobs = count_of(work.doubtful, "print job is", "print jobs are")
        lines.append(f"{jobs} in doubt. Say in Documents, Print log, whether it came out.")
    return lines


@survives
class RemoveDialog(QDialog):
    """Two deliberate steps: a tick, then the button. Enter and a scan keep everything."""

    def __init__(self, parent: QWidget, found: _Found) -> None:
        super().__init__(parent)
        self.setObjectName("remove")
        self.setWindowTitle("Konnect Desktop")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(560)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(10)
        whose = f"the data of {found.username}" if found.username else "this account's data"
        title = f"Remove {whose} from this computer?"
        self.setAccessibleName(title)
        column.addWidget(named(plain_label(title, "title"), "remove.heading"))
        papers = f"{count_of(found.papers, 'kept paper')} and" if found.papers else ""
        copies = (
            f"{count_of(found.copies, 'copy', 'copies')} of the data, also" if found.copies else ""
        )
        goes = (
            f"{count_of(found.orders, 'order')}: buyers' names, addresses, phones, notes, tracking",
            f"{papers} all papers of print jobs".strip(),
            *((f"{copies} those that you made",) if copies else ()),
            "the app's log, the places of its windows, and the orders of practice mode",
            "the names and PINs of people at this desk",
            "the sign-in: the Token is removed",
        )
        for name, heading, lines in (("goes", "This goes", goes), ("stays", "This stays", _STAYS)):
            column.addSpacing(2)
            column.addWidget(named(plain_label(heading, "heading2"), f"remove.{name}.heading"))
            text = "\n".join(f"•  {line}" for line in lines)
            column.addWidget(named(plain_label(text), f"remove.{name}"))
        note = "Nothing is changed at Fynd. Files that you saved elsewhere stay where they are."
        column.addWidget(named(plain_label(note, "muted"), "remove.note"))
        self.sure = QCheckBox(f"Yes, remove {whose}. It cannot be brought back.")
        self.sure.setObjectName("remove.sure")
        self.sure.setAccessibleName(self.sure.text())
        column.addSpacing(4)
        column.addWidget(self.sure)
        self.close_button = push("Keep the data", "remove.close")
        self.close_button.clicked.connect(self.reject)
        self.remove_button = push("Remove the data", "remove.accept", "danger")
        self.remove_button.setEnabled(False)
        self.remove_button.setToolTip("Tick the box first")
        self.remove_button.clicked.connect(self.accept)
        self.sure.toggled.connect(self._ticked)
        column.addLayout(row(self.close_button, self.remove_button, stretch=0))
        # Enter, also the one at the end of a scan, keeps everything.
        self.close_button.setDefault(True)
        self.close_button.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # Texts that wrap tell their height only for a width.
        self.setMinimumHeight(self._column.totalHeightForWidth(self.width()))

    def _ticked(self, on: bool) -> None:
        self.remove_button.setEnabled(on)
        self.remove_button.setToolTip("" if on else "Tick the box first")
