"""What is said of papers that do not come onto the chosen sheets. The names are the window's."""

from __future__ import annotations

from konnect_desktop.documents.fitting import LEAST_DOTS, Refused
from konnect_desktop.domain.printing import Layout, TooLarge, percent_of
from konnect_desktop.services.paper_models import LABEL

_LARGER = {Layout.A4_ONE: "A4", Layout.AS_IS: "the layout As they are"}


def too_large(kind: str, refused: Refused, where: str, larger: Layout) -> str:
    """Why a paper is left out, and what to press: the larger sheet, Crop… or Shrink."""
    width, height = refused.page_mm
    percent = percent_of(refused.scale)
    if refused.why is TooLarge.WOULD_SHRINK:
        why = f"On {where} it would shrink to {percent} %."
    elif refused.why is TooLarge.BARS_TOO_FINE:
        why = (
            f"On {where} its bars would be {refused.dots:.1f} dots wide, and a label printer "
            f"needs {LEAST_DOTS:.0f}."
        )
    else:
        why = f"On {where} it would be too small to read."
    ways = [f"use {_LARGER[larger]}"]
    if kind == LABEL:
        ways.append("Crop…")
    if refused.why is TooLarge.WOULD_SHRINK:
        ways.append(f"Shrink to {percent} %")
    return (
        f"The {kind} does not fit at true size: its page measures {width:.0f} × {height:.0f} mm. "
        f"{why} {_one_of(ways)}."
    )


def _one_of(ways: list[str]) -> str:
    """Use A4, Crop… or Shrink to 67 %."""
    *first, last = ways
    text = f"{', '.join(first)} or {last}" if first else last
    return text[0].upper() + text[1:]
