"""How large a table may be that is read; more than a day's work of the largest seller."""

from __future__ import annotations

from typing import Final

MIB: Final = 2**20
#: Bytes of a file as it lies on the disk.
MAX_FILE: Final = 20 * MIB
#: Bytes of what is read of an XLSX once unpacked, and of its list of texts alone.
MAX_UNPACKED: Final = 48 * MIB
MAX_STRINGS: Final = 16 * MIB
MAX_PARTS: Final = 2_000
#: Rows with something in them, and columns; what stands further right is not read.
MAX_ROWS: Final = 10_000
MAX_COLUMNS: Final = 256
MAX_CELLS: Final = 400_000
