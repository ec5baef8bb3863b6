"""What became of a batch: failures first, grouped by reason, each with what to do."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from konnect_desktop.domain.batches import State
from konnect_desktop.services.models import OutcomeGroup
from konnect_desktop.ui import icons
from konnect_desktop.ui.dialogs.parts import named, push
from konnect_desktop.ui.formatting import grouped
from konnect_desktop.ui.messages import plain_label
from konnect_desktop.ui.orders.batch_words import STATE_WORDS
from konnect_desktop.ui.theme import Theme

_ICON = {
    State.DONE: "check",
    State.REFUSED: "cross",
    State.UNKNOWN: "hourglass",
    State.NOT_SENT: "return",
    State.NEEDS_YOU: "warning",
}


class ResultList(QScrollArea):
    """One line for each group of like outcomes; *Show* filters the table to its orders."""

    show_only = Signal(list)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("batch.result")
        self.setAccessibleName("Result, by reason")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._theme = theme
        self.groups: tuple[OutcomeGroup, ...] = ()
        self._footnote = ""
        theme.changed.connect(lambda: self.show_groups(self.groups, self._footnote))

    def show_groups(self, groups: tuple[OutcomeGroup, ...], footnote: str = "") -> None:
        """Replace what is shown; the footnote stands under the groups."""
        self.groups, self._footnote = groups, footnote
        body = QWidget()
        body.setObjectName("batch.result.body")
        layout = QVBoxLayout(body)
        layout.setContentsMargins(0, 0, 4, 0)
        layout.setSpacing(4)
        for number, group in enumerate(groups):
            layout.addWidget(self._line(group, number))
        if footnote:
            layout.addWidget(named(plain_label(footnote, "muted"), "batch.result.footnote"))
        layout.addStretch()
        self.setWidget(body)

    def texts(self) -> list[str]:
        """What is read on screen, line by line; also for tests."""
        labels = self.findChildren(QLabel)
        return [label.text() for label in labels if label.text()]

    def _line(self, group: OutcomeGroup, number: int) -> QFrame:
        outcome, tokens = group.outcome, self._theme.tokens
        name = f"batch.result.{number}"
        line = QFrame()
        line.setObjectName(name)
        is_bad = outcome.state is not State.DONE
        fill = tokens.danger_soft if outcome.is_loud else tokens.window
        edge = tokens.danger if outcome.is_loud else tokens.border
        line.setStyleSheet(
            f"QFrame[objectName='{name}'] {{ background: {fill}; border: 1px solid {edge};"
            " border-radius: 6px; }"
        )
        layout = QHBoxLayout(line)
        layout.setContentsMargins(10, 3, 6, 3)
        layout.setSpacing(10)
        picture = QLabel()
        picture.setObjectName(f"{name}.icon")
        colour = tokens.danger if is_bad else tokens.success
        picture.setPixmap(icons.pixmap(_ICON.get(outcome.state, "dots"), colour, 16, 2.0))
        layout.addWidget(picture)
        layout.addLayout(self._words(group, name), 1)
        if is_bad or outcome.reason:
            show = push("Show", f"{name}.show", kind="flat", tip="Show only these orders")
            show.setAccessibleName(f"Show only these {len(group.ids)} orders")
            show.clicked.connect(lambda: self.show_only.emit(list(group.ids)))
            layout.addWidget(show)
        line.setAccessibleName(_spoken(group))
        return line

    def _words(self, group: OutcomeGroup, name: str) -> QVBoxLayout:
        outcome = group.outcome
        box = QVBoxLayout()
        box.setSpacing(0)
        reason = outcome.reason.rstrip(".") or STATE_WORDS[outcome.state]
        head = named(plain_label(f"{reason} ({grouped(len(group.ids))})"), f"{name}.reason")
        head.setStyleSheet("font-weight: 600;")
        if outcome.is_loud:
            head.setProperty("role", "error")
        box.addWidget(head)
        then = "  ·  ".join(
            part for part in (outcome.next_step, outcome.code and f"code {outcome.code}") if part
        )
        if then:
            box.addWidget(named(plain_label(then, "faint"), f"{name}.next_step"))
        return box


def _spoken(group: OutcomeGroup) -> str:
    outcome = group.outcome
    reason = outcome.reason or STATE_WORDS[outcome.state]
    return f"{len(group.ids)} orders: {reason} {outcome.next_step}".strip()
