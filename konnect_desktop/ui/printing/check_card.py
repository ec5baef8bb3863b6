"""Whether every page belongs to its order and every bar code will scan, before printing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from konnect_desktop.domain.printing import Cut
from konnect_desktop.services.paper_models import PrintJobData
from konnect_desktop.ui.kit.formatting import count_of, grouped
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.parts import named, push, relabel, row, set_role
from konnect_desktop.ui.printing.paper_words import held_text

_SHOWN = 4
_NAMED = 3


def match_text(data: PrintJobData) -> str:
    """57 pages matched to 57 orders ✓, or which part is missing."""
    pages, orders = len(data.pages), len(data.shipment_ids)
    text = f"{count_of(pages, 'page')} matched to {count_of(orders, 'order')}"
    without = len(without_paper(data))
    if without:
        return f"{text}. {count_of(without, 'order')} without paper:"
    if data.held:
        left_out = (
            f"{held_text(data.held)} left out for {'its' if len(data.held) == 1 else 'their'}"
        )
        return f"{text}. {left_out} size:" if pages else f"{left_out} size:"
    if data.repeated or data.unmatched:
        return f"{text}. Please look at these first:"
    return f"{text} ✓"


def not_due_text(data: PrintJobData) -> str:
    """11 self-ship orders wait for their AWB, so they have no label yet; "" when none do."""
    count = len(data.not_due)
    if not count:
        return ""
    waits, have = ("waits for its", "it has") if count == 1 else ("wait for their", "they have")
    return f"{count_of(count, 'self-ship order')} {waits} AWB, so {have} no papers yet."


def cut_text(data: PrintJobData) -> str:
    """Which labels a crop rule spoils, and what to press; "" when it spoils none."""
    lines = []
    for how, what in _CUT_WORDS.items():
        orders = list(dict.fromkeys(one.order_no for one in data.cuts if one.how is how))
        if orders:
            lines.append(f"{_some(orders)}: {what}")
    return "\n".join([*lines, "Press Crop… to make the crop larger."]) if lines else ""


_CUT_WORDS = {
    Cut.BARS: "the crop cuts through a bar code.",
    Cut.QUIET: "the crop leaves too little white beside a bar code.",
}


def without_paper(data: PrintJobData) -> set[str]:
    """The orders whose paper is not here; what is too large for the sheet is."""
    return set(data.missing) - {one.shipment_id for one in data.held}


def problem_lines(data: PrintJobData, names: dict[str, str]) -> list[str]:
    """Missing, repeated and unmatched pages: each reason once, with the orders it is about."""
    by_reason: dict[str, list[str]] = {}
    for key, why in (*data.missing.items(), *data.repeated.items()):
        by_reason.setdefault(why, []).append(names.get(key, key))
    lines = [f"{_some(orders)}: {why}" for why, orders in by_reason.items()]
    return shortened([*lines, *data.unmatched])


def _some(orders: Sequence[str]) -> str:
    """OD1, OD2, OD3 and 9 more."""
    if len(orders) <= _NAMED + 1:
        return ", ".join(orders)
    return f"{', '.join(orders[:_NAMED])} and {grouped(len(orders) - _NAMED)} more"


def shortened(lines: Sequence[str]) -> list[str]:
    """The first lines, and how many more there are."""
    if len(lines) <= _SHOWN + 1:
        return list(lines)
    return [*lines[:_SHOWN], f"and {grouped(len(lines) - _SHOWN)} more"]


class CheckCard(QFrame):
    """Printing waits for this card: `may_print` is its answer."""

    #: list[str]: leave these shipments out.
    leave_out = Signal(list)
    #: What is missing shall be asked for once more; what is kept is not fetched again.
    missing_wanted = Signal()
    #: The seller decided to print bars that would not scan.
    decided = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("preview.check")
        self.setProperty("card", True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(6)
        self.matched = named(plain_label(""), "preview.matched")
        self.missing = named(plain_label("", "muted"), "preview.missing")
        self.not_due = named(plain_label("", "muted"), "preview.not_due")
        self.cut = named(plain_label("", "error"), "preview.cut")
        self.bars = named(plain_label("", "muted"), "preview.bars")
        self.unreadable = named(plain_label("", "muted"), "preview.unreadable")
        self.out_button = push("Leave them out", "preview.unreadable.leave_out")
        self.out_button.clicked.connect(self._leave_out)
        self.print_button = push("Print all the same", "preview.unreadable.print", "flat")
        self.print_button.clicked.connect(self._decide)
        tip = "Asks Fynd once more for these alone; the others are kept"
        self.fetch_button = push("Fetch it again", "preview.fetch_missing", "", tip)
        self.fetch_button.clicked.connect(self.missing_wanted)
        layout.addWidget(self.matched)
        layout.addWidget(self.missing)
        self.repaired = named(plain_label("", "muted"), "preview.repaired")
        layout.addWidget(self.repaired)
        layout.addWidget(self.fetch_button, 0, Qt.AlignmentFlag.AlignLeft)
        for widget in (self.not_due, self.cut, self.bars, self.unreadable):
            layout.addWidget(widget)
        layout.addLayout(row(self.out_button, self.print_button, spacing=6))
        self._data: PrintJobData | None = None
        self.is_decided = False
        self.hide()

    @property
    def may_print(self) -> bool:
        """Whether nothing has to be decided or waited for any more."""
        data = self._data
        if data is None or not data.sheets:
            return False
        return data.is_checked and (not data.unreadable or self.is_decided)

    def show_data(self, data: PrintJobData | None, names: dict[str, str]) -> None:
        """Show what is known of a job; None while it is fetched."""
        self._data, self.is_decided = data, False
        self.setVisible(data is not None and bool(data.pages or data.missing or data.not_due))
        if data is None:
            return
        self.matched.setText(match_text(data))
        self.matched.setVisible(bool(data.pages or data.missing))
        has_problem = bool(data.missing or data.repeated or data.unmatched)
        set_role(self.matched, "role", "error" if has_problem else "success")
        lines = problem_lines(data, names)
        self.missing.setText("\n".join(lines))
        self.missing.setVisible(bool(lines))
        looked_at = dict.fromkeys(names.get(key, key) for key in data.repaired)
        self.repaired.setText(f"Repaired, please look: {_some(list(looked_at))}")
        self.repaired.setVisible(bool(looked_at))
        for label, text in ((self.not_due, not_due_text(data)), (self.cut, cut_text(data))):
            label.setText(text)
            label.setVisible(bool(text))
        # What does not fit is here already; asking Fynd again brings the same.
        count = len(without_paper(data))
        relabel(self.fetch_button, "Fetch it again" if count == 1 else f"Fetch the {count} again")
        self.fetch_button.setVisible(bool(count and data.pages))
        self._show_bars(data)

    def _show_bars(self, data: PrintJobData) -> None:
        bad = data.unreadable
        is_open = bool(bad) and not self.is_decided
        if not data.is_checked:
            text, role = "Reading the bar codes back…", "muted"
        elif not bad:
            text, role = "All bar codes scan ✓", "success"
        elif is_open:
            text, role = f"{count_of(len(bad), 'bar code')} would not scan:", "error"
        else:
            text, role = f"{count_of(len(bad), 'bar code')} may not scan", "muted"
        self.bars.setText(text)
        self.bars.setVisible(bool(data.pages))
        set_role(self.bars, "role", role)
        orders = dict.fromkeys(one.order_no or one.shipment_id for one in bad)
        self.unreadable.setText("\n".join(shortened(list(orders))))
        for widget in (self.unreadable, self.out_button, self.print_button):
            widget.setVisible(is_open)

    def _leave_out(self) -> None:
        if self._data is not None:
            self.leave_out.emit(list(dict.fromkeys(o.shipment_id for o in self._data.unreadable)))

    def _decide(self) -> None:
        self.is_decided = True
        if self._data is not None:
            self._show_bars(self._data)
        self.decided.emit()
