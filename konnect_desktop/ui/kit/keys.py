"""Keys as the system has them. In the code a key is written as Windows and Linux call it.

Qt takes Ctrl for ⌘ on macOS by itself. What is left is how a key is shown there, and that the row
of function keys belongs to brightness and sound, so that each of ours has a second one.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

IS_MAC = sys.platform == "darwin"

#: What stands for a key on macOS: function keys, one that the system takes, and the key that
#: a Mac calls delete.
_ON_MAC: Mapping[str, str] = {
    "F1": "Ctrl+?",
    "F2": "Ctrl+F",
    "F3": "Ctrl+Shift+F",
    "F5": "Ctrl+Shift+U",
    "F6": "Ctrl+L",
    "F8": "Ctrl+D",
    "F9": "Ctrl+B",
    "Shift+F9": "Ctrl+Shift+B",
    "Ctrl+M": "Ctrl+Shift+M",
    "Ctrl+Del": "Ctrl+Backspace",
    "Ctrl+Shift+Del": "Ctrl+Shift+Backspace",
}
#: In the order in which macOS shows them.
_SIGNS = (("Meta", "⌃"), ("Alt", "⌥"), ("Shift", "⇧"), ("Ctrl", "⌘"))
_NAMES = {"Return": "↩", "Enter": "↩", "Backspace": "⌫", "Del": "⌦", "Up": "↑", "Down": "↓"}
#: Keys within words of ours; a bare function key only in the brackets at the end.
_IN_WORDS = re.compile(
    r"\b(?:(?:Ctrl|Shift|Alt)\+)+(?:F\d{1,2}\b|[A-Z][a-z]+|[A-Z0-9]\b|[-+,?])"
    r"|(?<=\()F\d{1,2}(?=\)$)"
)


def bound(key: str) -> tuple[str, ...]:
    """The keys that do what `key` stands for on this system."""
    if not IS_MAC or key not in _ON_MAC:
        return (key,)
    # With fn held down, a function key still comes through.
    return (_ON_MAC[key], key) if re.search(r"F\d", key) else (_ON_MAC[key],)


def shown(key: str) -> str:
    """`key` as this system writes it: Ctrl+Shift+P, or ⇧⌘P."""
    if not IS_MAC or not key:
        return key
    *held, last = re.split(r"\+(?=.)", _ON_MAC.get(key, key))
    signs = "".join(sign for name, sign in _SIGNS if name in held)
    return signs + _NAMES.get(last, last)


def in_words(text: str) -> str:
    """A text of ours with its keys as this system writes them."""
    return _IN_WORDS.sub(lambda found: shown(found[0]), text) if IS_MAC else text


def bind(
    owner: QWidget,
    name: str,
    calls: Mapping[str, Callable[[], object]],
    context: Qt.ShortcutContext = Qt.ShortcutContext.WindowShortcut,
) -> None:
    """Give `owner` these keys, and what stands for them here; `name` begins their object names."""
    taken = {one for key in calls for one in bound(key)[:1] if one == key}
    for key, call in calls.items():
        for one in bound(key):
            # Two of the same would be no key at all.
            if one != key and one in taken:
                continue
            taken.add(one)
            shortcut = QShortcut(QKeySequence(one), owner)
            shortcut.setObjectName(f"{name}.key.{one}")
            shortcut.setContext(context)
            shortcut.activated.connect(call)
