"""Our names for the colours of a contrast theme: who chose one sees no other colours."""

from __future__ import annotations

from PySide6.QtGui import QColor

from konnect_desktop.ui.kit.tokens import Tokens
from konnect_desktop.windows_shell import SystemColours

#: Where the system says that contrast is wanted, and not in which colours.
BRIGHT = SystemColours(
    window="#FFFFFF",
    text="#000000",
    highlight="#1A1A8C",
    highlight_text="#FFFFFF",
    button="#FFFFFF",
    button_text="#000000",
    grey="#545454",
    link="#00009F",
)
BLACK = SystemColours(
    window="#000000",
    text="#FFFFFF",
    highlight="#1AEBFF",
    highlight_text="#000000",
    button="#000000",
    button_text="#FFFFFF",
    grey="#B4B4B4",
    link="#FFFF00",
)
#: What a text keeps on a fill that marks something.
_READABLE = 7.0
_STEPS = 20


def contrast_tokens(system: SystemColours) -> Tokens:
    """All colours of the window, made of those few."""
    marked = marking(system.window, system.text, system.highlight)
    return Tokens(
        is_dark=_light(system.window) < _light(system.text),
        window=system.window,
        surface=system.window,
        raised=system.window,
        rail=system.window,
        stripe=system.window,
        hover=marked,
        selected=marked,
        border=system.text,
        border_strong=system.text,
        track=marked,
        text=system.text,
        muted=system.text,
        faint=system.grey,
        accent=system.highlight,
        accent_hover=system.highlight,
        accent_text=system.highlight_text,
        accent_soft=marked,
        link=system.link,
        danger=system.text,
        danger_text=system.window,
        danger_soft=system.window,
        success=system.text,
        warning=system.text,
        warning_soft=system.window,
        warning_ink=system.text,
        is_contrast=True,
    )


def marking(window: str, text: str, highlight: str) -> str:
    """As much of the highlight as a fill can take while the ordinary text on it stays clear."""
    for step in range(_STEPS, 0, -1):
        fill = _mixed(window, highlight, step / _STEPS)
        if ratio(fill, text) >= _READABLE:
            return fill
    return window


def ratio(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21, as the web's rules for accessibility count it."""
    dark, light = sorted((_light(one), _light(other)))
    return (light + 0.05) / (dark + 0.05)


def _mixed(window: str, highlight: str, share: float) -> str:
    pairs = zip(_parts(window), _parts(highlight), strict=True)
    red, green, blue = (round(255 * (a + (b - a) * share)) for a, b in pairs)
    return f"#{red:02X}{green:02X}{blue:02X}"


def _light(colour: str) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in _parts(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _parts(colour: str) -> tuple[float, float, float]:
    value = QColor(colour)
    return value.redF(), value.greenF(), value.blueF()
