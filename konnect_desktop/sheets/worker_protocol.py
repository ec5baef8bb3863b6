"""What the process that reads tables can be asked, and the words when it fails."""

from __future__ import annotations

from konnect_desktop.errors import SheetError
from konnect_desktop.isolation.protocol import Trade, Words
from konnect_desktop.sheets import refusals

_TABLES = "konnect_desktop.domain.tables"

TRADE = Trade(
    main="konnect_desktop.sheets.worker_main",
    package="konnect_desktop.sheets",
    functions={"read_table": "reading"},
    answers=frozenset({(_TABLES, "Table"), (_TABLES, "TableRow"), (_TABLES, "Flaw")}),
    error=SheetError,
    words=Words(
        cannot_start="The part of the app that reads tables could not be started.",
        too_slow="This file took longer than {seconds:g} seconds to read, so it was given up.",
        too_slow_next=refusals.SPLIT,
        died="Reading this file failed, so nothing was imported. The app goes on.",
        closing="The app is closing, so the file was not read.",
        memory=refusals.TOO_LARGE_INSIDE,
        memory_next=refusals.SPLIT,
    ),
)
