"""Before a batch is sent: who is left out and why, and what to mind about the others."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from konnect_desktop.services.models import LeftOut, Plan
from konnect_desktop.ui import icons
from konnect_desktop.ui.dialogs.parts import named, push
from konnect_desktop.ui.formatting import count_of, grouped
from konnect_desktop.ui.messages import plain_label
from konnect_desktop.ui.theme import Theme

#: So many orders are named in a line; *Show* has them all.
_NAMED = 2


class PlanList(QScrollArea):
    """One line for each reason; *Show* filters the table to its orders."""

    show_only = Signal(list)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("batch.plan")
        self.setAccessibleName("Left out, and what to mind")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
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

    def _line(self, group: LeftOut, kind: str, name: str) -> QFrame:
        tokens = self._theme.tokens
        line = QFrame()
        line.setObjectName(name)
        line.setStyleSheet(
            f"QFrame[objectName='{name}'] {{ background: {tokens.window};"
            f" border: 1px solid {tokens.border}; border-radius: 6px; }}"
        )
        layout = QHBoxLayout(line)
        layout.setContentsMargins(10, 3, 6, 3)
        layout.setSpacing(10)
        picture = QLabel()
        picture.setObjectName(f"{name}.icon")
        icon, colour = ("minus", tokens.muted) if kind == "left_out" else ("info", tokens.warning)
        picture.setPixmap(icons.pixmap(icon, colour, 16, 2.0))
        layout.addWidget(picture)
        heads = {
            "left_out": f"Left out ({grouped(group.count)}): {group.text}",
            "note": f"{group.text.rstrip('.')} ({count_of(group.count, 'order')}).",
        }
        box = QVBoxLayout()
        box.setSpacing(0)
        head = named(plain_label(heads[kind]), f"{name}.reason")
        head.setStyleSheet("font-weight: 600;")
        box.addWidget(head)
        below = "  ·  ".join(part for part in (group.next_step, _details(group)) if part)
        if below:
            box.addWidget(named(plain_label(below, "faint"), f"{name}.next_step"))
        layout.addLayout(box, 1)
        show = push("Show", f"{name}.show", kind="flat", tip="Show only these orders")
        show.setAccessibleName(f"Show only these {count_of(group.count, 'order')}")
        show.clicked.connect(lambda: self.show_only.emit(list(group.ids)))
        layout.addWidget(show)
        line.setAccessibleName(f"{heads[kind]} {below}")
        return line


def _details(group: LeftOut) -> str:
    """OD1: 19 characters; OD2: … and 4 more."""
    if not group.details:
        return ""
    shown = "; ".join(f"{order}: {text.rstrip('.')}" for order, text in group.details[:_NAMED])
    more = len(group.details) - _NAMED
    return f"{shown} and {grouped(more)} more" if more > 0 else shown
