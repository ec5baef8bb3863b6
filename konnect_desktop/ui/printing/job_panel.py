"""The right side of the print window, in the order in which a person decides."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from konnect_desktop.domain.printing import Layout
from konnect_desktop.services.paper_models import PrintJobData
from konnect_desktop.services.print_parts import Lot, roles_of
from konnect_desktop.ui.kit.formatting import count_of
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.parts import card, change_role, named, push, relabel, row
from konnect_desktop.ui.kit.plain import plain_tip
from konnect_desktop.ui.printing.check_card import CheckCard
from konnect_desktop.ui.printing.choices import ChoicesBox
from konnect_desktop.ui.printing.paper_words import size_text, to_print
from konnect_desktop.ui.printing.printers_box import PrintersBox
from konnect_desktop.ui.work.context import AppContext

_WIDTH = 344


class JobPanel(QWidget):
    """Choices that apply at once; the buttons carry the number of pages."""

    print_pressed = Signal()
    save_pressed = Signal()
    done_pressed = Signal()

    def __init__(self, context: AppContext, kinds: tuple[str, ...]) -> None:
        super().__init__()
        self.setObjectName("preview.panel")
        self.setFixedWidth(_WIDTH)
        self._data: PrintJobData | None = None
        self._is_busy = False
        #: Papers that this window sent to a printer.
        self._sent: frozenset[int] = frozenset()
        #: What is missing after a jam; see RestOffer.
        self.lots: Callable[[], Sequence[Lot]] = list
        self.choices = ChoicesBox(context, kinds)
        self.printers = PrintersBox(context)
        self.check = CheckCard()
        self.choices_card, inner = card("preview.choices_card")
        inner.setContentsMargins(16, 14, 16, 14)
        self.fixed_text = named(plain_label("", "muted"), "preview.fixed")
        self.fixed_text.hide()
        inner.addWidget(self.fixed_text)
        inner.addWidget(self.choices)
        printers_card, inner = card("preview.printers_card")
        inner.setContentsMargins(16, 14, 16, 14)
        inner.addWidget(self.printers)
        self.paper = named(plain_label("", "faint"), "preview.paper_note")
        inner.addWidget(self.paper)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(self._scroll((self.choices_card, printers_card)), 1)
        layout.addWidget(self.check)
        self.print_button = push("Print", "preview.print", "primary", "Ctrl+P")
        self.print_button.clicked.connect(self.print_pressed)
        self.save_button = push("Save PDF…", "preview.save", "", "Ctrl+S")
        self.save_button.clicked.connect(self.save_pressed)
        self.done_button = push("Done", "preview.done", "primary", "Close this window (Esc)")
        self.done_button.clicked.connect(self.done_pressed)
        self.done_button.hide()
        buttons = row(self.done_button, self.print_button, self.save_button)
        buttons.setStretch(1, 1)
        buttons.takeAt(3)
        layout.addLayout(buttons)
        self.printers.copies.valueChanged.connect(lambda _count: self.update_buttons())
        self.printers.changed.connect(self.update_buttons)
        self.check.decided.connect(self.update_buttons)
        self.update_buttons()

    @staticmethod
    def _scroll(frames: tuple[QFrame, ...]) -> QScrollArea:
        body = QWidget()
        body.setObjectName("preview.panel.body")
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 2, 0)
        column.setSpacing(10)
        for frame in frames:
            column.addWidget(frame)
        column.addStretch()
        area = QScrollArea()
        area.setObjectName("preview.panel.scroll")
        area.setAccessibleName("What, how and where to print")
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidgetResizable(True)
        area.setWidget(body)
        return area

    # ---- names that outside code and tests use -------------------------------------------

    @property
    def matched(self) -> QLabel:
        """The line that says whether every page has its order."""
        return self.check.matched

    def choose_kinds(self, kinds: tuple[str, ...]) -> None:
        """Choose what is printed, as if it were picked from the list."""
        self.choices.choose_kinds(kinds)

    def choose_layout(self, layout: Layout) -> None:
        """Choose a layout, as if it were picked from the list."""
        self.choices.choose_layout(layout)

    # ---- showing -----------------------------------------------------------------------

    def show_data(
        self,
        data: PrintJobData | None,
        names: dict[str, str],
        sizes_mm: list[tuple[float, float]],
        layout: Layout,
    ) -> None:
        """Fill in the check and the numbers on the buttons; None while fetching."""
        self._data = data
        self.check.show_data(data, names)
        if data is not None:
            self.printers.show_roles(roles_of(data, layout), data.sheets)
        text = size_text(data, sizes_mm) if data is not None else ""
        self.paper.setText(text)
        self.paper.setVisible(bool(text))
        orders = len(data.shipment_ids) if data is not None else 0
        self.choices.show_marked(data.marked if data is not None else 0, orders)
        self.update_buttons()

    def show_fixed(self, text: str) -> None:
        """A job that is repeated as it was: its choices are told, not asked."""
        self.choices.hide()
        self.fixed_text.setText(text)
        self.fixed_text.show()

    def set_busy(self, is_busy: bool) -> None:
        """While a job is on its way it is not sent again."""
        self._is_busy = is_busy
        self.update_buttons()

    def set_sent(self, documents: frozenset[int]) -> None:
        """These papers went to a printer: what comes next is to close, not to print them again."""
        self._sent = documents
        self.update_buttons()

    def chosen_sheets(self) -> list[Lot]:
        """Which sheets come out, and how often: the missing ones after a jam, else what is set."""
        lots = list(self.lots())
        if lots or self._data is None or self.printers.range_error.text():
            return lots
        sheets = self.printers.sheets() or tuple(range(self._data.sheets))
        return [(sheets, self.printers.copies.value())]

    @property
    def is_again(self) -> bool:
        """Whether Print would print what this window has sent already."""
        if self._data is None or self.lots():
            return False
        sheets = {sheet for numbers, _copies in self.chosen_sheets() for sheet in numbers}
        return any(
            page.sheet in sheets and page.document_id in self._sent for page in self._data.pages
        )

    def what_comes_out(self) -> str:
        """24 labels, 20 sheets: what one press of Print brings, copies counted."""
        assert self._data is not None
        lots = self.chosen_sheets()
        if not lots or lots == [(tuple(range(self._data.sheets)), 1)]:
            return to_print(self._data)
        return count_of(sum(len(sheets) * copies for sheets, copies in lots), "sheet")

    def update_buttons(self) -> None:
        """Say what is printed, or why nothing can be."""
        data = self._data
        pages = len(data.pages) or data.sheets if data is not None else 0
        self.save_button.setEnabled(pages > 0)
        why = self.why_not()
        self.print_button.setEnabled(not why)
        self.print_button.setToolTip(plain_tip(why or "Ctrl+P"))
        is_again = self.is_again
        self.done_button.setVisible(is_again)
        change_role(self.print_button, "kind", "" if is_again else "primary")
        if data is None:
            return
        if is_again:
            relabel(self.print_button, "Print again…")
        else:
            relabel(self.print_button, f"Print {self.what_comes_out()}" if pages else "Print")

    def why_not(self) -> str:
        """Why Print cannot be pressed, "" when it can."""
        if self._is_busy:
            return "It is being printed"
        if self._data is None or not self._data.sheets:
            return "The papers are not there yet"
        if not self._data.is_checked:
            return "Reading the bar codes back"
        if not self.check.may_print:
            return "Some bar codes would not scan: leave them out, or print all the same"
        if not self.printers.names:
            return "No printer is set up on this computer"
        if not self.printers.is_complete:
            return "Choose a printer first"
        return ""
