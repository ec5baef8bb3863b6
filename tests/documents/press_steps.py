"""Papers through the press without services: facts, plan, sheets, and what can be read on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from konnect_desktop.documents.bar_check import expected_codes, unreadable_codes
from konnect_desktop.documents.facts import read_facts
from konnect_desktop.documents.imposition import press
from konnect_desktop.documents.placing import Paper, Plan, lay_out
from konnect_desktop.documents.rendering import decode_barcodes, page_sizes_mm
from konnect_desktop.domain.printing import PrintChoices


@dataclass(frozen=True)
class Pressed:
    """A finished batch."""

    papers: tuple[Paper, ...]
    plan: Plan
    pdf: bytes

    @property
    def sizes(self) -> list[tuple[int, int]]:
        """Width and height of the sheets in whole mm."""
        return [(round(width), round(height)) for width, height in page_sizes_mm(self.pdf)]

    def codes(self, sheet: int) -> list[str]:
        """What a scanner reads on one sheet at 203 dpi."""
        return sorted(decode_barcodes(self.pdf, sheet))

    def unreadable(self) -> list[str]:
        """The codes that do not scan."""
        expected = expected_codes(self.papers, self.plan)
        return [expected[number].text for number in unreadable_codes(self.pdf, expected)]


def pressed(
    pdfs: Sequence[bytes], choices: PrintChoices, *, kinds: str = "", channel: str = "AJIO"
) -> Pressed:
    """`pdfs` on the sheets of `choices`; `kinds` has "l" or "i" for each, all labels if empty."""
    facts = read_facts({str(number): data for number, data in enumerate(pdfs)})
    papers, order = [], -1
    for number in range(len(pdfs)):
        is_label = not kinds or kinds[number] == "l"
        order += is_label
        papers.append(
            Paper(facts[str(number)], is_label, f"S{order}", channel, mark=f"{order + 1}/9")
        )
    plan = lay_out(papers, choices)
    pdf = press(pdfs, plan) if plan.placed else b""
    return Pressed(tuple(papers), plan, pdf)
