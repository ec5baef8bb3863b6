"""Before a batch is sent: who is left out and why, and what to mind about the others."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from konnect_desktop.services.batch_models import LeftOut, Plan
from konnect_desktop.ui.batches.group_line import GroupLine, Look
from konnect_desktop.ui.kit.content_area import ContentArea
from konnect_desktop.ui.kit.formatting import count_of, grouped
from konnect_desktop.ui.kit.say import say, short
from konnect_desktop.ui.kit.theme import Theme

#: So many orders are named in a line; *Show* has them all.
_NAMED = 2


class PlanList(ContentArea):
    """One line for each reason; *Show* filters the table to its orders."""

    show_only = Signal(list)

    def __init__(self, theme: Theme) -> None:
        super().__init__("batch.plan", "Left out, and what to mind")
        self._theme = theme
        self._plan: Plan | None = None
        theme.changed.connect(self._draw)

    def show_plan(self, plan: Plan) -> None:
        """Another plan; nothing is done again for the one that is shown."""
        if plan is not self._plan:
            self._plan = plan
            self._draw()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say."""
        return self._plan is None or not (self._plan.left_out or self._plan.notes)

    def texts(self) -> list[str]:
        """What is read on screen, line by line; also for tests."""
        return [label.text() for label in self.findChildren(QLabel) if label.text()]

    def _draw(self) -> None:
        body = QWidget()
        body.setObjectName("batch.plan.body")
        layout = QVBoxLayout(body)
        layout.setContentsMargins(0, 0, 4, 0)
        layout.setSpacing(4)
        plan = self._plan
        if plan is not None:
            lines = [("left_out", group) for group in plan.left_out]
            lines += [("note", group) for group in plan.notes]
            for number, (kind, group) in enumerate(lines):
                layout.addWidget(self._line(group, kind, f"batch.plan.{number}"))
        layout.addStretch()
        self.setWidget(body)

    def _line(self, group: LeftOut, kind: str, name: str) -> GroupLine:
        tokens = self._theme.tokens
        below = "  ·  ".join(part for part in (say(group.next), _details(group)) if part)
        if kind == "left_out":
            head = f"Left out ({grouped(group.count)}): {say(group.message)}"
            look = Look(head, below, "minus", tokens.muted, group.ids)
        else:
            head = f"{short(group.message)} ({count_of(group.count, 'order')})."
            look = Look(head, below, "info", tokens.warning, group.ids)
        line = GroupLine(name, look, tokens)
        line.shown.connect(self.show_only)
        return line


def _details(group: LeftOut) -> str:
    """OD1: 19 characters; OD2: … and 4 more."""
    if not group.details:
        return ""
    shown = "; ".join(f"{order}: {short(told)}" for order, told in group.details[:_NAMED])
    more = len(group.details) - _NAMED
    return f"{shown} and {grouped(more)} more" if more > 0 else shown
