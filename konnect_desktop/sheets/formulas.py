"""Formulas that nobody has calculated yet; the library alone reads them as empty cells."""

from __future__ import annotations

from typing import Any

from openpyxl.worksheet._reader import FORMULA_TAG, VALUE_TAG, WorkSheetParser

from konnect_desktop.domain.tables import UNCALCULATED


class FormulaParser(WorkSheetParser):
    """Tells a formula without a result from an empty cell."""

    def parse_cell(self, element: Any) -> dict[str, Any]:
        """One cell as the library reads it, its value UNCALCULATED where the result is missing."""
        cell: dict[str, Any] = super().parse_cell(element)
        if cell["value"] is None and element.find(FORMULA_TAG) is not None:
            # A text of no characters is a result too, and is written as one.
            is_text = element.get("t") == "str" and element.find(VALUE_TAG) is not None
            if not is_text:
                cell["value"] = UNCALCULATED
        return cell
