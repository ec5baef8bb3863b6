"""The print window: every page with the order it belongs to, and everything about printing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from konnect_desktop.domain.printing import Layout, PrintChoices
from konnect_desktop.services.models import INVOICE, LABEL, PrintJobData
from konnect_desktop.services.print_parts import Part, parts_of, roles_of
from konnect_desktop.services.printing import FILE, HowToPrint
from konnect_desktop.ui import messages
from konnect_desktop.ui.context import AppContext
from konnect_desktop.ui.dialogs import files
from konnect_desktop.ui.dialogs.parts import ErrorLine, announce, named
from konnect_desktop.ui.documents import printers
from konnect_desktop.ui.documents.check_card import match_text
from konnect_desktop.ui.documents.crop_editor import CropEditor
from konnect_desktop.ui.documents.job_loader import JobLoader, Loaded
from konnect_desktop.ui.documents.job_panel import JobPanel
from konnect_desktop.ui.documents.page_list import NAMES, PageList
from konnect_desktop.ui.documents.page_view import PageView
from konnect_desktop.ui.documents.pages_pane import PagesPane
from konnect_desktop.ui.documents.print_run import PrintRun, Work
from konnect_desktop.ui.documents.printer_setup import PrinterSetup
from konnect_desktop.ui.documents.run_strip import RunStrip
from konnect_desktop.ui.documents.waiting_page import WaitingPage
from konnect_desktop.ui.formatting import count_of
from konnect_desktop.ui.messages import plain_label

PDF_FILE = "PDF file"


def noun(kinds: Sequence[str], count: int) -> str:
    """60 labels, 1 invoice, 12 labels and invoices."""
    if len(kinds) == 1:
        return count_of(count, NAMES[kinds[0]])
    return f"labels and invoices of {count_of(count, 'order')}"


class PreviewDialog(QDialog):
    """Fetches, shows, prints and saves the papers of some shipments. Not modal."""

    #: PrintJobData: everything is fetched and is shown.
    loaded = Signal(object)
    #: PrintJobData: its bar codes were read back; now it can be printed.
    ready = Signal(object)
    #: Nothing could be fetched; the error line says why.
    load_failed = Signal()
    #: Nothing is printed any more, however it went.
    print_ended = Signal()
    #: Path: the PDF is saved and the papers are marked.
    saved = Signal(object)
    #: The printer took the job and the papers are marked.
    printed = Signal()

    def __init__(
        self,
        parent: QWidget | None,
        context: AppContext,
        ids: Sequence[str],
        kinds: tuple[str, ...],
        job_id: int | None = None,
        document_ids: Sequence[int] = (),
    ) -> None:
        """`job_id`: repeat this job from the log as it was, whatever `ids` say.

        `document_ids`: these kept papers as they are, also void ones.
        """
        super().__init__(parent)
        self.setObjectName("preview")
        self.setAccessibleName("Print preview")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(False)
        self._context = context
        self.ids, self.kinds, self.job_id = list(ids), tuple(kinds), job_id
        self._document_ids = list(document_ids)
        self.data: PrintJobData | None = None
        self.sizes: list[tuple[float, float]] = []
        self.left_out: frozenset[str] = frozenset()
        self._names: dict[str, str] = {}
        self._layout = Layout.AS_IS
        self._is_first = True
        self._run: PrintRun | None = None
        self._loader = JobLoader(context, self)
        self._build()
        self._fit_screen()
        self.reload()

    @classmethod
    def show_for(
        cls,
        parent: QWidget,
        context: AppContext,
        ids: Sequence[str],
        kinds: tuple[str, ...],
        job_id: int | None = None,
        document_ids: Sequence[int] = (),
    ) -> PreviewDialog:
        """Open the window for these shipments, in this order; the rest as for the class."""
        dialog = cls(parent.window(), context, ids, kinds, job_id, document_ids)
        dialog.show()
        return dialog

    # ---- parts -------------------------------------------------------------------------

    def _build(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(16)
        layout.addLayout(self._left(), 1)
        self.panel = JobPanel(self._context, self.kinds)
        self.panel.choices.changed.connect(self._choices_changed)
        self.panel.print_pressed.connect(self.print_now)
        self.panel.save_pressed.connect(self.ask_save)
        self.panel.check.leave_out.connect(self.leave_out)
        self.panel.check.missing_wanted.connect(self.reload)
        self.panel.printers.set_up_pressed.connect(self._set_up)
        layout.addWidget(self.panel)
        for key, call in (
            (QKeySequence.StandardKey.Print, self.print_now),
            (QKeySequence.StandardKey.Save, self.ask_save),
        ):
            QShortcut(QKeySequence(key), self, call)
        self._loader.progress.connect(self.waiting.show_progress)
        self._loader.laid.connect(self._laid)
        self._loader.checked.connect(self._checked)
        self._loader.failed.connect(self._not_loaded)
        self._loader.ended.connect(self._ended)

    def _left(self) -> QVBoxLayout:
        box = QVBoxLayout()
        box.setSpacing(10)
        self.heading = named(plain_label("", "title"), "preview.heading")
        self.error = ErrorLine("preview.error")
        self.strip = RunStrip()
        self.strip.cancel_pressed.connect(self.cancel_print)
        self._stack = QStackedWidget()
        self._stack.setObjectName("preview.stack")
        self.waiting = WaitingPage()
        self.waiting.stop_pressed.connect(self._loader.stop)
        self.waiting.again_pressed.connect(self.reload)
        self.pages = PagesPane(self._context)
        self.pages.left_out.connect(lambda one: self.leave_out([one]))
        self.pages.put_back.connect(self._put_back)
        self.pages.moved.connect(self.move_page)
        self.pages.crop_pressed.connect(self.crop)
        self._stack.addWidget(self.waiting)
        self._stack.addWidget(self.pages)
        for widget in (self.heading, self.error, self.strip):
            box.addWidget(widget)
        box.addWidget(self._stack, 1)
        return box

    def _fit_screen(self) -> None:
        screen = self.screen()
        room = screen.availableSize() if screen is not None else None
        width, height = (room.width(), room.height()) if room is not None else (1280, 720)
        self.resize(min(1320, width - 40), min(900, height - 60))

    @property
    def page_list(self) -> PageList:
        """The pages."""
        return self.pages.list

    @property
    def view(self) -> PageView:
        """The page that is chosen."""
        return self.pages.view

    @property
    def again_button(self) -> QWidget:
        """Try again, after nothing came."""
        return self.waiting.again_button

    @property
    def progress_text(self) -> QWidget:
        """What is being waited for, or why nothing came."""
        return self.waiting.text

    # ---- loading -----------------------------------------------------------------------

    def reload(self) -> None:
        """Get what is not kept yet, check each page, and lay the sheets out."""
        if not self.is_fixed:
            self.kinds = self.panel.choices.chosen_kinds()
        self.data = None
        self.error.say("")
        self.pages.stop()
        self.view.is_drawn = False
        self._say(f"Fetching {noun(self.kinds, len(self.ids))}")
        self._stack.setCurrentWidget(self.waiting)
        self.waiting.begin("Papers that are kept already are not fetched again.")
        self.panel.show_data(None, {}, [], self._layout)
        if self.job_id is not None:
            self._say(f"Print job {self.job_id} again")
            self._loader.load_job(self.job_id)
        elif self._document_ids:
            self._loader.load_papers(self._document_ids)
        else:
            self._loader.load(self.ids, self.choices())

    @property
    def is_fixed(self) -> bool:
        """Whether something kept is shown as it is, so that there is nothing to lay out."""
        return self.job_id is not None or bool(self._document_ids)

    def choices(self) -> PrintChoices:
        """What is set on the right, without the orders that were taken out by hand."""
        return replace(self.panel.choices.choices(), leave_out=self.left_out)

    def _choices_changed(self) -> None:
        self.reload()

    def _laid(self, loaded: Loaded) -> None:
        data = loaded.data
        self.data, self.sizes, self._layout = data, loaded.sizes_mm, loaded.layout
        self._names = loaded.names
        self.panel.show_data(data, loaded.names, self.sizes, loaded.layout)
        if not data.sheets:
            self._nothing(data)
            return
        if self.is_fixed:
            self._show_fixed(data)
        what = noun(self.kinds, len(data.shipment_ids))
        if not data.pages:
            what = count_of(data.sheets, "sheet")
        self._say(f"{what}, ready to print")
        self._stack.setCurrentWidget(self.pages)
        self.pages.show_data(data, self.sizes, loaded.names, loaded.shape, len(self.left_out))
        if self._is_first:
            self._is_first = False
            self.page_list.setFocus()
        if loaded.printed_before:
            count, total = loaded.printed_before, len(data.document_ids)
            what = "All were" if count == total else f"{count} of {total} were"
            self.strip.say(f"{what} printed before.")
        else:
            self.strip.say("")
        announce(self, match_text(data))
        self.loaded.emit(data)
        self._loader.check(data)

    def _show_fixed(self, data: PrintJobData) -> None:
        kinds = {page.kind for page in data.pages}
        self.kinds = tuple(kind for kind in (LABEL, INVOICE) if kind in kinds) or self.kinds
        self.panel.show_fixed(
            f"Job {self.job_id} from the print log, exactly as it was printed. Choose its sheets "
            "below to go on after a jam."
            if self.job_id is not None
            else "Kept papers exactly as they are. A void label must not go on a parcel."
        )
        self.pages.set_fixed(True)

    def _checked(self, data: PrintJobData) -> None:
        if self.data is None:
            return
        self.data = data
        self.panel.show_data(data, self._names, self.sizes, self._layout)
        self.ready.emit(data)

    def _nothing(self, data: PrintJobData) -> None:
        self._say("There is nothing to print")
        why = next(iter(data.missing.values()), "")
        if self.left_out and not data.missing:
            why = "All of them are left out."
        self.waiting.end(f"None of these orders has this paper yet. {why}".strip())
        self.loaded.emit(data)

    def _not_loaded(self, error: Exception) -> None:
        what, then, detail = messages.words(error)
        self.error.say(f"{what} {then}" + (f" ({detail})" if detail else ""))
        self.load_failed.emit()
        if self.data is None:
            self._say("The papers could not be fetched")
            self.waiting.end("Nothing was printed. What was fetched before is kept.")

    def _ended(self) -> None:
        if self.data is None and not self.error.text():
            self._say("Stopped")
            self.waiting.end("Nothing was printed. What was fetched so far is kept.")

    def _say(self, text: str) -> None:
        self.heading.setText(text[:1].upper() + text[1:])
        self.setWindowTitle(self.heading.text())

    # ---- pages by hand -----------------------------------------------------------------

    def leave_out(self, ids: Sequence[str]) -> None:
        """Print without these shipments; nothing else of them changes."""
        self.left_out |= set(ids)
        self.reload()

    def _put_back(self) -> None:
        self.left_out = frozenset()
        self.reload()

    def move_page(self, shipment_id: str, step: int) -> None:
        """Bring the papers of a shipment earlier (-1) or later (1)."""
        if self.data is None:
            return
        order = list(self.data.shipment_ids)
        place = order.index(shipment_id)
        if not 0 <= place + step < len(order):
            return
        order.insert(place + step, order.pop(place))
        rest = [one for one in self.ids if one not in set(order)]
        self.ids = [*order, *rest]
        self.panel.choices.show_own_order()
        self.reload()

    def crop(self, shipment_id: str) -> None:
        """Draw where the label is on this channel's pages; the sheets are laid out anew."""
        editor = CropEditor.show_for(self, self._context, shipment_id)
        editor.saved.connect(lambda _rule: self.reload())

    # ---- printing ----------------------------------------------------------------------

    def print_now(self) -> None:
        """Send the sheets to the chosen printers at true size."""
        data, box = self.data, self.panel.printers
        if data is None or not data.sheets or self._run is not None:
            return
        if not all(box.chosen().values()):
            self.error.say(
                "No printer is chosen, so nothing was printed. Choose one, or press Save as PDF."
            )
            return
        why = self.panel.why_not()
        if why:
            self.error.say(f"Nothing was printed yet. {why}.")
            return
        chosen = box.chosen()
        roles = roles_of(data, self._layout)
        parts = parts_of(roles, self.sizes, chosen, box.sheets())
        self._remember(chosen)
        self._start(parts, None)

    def print_to(self, printer: QPrinter) -> PrintRun:
        """Paint every sheet on `printer`; mark the papers when it took them all."""
        assert self.data is not None
        name = printer.printerName() or PDF_FILE
        sheets = tuple(range(self.data.sheets))
        return self._start([Part(name, sheets, self.sizes[0])], printer)

    def _start(self, parts: list[Part], printer: QPrinter | None) -> PrintRun:
        assert self.data is not None
        how = HowToPrint(
            self._layout,
            title=self.suggested_name().removesuffix(".pdf"),
            copies=self.panel.printers.copies.value(),
            reprint_of=self.job_id,
        )
        run = PrintRun(self._context, Work(self.data, self.sizes, parts, how, printer), self)
        self._run = run
        self.panel.set_busy(True)
        self.error.say("")
        self.strip.begin(run.sheets)
        run.said.connect(self.strip.say)
        run.progress.connect(self.strip.show_progress)
        run.stopped.connect(self._stopped)
        run.finished.connect(self._finished)
        run.failed.connect(self._print_failed)
        run.ended.connect(self._run_ended)
        run.start()
        return run

    def cancel_print(self) -> None:
        """Take back what is not on paper yet."""
        if self._run is not None:
            self._run.cancel()

    def _finished(self) -> None:
        self._say("Sent to the printer and marked as printed")
        self.panel.set_busy(False)
        self.printed.emit()

    def _stopped(self, text: str) -> None:
        self.error.say(text)
        done = self.strip.done
        if text and done and not self.panel.printers.range.text():
            self.panel.printers.range.setText(f"{done + 1}-")

    def _print_failed(self, error: Exception) -> None:
        what, then, _detail = messages.words(error)
        self._say("Not printed")
        self.error.say(f"{what} {then}".strip())

    def _run_ended(self) -> None:
        self._run = None
        self.strip.end()
        self.panel.set_busy(False)
        self.print_ended.emit()

    def _remember(self, chosen: object) -> None:
        if not self.is_fixed:
            choices = self.panel.choices
            printers.change_memory(self._context, self._context.signals, choices.remembered)
        printers.remember_printers(self._context, self.panel.printers.chosen())

    def _set_up(self, name: str) -> None:
        if name:
            dialog = PrinterSetup.show_for(self, self._context, name)
            dialog.changed.connect(self.panel.printers.show_states)

    # ---- saving ------------------------------------------------------------------------

    def ask_save(self) -> None:
        """Ask for a file and save the PDF as it is."""
        if self.data is None or not self.data.sheets:
            return
        files.ask_save(
            self,
            self._context,
            title="Save as PDF",
            purpose="documents",
            name=self.suggested_name(),
            kinds="PDF (*.pdf)",
            on_chosen=self.save_to,
        )

    def suggested_name(self) -> str:
        """labels-57-2026-06-12.pdf."""
        count = len(self.data.shipment_ids) if self.data is not None else 0
        kinds = "-and-".join(f"{NAMES[kind]}s" for kind in self.kinds)
        return f"{kinds}-{count}-{self._context.now():%Y-%m-%d}.pdf"

    def save_to(self, path: Path) -> None:
        """Write the PDF to `path`; the log says so and its papers count as printed."""
        if self.data is None:
            return
        data, layout, printing = self.data, self._layout, self._context.services.printing

        def work(_ctx: object) -> Path:
            job_id = printing.begin(data, printer=PDF_FILE, way=FILE, layout=layout)
            try:
                files.write_whole(path, data.pdf)
            except Exception as error:
                printing.fail(job_id, messages.words(error)[0])
                raise
            printing.accept(job_id)
            return path

        if not self.is_fixed:
            printers.change_memory(
                self._context, self._context.signals, self.panel.choices.remembered
            )
        self._context.runner.start(self, work, pool="local", on_success=self._saved)

    def _saved(self, path: Path) -> None:
        self._say(f"Saved as {path.name} and marked as printed")
        self.saved.emit(path)

    def done(self, result: int) -> None:
        self._loader.drop()
        self.pages.stop()
        if self._run is not None and not self._run.is_handed_over:
            self._run.cancel()
        super().done(result)
