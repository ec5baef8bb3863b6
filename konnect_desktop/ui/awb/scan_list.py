"""The list of the AWB dialog as the scanner's rules see it."""

from __future__ import annotations

from konnect_desktop.domain import ids
from konnect_desktop.domain.awb_import import AwbLine, AwbRow
from konnect_desktop.ui.awb.lines import AwbLines


class ScanList:
    """Answers `domain.awb_scanning.Lines` from AwbLines."""

    def __init__(self, lines: AwbLines) -> None:
        self._lines = lines

    def line_of(self, parcel_id: str) -> int:
        """The line of a shipment; one that takes an AWB before one that does not."""
        found = [n for n, row in enumerate(self._lines.rows) if _id_of(row) == parcel_id]
        return next((n for n in found if self.may_fill(n)), found[0] if found else -1)

    def line_with(self, awb: str) -> int:
        """The line that was given this AWB."""
        return self._lines.find_awb(awb)

    def next_empty(self, start: int = 0) -> int:
        """The first line from `start` that waits for its AWB, else from the top."""
        return self._lines.next_empty(start)

    def may_fill(self, line: int) -> bool:
        """Whether the order of the line takes an AWB."""
        return 0 <= line < len(self._lines.rows) and self._lines.may_edit(line)

    def awb_at(self, line: int) -> str:
        """The AWB that the line was given."""
        return self._lines.rows[line].awb if 0 <= line < len(self._lines.rows) else ""

    def id_at(self, line: int) -> str:
        """The shipment of the line."""
        return _id_of(self._lines.rows[line])

    def is_pincode(self, code: str) -> bool:
        """Whether a parcel of the list goes to this PIN code."""
        wanted = ids.key(code)
        known = (row.candidate.row.pincode for row in self._lines.rows if row.candidate)
        return bool(wanted) and any(ids.key(one) == wanted for one in known)

    def numbers(self) -> list[str]:
        """All order numbers and shipment ids of the list."""
        found = []
        for row in self._lines.rows:
            found += [row.line.order, _id_of(row)]
        return [one for one in found if one]

    def awbs(self) -> list[str]:
        """All AWBs that were given."""
        return [row.awb for row in self._lines.rows if row.awb]

    def listed(self) -> list[str]:
        """The shipments of the list."""
        return [one for one in map(_id_of, self._lines.rows) if one]

    def set_awb(self, line: int, awb: str) -> None:
        """Give the line this AWB."""
        self._lines.set_awb(line, awb)

    def add(self, parcel_id: str) -> None:
        """Put a shipment into the list."""
        self._lines.add_shipment(parcel_id)

    def note(self, code: str) -> None:
        """Put a code that is none of our orders into the list, where the rules say so."""
        self._lines.add(lambda: [AwbLine(0, code)])

    def forget(self, code: str) -> None:
        """Take such a code out again."""
        rows = enumerate(self._lines.rows)
        gone = [n for n, row in rows if row.line.order == code and row.candidate is None]
        if gone:
            self._lines.remove(gone)

    def place_of(self, line: AwbLine) -> int:
        """Where a line stands now that the list is another; -1 for nowhere."""
        rows = self._lines.rows
        key = line.shipment_id
        for number, row in enumerate(rows):
            if row.line is line or (key and key == row.line.shipment_id):
                return number
        return -1


def _id_of(row: AwbRow) -> str:
    return row.line.shipment_id or (row.candidate.id if row.candidate else "")
