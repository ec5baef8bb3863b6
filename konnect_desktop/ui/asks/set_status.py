"""Set status of self-ship parcels: only the steps that may follow (docs/konnect-api.md 10.12)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QDateTime, QTime
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QDateTimeEdit,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from konnect_desktop.domain.milestones import ARRIVED, FINAL, MILESTONES, words
from konnect_desktop.services.batch_models import ActionOptions
from konnect_desktop.ui.kit.formatting import count_of, grouped
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.parts import card, field, named
from konnect_desktop.ui.kit.question import Question

_NAME = "set_status"
_WIRE_DATE = "yyyy-MM-ddTHH:mm:ss"
#: Only a number is taken here (10.12); a text would be refused.
_LONGEST_REASON = 9


class SetStatusDialog(Question):
    """The step, and what may be said with it."""

    def __init__(
        self,
        parent: QWidget | None,
        choices: Mapping[str, int],
        total: int,
        left_out: Sequence[str] = (),
    ) -> None:
        self._choices, self._total = dict(choices), total
        told = "Where are these self-ship parcels now? Fynd tells the channel and the buyer."
        super().__init__(
            parent,
            _NAME,
            f"Set status of {count_of(total, 'order')}",
            told,
            cautions=left_out,
            width=560,
        )
        self.setWindowTitle("Set status")
        self.body.addWidget(self._step_card())
        self.left_out = named(plain_label("", "muted"), f"{_NAME}.left_out")
        self.body.addWidget(self.left_out)
        self.body.addLayout(self._words())
        self.body.addLayout(self._dates())
        self.complete()
        first = self._group.checkedButton() or next(iter(self.steps.values()), None)
        if first is not None:
            first.setFocus()

    # ---- parts -------------------------------------------------------------------------

    def _step_card(self) -> QWidget:
        frame, layout = card(f"{_NAME}.steps")
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(1, 1)
        self._group = QButtonGroup(self)
        self.steps: dict[str, QRadioButton] = {}
        for line, (milestone, count) in enumerate(self._choices.items()):
            title, meaning = MILESTONES[milestone]
            step = QRadioButton(title)
            step.setObjectName(f"{_NAME}.step.{milestone}")
            step.setAccessibleName(f"{title}, fits {count_of(count, 'order')}")
            step.setAccessibleDescription(meaning)
            step.toggled.connect(self.check)
            self.steps[milestone] = step
            self._group.addButton(step)
            number = plain_label(grouped(count) if count < self._total else "all", "muted")
            grid.addWidget(step, line, 0)
            grid.addWidget(plain_label(meaning, "muted"), line, 1)
            grid.addWidget(named(number, f"{_NAME}.fits.{milestone}"), line, 2)
        # One choice is no choice; several are left to the seller.
        if len(self.steps) == 1:
            next(iter(self.steps.values())).setChecked(True)
        layout.addLayout(grid)
        return frame

    def _words(self) -> QHBoxLayout:
        self.remark = _line("remark", "As the courier said", 200)
        self.reason = _line("reason", "Number", _LONGEST_REASON)
        self.reason.textChanged.connect(self.check)
        self.place = _line("location", "City or hub", 100)
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(field("Remark, if any", self.remark), 4)
        line.addWidget(field("Place, if known", self.place), 3)
        line.addWidget(field("Reason number", self.reason), 2)
        return line

    def _dates(self) -> QHBoxLayout:
        self.promised = OptionalDate("promised", "Promised delivery")
        self.estimated = OptionalDate("estimated", "Estimated delivery")
        layout = QHBoxLayout()
        layout.setSpacing(12)
        layout.addWidget(self.promised, 1)
        layout.addWidget(self.estimated, 1)
        return layout

    # ---- what is chosen ----------------------------------------------------------------

    @property
    def milestone(self) -> str:
        """The step that is chosen, "" while none is."""
        return next((key for key, step in self.steps.items() if step.isChecked()), "")

    @property
    def count(self) -> int:
        """How many orders the chosen step fits."""
        return self._choices.get(self.milestone, 0)

    @property
    def risky(self) -> int:
        return self.count if self.milestone in FINAL else 0

    def accept_text(self) -> str:
        if not self.milestone:
            return "Set status"
        return f"Set {grouped(self.count)} to {words(self.milestone)}"

    def missing(self) -> str:
        if not self.milestone:
            return "Choose where the parcels are."
        reason = self.reason.text().strip()
        if reason and not (reason.isascii() and reason.isdigit()):
            return "The reason is a number; put words into the remark."
        return ""

    def follow(self) -> None:
        out = self._total - self.count if self.milestone else 0
        text = ""
        if out:
            text = (
                f"{count_of(out, 'order')} left out: {words(self.milestone)} does not follow "
                "from where they are. Choose their step after this one."
            )
        # A parcel at its end has no day to promise.
        is_moving = self.milestone not in ARRIVED
        self.promised.setVisible(is_moving)
        self.estimated.setVisible(is_moving)
        self.left_out.setText(text)
        self.left_out.setVisible(bool(text))

    def options(self) -> ActionOptions:
        reason = self.reason.text().strip()
        is_moving = self.milestone not in ARRIVED
        return ActionOptions(
            milestone=self.milestone,
            remark=self.remark.text().strip(),
            status_reason=int(reason) if reason else None,
            courier_location=self.place.text().strip(),
            promised_delivery_date=self.promised.text if is_moving else "",
            estimated_delivery_date=self.estimated.text if is_moving else "",
        )


class OptionalDate(QWidget):
    """A day and time that is sent only when it is ticked; Indian time."""

    def __init__(self, name: str, title: str) -> None:
        super().__init__()
        self.setObjectName(f"{_NAME}.{name}.box")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        self.tick = QCheckBox(title)
        self.tick.setObjectName(f"{_NAME}.{name}.tick")
        self.tick.setAccessibleName(f"Send the {title.lower()}")
        self.edit = QDateTimeEdit(
            QDateTime(QDateTime.currentDateTime().date().addDays(1), QTime(18, 0))
        )
        self.edit.setObjectName(f"{_NAME}.{name}")
        self.edit.setAccessibleName(title)
        self.edit.setDisplayFormat("d MMM yyyy HH:mm")
        self.edit.setCalendarPopup(True)
        self.edit.setEnabled(False)
        self.tick.toggled.connect(self.edit.setEnabled)
        layout.addWidget(self.tick)
        layout.addWidget(self.edit)

    @property
    def text(self) -> str:
        """As Fynd takes it, "" when it is not ticked."""
        if not self.tick.isChecked():
            return ""
        return self.edit.dateTime().toString(_WIRE_DATE)


def _line(name: str, hint: str, longest: int) -> QLineEdit:
    line = QLineEdit()
    line.setObjectName(f"{_NAME}.{name}")
    line.setPlaceholderText(hint)
    line.setMaxLength(longest)
    return line
