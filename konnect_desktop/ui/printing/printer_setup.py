"""One printer: its paper and tray, a test page, and what ruler and scanner say about it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFrame,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from konnect_desktop.domain.printers import Paper, PrinterFacts
from konnect_desktop.services.paper_models import PageInfo, PrintJobData
from konnect_desktop.services.print_parts import Part
from konnect_desktop.services.printer_test import PrinterTest, is_right_code, plan_test, verdict
from konnect_desktop.services.printing import HowToPrint
from konnect_desktop.ui.kit.card import decimal
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.messages import words as error_words
from konnect_desktop.ui.kit.overrides import survives
from konnect_desktop.ui.kit.parts import (
    ErrorLine,
    card,
    field,
    named,
    push,
    row,
    scrolling_cards,
    set_role,
)
from konnect_desktop.ui.kit.window_place import bounded_resize
from konnect_desktop.ui.printing import printers
from konnect_desktop.ui.printing.print_run import PrintRun, Work
from konnect_desktop.ui.work.context import AppContext

_SHORT = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
_AUTO_PAPER, _AUTO_TRAY = "By the size of the pages", "The printer decides"


@dataclass(frozen=True)
class _Page:
    test: PrinterTest
    data: PrintJobData


@survives
class PrinterSetup(QDialog):
    """Remembers as soon as something is chosen or measured; nothing has to be saved."""

    #: Something new is known of the printer.
    changed = Signal()
    #: The test page is with the printer.
    page_printed = Signal()

    def __init__(self, parent: QWidget | None, context: AppContext, name: str) -> None:
        super().__init__(parent)
        self.setObjectName("printer_setup")
        self.setAccessibleName(f"Set up {name}")
        self.setWindowTitle(f"Set up {name}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        bounded_resize(self, QSize(600, 630))
        self._context, self.name = context, name
        self._facts = PrinterFacts(name)
        self.test: PrinterTest = plan_test(name, self._facts)
        self._run: PrintRun | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(named(plain_label(f"Set up {name}", "title"), "printer_setup.heading"))
        self.state = named(plain_label("", "muted"), "printer_setup.state")
        layout.addWidget(self.state)
        self.error = ErrorLine("printer_setup.error")
        layout.addWidget(self.error)
        layout.addWidget(self._cards(), 1)
        self.close_button = push("Done", "printer_setup.close", "primary")
        self.close_button.clicked.connect(self.accept)
        layout.addLayout(row(self.close_button, stretch=0))
        self._show_memory()
        self._ask()

    @classmethod
    def show_for(cls, parent: QWidget, context: AppContext, name: str) -> PrinterSetup:
        """Open the window for one printer."""
        dialog = cls(parent.window(), context, name)
        dialog.open()
        return dialog

    # ---- parts -------------------------------------------------------------------------

    def _cards(self) -> QScrollArea:
        """On a small screen the cards scroll; Done stays where it is."""
        return scrolling_cards(
            "printer_setup", "Paper and test page", self._paper_card(), self._test_card()
        )

    def _paper_card(self) -> QFrame:
        frame, layout = card("printer_setup.paper_card")
        self.paper, self.tray = QComboBox(), QComboBox()
        self.paper.setObjectName("printer_setup.paper")
        self.tray.setObjectName("printer_setup.tray")
        self.paper.activated.connect(lambda _place: self._paper_chosen())
        self.tray.activated.connect(lambda _place: self._keep(tray=self.tray.currentData()))
        line = row(field("Paper", self.paper), field("Tray", self.tray), spacing=12)
        line.setStretch(0, 1)
        line.setStretch(1, 1)
        line.takeAt(2)
        for box in (self.paper, self.tray):
            box.setSizeAdjustPolicy(_SHORT)
        layout.addLayout(line)
        return frame

    def _test_card(self) -> QFrame:
        frame, layout = card("printer_setup.test_card")
        told = "Print a test page once: a ruler shows whether the size is true, and a code "
        told += "whether your scanner reads what this printer prints."
        layout.addWidget(named(plain_label(told, "muted"), "printer_setup.told"))
        self.print_button = push("Print test page", "printer_setup.print")
        self.print_button.clicked.connect(self.print_page)
        self.printed = named(plain_label("", "muted"), "printer_setup.printed")
        line = row(self.print_button, self.printed)
        line.setStretch(1, 1)
        layout.addLayout(line)
        self.measured = decimal("printer_setup.measured", 0.0, 300.0, " mm")
        self.measured.setSpecialValueText("not measured yet")
        self.measured.valueChanged.connect(self._measured)
        self.measure_field = field("How long is the printed ruler?", self.measured)
        layout.addWidget(self.measure_field)
        self.size_words = named(plain_label("", "muted"), "printer_setup.size_words")
        # Room for the longest verdict, so that nothing moves while a person measures.
        self.size_words.setMinimumHeight(64)
        self.size_words.setAlignment(Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self.size_words)
        self.scan = QLineEdit()
        self.scan.setObjectName("printer_setup.scan")
        self.scan.setPlaceholderText("Click here, then scan the bars of the test page")
        self.scan.returnPressed.connect(self._scanned)
        layout.addWidget(field("Does it scan?", self.scan))
        self.scan_words = named(plain_label("", "muted"), "printer_setup.scan_words")
        self.scan_words.setMinimumHeight(36)
        self.scan_words.setAlignment(Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self.scan_words)
        return frame

    # ---- what is known -----------------------------------------------------------------

    def _ask(self) -> None:
        self._context.runner.do(
            self,
            lambda: printers.facts_of(self._context, self.name),
            self._show_facts,
            on_error=self._gone,
        )

    def _gone(self, error: Exception) -> None:
        what, then, _detail = error_words(error)
        self._show_facts(PrinterFacts(self.name, False, f"{what} {then}".strip()))

    def _show_facts(self, facts: PrinterFacts) -> None:
        self._facts = facts
        self.state.setText("Ready" if facts.is_ready else facts.trouble)
        set_role(self.state, "role", "success" if facts.is_ready else "error")
        known = printers.memory_of(self._context).printer(self.name)
        for box, first, values, kept in (
            (
                self.paper,
                _AUTO_PAPER,
                [
                    (p.key, f"{p.key} ({p.width_mm:.0f} × {p.height_mm:.0f} mm)")
                    for p in facts.papers
                ],
                known.paper,
            ),
            (self.tray, _AUTO_TRAY, list(facts.trays), known.tray),
        ):
            with QSignalBlocker(box):
                box.clear()
                box.addItem(first, "")
                for key, text in values:
                    box.addItem(text, key)
                box.setCurrentIndex(max(0, box.findData(kept)))
            box.setEnabled(bool(values))
        self._plan()

    def _plan(self) -> None:
        chosen = self.paper.currentData() or ""
        self.test = plan_test(self.name, self._facts, chosen)
        self.printed.setText(
            f"On {self.test.paper.key}; the ruler must be {self.test.ruler_mm} mm long."
        )

    def _show_memory(self) -> None:
        known = printers.memory_of(self._context).printer(self.name)
        if known.tested_at:
            text = printers.words_of_test(known)
            self.size_words.setText(f"Last test: {text}")

    def _paper_chosen(self) -> None:
        self._plan()
        self._keep(paper=self.paper.currentData())

    def _keep(self, **values: object) -> None:
        printers.change_memory(
            self._context,
            self,
            lambda memory: memory.with_printer(self.name, **values),
            self.changed.emit,
        )

    # ---- the test ----------------------------------------------------------------------

    def print_page(self) -> None:
        """Print the test page for the paper that is chosen."""
        if self._run is not None and not self._run.is_over:
            return
        self.error.say("")
        self.print_button.setEnabled(False)
        test, pictures = self.test, self._context.services.pictures
        size = (test.paper.width_mm, test.paper.height_mm)

        def work() -> _Page:
            pdf = pictures.test_page(size, test.code, test.printer)
            page = PageInfo(0, "", "test", "", 0)
            return _Page(test, PrintJobData(pdf, (page,), sheets=1, is_checked=True))

        self._context.runner.do(self, work, self._page_made, on_error=self._failed)

    def _page_made(self, page: _Page) -> None:
        paper = page.test.paper
        size = (paper.width_mm, paper.height_mm)
        work = Work(
            page.data,
            [size],
            [Part(self.name, (0,), size)],
            HowToPrint("test_page", title="Test page"),
        )
        self._run = PrintRun(self._context, work, self)
        self._run.failed.connect(self._failed)
        self._run.finished.connect(self._page_printed)
        self._run.stopped.connect(self.error.say)
        self._run.start()

    def _page_printed(self) -> None:
        self.print_button.setEnabled(True)
        self.printed.setText(f"Sent. Measure the ruler: it must be {self.test.ruler_mm} mm long.")
        self.measured.setFocus()
        self.measured.selectAll()
        self.page_printed.emit()

    def _failed(self, error: Exception) -> None:
        self.print_button.setEnabled(True)
        what, then, _detail = error_words(error)
        self.error.say(f"{what} {then}".strip())

    def _measured(self, length: float) -> None:
        if length <= 0:
            return
        percent, words = verdict(self.test, length)
        self.size_words.setText(words)
        set_role(self.size_words, "role", "success" if words.endswith("✓") else "error")
        self._keep(scale_percent=percent, tested_at=self._now())

    def _scanned(self) -> None:
        text = self.scan.text()
        self.scan.clear()
        if is_right_code(self.test, text):
            self.scan_words.setText("The code scans ✓")
            set_role(self.scan_words, "role", "success")
            self._keep(was_scanned=True, tested_at=self._now())
            return
        self.scan_words.setText(
            f"This reads {text[:30]!r}, but the test page says {self.test.code}. Scan the bars "
            "of the page that was just printed."
        )
        set_role(self.scan_words, "role", "error")

    def _now(self) -> str:
        return self._context.now().isoformat(timespec="seconds")

    def done(self, result: int) -> None:
        if self._run is not None and not self._run.is_handed_over:
            self._run.cancel()
        super().done(result)


def _size_words(paper: Paper) -> str:
    return f"{paper.key} ({paper.width_mm:.0f} × {paper.height_mm:.0f} mm)"
