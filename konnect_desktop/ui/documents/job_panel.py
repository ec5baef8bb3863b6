"""The right side of the preview: what, order, printer, copies, and the page-to-order check."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFrame, QSpinBox, QVBoxLayout

from konnect_desktop.services.models import INVOICE, LABEL, PrintJobData
from konnect_desktop.ui.context import AppContext
from konnect_desktop.ui.dialogs.parts import card, field, named, push, relabel, set_role
from konnect_desktop.ui.documents.printing import printer_names, remembered_printer
from konnect_desktop.ui.formatting import count_of, grouped
from konnect_desktop.ui.messages import plain_label

#: What can be printed, by the words of the choice.
KINDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Labels", (LABEL,)),
    ("Invoices", (INVOICE,)),
    ("Labels and invoices, paired", (LABEL, INVOICE)),
)
_SHOWN_MISSING = 6


def match_text(data: PrintJobData) -> str:
    """57 pages matched to 57 orders ✓, or which part is missing."""
    pages, orders = len(data.pages), len(data.shipment_ids)
    text = f"{count_of(pages, 'page')} matched to {count_of(orders, 'order')}"
    if not data.missing:
        return f"{text} ✓"
    return f"{text}. {count_of(len(data.missing), 'order')} without paper:"


def missing_lines(data: PrintJobData, names: dict[str, str]) -> list[str]:
    """The orders without paper and why, shortened when there are many."""
    items = list(data.missing.items())
    lines = [f"{names.get(key, key)}: {why}" for key, why in items[:_SHOWN_MISSING]]
    if len(items) > _SHOWN_MISSING:
        lines.append(f"and {grouped(len(items) - _SHOWN_MISSING)} more")
    return lines


class JobPanel(QFrame):
    """Choices that apply at once; the buttons carry the number of pages."""

    kinds_chosen = Signal(tuple)
    print_pressed = Signal()
    save_pressed = Signal()

    def __init__(self, context: AppContext, kinds: tuple[str, ...]) -> None:
        super().__init__()
        self.setObjectName("preview.panel")
        self._context = context
        self.setFixedWidth(292)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self._choices(kinds))
        layout.addWidget(self._check_card())
        layout.addStretch()
        self.print_button = push("Print", "preview.print", "primary", "Ctrl+P")
        self.print_button.clicked.connect(self.print_pressed)
        self.save_button = push("Save as PDF…", "preview.save", "", "Ctrl+S")
        self.save_button.clicked.connect(self.save_pressed)
        layout.addWidget(self.print_button)
        layout.addWidget(self.save_button)
        self.show_data(None, {})

    def _choices(self, kinds: tuple[str, ...]) -> QFrame:
        frame, layout = card("preview.choices")
        self.kinds = QComboBox()
        self.kinds.setObjectName("preview.kinds")
        self.kinds.addItems([text for text, _value in KINDS])
        self.choose_kinds(kinds)
        self.kinds.currentIndexChanged.connect(self._kinds_changed)
        layout.addWidget(field("What", self.kinds))
        self.printer = QComboBox()
        self.printer.setObjectName("preview.printer")
        layout.addWidget(field("Printer", self.printer))
        self.no_printer = named(
            plain_label(
                "No printer is set up on this computer, so nothing can be printed here. "
                "Press Save as PDF and print the file elsewhere.",
                "muted",
            ),
            "preview.no_printer",
        )
        layout.addWidget(self.no_printer)
        self.copies = QSpinBox()
        self.copies.setObjectName("preview.copies")
        self.copies.setRange(1, 9)
        layout.addWidget(field("Copies", self.copies))
        self.paper = named(plain_label("", "faint"), "preview.paper_note")
        layout.addWidget(self.paper)
        self.list_printers(kinds)
        return frame

    def _check_card(self) -> QFrame:
        frame, layout = card("preview.check")
        layout.setSpacing(6)
        self.matched = named(plain_label(""), "preview.matched")
        self.missing = named(plain_label("", "muted"), "preview.missing")
        layout.addWidget(self.matched)
        layout.addWidget(self.missing)
        self._check = frame
        return frame

    def list_printers(self, kinds: Sequence[str]) -> None:
        """Read the printers of this computer and choose the one used last for this kind."""
        names = printer_names()
        self.printer.clear()
        self.printer.addItems(names)
        wanted = remembered_printer(self._context, kinds[0])
        # A printer that is gone is asked for again, never replaced silently.
        if wanted:
            self.printer.setCurrentIndex(self.printer.findText(wanted))
            self.printer.setPlaceholderText(f"{wanted} is not there; choose another")
        self.printer.setEnabled(bool(names))
        self.no_printer.setVisible(not names)

    def show_data(self, data: PrintJobData | None, names: dict[str, str]) -> None:
        """Fill in the check and the numbers on the buttons; None while fetching."""
        self._check.setVisible(data is not None)
        pages = len(data.pages) if data is not None else 0
        self.save_button.setEnabled(pages > 0)
        self.print_button.setEnabled(pages > 0 and self.printer.isEnabled())
        if data is None:
            return
        self.matched.setText(match_text(data))
        set_role(self.matched, "role", "error" if data.missing else "success")
        lines = missing_lines(data, names)
        self.missing.setText("\n".join(lines))
        self.missing.setVisible(bool(lines))
        what = f"the {grouped(pages)} matched" if data.missing else count_of(pages, "page")
        relabel(self.print_button, f"Print {what}")

    def show_paper(self, sizes_mm: Sequence[tuple[float, float]]) -> None:
        """Say on what paper it comes out."""
        kinds = list(dict.fromkeys((round(w), round(h)) for w, h in sizes_mm))
        text = ", ".join(f"{width} × {height} mm" for width, height in kinds[:3])
        self.paper.setText(f"Printed at true size: {text}." if text else "")

    def chosen_kinds(self) -> tuple[str, ...]:
        """The kinds of documents that are wanted."""
        return KINDS[max(0, self.kinds.currentIndex())][1]

    def choose_kinds(self, kinds: Sequence[str]) -> None:
        """Choose what is printed, as if it were picked from the list."""
        values = [value for _text, value in KINDS]
        self.kinds.setCurrentIndex(values.index(tuple(kinds)))

    def _kinds_changed(self) -> None:
        kinds = self.chosen_kinds()
        self.list_printers(kinds)
        self.kinds_chosen.emit(kinds)
