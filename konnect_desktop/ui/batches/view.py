"""What is seen of a batch: heading, progress, result by reason, and the buttons that fit it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QMenu, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from konnect_desktop.domain.batches import State
from konnect_desktop.ui.batches import sheet_words
from konnect_desktop.ui.batches.action_words import left_out_text
from konnect_desktop.ui.batches.bar import SegmentedBar
from konnect_desktop.ui.batches.next_step import NextButton
from konnect_desktop.ui.batches.plan_list import PlanList
from konnect_desktop.ui.batches.result import ResultList
from konnect_desktop.ui.batches.run import OPEN, BatchRun, Phase
from konnect_desktop.ui.kit.content_area import fit_height
from konnect_desktop.ui.kit.formatting import grouped
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.overrides import survives
from konnect_desktop.ui.kit.parts import announce, change_role, named, push, relabel, row
from konnect_desktop.ui.kit.plain import plain_tip
from konnect_desktop.ui.work.context import AppContext

FOLDED = 48


@survives
class BatchView(QFrame):
    """Knows one batch at a time and does nothing with it; see BatchSheet."""

    #: list[str]: show only these shipments in the table.
    show_only = Signal(list)
    #: Action, list[str]: what a line of the result says was pressed for its orders.
    action_wanted = Signal(object, list)
    #: bool: Retry or Resume is there and is the button to press now.
    wants_again = Signal(bool)
    #: Something that shows is different now.
    changed = Signal()
    #: The keyboard is wanted back in the list.
    left = Signal()

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.setObjectName("batch.sheet")
        self.setAccessibleName("Batches")
        self.setProperty("card", True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._context = context
        self._spoken = ""
        self._is_folded = False
        self._build()

    # ---- parts -------------------------------------------------------------------------

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 10)
        layout.setSpacing(6)
        self.heading = named(plain_label("", "heading"), "batch.heading")
        self.batches_button = QToolButton()
        self.batches_button.setObjectName("batch.list")
        self.batches_button.setProperty("kind", "button")
        self.batches_button.setAccessibleName("Batches of this session")
        self.batches_button.setToolTip("Batches since the app was opened, and the history")
        self.batches_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.batches_menu = QMenu(self.batches_button)
        self.batches_menu.setObjectName("batch.list.menu")
        self.batches_button.setMenu(self.batches_menu)
        self.fold_button = push("Hide", "batch.hide", "flat", "The work goes on")
        head = row(self.heading, self.batches_button, self.fold_button, stretch=1)
        head.setStretch(0, 1)
        layout.addLayout(head)
        self.left_out = named(plain_label("", "muted"), "batch.left_out")
        self.left_out.setMaximumHeight(40)
        self.text = named(plain_label("", "muted"), "batch.text")
        self.bar = SegmentedBar(self._context.theme, "batch.bar")
        self.list = ResultList(self._context.theme)
        self.list.show_only.connect(self.show_only)
        self.list.action_wanted.connect(self.action_wanted)
        self.plan_list = PlanList(self._context.theme)
        self.plan_list.show_only.connect(self.show_only)
        for widget in (self.left_out, self.bar, self.text):
            layout.addWidget(widget)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.plan_list, 1)
        self._build_buttons(layout)

    def _build_buttons(self, layout: QVBoxLayout) -> None:
        self.start_button = push("Start now", "batch.start_now", "primary", "Enter")
        self.undo_button = push("Undo", "batch.undo", "", "Nothing is sent (Ctrl+Z)")
        self.stop_button = push(
            "Stop after this group", "batch.stop", "", "The rest is not sent and can be retried"
        )
        self.resume_button = push(
            "Resume", "batch.resume", "primary", "Sends what was not sent yet (Ctrl+Enter)"
        )
        self.retry_button = push("Retry", "batch.retry", "primary", "Ctrl+Enter")
        self.settle_button = push(
            "Check again", "batch.settle", "", "Looks up at Fynd what became of these orders"
        )
        self.show_button = push(
            "Show the failed", "batch.show_only", "", "Lists and ticks the failed orders"
        )
        self.next_button = NextButton(self._context)
        self.next_button.step_wanted.connect(self.action_wanted)
        self.export_button = push("Export…", "batch.export", "", "Saves the result as XLSX or CSV")
        self.close_button = push("Close", "batch.close", "", "The result stays in the history")
        self._buttons = (
            self.start_button,
            self.undo_button,
            self.stop_button,
            self.resume_button,
            self.retry_button,
            self.settle_button,
            self.show_button,
            self.next_button,
            self.export_button,
            self.close_button,
        )
        layout.addLayout(row(*self._buttons))

    # ---- showing -----------------------------------------------------------------------

    def draw(self, run: BatchRun) -> None:
        """Show what is known of `run` by now."""
        heading, groups = sheet_words.heading(run), run.groups
        self.heading.setText(heading)
        relabel(self.fold_button, "Show" if self._is_folded else "Hide")
        is_bad = run.phase is Phase.BROKEN or any(g.outcome.is_loud for g in groups)
        change_role(self.heading, "bad", is_bad)
        ink = f"color: {self._context.theme.tokens.danger};" if is_bad else ""
        if self.heading.styleSheet() != ink:
            self.heading.setStyleSheet(ink)
        is_over = run.phase is Phase.FINISHED
        left_out = left_out_text(run.plan.left_out)
        is_before = run.phase in (Phase.NOTHING, Phase.COUNTING, Phase.QUEUED)
        self._set_text(self.left_out, "" if is_over or is_before else left_out)
        if is_before:
            self.plan_list.show_plan(run.plan)
        self._set_visible(self.plan_list, is_before and not self.plan_list.is_empty)
        self._set_text(self.text, sheet_words.text(run))
        self.bar.show_counts(run.done, run.failed, run.total)
        self._set_visible(self.bar, run.phase in OPEN)
        if is_over and self.list.groups != groups:
            self.list.show_groups(groups, left_out)
        # The heading has said it all when everything was done in the same way.
        is_plain = all(g.outcome.state is State.DONE and not g.outcome.message for g in groups)
        has_lines = is_over and self.list.is_drawn and not (is_plain and not left_out)
        self._set_visible(self.list, has_lines)
        self._set_buttons(run)
        self._tell_again()
        self.fit_height()
        self.changed.emit()
        self._speak(run, heading)

    def _set_buttons(self, run: BatchRun) -> None:
        is_over = run.phase is Phase.FINISHED
        resume = len(run.resumable) if is_over else 0
        retry = len(run.retryable) - resume if is_over else 0
        is_stopping = run.phase is Phase.STOPPING
        had_keyboard = self.start_button.hasFocus()
        self._set_visible(self.start_button, run.phase is Phase.COUNTING)
        self._set_visible(self.undo_button, run.may_withdraw)
        relabel(self.undo_button, "Withdraw" if run.phase is Phase.WAITING else "Undo")
        self._set_visible(self.stop_button, run.phase is Phase.RUNNING or is_stopping)
        self.stop_button.setEnabled(not is_stopping)
        relabel(self.stop_button, "Stopping…" if is_stopping else "Stop after this group")
        is_broken = run.phase is Phase.BROKEN
        relabel(self.retry_button, "Try again" if is_broken else f"Retry {grouped(retry)}")
        self._set_visible(self.retry_button, retry > 0 or is_broken)
        change_role(self.retry_button, "kind", "" if resume else "primary")
        relabel(self.resume_button, f"Resume {grouped(resume)}")
        self._set_visible(self.resume_button, bool(resume))
        self._set_visible(self.settle_button, run.can_settle)
        failed = len(run.failed_ids) if is_over else 0
        relabel(self.show_button, f"Show the {grouped(failed)} failed")
        self._set_visible(self.show_button, bool(failed))
        self.next_button.show_for(run if is_over and not self._is_folded else None)
        self._set_visible(self.export_button, is_over)
        self._set_visible(self.close_button, not stays(run))
        if had_keyboard and run.phase is not Phase.COUNTING:
            # Else Qt hands the keyboard to the next button, and Space would press Stop.
            self.left.emit()

    def press_again(self) -> None:
        """Press the filled one of Resume and Retry."""
        (self.retry_button if self.resume_button.isHidden() else self.resume_button).click()

    def _tell_again(self) -> None:
        shown = (self.retry_button, self.resume_button)
        self.wants_again.emit(not self.isHidden() and any(not one.isHidden() for one in shown))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tell_again()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._tell_again()

    def fit_height(self) -> None:
        """As high as what is said, which depends on the width and on the window."""
        fit_height(self, folded=FOLDED if self._is_folded else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.fit_height()

    def take_keyboard(self) -> None:
        """Enter starts now, Esc goes back to the list; only while the undo time runs."""
        if self.start_button.isVisible():
            self.start_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _set_visible(self, widget: QWidget, wanted: bool) -> None:
        widget.setVisible(wanted and not self._is_folded)

    def _set_text(self, label: QLabel, text: str) -> None:
        label.setText(text)
        label.setToolTip(plain_tip(text))
        self._set_visible(label, bool(text))

    def _speak(self, run: BatchRun, heading: str) -> None:
        """Read a new phase aloud, but not every second of the countdown."""
        key = f"{id(run)}.{run.phase}"
        if key != self._spoken:
            self._spoken = key
            announce(self, f"{heading}. {sheet_words.text(run)}")


def stays(run: BatchRun) -> bool:
    """Whether something of it may still be sent, now or when the connection is back."""
    return run.is_open or run.may_withdraw
