"""The sheet under the table: undo time, progress and result of batches. Never modal."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QMenu, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from konnect_desktop.domain.batches import State
from konnect_desktop.domain.changes import Changes
from konnect_desktop.domain.journal import Batch
from konnect_desktop.services.batch_models import Plan
from konnect_desktop.ui.context import AppContext
from konnect_desktop.ui.dialogs.parts import announce, change_role, named, push, relabel, row
from konnect_desktop.ui.formatting import grouped
from konnect_desktop.ui.messages import plain_label
from konnect_desktop.ui.orders import sheet_words
from konnect_desktop.ui.orders.batch_bar import SegmentedBar
from konnect_desktop.ui.orders.batch_next import NextButton
from konnect_desktop.ui.orders.batch_result import ResultList
from konnect_desktop.ui.orders.batch_run import OPEN, BatchRun, Phase
from konnect_desktop.ui.orders.batch_words import left_out_text
from konnect_desktop.ui.orders.content_area import fit_height
from konnect_desktop.ui.orders.plan_list import PlanList

FOLDED = 48
_KEPT = 30


class BatchSheet(QFrame):
    """Shows one batch at a time; the others wait in a queue or in the *Batches* menu."""

    #: Plan: the seller pressed Retry and a new batch was made of the failed records.
    retry_made = Signal(object)
    #: list[str]: show only these shipments in the table.
    show_only = Signal(list)
    #: Action, list[str]: what a line of the result says was pressed for its orders.
    action_wanted = Signal(object, list)
    #: bool: Retry or Resume is there and is the button to press now.
    wants_again = Signal(bool)
    #: Something that shows is different now.
    changed = Signal()
    #: BatchRun: it is over, however it went.
    batch_ended = Signal(object)
    #: The keyboard is wanted back in the list.
    left = Signal()

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.setObjectName("batch.sheet")
        self.setAccessibleName("Batches")
        self.setProperty("card", True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._context = context
        self.runs: list[BatchRun] = []
        self.shown: BatchRun | None = None
        #: The batch that was drawn last.
        self._drawn: BatchRun | None = None
        self._spoken = ""
        self._is_folded = False
        self._build()
        self.hide()
        context.signals.changed.connect(self._on_changed)

    # ---- for the page ------------------------------------------------------------------

    def start(self, plan: Plan) -> BatchRun:
        """Show `plan` and begin its undo time; it is sent when its turn comes."""
        run = self._add(plan)
        self.shown, self._drawn, self._spoken, self._is_folded = run, None, "", False
        self.show()
        # Mostly says at once what is to be seen, and drawing it twice would be felt.
        run.begin(self._context.settings.undo_seconds)
        if self._drawn is None:
            self._refresh(run)
        return run

    def restore(self, plan: Plan) -> BatchRun:
        """List a batch that waits for the connection since an earlier run of the app."""
        run = self._add(plan)
        run.restore()
        self._show(run)
        self.show()
        return run

    def put_back(self, batch: Batch) -> None:
        """List a batch that is over, unless it is listed: what failed of it can be retried."""
        if any(run.plan.batch_id == batch.id for run in self.runs):
            return
        ids = tuple(record.shipment_id for record in batch.records)
        run = self._add(Plan(batch.action, batch.id, ids))
        run.put_back(batch)
        if self.shown is None or not _stays(self.shown):
            self._show(run)
        self.show()

    def send_waiting(self) -> None:
        """The connection is back: what waited here goes out, in its order."""
        for run in list(self.runs):
            run.go_on()

    def _add(self, plan: Plan) -> BatchRun:
        run = BatchRun(self._context, plan, self)
        self.runs.append(run)
        self._forget_old()
        run.changed.connect(lambda: self._refresh(run))
        run.ready.connect(self._next)
        run.put_aside.connect(self._next)
        run.ended.connect(lambda: self._ended(run))
        return run

    @property
    def is_busy(self) -> bool:
        """Whether a batch is at work or about to be."""
        return any(run.is_open for run in self.runs)

    @property
    def active(self) -> BatchRun | None:
        """The batch that is being sent now."""
        return next((r for r in self.runs if r.phase in (Phase.RUNNING, Phase.STOPPING)), None)

    def brief(self, ids: Sequence[str]) -> str:
        """What an open batch is doing with some of `ids`, in a few words; "" when none is."""
        return sheet_words.brief_of(filter(_stays, self.runs), ids)

    def undo_latest(self) -> None:
        """Ctrl+Z: withdraw the newest batch that has not begun."""
        for run in reversed(self.runs):
            if run.may_withdraw:
                self._show(run)
                run.undo()
                return

    def fold(self, folded: bool) -> None:
        """Hide everything but the heading, or show it again; the work goes on."""
        self._is_folded = folded
        if self.shown is not None:
            self._refresh(self.shown)

    def fit_height(self) -> None:
        """As high as what is said, which depends on the width and on the window."""
        fit_height(self, folded=FOLDED if self._is_folded else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.fit_height()

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
        self.batches_menu.aboutToShow.connect(self._fill_menu)
        self.batches_button.setMenu(self.batches_menu)
        self.fold_button = push("Hide", "batch.hide", "flat", "The work goes on")
        self.fold_button.clicked.connect(lambda: self.fold(not self._is_folded))
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
        self.list.drawn.connect(lambda: self._on_shown(self._refresh))
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
            "Resume", "batch.resume", "primary", "Sends what Stop kept from being sent (Ctrl+Enter)"
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
        self.start_button.clicked.connect(lambda: self._on_shown(BatchRun.start_now))
        self.undo_button.clicked.connect(lambda: self._on_shown(BatchRun.undo))
        self.stop_button.clicked.connect(lambda: self._on_shown(BatchRun.stop))
        self.settle_button.clicked.connect(lambda: self._on_shown(BatchRun.settle))
        self.resume_button.clicked.connect(lambda: self._again("resume"))
        self.retry_button.clicked.connect(lambda: self._again("retry"))
        self.show_button.clicked.connect(self._show_failed)
        self.export_button.clicked.connect(self._export)
        self.close_button.clicked.connect(self._close_shown)
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

    def _show(self, run: BatchRun) -> None:
        self.shown = run
        self._spoken = ""
        self._refresh(run)

    def _refresh(self, run: BatchRun) -> None:
        self._label_list()
        if run is not self.shown:
            return
        self._drawn = run
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
        is_plain = all(g.outcome.state is State.DONE and not g.outcome.reason for g in groups)
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
        retry = len(run.retryable) if is_over else 0
        is_stopping = run.phase is Phase.STOPPING
        had_keyboard = self.start_button.hasFocus()
        self._set_visible(self.start_button, run.phase is Phase.COUNTING)
        self._set_visible(self.undo_button, run.may_withdraw)
        relabel(self.undo_button, "Withdraw" if run.phase is Phase.WAITING else "Undo")
        self._set_visible(self.stop_button, run.phase is Phase.RUNNING or is_stopping)
        self.stop_button.setEnabled(not is_stopping)
        relabel(self.stop_button, "Stopping…" if is_stopping else "Stop after this group")
        is_broken = run.phase is Phase.BROKEN
        relabel(self.retry_button, "Try again" if is_broken else f"Retry {retry}")
        # Resume and Retry are the same press when nothing was refused.
        self._set_visible(self.retry_button, retry > resume or is_broken)
        change_role(self.retry_button, "kind", "" if resume else "primary")
        relabel(self.resume_button, f"Resume {resume}")
        self._set_visible(self.resume_button, bool(resume))
        self._set_visible(self.settle_button, run.can_settle)
        failed = len(run.failed_ids) if is_over else 0
        relabel(self.show_button, f"Show the {grouped(failed)} failed")
        self._set_visible(self.show_button, bool(failed))
        self.next_button.show_for(run if is_over and not self._is_folded else None)
        self._set_visible(self.export_button, is_over)
        self._set_visible(self.close_button, not _stays(run))
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

    def _on_shown(self, step: Callable[[BatchRun], None]) -> None:
        if self.shown is not None:
            step(self.shown)

    def _set_visible(self, widget: QWidget, wanted: bool) -> None:
        widget.setVisible(wanted and not self._is_folded)

    def _set_text(self, label: QLabel, text: str) -> None:
        label.setText(text)
        label.setToolTip(text)
        self._set_visible(label, bool(text))

    def _label_list(self) -> None:
        self.batches_button.setText(sheet_words.all_runs(self.runs))

    def _speak(self, run: BatchRun, heading: str) -> None:
        """Read a new phase aloud, but not every second of the countdown."""
        key = f"{id(run)}.{run.phase}"
        if key != self._spoken:
            self._spoken = key
            announce(self, f"{heading}. {sheet_words.text(run)}")

    def _fill_menu(self) -> None:
        self.batches_menu.clear()
        for run in reversed(self.runs):
            entry = self.batches_menu.addAction(sheet_words.heading(run))
            entry.setCheckable(True)
            entry.setChecked(run is self.shown)
            entry.triggered.connect(lambda _checked=False, run=run: self._show(run))
        self.batches_menu.addSeparator()
        history = self.batches_menu.addAction("All batches: Documents, History")
        history.setObjectName("batch.history")
        history.triggered.connect(lambda: self._context.open_room("documents"))

    # ---- doing -------------------------------------------------------------------------

    def _on_changed(self, changes: Changes) -> None:
        if changes.batches:
            for run in self.runs:
                run.look_again()

    def _next(self) -> None:
        """Let the oldest batch whose undo time is over run, unless one is at work."""
        if self.active is not None:
            self._refresh_all()
            return
        for run in self.runs:
            if run.phase is Phase.QUEUED:
                if self.shown is None or self.shown.phase is not Phase.COUNTING:
                    self.shown, self._spoken = run, ""
                run.run()
                return

    def _refresh_all(self) -> None:
        for run in self.runs:
            self._refresh(run)

    def _ended(self, run: BatchRun) -> None:
        self.batch_ended.emit(run)
        self._next()

    def _again(self, how: str) -> None:
        """Plan what failed ("retry") or what was not sent ("resume") as a new batch."""
        run = self.shown
        if run is None:
            return
        if run.phase is Phase.BROKEN:
            run.try_again()
            return
        batch_id, bulk = run.plan.batch_id, self._context.services.bulk
        plan = bulk.resume if how == "resume" else bulk.retry
        for button in (self.resume_button, self.retry_button):
            button.setEnabled(False)
        self._context.runner.start(
            self,
            lambda _ctx: plan(batch_id),
            pool="local",
            # One of the two: the records of both would be the same ones.
            key=f"batch.again.{batch_id}",
            on_success=self._retried,
            on_finished=self._again_over,
        )

    def _again_over(self) -> None:
        for button in (self.resume_button, self.retry_button):
            button.setEnabled(True)

    def _retried(self, plan: Plan) -> None:
        self.start(plan)
        self.retry_made.emit(plan)

    def _show_failed(self) -> None:
        if self.shown is not None:
            self.show_only.emit(list(self.shown.failed_ids))

    def _export(self) -> None:
        if self.shown is not None and self.shown.batch is not None:
            from konnect_desktop.ui.orders.batch_save import save_result

            save_result(self, self._context, self.shown.batch)

    def _close_shown(self) -> None:
        run = self.shown
        if run is None or _stays(run):
            return
        self.shown = None
        # What is over stays in the history, so nothing but open batches is kept here.
        for each in [each for each in self.runs if not _stays(each)]:
            self.runs.remove(each)
            each.deleteLater()
        if self.runs:
            self._show(self.active or self.runs[-1])
        else:
            self.hide()

    def _forget_old(self) -> None:
        over = [run for run in self.runs if not _stays(run) and run is not self.shown]
        for run in over[: max(0, len(self.runs) - _KEPT)]:
            self.runs.remove(run)
            run.deleteLater()

    def take_keyboard(self) -> None:
        """Enter starts now, Esc goes back to the list; only while the undo time runs."""
        if self.start_button.isVisible():
            self.start_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.shown is not None:
            # A key that is still held down from the question before does not count.
            if not event.isAutoRepeat():
                self.shown.start_now()
            return
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)


def _stays(run: BatchRun) -> bool:
    """Whether something of it may still be sent, now or when the connection is back."""
    return run.is_open or run.may_withdraw
