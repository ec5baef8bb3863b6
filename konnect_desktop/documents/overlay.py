"""The few words the press adds beside labels, in every script and with their fonts embedded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from konnect_desktop.documents.opening import MM_PER_POINT
from konnect_desktop.documents.paper_pdf import PaperPdf
from konnect_desktop.documents.placing import Words
from konnect_desktop.documents.shaping import Weight, shape


def words_pdf(words: Mapping[int, Sequence[Words]], sheets: Sequence[tuple[float, float]]) -> bytes:
    """One page for each sheet that has words, in order of the sheets (sizes in mm).

    All pages are as large as the largest sheet and share its lower left corner.
    """
    width = max(sheets[number][0] for number in words) / MM_PER_POINT
    height = max(sheets[number][1] for number in words) / MM_PER_POINT
    paper = PaperPdf(width, height, "")
    for number in sorted(words):
        paper.new_page()
        lift = height - sheets[number][1] / MM_PER_POINT
        for one in words[number]:
            _draw(paper, one, lift)
    return paper.finish()


def _draw(paper: PaperPdf, words: Words, lift: float) -> None:
    weight = Weight.BOLD if words.is_bold else Weight.MEDIUM
    size = words.points
    if words.room_mm:
        natural = shape(words.text, weight).width * size
        size *= min(1.0, words.room_mm / MM_PER_POINT / max(natural, 0.01))
    paper.text(words.x / MM_PER_POINT, words.y / MM_PER_POINT + lift, words.text, size, weight)
