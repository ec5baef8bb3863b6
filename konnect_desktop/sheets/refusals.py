"""Why a table cannot be read, and what to do: the words of this room, once each."""

from __future__ import annotations

from typing import Final

from konnect_desktop.sheets.limits import MAX_FILE, MAX_ROWS, MIB

_NOTHING = "Nothing was imported."
TOO_LARGE: Final = f"This file is larger than {MAX_FILE // MIB} MB, so it was not read."
TOO_LARGE_INSIDE: Final = "This file unpacks to far more than a list of orders, so it was not read."
TOO_MANY_ROWS: Final = f"This file has more than {MAX_ROWS:,} rows, so it was not read."
SPLIT: Final = "Delete what is not needed, or split it into smaller files."
NOT_A_TABLE: Final = f"This file is no CSV or XLSX table. {_NOTHING}"
SAVE_AGAIN: Final = "Open it in your spreadsheet program and save it as XLSX or CSV."
OLD_FORMAT: Final = (
    f"This is an old Excel file (.xls), or one that is protected by a password. {_NOTHING}"
)
WEB_PAGE: Final = f"This is a web page with the name of a spreadsheet. {_NOTHING}"
OTHER_FORMAT: Final = f"This is a spreadsheet of another kind ({{kind}}). {_NOTHING}"
MACROS: Final = f"This file carries macros, so it was not opened. {_NOTHING}"
SAVE_WITHOUT_MACROS: Final = "Save it as Excel Workbook (.xlsx), which has none."
DAMAGED: Final = f"This file is damaged and cannot be read. {_NOTHING}"
EMPTY: Final = f"This file is empty. {_NOTHING}"
CHOOSE_OTHER: Final = "Choose the file with the orders in it."
CANNOT_OPEN: Final = f"This file could not be opened. {_NOTHING}"
CLOSE_IT: Final = "Close it in other programs, or copy it to this computer first."
