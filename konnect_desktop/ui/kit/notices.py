"""Quiet lines above the work area: news that nobody has to answer.

`messages` is the way to ask or to report a failure, and it takes the keyboard. What the app
noticed by itself must not interrupt the work, so it stands here until it is dismissed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from konnect_desktop.ui.kit import icons
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.parts import announce, named, push, relabel
from konnect_desktop.ui.kit.plain import PlainLabel
from konnect_desktop.ui.kit.theme import Theme

Kind = Literal["news", "warning"]


@dataclass(frozen=True, slots=True)
class Notice:
    """One line; `on_press` belongs to the button `action`."""

    text: str
    icon: str = "info"
    kind: Kind = "news"
    action: str = ""
    on_press: Callable[[], None] | None = None
    #: Whether the seller can put it away; what lasts until something changes cannot be.
    can_close: bool = True
    #: The seller has put it away.
    on_close: Callable[[], None] | None = None


class NoticeLine(QFrame):
    """The widget of one notice."""

    def __init__(self, key: str, theme: Theme, on_close: Callable[[], None]) -> None:
        super().__init__()
        self.setObjectName(f"notice.{key}")
        self._theme = theme
        self._notice = Notice("")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 4, 10, 4)
        row.setSpacing(10)
        self.picture = PlainLabel()
        self.picture.setObjectName(f"notice.{key}.icon")
        self.picture.setFixedWidth(18)
        self.text = named(plain_label(""), f"notice.{key}.text")
        self.action = push("", f"notice.{key}.action", "flat")
        self.action.clicked.connect(self._press)
        self.close_button = QToolButton()
        self.close_button.setObjectName(f"notice.{key}.close")
        self.close_button.setProperty("kind", "icon")
        self.close_button.setAccessibleName("Put this line away")
        self.close_button.setToolTip("Put this line away")
        self.close_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.close_button.clicked.connect(self._close)
        self._on_close = on_close
        row.addWidget(self.picture)
        row.addWidget(self.text, 1)
        self.more = named(plain_label("", "muted"), f"notice.{key}.more")
        self.more.setWordWrap(False)
        self.more.hide()
        row.addWidget(self.more)
        row.addWidget(self.action)
        row.addWidget(self.close_button)
        theme.changed.connect(self._draw)

    def show_notice(self, notice: Notice) -> None:
        """Show other words."""
        self._notice = notice
        self.text.setText(notice.text)
        self.setAccessibleName(notice.text)
        relabel(self.action, notice.action)
        self.action.setVisible(bool(notice.action))
        self.close_button.setVisible(notice.can_close)
        self._draw()

    def tell_more(self, count: int) -> None:
        """How many other lines wait behind this one."""
        self.more.setText(f"and {count} more")
        self.more.setVisible(count > 0)

    def _press(self) -> None:
        if self._notice.on_press is not None:
            self._notice.on_press()

    def _close(self) -> None:
        if self._notice.on_close is not None:
            self._notice.on_close()
        self._on_close()

    def _draw(self) -> None:
        tokens = self._theme.tokens
        is_warning = self._notice.kind == "warning"
        fill = tokens.warning_soft if is_warning else tokens.accent_soft
        ink = tokens.warning if is_warning else tokens.accent
        self.setStyleSheet(
            f"QFrame[objectName='{self.objectName()}'] {{ background: {fill}; border: 0;"
            f" border-bottom: 1px solid {tokens.border}; }}"
        )
        self.picture.setPixmap(icons.pixmap(self._notice.icon, ink, 18, 2.0))
        self.close_button.setIcon(icons.icon("cross", tokens.muted))


class Notices(QWidget):
    """The lines by key, newest last; a second notice of a key replaces the first."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("notices")
        self.setAccessibleName("News")
        self._theme = theme
        self.lines: dict[str, NoticeLine] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._is_low = False
        self.hide()

    def set_low(self, is_low: bool) -> None:
        """In a low window one line stands for all: the newest, and the others behind it."""
        if is_low != self._is_low:
            self._is_low = is_low
            self._fit()

    def _fit(self) -> None:
        last = next(reversed(self.lines), "")
        for key, line in self.lines.items():
            line.setVisible(key == last or not self._is_low)
            line.tell_more(len(self.lines) - 1 if self._is_low else 0)
        self.setVisible(bool(self.lines))

    def show_notice(self, key: str, notice: Notice) -> None:
        """Show it, or change its words; read aloud once for each new text."""
        line = self.lines.get(key)
        if line is None:
            line = self.lines[key] = NoticeLine(key, self._theme, lambda: self.drop(key))
            self._column.addWidget(line)
        if line.text.text() != notice.text:
            announce(self, notice.text)
        line.show_notice(notice)
        self._fit()

    def drop(self, key: str) -> None:
        """Take a line away; nothing happens when there is none."""
        line = self.lines.pop(key, None)
        if line is not None:
            line.hide()
            line.deleteLater()
        self._fit()

    def text(self, key: str) -> str:
        """What the line of this key says, "" when there is none."""
        line = self.lines.get(key)
        return line.text.text() if line is not None else ""
