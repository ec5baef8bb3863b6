"""The right side of the window for our own papers: size, order, options, printer."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QLineEdit,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
)

from konnect_desktop.domain.papers import Paper, PaperChoices, PaperSize, PickSort
from konnect_desktop.services.own_papers import MadePaper
from konnect_desktop.ui.kit.formatting import count_of
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.parts import card, field, named, push, relabel, scrolling_cards
from konnect_desktop.ui.kit.plain import plain_tip
from konnect_desktop.ui.printing.printers import list_printers
from konnect_desktop.ui.work.context import AppContext

SORTS: tuple[tuple[PickSort, str], ...] = (
    (PickSort.SHELF, "By shelf"),
    (PickSort.SKU, "By SKU"),
    (PickSort.NAME, "By name"),
    (PickSort.QUANTITY, "Most pieces first"),
)


_NUMBERS = {Paper.PICK_LIST: "SKU", Paper.PACKING_SLIP: "slip", Paper.HANDOVER_SHEET: "parcel"}
_NAMED = 3


class PaperPanel(QFrame):
    """Choices apply at once and are remembered on this computer, for each paper."""

    changed = Signal()
    #: str: the name for the head of the paper.
    renamed = Signal(str)
    shelves_pressed = Signal()
    print_pressed = Signal()
    save_pressed = Signal()

    def __init__(self, context: AppContext, paper: Paper) -> None:
        super().__init__()
        self.setObjectName("paper.panel")
        self.setFixedWidth(292)
        self._context, self._paper = context, paper
        self._made: MadePaper | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self._cards(), 1)
        self.print_button = push("Print", "paper.print", "primary", "Ctrl+P")
        self.print_button.clicked.connect(self.print_pressed)
        self.save_button = push("Save as PDF…", "paper.save", "", "Ctrl+S")
        self.save_button.clicked.connect(self.save_pressed)
        layout.addWidget(self.print_button)
        layout.addWidget(self.save_button)
        self._restore()
        self._listen()
        self.show_made(None)

    # ---- parts -------------------------------------------------------------------------

    def _cards(self) -> QScrollArea:
        """On a small screen the choices scroll; Print and Save stay where they are."""
        return scrolling_cards(
            "paper.panel", "Paper, order and printer", self._choice_card(), self._printer_card()
        )

    def _choice_card(self) -> QFrame:
        frame, layout = card("paper.choices")
        layout.setSpacing(10)
        self.size_box = QComboBox()
        self.size_box.setObjectName("paper.size")
        self.size_box.addItems([size.value for size in PaperSize])
        layout.addWidget(field("Paper", self.size_box))
        self.sort = QComboBox()
        self.sort.setObjectName("paper.sort")
        self.sort.addItems([words for _sort, words in SORTS])
        self._sort_field = field("Order of the lines", self.sort)
        layout.addWidget(self._sort_field)
        self.shelves = push("Shelves…", "paper.shelves", "", "Say where each article lies")
        layout.addWidget(self.shelves)
        self.bar_codes = _check("Bar codes", "paper.bar_codes", "For a scanner; takes more paper")
        self.apart = _check(
            "One-piece orders first", "paper.apart", "Pick what needs no sorting afterwards first"
        )
        self.orders = _check("Name the orders", "paper.orders", "Which orders need each article")
        self.notes = _check(
            "Your own notes", "paper.notes", "Untick it when the slip goes into the parcel"
        )
        for box in (self.bar_codes, self.apart, self.orders, self.notes):
            layout.addWidget(box)
        self.bare_note = named(plain_label("", "muted"), "paper.without_bars")
        layout.insertWidget(layout.indexOf(self.bar_codes) + 1, self.bare_note)
        self.seller = QLineEdit()
        self.seller.setObjectName("paper.name")
        self.seller.setMaxLength(60)
        self.seller.setPlaceholderText("No name")
        layout.addWidget(field("Your name on the paper", self.seller))
        is_pick = self._paper is Paper.PICK_LIST
        self._sort_field.setVisible(is_pick)
        self.apart.setVisible(is_pick)
        self.orders.setVisible(is_pick)
        self.shelves.setVisible(self._paper is not Paper.HANDOVER_SHEET)
        self.notes.setVisible(self._paper is Paper.PACKING_SLIP)
        return frame

    def _printer_card(self) -> QFrame:
        frame, layout = card("paper.printing")
        layout.setSpacing(10)
        self.printer = QComboBox()
        self.printer.setObjectName("paper.printer")
        layout.addWidget(field("Printer", self.printer))
        self.no_printer = named(
            plain_label("No printer is set up on this computer. Press Save as PDF.", "muted"),
            "paper.no_printer",
        )
        layout.addWidget(self.no_printer)
        self.copies = QSpinBox()
        self.copies.setObjectName("paper.copies")
        self.copies.setRange(1, 9)
        layout.addWidget(field("Copies", self.copies))
        self.paper_note = named(plain_label("", "faint"), "paper.note")
        layout.addWidget(self.paper_note)
        return frame

    # ---- what is chosen ----------------------------------------------------------------

    def choices(self) -> PaperChoices:
        """What is chosen now."""
        return PaperChoices(
            size=PaperSize(self.size_box.currentText()),
            bar_codes=self.bar_codes.isChecked(),
            sort=SORTS[max(0, self.sort.currentIndex())][0],
            apart=self.apart.isChecked(),
            orders=self.orders.isChecked(),
            notes=self.notes.isChecked(),
        )

    def _restore(self) -> None:
        start = PaperChoices(
            size=PaperSize.A5 if self._paper is Paper.PACKING_SLIP else PaperSize.A4
        )
        self.size_box.setCurrentText(str(self._kept("size", start.size.value)))
        values = [sort.value for sort, _words in SORTS]
        kept = str(self._kept("sort", start.sort.value))
        self.sort.setCurrentIndex(values.index(kept) if kept in values else 0)
        for name in ("bar_codes", "apart", "orders", "notes"):
            getattr(self, name).setChecked(self._kept(name, getattr(start, name)) in (True, "true"))
        self.seller.setText(self._context.settings.paper_name)
        self._read_printers()

    def _read_printers(self) -> None:
        self.printer.setEnabled(False)
        self.printer.setPlaceholderText("Looking for printers…")
        self.no_printer.hide()
        self._context.runner.do(
            self,
            lambda: list_printers(self._context),
            self._show_printers,
            # Without a print service there is no printer; the words are the same.
            on_error=lambda _error: self._show_printers([]),
        )

    def _show_printers(self, names: list[str]) -> None:
        self.printer.clear()
        self.printer.addItems(names)
        wanted = str(self._kept("printer", ""))
        self.printer.setPlaceholderText("")
        # A printer that is gone is asked for again, never replaced silently.
        if wanted and names:
            self.printer.setCurrentIndex(self.printer.findText(wanted))
            self.printer.setPlaceholderText(f"{wanted} is not there; choose another")
        self.printer.setEnabled(bool(names))
        self.no_printer.setVisible(not names)
        self.show_made(self._made)

    def _listen(self) -> None:
        self.size_box.currentIndexChanged.connect(self._on_changed)
        self.sort.currentIndexChanged.connect(self._on_changed)
        for box in (self.bar_codes, self.apart, self.orders, self.notes):
            box.toggled.connect(self._on_changed)
        self.shelves.clicked.connect(self.shelves_pressed)
        self.seller.editingFinished.connect(self._on_named)

    def _on_changed(self) -> None:
        chosen = self.choices()
        self._keep("size", chosen.size.value)
        self._keep("sort", chosen.sort.value)
        for name in ("bar_codes", "apart", "orders", "notes"):
            self._keep(name, getattr(chosen, name))
        self.changed.emit()

    def _on_named(self) -> None:
        name = " ".join(self.seller.text().split())
        if name != self._context.settings.paper_name:
            self.renamed.emit(name)

    def remember_printer(self, name: str) -> None:
        """Use this printer for this paper next time."""
        self._keep("printer", name)

    def _kept(self, name: str, default: object) -> object:
        return self._context.layout.value(f"papers/{self._paper.value}/{name}", default)

    def _keep(self, name: str, value: object) -> None:
        self._context.layout.setValue(f"papers/{self._paper.value}/{name}", value)

    # ---- what came of it ---------------------------------------------------------------

    def show_made(self, made: MadePaper | None) -> None:
        """Fill in the numbers of the buttons; None while it is being made."""
        self._made = made
        pages = len(made.sizes_mm) if made is not None else 0
        self.save_button.setEnabled(pages > 0)
        self.print_button.setEnabled(pages > 0 and self.printer.isEnabled())
        relabel(self.print_button, f"Print {count_of(pages, 'page')}" if pages else "Print")
        lines = []
        if pages:
            lines.append(f"{count_of(pages, 'page')} of {self.size_box.currentText()}.")
        if made is not None and made.left_out:
            left = count_of(made.left_out, "order")
            lines.append(f"{left} left out: this paper does not suit where they stand.")
        bare = made.without_bars if made is not None else ()
        self.bare_note.setText(_bare_words(self._paper, bare) if bare else "")
        self.bare_note.setToolTip(plain_tip("\n".join(bare)))
        self.bare_note.setVisible(bool(bare))
        self.paper_note.setText(" ".join(lines))


def _bare_words(paper: Paper, numbers: Sequence[str]) -> str:
    """2 SKUs have no bar code, too long or odd: KURTA-INDIGO-…, कुर्ता-1."""
    named = list(numbers[:_NAMED])
    more = len(numbers) - len(named)
    words = ", ".join(named) + (f" and {more} more" if more else "")
    has = "has" if len(numbers) == 1 else "have"
    return f"{count_of(len(numbers), _NUMBERS[paper])} {has} no bar code, too long or odd: {words}."


def _check(text: str, name: str, tip: str) -> QCheckBox:
    box = QCheckBox(text)
    box.setObjectName(name)
    box.setAccessibleName(text)
    box.setToolTip(plain_tip(tip))
    return box
