"""The steps of *Test connection*, each with ✓ or ✕ and words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from konnect_desktop.services.account_models import ConnectionStep
from konnect_desktop.ui.kit import icons
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.parts import announce, card, named
from konnect_desktop.ui.kit.plain import PlainLabel
from konnect_desktop.ui.kit.theme import Theme


class StepList(QWidget):
    """Empty until the first test; a failed step says what to do."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("sign_in.steps")
        self.setAccessibleName("Result of the test")
        self._theme = theme
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._frame: QFrame | None = None
        self.steps: tuple[ConnectionStep, ...] = ()
        self.hide()

    def show_steps(self, steps: Sequence[ConnectionStep]) -> None:
        """Replace the list; an empty one takes no room."""
        self.steps = tuple(steps)
        if self._frame is not None:
            self._layout.removeWidget(self._frame)
            self._frame.deleteLater()
            self._frame = None
        self.setVisible(bool(steps))
        if not steps:
            return
        self._frame, layout = card("sign_in.steps.card")
        layout.setContentsMargins(14, 10, 14, 10)
        layout.setSpacing(6)
        for number, step in enumerate(steps):
            layout.addLayout(self._line(step, f"sign_in.step.{number}"))
        self._layout.addWidget(self._frame)
        announce(self, self.spoken)

    @property
    def spoken(self) -> str:
        """All steps as one text."""
        return " ".join(
            f"{step.name}: {'works' if step.ok else 'does not work'}. {step.message}"
            for step in self.steps
        )

    def _line(self, step: ConnectionStep, name: str) -> QHBoxLayout:
        tokens = self._theme.tokens
        picture = PlainLabel()
        picture.setObjectName(f"{name}.icon")
        picture.setAccessibleName("works" if step.ok else "does not work")
        drawing = ("check", tokens.success) if step.ok else ("cross", tokens.danger)
        picture.setPixmap(icons.pixmap(*drawing, 16, 2.0))
        words = QVBoxLayout()
        words.setSpacing(0)
        head = named(plain_label(f"{step.name}: {step.message}"), f"{name}.text")
        if not step.ok:
            head.setProperty("role", "error")
        words.addWidget(head)
        if step.next_step and not step.ok:
            words.addWidget(named(plain_label(step.next_step, "muted"), f"{name}.next_step"))
        line = QHBoxLayout()
        line.setSpacing(10)
        line.addWidget(picture)
        line.addLayout(words, 1)
        return line
