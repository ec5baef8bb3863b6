"""A list that is read off the GUI thread, found by typing, and never just empty."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.parts import announce, list_card, named, push, relabel
from konnect_desktop.ui.kit.plain import plain_tip
from konnect_desktop.ui.kit.plain_table import Line, PlainTable
from konnect_desktop.ui.work.context import AppContext

T = TypeVar("T")
_TYPING_MS = 150
_UNREAD = "This list could not be read."
_OLDER = "This list could not be read again, so it may be out of date."


@dataclass(frozen=True, slots=True)
class Nothing:
    """Why a list is empty, and where the text alone does not say it, a button for what to do."""

    text: str
    press: str = ""
    then: Callable[[], object] | None = None


class ListPage(QWidget, Generic[T]):
    """Who inherits says what is read, what stands in its lines, and what a press does.

    `column` takes the parts from top to bottom; `listing` is the card with the table.
    """

    #: Whether a line is always chosen, because something beside the list shows it.
    KEEPS_ONE = False

    def __init__(
        self, context: AppContext, name: str, table: PlainTable, *, card: str = "card"
    ) -> None:
        """`name` begins the names of all parts, `card` ends that of the listing."""
        super().__init__()
        self.setObjectName(name)
        self._context = context
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 8, 0, 0)
        self.column.setSpacing(10)
        self.table = table
        self.table.chosen.connect(self.on_chosen)
        self.listing, self.listed = list_card(f"{name}.{card}")
        self.listed.addWidget(self._words(name))
        self.listed.addWidget(self.table, 1)
        self._offer(None)

    def _words(self, name: str) -> QWidget:
        self._place = QWidget()
        self._place.setObjectName(f"{name}.words")
        self.empty = named(plain_label("", "muted"), f"{name}.empty")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.step = push("Try again", f"{name}.step")
        self.step.clicked.connect(self._take_step)
        inner = QVBoxLayout(self._place)
        inner.addStretch()
        inner.addWidget(self.empty)
        inner.addWidget(self.step, 0, Qt.AlignmentFlag.AlignHCenter)
        inner.addStretch()
        return self._place

    def find_box(self, name: str, title: str, hint: str, *, width: int = 320) -> QLineEdit:
        """A field that reads the list again while it is typed; `hint`: what can be typed."""
        self.search = QLineEdit()
        self.search.setObjectName(name)
        self.search.setAccessibleName(title)
        self.search.setPlaceholderText(hint)
        self.search.setToolTip(plain_tip(f"{title}: {hint}"))
        self.search.setClearButtonEnabled(True)
        self.search.setMaximumWidth(width)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._typing.timeout.connect(self.reload)
        self.search.textChanged.connect(lambda _text: self._typing.start())
        return self.search

    # ---- said by who inherits ----------------------------------------------------------

    def question(self) -> Callable[[], T]:
        """What reads the list as it is wanted now; it is called in a worker thread."""
        raise NotImplementedError

    def lines(self, found: T) -> Sequence[Line]:
        """What was read, as lines."""
        raise NotImplementedError

    def nothing(self) -> Nothing:
        """Why there are no lines."""
        raise NotImplementedError

    def on_chosen(self) -> None:
        """Other lines are chosen, or none any more."""

    # ---- reading -----------------------------------------------------------------------

    def reload(self) -> None:
        """Read the list again."""
        self._context.runner.read(
            self,
            self.question(),
            self._on_read,
            key=self.objectName(),
            on_error=self.on_not_read,
        )

    def _on_read(self, found: T) -> None:
        lines = self.lines(found)
        self.table.show_lines(lines)
        self.table.setVisible(bool(lines))
        self._offer(None if lines else self.nothing())
        if self.table.keys():
            return
        if lines and self.KEEPS_ONE:
            self.table.choose([0])
        else:
            # The table tells of what is chosen, not of what went with its lines.
            self.on_chosen()

    def on_not_read(self, error: Exception) -> None:
        """Say it, with a way to try again; lines that were read before stay."""
        has_lines = bool(self.table.lines_model.lines)
        self.table.setVisible(has_lines)
        self._offer(Nothing(_OLDER if has_lines else _UNREAD, "Try again", self.reload))
        announce(self.empty, self.empty.text())
        self._context.runner.on_unhandled(self, error)

    def _offer(self, nothing: Nothing | None) -> None:
        self._nothing = nothing
        self._place.setVisible(nothing is not None)
        if nothing is not None:
            self.empty.setText(nothing.text)
            relabel(self.step, nothing.press)
            self.step.setVisible(nothing.then is not None)

    def _take_step(self) -> None:
        if self._nothing is not None and self._nothing.then is not None:
            self._nothing.then()


def rest(button: QPushButton, why_not: str, tip: str = "") -> None:
    """Enable a button where nothing speaks against it; its tip says what does, or its use."""
    button.setEnabled(not why_not)
    button.setToolTip(plain_tip(why_not or tip))
    button.setAccessibleDescription(why_not or tip)
