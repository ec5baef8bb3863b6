"""The processes that open files from outside: each does its work once, and is held to its limit."""

from __future__ import annotations

import sys

from konnect_desktop.documents.worker import PdfWorker
from konnect_desktop.domain.papers import PackingSlip, PaperChoices, PaperHead, PaperSize, SlipItem
from konnect_desktop.errors import DocumentError, KonnectError, SheetError
from konnect_desktop.isolation.worker import DEFAULT_MEMORY_MB, Worker
from konnect_desktop.selftest import memory_trial
from konnect_desktop.selftest.computer import Scratch
from konnect_desktop.selftest.results import Result, failed, ok
from konnect_desktop.sheets.reader import MEMORY_MB, SheetReader
from konnect_desktop.sheets.writing import to_csv, to_xlsx

_CALL_S = 30.0
_LABEL_MM = (101.6, 152.4)
_CODE, _SHIPMENT = "KD00000042", "SELFTEST-0042"
#: Marks and joined letters, which only a shaped line has in their places.
_NAME = "हिन्दी में कपड़ा"
_CHOICES = PaperChoices(size=PaperSize.A5)
_INSTALL = "Install the app again; your data stays."
#: Small, so that the trial disturbs nobody; the rule is the same for every process.
_TRIAL_MB, _ASKED_MB = 256, 512


def look_at_pdf(worker: PdfWorker | None = None) -> Result:
    """A label and a packing slip are drawn, and their bars read as a scanner reads them."""
    try:
        return _draw_and_read(worker or PdfWorker())
    except DocumentError as error:
        return _broken("The part of the app that reads PDFs does not work.", error)


def _draw_and_read(worker: PdfWorker) -> Result:
    with worker as pdf:
        label = pdf.call("make_test_page", *_LABEL_MM, _CODE, "Self-test", timeout=_CALL_S)
        read = pdf.call("decode_barcodes", label, 0, timeout=_CALL_S)
        slip = pdf.call("draw_packing_slips", [_slip()], _CHOICES, timeout=_CALL_S)
        on_slip = pdf.call("decode_barcodes", slip, 0, timeout=_CALL_S)
        sizes = pdf.call("page_sizes_mm", label, timeout=_CALL_S)
    if read != [_CODE] or _SHIPMENT not in on_slip:
        return failed("The bars of a label drawn here do not read.", _INSTALL)
    if [tuple(map(round, size)) for size in sizes] != [tuple(map(round, _LABEL_MM))]:
        return failed("A label drawn here does not have its size.", _INSTALL)
    return ok(
        "A label and a packing slip were drawn, and their bars read",
        label_bytes=len(label),
        slip_bytes=len(slip),
        limit_MB=DEFAULT_MEMORY_MB,
    )


def _slip() -> PackingSlip:
    item = SlipItem("SELFTEST", _NAME, 2, "A-1")
    return PackingSlip(PaperHead(), "SELF-TEST", _SHIPMENT, (item,))


def _broken(text: str, error: KonnectError) -> Result:
    """Its own next step is about a file of the seller's, and there is none."""
    return failed(text, _INSTALL, said=error.user_message, detail=error.detail)


def look_at_sheets(scratch: Scratch) -> Result:
    """A CSV file and a workbook are written, and read back by the process for tables."""
    headings, body = ("Order", "AWB"), [("SELFTEST-1", "0012345"), (_NAME, "9")]
    wanted = [headings, *body]
    for name, data in (
        ("table.csv", to_csv(headings, body)),
        ("table.xlsx", to_xlsx(headings, body)),
    ):
        path = scratch.folder / name
        path.write_bytes(data)
        try:
            table = SheetReader().read(path, timeout=_CALL_S)
        except SheetError as error:
            return _broken("The part of the app that reads tables does not work.", error)
        if [row.texts for row in table.rows] != wanted:
            return failed(f"{name} was not read as it was written.", _INSTALL)
    return ok("A CSV file and a workbook were written and read", limit_MB=MEMORY_MB)


def look_at_memory(worker: Worker | None = None) -> Result:
    """A process that takes more memory than it may have must be refused it, or be ended."""
    with worker or Worker(memory_trial.TRADE, memory_mb=_TRIAL_MB) as trial:
        try:
            taken = trial.call("take", _ASKED_MB, timeout=_CALL_S)
        except KonnectError as error:
            if not memory_trial.was_refused(error):
                raise
            way = "watched" if error.detail.endswith("watched") else "refused by the system"
            return ok(
                f"A process that wanted more than its {_TRIAL_MB} MB did not get it",
                limit_MB=_TRIAL_MB,
                held_by=way,
            )
    return failed(
        f"A process took {taken} MB although it may have {_TRIAL_MB}: a hostile file could stop "
        "this computer.",
        "Update the system of this computer.",
        taken_MB=taken,
        system=sys.platform,
    )
