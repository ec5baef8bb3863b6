"""What the print window does with the sheets it shows: print, follow, cancel, save."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QLabel

from konnect_desktop.domain.printers import name_sheets
from konnect_desktop.domain.printing import Layout
from konnect_desktop.services.paper_models import PrintJobData
from konnect_desktop.services.print_parts import Part, parts_of, roles_of
from konnect_desktop.services.printing import FILE, HowToPrint
from konnect_desktop.ui.kit import files, messages
from konnect_desktop.ui.kit.formatting import count_of, grouped
from konnect_desktop.ui.kit.parts import ErrorLine
from konnect_desktop.ui.printing import printers
from konnect_desktop.ui.printing.job_panel import JobPanel
from konnect_desktop.ui.printing.page_list import NAMES
from konnect_desktop.ui.printing.print_again import PrintAgainQuestion
from konnect_desktop.ui.printing.print_run import PrintRun, Work
from konnect_desktop.ui.printing.rest_offer import RestOffer
from konnect_desktop.ui.printing.run_jobs import documents_on, marked_text
from konnect_desktop.ui.printing.run_strip import RunStrip
from konnect_desktop.ui.work.context import AppContext

PDF_FILE = "PDF file"
_SENT = "Sent to the printer and marked as printed"


class SendsPapers(QDialog):
    """The window itself fills in what is shown; see PreviewDialog."""

    #: Nothing is printed any more, however it went.
    print_ended = Signal()
    #: Path: the PDF is saved and the papers are marked.
    saved = Signal(object)
    #: A printer refused, or waits for a person; the error line says what it is.
    troubled = Signal()
    #: The printer took the job and the papers are marked.
    printed = Signal()

    _context: AppContext
    panel: JobPanel
    strip: RunStrip
    error: ErrorLine
    heading: QLabel
    kinds: tuple[str, ...]
    data: PrintJobData | None
    sizes: list[tuple[float, float]]
    #: The job of the log that is repeated, and the kept papers that are shown as they are.
    job_id: int | None
    _document_ids: Sequence[int]
    _layout: Layout
    _run: PrintRun | None
    _rest: RestOffer
    #: Papers that went to a printer from this window.
    _sent: frozenset[int]

    @property
    def is_fixed(self) -> bool:
        """Whether something kept is shown as it is, so that there is nothing to lay out."""
        return self.job_id is not None or bool(self._document_ids)

    def _say(self, text: str) -> None:
        self.heading.setText(text[:1].upper() + text[1:])
        self.setWindowTitle(self.heading.text())

    # ---- printing ----------------------------------------------------------------------

    def print_now(self, *, is_asked: bool = False) -> None:
        """Send the sheets to the chosen printers, as large as they are shown.

        What this window has sent before is asked about first, unless it `is_asked`.
        """
        data, box = self.data, self.panel.printers
        if data is None or not data.sheets:
            return
        if self._run is not None and not self._run.is_handed_over:
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
        if self.panel.is_again and not is_asked:
            question = PrintAgainQuestion(self, self.panel.what_comes_out())
            question.chosen.connect(lambda _options: self.print_now(is_asked=True))
            question.open()
            return
        chosen = box.chosen()
        roles = roles_of(data, self._layout)
        parts = [
            replace(part, copies=copies)
            for sheets, copies in self.panel.chosen_sheets()
            for part in parts_of(roles, self.sizes, chosen, sheets)
        ]
        self._remember()
        self._start(parts)

    def _start(self, parts: list[Part]) -> PrintRun:
        assert self.data is not None
        how = HowToPrint(
            self._layout,
            title=self.suggested_name().removesuffix(".pdf"),
            copies=self.panel.printers.copies.value(),
            reprint_of=self.job_id,
        )
        work = Work(self.data, self.sizes, parts, how)
        # What the run before still has with a printer is followed by this one.
        run = PrintRun(self._context, work, self, self._run)
        self._run = run
        self._rest.begin()
        self.panel.set_busy(True)
        self.error.say("")
        self.strip.begin(run.sheets)
        run.said.connect(partial(self._of, run, self.strip.say))
        run.handed.connect(partial(self._of, run, self.strip.show_handed))
        run.progress.connect(partial(self._of, run, self.strip.show_progress))
        run.stopped.connect(partial(self._of, run, self._stopped))
        run.finished.connect(partial(self._note_sent, run))
        run.failed.connect(lambda _error: self._note_sent(run))
        run.finished.connect(self._finished)
        run.failed.connect(partial(self._of, run, self._print_failed))
        run.ended.connect(partial(self._of, run, self._run_ended))
        run.start()
        return run

    def _note_sent(self, run: PrintRun) -> None:
        """What a printer has is not sent again without being asked for; what jammed is."""
        went = {sheet for part in run.sent for sheet in part.sheets}
        missing = {sheet for sheets, _copies in run.rest for sheet in sheets}
        lost = documents_on(run.data, missing)
        self._sent = (self._sent | documents_on(run.data, went)) - lost
        self.panel.set_sent(self._sent)

    def _of(self, run: PrintRun, call: Callable[..., None], *values: object) -> None:
        """Listen to the newest run alone: what came before is with its printer."""
        if run is self._run:
            call(*values)

    def cancel_print(self) -> None:
        """Take back what is not on paper yet."""
        if self._run is not None:
            self._run.cancel()

    def _finished(self) -> None:
        self._say(_SENT)
        self.panel.set_busy(False)
        self.printed.emit()

    def _stopped(self, text: str) -> None:
        self._offer_rest()
        if self._run is not None:
            self._note_sent(self._run)
        if self._run is not None and self._run.is_cut_short:
            self._say("The printer has stopped")
        elif not text:
            self._say(_SENT)
        self.error.say(self._with_rest(text))
        if text:
            self.troubled.emit()

    def _with_rest(self, text: str) -> str:
        if text and self._rest.lots:
            return f"{text} Print sends only what is missing: {self._missing()}."
        return text

    def _offer_rest(self) -> None:
        if self._run is not None and self.data is not None and self._run.data is self.data:
            self._rest.show(self._run.rest, self.data.sheets)

    def _missing(self) -> str:
        """Sheet 3-4; sheet 2-4 once, then sheet 1-4 twice."""
        assert self.data is not None
        times = ("", " once", " twice")
        lots = self._rest.lots
        is_plain = len(lots) == 1 and lots[0][1] == 1
        return ", then ".join(
            f"{'sheet' if len(sheets) == 1 else 'sheets'} {name_sheets(sheets)}"
            + ("" if is_plain else times[copies] if copies < 3 else f" {copies} times")
            for sheets, copies in lots
        )

    def _print_failed(self, _error: Exception) -> None:
        run = self._run
        assert run is not None  # the run of which this is heard
        self._offer_rest()
        count = f"{grouped(run.sent_sheets)} of {count_of(run.sheets, 'sheet')} sent"
        self._say(count if run.sent else "Not printed")
        # It would still say that sheets are being sent.
        self.strip.say("")
        text = f"{run.trouble()} {run.sent_text()}"
        self.error.say(self._with_rest(text) if run.sent else text)
        self.panel.set_busy(False)
        self.troubled.emit()

    def _run_ended(self) -> None:
        self._offer_rest()
        if self._run is not None:
            self._note_sent(self._run)
        if self._run is not None and self._run.is_cut_short:
            self._say(marked_text(self._run.done, self._run.sheets))
        self._run = None
        self.strip.end()
        self.panel.set_busy(False)
        self.print_ended.emit()

    def _remember(self) -> None:
        if not self.is_fixed:
            choices = self.panel.choices
            printers.change_memory(self._context, self._context.signals, choices.remembered)
        printers.remember_printers(self._context, self.panel.printers.chosen())

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

        def work() -> Path:
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
        self._context.runner.do(self, work, self._saved)

    def _saved(self, path: Path) -> None:
        self._say(f"Saved as {path.name} and marked as printed")
        self.saved.emit(path)
