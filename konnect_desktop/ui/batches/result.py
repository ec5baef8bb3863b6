"""What became of a batch: failures first, grouped by reason, each with what to do."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from konnect_desktop.domain.batches import Outcome, State
from konnect_desktop.services.batch_models import OutcomeGroup
from konnect_desktop.ui.batches.action_words import STATE_WORDS, words
from konnect_desktop.ui.batches.group_line import GroupLine, Look
from konnect_desktop.ui.kit.content_area import ContentArea
from konnect_desktop.ui.kit.formatting import count_of, grouped
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.parts import named
from konnect_desktop.ui.kit.say import say, short
from konnect_desktop.ui.kit.theme import Theme

_ICON = {
    State.DONE: "check",
    State.REFUSED: "cross",
    State.UNKNOWN: "hourglass",
    State.NOT_SENT: "return",
    State.NEEDS_YOU: "warning",
}


class ResultList(ContentArea):
    """One line for each group of like outcomes; *Show* filters the table to its orders."""

    show_only = Signal(list)
    #: Action, list[str]: what a line says was pressed for its orders.
    action_wanted = Signal(object, list)
    #: The lines are made, so their height is known.
    drawn = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__("batch.result", "Result, by reason")
        self._theme = theme
        self.groups: tuple[OutcomeGroup, ...] = ()
        self._footnote = ""
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._go_on)
        #: Whether the lines are made and only have to be shown.
        self._is_made = False
        theme.changed.connect(lambda: self.show_groups(self.groups, self._footnote))

    def show_groups(self, groups: tuple[OutcomeGroup, ...], footnote: str = "") -> None:
        """Replace what is shown in the next turns of the event loop; the footnote stands
        under the groups.

        A batch ends with much to do and to paint, and all of it at once would be felt.
        """
        self.groups, self._footnote, self._is_made = groups, footnote, False
        self._soon.start(0)

    @property
    def is_drawn(self) -> bool:
        """Whether the lines are those of `groups`."""
        return not self._soon.isActive()

    def _go_on(self) -> None:
        if self._is_made:
            self.drawn.emit()
        else:
            self._make()
            self._is_made = True
            self._soon.start(0)

    def _make(self) -> None:
        body = QWidget()
        body.setObjectName("batch.result.body")
        layout = QVBoxLayout(body)
        layout.setContentsMargins(0, 0, 4, 0)
        layout.setSpacing(4)
        for number, group in enumerate(self.groups):
            layout.addWidget(self._line(group, number))
        if self._footnote:
            footnote = named(plain_label(self._footnote, "muted"), "batch.result.footnote")
            layout.addWidget(footnote)
        layout.addStretch()
        self.setWidget(body)

    def texts(self) -> list[str]:
        """What is read on screen, line by line; also for tests."""
        labels = self.findChildren(QLabel)
        return [label.text() for label in labels if label.text()]

    def _line(self, group: OutcomeGroup, number: int) -> GroupLine:
        outcome, tokens = group.outcome, self._theme.tokens
        is_bad = outcome.state is not State.DONE
        reason = short(outcome.message) or STATE_WORDS[outcome.state]
        then = (say(outcome.next), "" if _is_told(outcome) else f"code {outcome.code}")
        action = outcome.remedy if is_bad else None
        look = Look(
            f"{reason} ({grouped(len(group.ids))})",
            "  ·  ".join(part for part in then if part),
            _ICON.get(outcome.state, "dots"),
            tokens.danger if is_bad else tokens.success,
            group.ids,
            is_loud=outcome.is_loud,
            has_show=is_bad or bool(outcome.message),
            spoken=_spoken(group),
            remedy=f"{words(action).verb} {grouped(len(group.ids))}" if action else "",
        )
        line = GroupLine(f"batch.result.{number}", look, tokens)
        line.shown.connect(self.show_only)
        line.remedied.connect(lambda ids: self.action_wanted.emit(action, ids))
        return line


def _spoken(group: OutcomeGroup) -> str:
    outcome = group.outcome
    reason = say(outcome.message) or STATE_WORDS[outcome.state]
    return f"{count_of(len(group.ids), 'order')}: {reason} {say(outcome.next)}".strip()


def _is_told(outcome: Outcome) -> bool:
    """Whether there is no code, or Fynd's own words name it already."""
    return outcome.code in str(outcome.message.of("said") or "")
