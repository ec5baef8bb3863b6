"""Spacing and type of the window, and the colours in use, on top of Fusion."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from string import Template
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from konnect_desktop.paths import resource
from konnect_desktop.ui.kit.style_sheet import SHEET
from konnect_desktop.ui.kit.tokens import DARK, LIGHT, Tokens
from konnect_desktop.windows_shell import SystemColours, contrast_colours

if TYPE_CHECKING:
    from PySide6.QtGui import QAccessibilityHints

Choice = Literal["system", "light", "dark"]
_SCHEMES: dict[Choice, Qt.ColorScheme] = {
    "system": Qt.ColorScheme.Unknown,
    "light": Qt.ColorScheme.Light,
    "dark": Qt.ColorScheme.Dark,
}

#: Spacing scale, px.
GAP_XS, GAP_S, GAP_M, GAP_L = 4, 8, 12, 16
RADIUS = 6
ROW_HEIGHT, ROW_HEIGHT_COMPACT = 36, 28
RAIL_WIDTH, TOP_BAR_HEIGHT, KEY_BAR_HEIGHT, DETAIL_WIDTH = 184, 48, 28, 380


@dataclass(frozen=True, slots=True)
class Chip:
    """Text and fill of a chip; contrast at least 6.5 : 1."""

    text: str
    fill: str
    icon: str = ""
    #: Drawn around the chip; "" for none.
    border: str = ""
    is_dashed: bool = False


#: chip -> ((light text, fill), (dark text, fill), icon)
_CHIPS: dict[str, tuple[tuple[str, str], tuple[str, str], str]] = {
    "new": (("#0B4A8F", "#DCEBFB"), ("#A9D1FF", "#12304F"), "dot"),
    "confirmed": (("#3B2E8C", "#E7E4FA"), ("#CFC8FF", "#2B2560"), "check"),
    "waiting": (("#6B4A00", "#FFF0CC"), ("#FFD98A", "#463300"), "hourglass"),
    "courier_ready": (("#00565A", "#D5F2F2"), ("#9FE7E9", "#0B3B3D"), "truck"),
    "label_ready": (("#1B5E20", "#DDF2DE"), ("#A8E6AC", "#163C19"), "tag"),
    "packed": (("#1B5E20", "#DDF2DE"), ("#A8E6AC", "#163C19"), "box_check"),
    "handed_over": (("#37474F", "#E3E9EC"), ("#CFD8DC", "#2B363B"), "arrow_right"),
    "delivered": (("#0F5132", "#D1E7DD"), ("#A7E3C4", "#0F3A27"), "check_double"),
    "returning": (("#7A2E6E", "#F8E1F4"), ("#F3B8E9", "#4A1C43"), "return"),
    "cancelled": (("#4A4A4A", "#EAEAEA"), ("#CCCCCC", "#333333"), "cross"),
    "locked": (("#8A1C1C", "#FDE2E2"), ("#FFB4AB", "#5C1414"), "lock"),
    "attention": (("#8A1C1C", "#FDE2E2"), ("#FFB4AB", "#5C1414"), "warning"),
    "late": (("#FFFFFF", "#B3261E"), ("#FFFFFF", "#B3261E"), "alarm"),
    "soon": (("#3A2500", "#FFB74D"), ("#3A2500", "#FFB74D"), "clock"),
    "today": (("#6B4A00", "#FFF0CC"), ("#FFD98A", "#463300"), ""),
}


class Theme(QObject):
    """The palette in use; `changed` when the seller or the system switches it.

    A contrast theme of the system goes before what the seller chose here.
    """

    changed = Signal()

    def __init__(
        self,
        choice: Choice = "system",
        parent: QObject | None = None,
        contrast: Callable[[], SystemColours | None] = contrast_colours,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("theme")
        self._choice: Choice = choice
        self._contrast = contrast
        self._hints = QGuiApplication.styleHints()
        # Qt 6.10 and later. It goes with the object that it was asked from.
        wish = getattr(self._hints, "accessibility", None)
        self._wish: QAccessibilityHints | None = wish() if wish is not None else None
        self._tell_qt()
        self.tokens = self._pick()
        self._hints.colorSchemeChanged.connect(self.follow_system)
        if self._wish is not None:
            self._wish.contrastPreferenceChanged.connect(self.follow_system)

    @property
    def is_dark(self) -> bool:
        """Whether the dark palette is shown."""
        return self.tokens.is_dark

    def choose(self, choice: Choice) -> None:
        """Light, dark, or what the system says; applies at once."""
        self._choice = choice
        self._tell_qt()
        self.follow_system()

    def apply(self) -> None:
        """Put palette and style sheet onto the application."""
        app = QApplication.instance()
        if not isinstance(app, QApplication):
            return
        app.setPalette(palette(self.tokens))
        sheet = style_sheet(self.tokens)
        # Qt lays the same sheet on every widget once more.
        if app.styleSheet() != sheet:
            app.setStyleSheet(sheet)

    def chip(self, name: str) -> Chip:
        """The colours of a chip; unknown names look neutral."""
        if name in ("sending", "queued"):
            line = self.tokens.muted
            icon = "offline" if name == "queued" else "dots"
            return Chip(line, "", icon, border=line, is_dashed=True)
        light, dark, icon = _CHIPS.get(name, _CHIPS["handed_over"])
        if self.tokens.is_contrast:
            return Chip(self.tokens.text, self.tokens.window, icon, border=self.tokens.text)
        text, fill = dark if self.is_dark else light
        return Chip(text, fill, icon, border=text if name == "packed" else "")

    def follow_system(self) -> None:
        """Take over what the system says now about light, dark and contrast."""
        tokens = self._pick()
        if tokens != self.tokens:
            self.tokens = tokens
            self.apply()
            self.changed.emit()

    def _tell_qt(self) -> None:
        """The frame of the window and the system's own dialogs follow the choice, too."""
        self._hints.setColorScheme(_SCHEMES[self._choice])

    def _pick(self) -> Tokens:
        is_dark = self._choice == "dark"
        if self._choice == "system":
            is_dark = self._hints.colorScheme() == Qt.ColorScheme.Dark
        if (colours := self._contrast()) is not None:
            from konnect_desktop.ui.kit.contrast import contrast_tokens

            return contrast_tokens(colours)
        if (
            self._wish is not None
            and self._wish.contrastPreference() == Qt.ContrastPreference.HighContrast
        ):
            from konnect_desktop.ui.kit.contrast import BLACK, BRIGHT, contrast_tokens

            return contrast_tokens(BLACK if is_dark else BRIGHT)
        return DARK if is_dark else LIGHT


