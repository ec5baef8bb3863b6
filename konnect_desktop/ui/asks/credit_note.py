"""Credit note: accepted returns and RTOs get the next numbers of a series of their own
(docs/konnect-api.md 10.5)."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from konnect_desktop.services.batch_models import ActionOptions, SeriesOptions
from konnect_desktop.ui.asks.series_fields import Look, SeriesFields
from konnect_desktop.ui.kit.formatting import count_of
from konnect_desktop.ui.kit.question import Question

_NAME = "credit_note"


class CreditNoteDialog(Question):
    """Prefix, first number, digits; nothing else is asked."""

    #: SeriesOptions: to be the usual series from now on.
    series_kept = Signal(object)

    def __init__(
        self, parent: QWidget | None, count: int, series: SeriesOptions, look: Look
    ) -> None:
        self._count = count
        told = "Every return gets the next number of your credit notes and keeps it for good. "
        told += "This books the sale back; the buyer's money follows from it."
        title = f"Book {count_of(count, 'credit note')}"
        super().__init__(parent, _NAME, title, told, width=520)
        self.setWindowTitle("Credit note")
        self.fields = SeriesFields(_NAME, count, series, look)
        self.fields.changed.connect(self.check)
        self.body.addWidget(self.fields)
        self.complete()
        self.accept_button.setFocus()

    @property
    def risky(self) -> int:
        return self._count

    def accept_text(self) -> str:
        return f"Book {count_of(self._count, 'credit note')}"

    def options(self) -> ActionOptions:
        return ActionOptions(series=self.fields.value)

    def press(self) -> None:
        if self.accept_button.isEnabled() and self.fields.is_to_keep:
            self.series_kept.emit(self.fields.typed)
        super().press()
