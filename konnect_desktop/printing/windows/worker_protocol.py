"""What the print process can be asked, and the words when it fails."""

from __future__ import annotations

from konnect_desktop.errors import PrintFailed
from konnect_desktop.isolation.protocol import Trade, Words

_PACKAGE = "konnect_desktop.printing.windows"
_RECORDS = "konnect_desktop.domain.printers"

TRADE = Trade(
    main=f"{_PACKAGE}.worker_main",
    package=_PACKAGE,
    functions=dict.fromkeys(
        ("names", "facts", "begin", "sheet", "end", "abort", "status", "cancel", "watch"), "press"
    ),
    answers=frozenset(
        {
            (f"{_PACKAGE}.press", "Ready"),
            (_RECORDS, "Paper"),
            (_RECORDS, "PrinterFacts"),
            (_RECORDS, "SpoolState"),
            (_RECORDS, "SpoolStatus"),
        }
    ),
    error=PrintFailed,
    words=Words(
        cannot_start="The part of the app that prints could not be started.",
        too_slow="The printer's driver took longer than {seconds:g} seconds, so it was given up.",
        too_slow_next="Check that the printer is on, or save as PDF.",
        died="The printer's driver stopped the part of the app that prints. The app goes on.",
        closing="The app is closing, so nothing more is printed.",
        memory="There is too little memory for the printer's driver.",
        memory_next="Print fewer sheets at a time.",
    ),
)