def palette(tokens: Tokens) -> QPalette:
    """Fusion's palette in our colours."""
    made = QPalette()
    role = QPalette.ColorRole
    for key, value in {
        role.Window: tokens.window,
        role.WindowText: tokens.text,
        role.Base: tokens.surface,
        role.AlternateBase: tokens.stripe,
        role.Text: tokens.text,
        role.Button: tokens.surface,
        role.ButtonText: tokens.text,
        role.ToolTipBase: tokens.raised,
        role.ToolTipText: tokens.text,
        role.Highlight: tokens.accent,
        role.HighlightedText: tokens.accent_text,
        role.Link: tokens.link,
        role.LinkVisited: tokens.link,
        role.PlaceholderText: tokens.faint,
        role.Mid: tokens.border_strong,
        role.Midlight: tokens.border,
        role.Light: tokens.surface,
        role.Dark: tokens.border_strong,
        role.Accent: tokens.accent,
    }.items():
        made.setColor(key, QColor(value))
    off = QPalette.ColorGroup.Disabled
    for key in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(off, key, QColor(tokens.faint))
    return made


def style_sheet(tokens: Tokens) -> str:
    """The sheet for ordinary controls; the table paints itself."""
    values = {name: getattr(tokens, name) for name in Tokens.__slots__}
    arrow = resource("icons/arrow_grey.svg").as_posix()
    check = resource("icons/check_mark.svg").as_posix()
    tick = resource(f"icons/tick_{'dark' if tokens.is_dark else 'light'}.svg").as_posix()
    return Template(SHEET).substitute(values, radius=RADIUS, arrow=arrow, check=check, tick=tick)


def ui_font(size: float = 10.0, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The app's face, pt; the Noto faces stand in for Indian scripts by themselves."""
    font = QFont()
    font.setFamilies(["Inter", "Noto Sans", "Segoe UI", "Helvetica Neue", "sans-serif"])
    font.setPointSizeF(size)
    font.setWeight(weight)
    return font


def tabular(font: QFont) -> QFont:
    """The same face with figures of one width, for columns of numbers."""
    made = QFont(font)
    # Qt 6.8 cannot be told a tag from Python; there they are as wide as they are.
    with contextlib.suppress(TypeError):
        made.setFeature(QFont.Tag("tnum"), 1)
    return made
