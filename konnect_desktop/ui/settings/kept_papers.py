"""How long papers are kept, and what goes on which day."""

from __future__ import annotations

from konnect_desktop.domain.retention import (
    LONGEST_DAYS,
    SHORTEST_DAYS,
    PurgeReport,
    RetentionPlan,
)
from konnect_desktop.services.printing import KEEP_JOBS
from konnect_desktop.ui.kit.card import SettingsCard, spin
from konnect_desktop.ui.kit.formatting import count_of, day, grouped, size_text
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.parts import field, named, push, relabel, row
from konnect_desktop.ui.work.context import AppContext

_SHOWN_DAYS = 4


class KeptPapersCard(SettingsCard):
    """Labels and invoices are proof for disputes, so they stay for a while."""

    def __init__(self, context: AppContext) -> None:
        super().__init__("papers", "Documents")
        self._context = context
        self.days = spin("settings.paper_days", SHORTEST_DAYS, LONGEST_DAYS, " days")
        self.days.valueChanged.connect(self._days_changed)
        self.body.addWidget(
            field(
                "Keep labels and invoices",
                self.days,
                "Counted from when a paper was fetched or printed last. Papers of orders that are "
                "still under way are never deleted. A print job can be repeated as it was for "
                f"{KEEP_JOBS.days} days.",
            )
        )
        self.state = named(plain_label("", "muted"), "settings.papers.state")
        self.schedule = named(plain_label("", "muted"), "settings.papers.schedule")
        self.body.addWidget(self.state)
        self.body.addWidget(self.schedule)
        self.clear_button = push("Delete now", "settings.papers.clear")
        self.clear_button.clicked.connect(self.clear)
        self.body.addLayout(row(self.clear_button))

    def reload(self) -> None:
        """Show the setting and read the schedule."""
        self.days.blockSignals(True)
        self.days.setValue(self._context.settings.paper_days)
        self.days.blockSignals(False)
        self._read()

    def _days_changed(self, days: int) -> None:
        self._context.runner.start(
            self,
            lambda _ctx: self._context.services.change_settings(paper_days=days),
            pool="local",
            key="settings.paper_days",
            latest=True,
            on_success=lambda _settings: self._read(),
        )

    def _read(self) -> None:
        self._context.runner.read(
            self,
            lambda: self._context.services.documents.retention_plan(),
            self._show,
            key="settings.papers",
        )

    def _show(self, plan: RetentionPlan) -> None:
        text = f"{count_of(plan.count, 'paper')} kept, {size_text(plan.size_bytes)}."
        settings = self._context.settings
        if settings.order_days < settings.paper_days:
            days = grouped(settings.order_days)
            text += f" They leave with their orders, after {days} days: see Data."
        if plan.held:
            text += f" {grouped(plan.held)} of them stay because the order is under way."
        self.state.setText(text)
        lines = [
            f"{day(one.day)}: {count_of(one.count, 'paper')}, {size_text(one.size_bytes)}"
            for one in plan.schedule[:_SHOWN_DAYS]
        ]
        later = sum(one.count for one in plan.schedule[_SHOWN_DAYS:])
        if later:
            lines.append(f"later: {count_of(later, 'paper')}")
        heading = "Deleted next:\n" if lines else ""
        self.schedule.setText(heading + "\n".join(lines))
        self.schedule.setVisible(bool(lines))
        self.clear_button.setVisible(plan.due > 0)
        due = f"{count_of(plan.due, 'paper')} ({size_text(plan.due_bytes)})"
        relabel(self.clear_button, f"Delete {due} now")

    def clear(self) -> None:
        """Delete what is over its time."""
        self.clear_button.setEnabled(False)
        self._context.runner.start(
            self,
            self._context.services.documents.purge,
            pool="local",
            key="papers.purge",
            on_success=self._cleared,
            on_finished=lambda: self.clear_button.setEnabled(True),
        )

    def _cleared(self, report: PurgeReport) -> None:
        self._read()
        if report.failed:
            self.state.setText(f"{count_of(len(report.failed), 'paper')} could not be deleted.")
