"""After a jam the range is filled in with the sheets that are missing, and with nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from konnect_desktop.domain.printers import name_sheets
from konnect_desktop.services.print_parts import Lot
from konnect_desktop.ui.printing.printers_box import PrintersBox


class RestOffer:
    """What a person typed into the boxes in the meantime stays."""

    def __init__(self, box: PrintersBox) -> None:
        self._box = box
        #: What was in the boxes when Print was pressed, and what was filled in since.
        self._before = self._filled = self._in_boxes
        self._lots: list[Lot] = []

    @property
    def _in_boxes(self) -> tuple[str, int]:
        return self._box.range.text(), self._box.copies.value()

    @property
    def lots(self) -> list[Lot]:
        """Exactly what is missing, while the boxes still say so; else nothing."""
        return self._lots if self._in_boxes == self._filled else []

    def begin(self) -> None:
        """Print was pressed with what is in the boxes now."""
        self._before = self._filled = self._in_boxes
        self._lots = []

    def show(self, lots: Sequence[Lot], count: int) -> None:
        """Fill in what is missing of `count` sheets; nothing missing: as it was before."""
        if self._in_boxes != self._filled:
            return
        self._lots = list(lots)
        if not lots:
            self._fill(*self._before)
            return
        sheets = {sheet for numbers, _copies in lots for sheet in numbers}
        text = "" if len(sheets) == count else name_sheets(sheets)
        self._fill(text, max(copies for _numbers, copies in lots))

    def drop(self) -> None:
        """Other sheets are shown now: what was missing of the old ones says nothing."""
        if self._lots and self._in_boxes == self._filled:
            self._fill(*self._before)
        self._lots = []

    def _fill(self, text: str, copies: int) -> None:
        self._box.range.setText(text)
        self._box.copies.setValue(copies)
        self._filled = self._in_boxes
