"""A page of one of our own papers, with buttons to turn the pages and to zoom."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.parts import named, push, row
from konnect_desktop.ui.printing.page_view import PageView
from konnect_desktop.ui.work.context import AppContext


class PaperView(QWidget):
    """Keeps the page that is shown when the paper is made anew."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.setObjectName("paper.view")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        self.page = PageView(context)
        layout.addWidget(self.page, 1)
        self.back = push("‹", "paper.back", "flat", "The page before (Page Up)")
        self.back.setAccessibleName("Page before")
        self.forward = push("›", "paper.forward", "flat", "The next page (Page Down)")
        self.forward.setAccessibleName("Next page")
        self.text = named(plain_label("", "muted"), "paper.page")
        self.text.setWordWrap(False)
        out = push("−", "paper.zoom_out", "flat", "Smaller (Ctrl+-)")
        out.setAccessibleName("Smaller")
        larger = push("+", "paper.zoom_in", "flat", "Larger (Ctrl++)")
        larger.setAccessibleName("Larger")
        fit = push("Fit", "paper.zoom_fit", "flat", "The whole page")
        self.zoom = named(plain_label("", "muted"), "paper.zoom")
        self.zoom.setWordWrap(False)
        self.zoom.setMinimumWidth(44)
        self.back.clicked.connect(lambda: self.go(-1))
        self.forward.clicked.connect(lambda: self.go(1))
        out.clicked.connect(lambda: self.page.step_zoom(False))
        larger.clicked.connect(lambda: self.page.step_zoom(True))
        fit.clicked.connect(lambda: self.page.set_zoom(0))
        self.page.drawn.connect(lambda _number: self.zoom.setText(f"{self.page.percent} %"))
        parts = (self.back, self.text, self.forward, out, larger, fit, self.zoom)
        layout.addLayout(row(*parts, stretch=3))
        self._total = 0

    def show_document(self, pdf: bytes, sizes_mm: list[tuple[float, float]]) -> None:
        """Show a paper, on the same page as before where it has one."""
        number, self._total = max(0, self.page.number), len(sizes_mm)
        self.page.show_document(pdf, sizes_mm)
        self._show(min(number, self._total - 1))

    def go(self, steps: int) -> None:
        """Turn the pages."""
        if self._total:
            self._show(max(0, min(self._total - 1, self.page.number + steps)))

    def _show(self, number: int) -> None:
        self.page.show_page(number)
        self.text.setText(f"Page {number + 1} of {self._total}")
        self.back.setEnabled(number > 0)
        self.forward.setEnabled(number + 1 < self._total)
