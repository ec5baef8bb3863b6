"""Pick list, packing slips or handover sheets before they are printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from konnect_desktop.domain.papers import HandoverSheet, Paper
from konnect_desktop.services.context import TaskContext
from konnect_desktop.services.own_papers import MadePaper, ShelfLine
from konnect_desktop.ui.kit import files, messages
from konnect_desktop.ui.kit.formatting import count_of
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.overrides import survives
from konnect_desktop.ui.kit.parts import ErrorLine, announce, named
from konnect_desktop.ui.kit.window_place import bounded_resize
from konnect_desktop.ui.own_papers.panel import PaperPanel
from konnect_desktop.ui.own_papers.paper_view import PaperView
from konnect_desktop.ui.own_papers.sending import PaperSending
from konnect_desktop.ui.own_papers.shelves import ShelvesDialog
from konnect_desktop.ui.work.context import AppContext

TITLES = {
    Paper.PICK_LIST: "Pick list",
    Paper.PACKING_SLIP: "Packing slips",
    Paper.HANDOVER_SHEET: "Courier handover sheet",
}


def title_of(made: MadePaper) -> str:
    """Pick list of 148 orders · Handover sheets of 58 parcels for 2 couriers."""
    if made.paper is not Paper.HANDOVER_SHEET:
        return f"{TITLES[made.paper]} of {count_of(made.orders, 'order')}"
    parcels = count_of(sum(len(sheet.rows) for sheet in made.sheets), "parcel")
    if len(made.sheets) == 1:
        sheet = made.sheets[0]
        return f"Handover sheet {sheet.name} · {sheet.courier or 'No courier'} · {parcels}"
    sheets = count_of(len(made.sheets), "handover sheet")
    return f"{sheets} · {parcels} · one for each courier and location"


@survives
class PaperDialog(QDialog):
    """Makes, shows, prints and saves one kind of our own papers. Not modal."""

    #: MadePaper: it can be printed.
    loaded = Signal(object)
    #: MadePaper: a printer or a file has it.
    finished_paper = Signal(object)

    def __init__(
        self,
        parent: QWidget | None,
        context: AppContext,
        paper: Paper,
        ids: Sequence[str] = (),
        kept_number: int = 0,
    ) -> None:
        """`kept_number`: print a kept handover sheet again instead of making one for `ids`."""
        super().__init__(parent)
        self.setObjectName("paper")
        self.setAccessibleName(TITLES[paper])
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(False)
        bounded_resize(self, QSize(1040, 720))
        self._context, self.paper = context, paper
        self._ids, self._kept_number = tuple(ids), kept_number
        self._sheets: tuple[HandoverSheet, ...] = ()
        self._sending: PaperSending | None = None
        self.made: MadePaper | None = None
        self._build()
        self.make()

    @classmethod
    def show_for(
        cls, parent: QWidget, context: AppContext, paper: Paper, ids: Sequence[str]
    ) -> PaperDialog:
        """Open the window for these shipments, in this order."""
        dialog = cls(parent.window(), context, paper, ids)
        dialog.show()
        return dialog

    @classmethod
    def show_kept(cls, parent: QWidget, context: AppContext, number: int) -> PaperDialog:
        """Open the window for a handover sheet that was printed before."""
        dialog = cls(parent.window(), context, Paper.HANDOVER_SHEET, kept_number=number)
        dialog.show()
        return dialog

    # ---- parts -------------------------------------------------------------------------

    def _build(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(16)
        layout.addLayout(self._left(), 1)
        self.panel = PaperPanel(self._context, self.paper)
        self.panel.changed.connect(self.make)
        self.panel.renamed.connect(self._rename)
        self.panel.shelves_pressed.connect(self._read_shelves)
        self.panel.print_pressed.connect(self.print_now)
        self.panel.save_pressed.connect(self.ask_save)
        layout.addWidget(self.panel)
        for key, call in (
            (QKeySequence.StandardKey.Print, self.print_now),
            (QKeySequence.StandardKey.Save, self.ask_save),
            (QKeySequence.StandardKey.ZoomIn, lambda: self.view.page.step_zoom(True)),
            (QKeySequence.StandardKey.ZoomOut, lambda: self.view.page.step_zoom(False)),
            (QKeySequence("PgDown"), lambda: self.view.go(1)),
            (QKeySequence("PgUp"), lambda: self.view.go(-1)),
        ):
            QShortcut(QKeySequence(key), self, call)

    def _left(self) -> QVBoxLayout:
        box = QVBoxLayout()
        box.setSpacing(10)
        self.heading = named(plain_label("", "title"), "paper.heading")
        box.addWidget(self.heading)
        self.error = ErrorLine("paper.error")
        box.addWidget(self.error)
        self.view = PaperView(self._context)
        box.addWidget(self.view, 1)
        return box

    # ---- making ------------------------------------------------------------------------

    def make(self) -> None:
        """Make the paper anew with what is chosen."""
        if self.made is None:
            self._say(f"Making the {TITLES[self.paper].lower()}…")
        self.error.say("")
        choices = self.panel.choices()
        ids, sheets, number = self._ids, self._sheets, self._kept_number
        paper, service = self.paper, self._context.services.own_papers

        def work(ctx: TaskContext) -> MadePaper:
            made: MadePaper
            if number:
                made = service.reprint(number, choices)
            else:
                made = service.make(ctx, paper, ids, choices, sheets)
            return made

        self._context.runner.start(
            self,
            work,
            pool="local",
            key=f"paper.make.{id(self)}",
            latest=True,
            on_success=self._loaded,
            on_error=self._not_made,
        )

    def _loaded(self, made: MadePaper) -> None:
        self.made = made
        self._sheets = made.sheets
        self._say(title_of(made))
        self.panel.show_made(made)
        self.view.show_document(made.pdf, list(made.sizes_mm))
        announce(self, self.heading.text())
        self.loaded.emit(made)

    def _not_made(self, error: Exception) -> None:
        what, then, detail = messages.words(error)
        self._say(TITLES[self.paper])
        self.error.say(f"{what} {then}" + (f" ({detail})" if detail else ""))

    def _say(self, text: str) -> None:
        self.heading.setText(text)
        self.setWindowTitle(text)

    # ---- name and shelves --------------------------------------------------------------

    def _rename(self, name: str) -> None:
        # A sheet with a number keeps it; only its head is drawn anew.
        self._sheets = tuple(_with_seller(sheet, name) for sheet in self._sheets)
        self._context.runner.do(
            self,
            lambda: self._context.services.change_settings(paper_name=name),
            lambda _settings: self.make(),
        )

    def _read_shelves(self) -> None:
        ids = self._ids
        self._context.runner.do(
            self,
            lambda: self._context.services.own_papers.shelf_lines(ids),
            self._ask_shelves,
            key="paper.shelves",
        )

    def _ask_shelves(self, lines: list[ShelfLine]) -> None:
        dialog = ShelvesDialog(self, lines)
        dialog.chosen.connect(self._set_shelves)
        dialog.open()

    def _set_shelves(self, places: dict[str, str]) -> None:
        self._context.runner.do(
            self,
            lambda: self._context.services.own_papers.set_shelves(places),
            lambda _none: self.make(),
        )

    # ---- printing ----------------------------------------------------------------------

    def _begin(self) -> PaperSending | None:
        """Ready to send what is shown; None when there is nothing, or it is on its way."""
        if self.made is None or not self.made.sizes_mm or self._sending is not None:
            return None
        made = self.made
        title = f"{TITLES[self.paper]}, {self.panel.size_box.currentText()}"
        sending = PaperSending(self._context, made, title, self)
        sending.finished.connect(lambda where: self._sent(made, where))
        sending.failed.connect(self._not_sent)
        sending.said.connect(self._say)
        sending.stopped.connect(self.error.say)
        self._sending = sending
        self.error.say("")
        self.panel.print_button.setEnabled(False)
        return sending

    def print_now(self) -> None:
        """Send every page to the chosen printer."""
        name = self.panel.printer.currentText()
        if self.made is not None and not name:
            self.error.say(
                "No printer is chosen, so nothing was printed. Choose one, or press Save as PDF."
            )
            return
        sending = self._begin()
        if sending is not None:
            self.panel.remember_printer(name)
            sending.print_on(name, self.panel.copies.value())

    def ask_save(self) -> None:
        """Ask for a file and save the PDF."""
        if self.made is None:
            return
        files.ask_save(
            self,
            self._context,
            title="Save as PDF",
            purpose="papers",
            name=self.suggested_name(),
            kinds="PDF (*.pdf)",
            on_chosen=self.save_to,
        )

    def suggested_name(self) -> str:
        """pick-list-2026-06-12.pdf, HS-00012-Delhivery.pdf."""
        if self.made is not None and len(self.made.sheets) == 1:
            sheet = self.made.sheets[0]
            courier = "".join(c if c.isalnum() else "-" for c in sheet.courier).strip("-")
            return f"{sheet.name}-{courier or 'no-courier'}.pdf"
        return f"{self.paper.value.replace('_', '-')}-{self._context.now():%Y-%m-%d}.pdf"

    def save_to(self, path: Path) -> None:
        """Write the PDF to `path`."""
        sending = self._begin()
        if sending is None or self.made is None:
            return
        pdf = self.made.pdf

        def work() -> None:
            files.write_whole(path, pdf)

        self._context.runner.do(self, work, lambda _none: sending.saved(), on_error=self._not_sent)

    def _sent(self, made: MadePaper, where: str) -> None:
        self._over()
        self._say(f"{title_of(made)} · sent to {where}" if where else title_of(made))
        announce(self, self.heading.text())
        self.finished_paper.emit(made)

    def _not_sent(self, error: Exception) -> None:
        self._over()
        what, then, _detail = messages.words(error)
        self.error.say(f"{what} {then}")

    def _over(self) -> None:
        self._sending = None
        self.panel.print_button.setEnabled(self.panel.printer.isEnabled())

    def done(self, result: int) -> None:
        if self._sending is not None:
            self._sending.cancel()
        super().done(result)


def _with_seller(sheet: HandoverSheet, name: str) -> HandoverSheet:
    return replace(sheet, head=replace(sheet.head, seller=name))
