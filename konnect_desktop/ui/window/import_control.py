"""The door for files: chosen from a menu or dropped on the window, told apart by their columns."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QDialog, QLabel, QMenu, QVBoxLayout, QWidget

from konnect_desktop.ui.imports.opening import (
    NOT_SAVED,
    SAVE_FIRST,
    STILL_INSIDE,
    ask_table,
    dropped_table,
    is_promised,
)
from konnect_desktop.ui.kit import icons, keys
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.notices import Notice
from konnect_desktop.ui.kit.overrides import survives
from konnect_desktop.ui.kit.parts import named, push, row
from konnect_desktop.ui.kit.plain import PlainLabel
from konnect_desktop.ui.work.context import AppContext

if TYPE_CHECKING:
    from konnect_desktop.services.imports import FileKind
    from konnect_desktop.ui.awb.dialog import AwbDialog
    from konnect_desktop.ui.imports.invoice_dialog import InvoiceImportDialog

_HINT = "Drop the file to look at it\nAWBs or invoice data, CSV or XLSX. Nothing is sent yet."


@survives
class ImportControl(QObject):
    """Opens the dialog that fits a file."""

    #: Plan: a dialog planned a batch.
    planned = Signal(object)
    #: Notice: why nothing was opened.
    told = Signal(object)

    def __init__(self, context: AppContext, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("imports.door")
        self._context = context
        self._window = window
        self._hint: QLabel | None = None

    # ---- what a menu opens ---------------------------------------------------------------

    def menu(self, parent: QWidget) -> QMenu:
        """What can be imported, whatever is ticked."""
        tokens = self._context.theme.tokens
        menu = QMenu("Import", parent)
        menu.setObjectName("menu.import")
        menu.setIcon(icons.icon("download", tokens.muted))
        offers: tuple[tuple[str, str, str, Callable[[], object]], ...] = (
            ("awbs", "AWBs: scan, paste or file…", "awb", self.awbs),
            ("invoices", "Invoice data (IRN)…", "invoice", self.invoices),
            ("file", f"Any file…\t{keys.shown('Ctrl+I')}", "download", self.choose),
        )
        for name, text, icon, call in offers:
            entry = menu.addAction(icons.icon(icon, tokens.muted), text)
            entry.setObjectName(f"menu.import_{name}")
            entry.triggered.connect(lambda _on=False, call=call: call())
        return menu

    def choose(self) -> None:
        """Let any table be chosen; its columns say what it is."""
        ask_table(self._window, self._context, "Import a file", self.open)

    def awbs(self, path: Path | None = None) -> AwbDialog:
        """The AWB dialog without chosen orders, with a file or to scan into."""
        from konnect_desktop.ui.awb.dialog import AwbDialog

        dialog = AwbDialog(self._window, self._context)
        dialog.planned.connect(self.planned)
        dialog.open()
        if path is not None:
            dialog.open_file(path)
        return dialog

    def invoices(self, path: Path | None = None) -> InvoiceImportDialog:
        """The dialog for invoice data."""
        from konnect_desktop.ui.imports.invoice_dialog import InvoiceImportDialog

        dialog = InvoiceImportDialog(self._window, self._context)
        dialog.planned.connect(self.planned)
        dialog.open()
        if path is not None:
            dialog.open_file(path)
        return dialog

    # ---- any file ------------------------------------------------------------------------

    def open(self, path: Path) -> None:
        """Look into a file and open the dialog that fits; a question when neither surely does."""
        self._context.runner.read(
            self,
            lambda: self._context.services.imports.kind_of(path),
            lambda kind: self._opened(path, kind),
            key="imports.kind",
        )

    def _opened(self, path: Path, kind: FileKind) -> None:
        from konnect_desktop.services.imports import FileKind

        if kind is FileKind.AWBS:
            self.awbs(path)
        elif kind is FileKind.INVOICES:
            self.invoices(path)
        else:
            question = _KindQuestion(self._window, path.name)
            question.chose_awbs.connect(partial(self.awbs, path))
            question.chose_invoices.connect(partial(self.invoices, path))
            question.open()

    # ---- dropping ------------------------------------------------------------------------

    def watch(self) -> None:
        """Take files that are dropped anywhere on the window."""
        self._window.setAcceptDrops(True)
        self._window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DragEnter:
            assert isinstance(event, QDragEnterEvent)
            is_table = dropped_table(event.mimeData()) is not None
            if is_table or is_promised(event.mimeData()):
                event.acceptProposedAction()
                self._show_hint(_HINT if is_table else f"{STILL_INSIDE}\n{SAVE_FIRST}")
                return True
        elif event.type() == QEvent.Type.DragLeave:
            self._hide_hint()
        elif event.type() == QEvent.Type.Drop:
            assert isinstance(event, QDropEvent)
            self._hide_hint()
            path = dropped_table(event.mimeData())
            if path is not None:
                event.acceptProposedAction()
                self.open(path)
                return True
            if is_promised(event.mimeData()):
                # Not accepted: a mail that was to be moved would be gone.
                self.told.emit(Notice(NOT_SAVED, "warning", "warning"))
                return True
        return super().eventFilter(watched, event)

    def _show_hint(self, text: str) -> None:
        tokens = self._context.theme.tokens
        hint = PlainLabel(text, self._window)
        hint.setObjectName("imports.hint")
        hint.setTextFormat(Qt.TextFormat.PlainText)
        hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        hint.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        hint.setStyleSheet(
            f"background: {tokens.accent_soft}; color: {tokens.text}; font-size: 13pt;"
            f"border: 2px dashed {tokens.accent}; border-radius: 12px;"
        )
        size = self._window.rect()
        hint.setGeometry(size.adjusted(size.width() // 5, 120, -size.width() // 5, -120))
        hint.show()
        hint.raise_()
        self._hide_hint()
        self._hint = hint

    def _hide_hint(self) -> None:
        if self._hint is not None:
            self._hint.deleteLater()
            self._hint.hide()
            self._hint = None


class _KindQuestion(QDialog):
    """What a file is for, when its columns do not say."""

    chose_awbs = Signal()
    chose_invoices = Signal()

    def __init__(self, parent: QWidget, name: str) -> None:
        super().__init__(parent)
        self.setObjectName("file_kind")
        self.setWindowTitle("Import a file")
        self.setAccessibleName("What is in this file?")
        self.setMinimumWidth(480)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(named(plain_label("What is in this file?", "title"), "file_kind.heading"))
        told = f"The headings of {name} do not say it. You name its columns next; nothing is sent."
        layout.addWidget(named(plain_label(told), "file_kind.text"))
        layout.addSpacing(8)
        close = push("Not now", "file_kind.close")
        close.clicked.connect(self.reject)
        awbs = push("AWB numbers", "file_kind.awbs")
        awbs.clicked.connect(partial(self._choose, self.chose_awbs.emit))
        invoices = push("Invoice data", "file_kind.invoices")
        invoices.clicked.connect(partial(self._choose, self.chose_invoices.emit))
        layout.addLayout(row(close, awbs, invoices, stretch=1))
        awbs.setFocus()

    def _choose(self, tell: Callable[[], None], _checked: bool = False) -> None:
        self.accept()
        tell()
