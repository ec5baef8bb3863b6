"""The sheet under the table: undo time, progress and result of batches. Never modal."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from konnect_desktop.domain.changes import Changes
from konnect_desktop.domain.journal import Batch
from konnect_desktop.services.batch_models import Plan
from konnect_desktop.ui.batches import sheet_words
from konnect_desktop.ui.batches.run import BatchRun, Phase
from konnect_desktop.ui.batches.view import BatchView, stays
from konnect_desktop.ui.kit.overrides import survives
from konnect_desktop.ui.kit.plain import plain_button
from konnect_desktop.ui.work.context import AppContext

_KEPT = 30


@survives
class BatchSheet(BatchView):
    """Shows one batch at a time; the others wait in a queue or in the *Batches* menu."""

    #: Plan: the seller pressed Retry and a new batch was made of the failed records.
    retry_made = Signal(object)
    #: BatchRun: it is over, however it went.
    batch_ended = Signal(object)

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self.runs: list[BatchRun] = []
        self.shown: BatchRun | None = None
        #: The batch that was drawn last.
        self._drawn: BatchRun | None = None
        self._connect()
        self.hide()
        context.signals.changed.connect(self._on_changed)

    def _connect(self) -> None:
        self.batches_menu.aboutToShow.connect(self._fill_menu)
        self.fold_button.clicked.connect(lambda: self.fold(not self._is_folded))
        self.list.drawn.connect(lambda: self._on_shown(self._refresh))
        self.start_button.clicked.connect(lambda: self._on_shown(BatchRun.start_now))
        self.undo_button.clicked.connect(lambda: self._on_shown(BatchRun.undo))
        self.stop_button.clicked.connect(lambda: self._on_shown(BatchRun.stop))
        self.settle_button.clicked.connect(lambda: self._on_shown(BatchRun.settle))
        self.resume_button.clicked.connect(lambda: self._again("resume"))
        self.retry_button.clicked.connect(lambda: self._again("retry"))
        self.show_button.clicked.connect(self._show_failed)
        self.export_button.clicked.connect(self._export)
        self.close_button.clicked.connect(self._close_shown)

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
        if self.shown is None or not stays(self.shown):
            self._show(run)
        self.show()

    def resumable(self, batch_ids: Sequence[int]) -> int:
        """How many orders of these batches were not sent and can be."""
        return sum(len(one.resumable) for one in self.runs if one.plan.batch_id in batch_ids)

    def resume(self, batch_ids: Sequence[int]) -> None:
        """Press Resume for each of these that are listed."""
        for run in [one for one in self.runs if one.plan.batch_id in batch_ids and one.resumable]:
            self._show(run)
            self._again("resume")

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
        return sheet_words.brief_of(filter(stays, self.runs), ids)

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

    # ---- showing -----------------------------------------------------------------------

    def _refresh(self, run: BatchRun) -> None:
        self._label_list()
        if run is self.shown:
            self._drawn = run
            self.draw(run)

    def _show(self, run: BatchRun) -> None:
        self.shown = run
        self._spoken = ""
        self._refresh(run)

    def _on_shown(self, step: Callable[[BatchRun], None]) -> None:
        if self.shown is not None:
            step(self.shown)

    def _label_list(self) -> None:
        self.batches_button.setText(sheet_words.all_runs(self.runs))

    def _fill_menu(self) -> None:
        self.batches_menu.clear()
        for run in reversed(self.runs):
            entry = self.batches_menu.addAction(plain_button(sheet_words.heading(run)))
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
        batch_id, bulk = run.batch_id, self._context.services.bulk
        # What was not sent has a button of its own, where there is any.
        retry = bulk.retry_refused if run.resumable else bulk.retry
        plan = bulk.resume if how == "resume" else retry
        for button in (self.resume_button, self.retry_button):
            button.setEnabled(False)
        self._context.runner.do(
            self,
            lambda: plan(batch_id),
            self._retried,
            # One of the two: the records of both would be the same ones.
            key=f"batch.again.{batch_id}",
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
            from konnect_desktop.ui.batches.save import save_result

            save_result(self, self._context, self.shown.batch)

    def _close_shown(self) -> None:
        run = self.shown
        if run is None or stays(run):
            return
        self.shown = None
        # What is over stays in the history, so nothing but open batches is kept here.
        for each in [each for each in self.runs if not stays(each)]:
            self.runs.remove(each)
            each.deleteLater()
        if self.runs:
            self._show(self.active or self.runs[-1])
        else:
            self.hide()

    def _forget_old(self) -> None:
        over = [run for run in self.runs if not stays(run) and run is not self.shown]
        for run in over[: max(0, len(self.runs) - _KEPT)]:
            self.runs.remove(run)
            run.deleteLater()

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
