"""What had to be put right in a paper, in a few words."""

from __future__ import annotations

from konnect_desktop.domain.repairs import Repair
from konnect_desktop.domain.rows import StoredDocument

_WORDS = {
    Repair.JUNK: "text around the PDF left out",
    Repair.TABLE: "came damaged, repaired",
    Repair.LOCK: "its lock taken off",
}


def repair_words(paper: StoredDocument) -> str:
    """came damaged, repaired; "" for a paper that is as it came."""
    return ", ".join(_WORDS[repair] for repair in paper.repairs)
