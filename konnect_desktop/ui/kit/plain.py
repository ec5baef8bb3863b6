"""The one door by which text of others comes to the screen: as text, short, turning nothing round.

Qt takes a label, a tool tip or a button for more than text when it looks like it: "<b>" for HTML,
"&" for a key. Labels are made by `plain_label`, models wear `plain_cells`, tips go through
`plain_tip`, buttons and menus through `plain_button`, items of lists through `one_line`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from PySide6 import QtGui
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from konnect_desktop.domain.plain import one_line, paragraph, tip
from konnect_desktop.ui.kit.keys import in_words

_Roles = Qt.ItemDataRole
#: What Qt shows or reads aloud of a cell; the value to edit and our own roles stay as they are.
_ON_LINE = (_Roles.DisplayRole, _Roles.AccessibleTextRole, _Roles.AccessibleDescriptionRole)
_TIPS = (_Roles.ToolTipRole, _Roles.StatusTipRole, _Roles.WhatsThisRole)
#: Shows nothing, and is no part of a tag or an entity.
_JOINER = "\u2060"


class PlainLabel(QLabel):
    """Never reads HTML, and no sign in its text works on what stands around it."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)

    def setText(self, text: str) -> None:
        super().setText(paragraph(in_words(text)))


def plain_tip(text: str) -> str:
    """A tool tip that Qt cannot take for HTML, whatever a buyer or a channel is called."""
    return _unlike_html(tip(in_words(text)))


def plain_button(text: str, limit: int = 120) -> str:
    """For a button, a tab or a menu, where "&" would underline the letter behind it."""
    # An action without a tip of its own makes one of its text.
    return _unlike_html(one_line(in_words(text), limit)).replace("&", "&&")


def _unlike_html(text: str) -> str:
    if not QtGui.Qt.mightBeRichText(text):
        return text
    return text.replace("<", f"<{_JOINER}").replace("&", f"&{_JOINER}")


def plain_cells(data: Callable[..., Any]) -> Callable[..., Any]:
    """For `data` and `headerData` of every model: what they give to be shown is plain.

    The role is their last argument.
    """

    @wraps(data)
    def plain(*args: Any, **named: Any) -> Any:
        value = data(*args, **named)
        if not isinstance(value, str):
            return value
        role = named.get("role", args[-1])
        # Left out, it stands for what is displayed.
        if not isinstance(role, int) or role in _ON_LINE:
            return one_line(value)
        return plain_tip(value) if role in _TIPS else value

    plain.is_plain = True  # type: ignore[attr-defined]
    return plain
