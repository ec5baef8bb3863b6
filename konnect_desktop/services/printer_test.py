"""A test page for one printer, and what its ruler and its code say about it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from konnect_desktop.documents.calibration import ruler_mm
from konnect_desktop.domain import ids
from konnect_desktop.domain.printers import Paper, PrinterFacts

A4 = Paper("A4", 210.0, 297.0)
#: Half a per cent: what a person can measure, and far less than what harms a bar.
_FINE_PERCENT = 0.5


@dataclass(frozen=True, slots=True)
class PrinterTest:
    """What is printed and what has to come out. Lengths are mm."""

    printer: str
    paper: Paper
    ruler_mm: int
    code: str


def plan_test(printer: str, facts: PrinterFacts, paper: str = "") -> PrinterTest:
    """The test of a printer on its `paper`, or on the one it most likely holds."""
    chosen = next((one for one in facts.papers if one.key == paper), None) or _likely(facts)
    digest = hashlib.sha256(f"{printer}/{chosen.key}".encode()).digest()
    code = f"KD{int.from_bytes(digest[:4], 'big') % 10**8:08}"
    return PrinterTest(printer, chosen, ruler_mm(chosen.width_mm, chosen.height_mm), code)


def verdict(test: PrinterTest, measured_mm: float) -> tuple[float, str]:
    """How large it prints in per cent, and what to do in words."""
    percent = round(100 * measured_mm / test.ruler_mm, 1)
    off = percent - 100
    if abs(off) <= _FINE_PERCENT:
        return percent, f"{measured_mm:g} of {test.ruler_mm} mm: true size ✓"
    way = "smaller" if off < 0 else "larger"
    words = f"{measured_mm:g} of {test.ruler_mm} mm: it prints {abs(off):.1f} % {way}."
    if off < 0:
        words += " Bars get thinner and may not scan."
    return percent, (
        f"{words} Labels are never stretched to make up for it: choose “Actual size”, "
        "“100 %” or “no scaling” in the printer's own settings, then print the test page again."
    )


def is_right_code(test: PrinterTest, scanned: str) -> bool:
    """Whether a scanner read the code of this very page."""
    return ids.key(scanned) == ids.key(test.code)


def _likely(facts: PrinterFacts) -> Paper:
    """A4 where the printer has it; else it is a label printer: 4 x 6, then A6, then any."""
    for size in ((210.0, 297.0), (101.6, 152.4), (105.0, 148.0)):
        for paper in facts.papers:
            # Some label drivers list A4 first among many; none of them is 210 mm wide.
            if paper.is_size(*size) and not (size[0] > 200 and _is_label_printer(facts)):
                return paper
    return facts.papers[0] if facts.papers else A4


def _is_label_printer(facts: PrinterFacts) -> bool:
    return any(paper.is_size(101.6, 152.4) for paper in facts.papers) and not any(
        paper.is_size(215.9, 279.4) for paper in facts.papers
    )
