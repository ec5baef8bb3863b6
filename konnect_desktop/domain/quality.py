"""The condition of a returned item in a seller's words (docs/konnect-api.md 10.14)."""

from __future__ import annotations

from collections.abc import Mapping

from konnect_desktop.domain.requests import QC_REASONS

#: The groups of section 10.14, as they read on screen.
GROUPS: Mapping[str, str] = {
    "Good": "Good",
    "Bad": "Damaged or not as sent",
    "Missing": "Something is missing",
    "Ugly": "Cannot be sold at all",
}
_WORDS: Mapping[str, str] = {
    "": "Good: can be sold again",
    "tag_missing": "Tag is missing",
    "package_damaged": "Package is damaged",
    "refinish_damaged": "Damaged, can be refinished",
    "refinish_for_pressing": "Needs pressing",
    "seal_opened": "Seal is opened",
    "wrong_product_received": "Wrong product came back",
    "lost": "Lost",
    "short_received": "Fewer pieces came back",
    "empty_box_received": "Empty box came back",
    "free_gift_missing": "Free gift is missing",
    "component_missing": "A part is missing",
    "fully_damaged": "Fully damaged",
}


def words(reason: str) -> str:
    """What the seller reads for a quality slug; an unknown one keeps its own name."""
    return _WORDS.get(reason, reason.replace("_", " "))


def grouped() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """(heading, ((slug, words), …)) for every group, good first."""
    return tuple(
        (GROUPS.get(group, group), tuple((slug, words(slug)) for slug in slugs))
        for group, slugs in QC_REASONS.items()
    )
