"""Words that must be read stand out from what is behind them, in both palettes."""

from __future__ import annotations

import re

import pytest
from PySide6.QtGui import QColor

from konnect_desktop.ui.kit.theme import style_sheet
from konnect_desktop.ui.kit.tokens import DARK, LIGHT, Tokens

#: WCAG 2, AA for text of ordinary size.
LEAST = 4.5


def light_of(colour: str) -> float:
    made = QColor(colour)
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (made.redF(), made.greenF(), made.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, other: str) -> float:
    bright, dim = sorted((light_of(one), light_of(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_every_role_of_words_can_be_read(tokens: Tokens) -> None:
    found = re.findall(r'QLabel\[role="(\w+)"\] \{ color: (#\w+)', style_sheet(tokens))
    assert {"muted", "faint", "error", "caps"} <= {role for role, _colour in found}
    for role, colour in found:
        for behind in (tokens.window, tokens.surface):
            assert contrast(colour, behind) >= LEAST, (role, colour, behind)
