"""Add invoice: the series the numbers come from, shown before anything is sent."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from konnect_desktop.domain.journal import SeriesFormat
from konnect_desktop.services.models import ActionOptions, SeriesOptions
from konnect_desktop.ui.dialogs.parts import card, field, named, push, row
from konnect_desktop.ui.formatting import count_of
from konnect_desktop.ui.messages import plain_label

#: GST practice: up to 16 letters, digits, - and / (konnect-api.md 10.5). Warned, not refused.
_GST_LENGTH = 16
_GST_TEXT = re.compile(r"[A-Za-z0-9/-]*")


def series_warning(prefix: str, last: str) -> str:
    """What the tax office may not like about these numbers, "" when nothing."""
    if len(last) > _GST_LENGTH:
        return (
            f"{last} has {len(last)} characters. GST invoices use up to {_GST_LENGTH}: "
            "shorten the prefix or the digits."
        )
    if not _GST_TEXT.fullmatch(prefix):
        return "GST invoice numbers use only letters, digits, - and /."
    return ""


class InvoiceSeriesDialog(QDialog):
    """Asks for prefix, next number and digits; emits `chosen` with the options."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None, count: int, series: SeriesOptions) -> None:
        super().__init__(parent)
        self.setObjectName("invoice_series")
        self.setWindowTitle("Add invoice")
        self.setMinimumWidth(480)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._count = count
        title = f"Add invoices to {count_of(count, 'order')}"
        self.setAccessibleName(title)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(named(plain_label(title, "title"), "invoice_series.heading"))
        told = "One number for each order, in the order of the list. An order keeps its number "
        told += "for good, also when it is tried again."
        layout.addWidget(named(plain_label(told), "invoice_series.text"))
        layout.addLayout(self._fields(series))
        layout.addWidget(self._preview_card())
        layout.addSpacing(4)
        keep = push("Not now", "invoice_series.close")
        keep.clicked.connect(self.reject)
        self.accept_button = push(
            f"Add {count_of(count, 'invoice')}", "invoice_series.accept", "primary"
        )
        self.accept_button.setDefault(True)
        self.accept_button.clicked.connect(self._accept)
        layout.addLayout(row(keep, self.accept_button, stretch=0))
        self._check()

    def _fields(self, series: SeriesOptions) -> QHBoxLayout:
        self.prefix = QLineEdit(series.prefix)
        self.prefix.setObjectName("invoice_series.prefix")
        self.prefix.setMaxLength(30)
        self.prefix.textChanged.connect(self._check)
        self.next_number = _spin("invoice_series.next_number", 1, 999_999_999, series.next_number)
        self.next_number.valueChanged.connect(self._check)
        self.padding = _spin("invoice_series.padding", 1, 10, series.padding)
        self.padding.valueChanged.connect(self._check)
        layout = QHBoxLayout()
        layout.setSpacing(12)
        layout.addWidget(field("Prefix", self.prefix), 2)
        layout.addWidget(field("Next number", self.next_number), 2)
        layout.addWidget(field("Digits", self.padding), 1)
        return layout

    def _preview_card(self) -> QWidget:
        frame, layout = card("invoice_series.preview")
        layout.setSpacing(4)
        self.preview = named(plain_label("", "heading"), "invoice_series.numbers")
        self.count_line = named(plain_label("", "muted"), "invoice_series.count")
        self.warning = named(plain_label("", "error"), "invoice_series.warning")
        for widget in (self.preview, self.count_line, self.warning):
            layout.addWidget(widget)
        return frame

    @property
    def series(self) -> SeriesOptions:
        """The series as it is filled in."""
        return SeriesOptions(
            self.prefix.text().strip(), self.next_number.value(), self.padding.value()
        )

    def _check(self) -> None:
        series = self.series
        form = SeriesFormat(series.prefix, series.next_number, series.padding)
        first = form.text(series.next_number)
        last = form.text(series.next_number + self._count - 1)
        self.preview.setText(first if self._count == 1 else f"{first}  to  {last}")
        self.count_line.setText(
            f"{count_of(self._count, 'number')}; numbers given before are skipped."
        )
        warning = series_warning(series.prefix, last)
        self.warning.setText(warning)
        self.warning.setVisible(bool(warning))

    def _accept(self) -> None:
        options = ActionOptions(series=self.series)
        self.accept()
        self.chosen.emit(options)


def _spin(name: str, low: int, high: int, value: int) -> QSpinBox:
    spin = QSpinBox()
    spin.setObjectName(name)
    spin.setRange(low, high)
    spin.setValue(value)
    spin.lineEdit().setTextMargins(6, 0, 6, 0)
    return spin
