"""The named colours of the window, light and dark."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tokens:
    """The named colours of one palette."""

    is_dark: bool
    window: str
    surface: str  # cards, the table, the top bar
    raised: str  # menus, tool tips, hovered fields
    rail: str
    stripe: str  # every second row
    hover: str
    selected: str
    border: str
    border_strong: str
    track: str  # what a bar of progress has not filled yet
    text: str
    muted: str
    faint: str
    accent: str
    accent_hover: str
    accent_text: str  # on accent
    accent_soft: str
    link: str
    danger: str
    danger_text: str
    danger_soft: str
    success: str
    warning: str
    warning_soft: str
    warning_ink: str
    #: Made of the colours of the system, which says that they are easy to tell apart.
    is_contrast: bool = False


LIGHT = Tokens(
    is_dark=False,
    window="#F4F5F9",
    surface="#FFFFFF",
    raised="#FFFFFF",
    rail="#FFFFFF",
    stripe="#FAFBFD",
    hover="#F0F2FA",
    selected="#E6EAFB",
    border="#E1E4EE",
    border_strong="#C3C8DA",
    track="#E1E4EE",
    text="#171B2C",
    muted="#565D77",
    faint="#8188A0",
    accent="#3440B5",
    accent_hover="#2A3499",
    accent_text="#FFFFFF",
    accent_soft="#E8EAFB",
    link="#3440B5",
    danger="#B3261E",
    danger_text="#FFFFFF",
    danger_soft="#FDE9E7",
    success="#1B7A43",
    warning="#B26A00",
    warning_soft="#FFF4DB",
    warning_ink="#5E4200",
)
DARK = Tokens(
    is_dark=True,
    window="#12141C",
    surface="#1A1D28",
    raised="#242838",
    rail="#161923",
    stripe="#1D202C",
    hover="#252A3B",
    selected="#2A3158",
    border="#2C3142",
    border_strong="#454C66",
    track="#2C3142",
    text="#E9EBF4",
    muted="#A9AFC6",
    faint="#7C839C",
    accent="#7C8BFF",
    accent_hover="#93A0FF",
    accent_text="#0D1030",
    accent_soft="#262C52",
    link="#A3AEFF",
    danger="#FF8A80",
    danger_text="#3B0906",
    danger_soft="#46191A",
    success="#6FD79A",
    warning="#FFC061",
    warning_soft="#3C2E10",
    warning_ink="#FFDFA6",
)
