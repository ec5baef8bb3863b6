"""How long the data of finished orders is kept, what leaves on which day, and what stays why."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QVBoxLayout, QWidget

from konnect_desktop.domain.departures import CLAIM_WINDOW, RETURN_WINDOW, DeparturePlan, Hold
from konnect_desktop.domain.retention import LONGEST_DAYS, SHORTEST_DAYS
from konnect_desktop.ui.kit import formatting, messages
from konnect_desktop.ui.kit.card import spin
from konnect_desktop.ui.kit.formatting import count_of, day, grouped
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.parts import announce, field, named, push, relabel, row
from konnect_desktop.ui.work.context import AppContext

_SHOWN_DAYS = 3
HOLD_WORDS: Mapping[Hold, str] = {
    Hold.TIME: "another shipment of the order is younger",
    Hold.UNDER_WAY: "still to be sent",
    Hold.IN_TRANSIT: "still on the way",
    Hold.RETURN: "a return is under way",
    Hold.RTO: "an RTO has not come back",
    Hold.RETURN_WINDOW: f"delivered in the last {RETURN_WINDOW.days} days: a return may come",
    Hold.CLAIM_WINDOW: f"ended in the last {CLAIM_WINDOW.days} days: a claim may come",
    Hold.BATCH: "a batch with it is not finished",
    Hold.PRINT: "a print job with it is not finished",
    Hold.UNKNOWN_STATUS: "the app does not know its status",
}


class KeptOrders(QWidget):
    """A part of the Data card."""

    def __init__(self, context: AppContext, remove: Callable[[], None]) -> None:
        """`remove`: asks before all data of the account goes."""
        super().__init__()
        self._context = context
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.days = spin("settings.order_days", SHORTEST_DAYS, LONGEST_DAYS, " days")
        self.days.valueChanged.connect(self._days_changed)
        column.addWidget(
            field(
                "Keep finished orders",
                self.days,
                "Counted from an order's last change. Then the buyer's data goes everywhere: "
                "orders, search, tracking, papers, log and copies. Invoice numbers and the "
                "history without names stay.",
            )
        )
        self.state = named(plain_label("", "muted"), "settings.orders.state")
        self.schedule = named(plain_label("", "muted"), "settings.orders.schedule")
        self.held = named(plain_label("", "muted"), "settings.orders.held")
        for label in (self.state, self.schedule, self.held):
            column.addWidget(label)
        self.clear_button = push("Remove now", "settings.orders.clear")
        self.clear_button.clicked.connect(self.clear)
        self.clear_button.hide()
        self.remove_button = push("Remove this account's data…", "settings.data.remove")
        self.remove_button.clicked.connect(remove)
        self.remove_button.setVisible(not context.settings.is_practice)
        column.addLayout(row(self.clear_button, self.remove_button))

    def reload(self) -> None:
        """Show the setting and read what leaves when."""
        self._show_days()
        self._read()

    def _show_days(self) -> None:
        self.days.blockSignals(True)
        self.days.setValue(self._context.settings.order_days)
        self.days.blockSignals(False)

    def _read(self) -> None:
        self._context.runner.read(
            self, lambda: self._context.services.clearing.plan(), self._show, key="settings.orders"
        )

    # ---- the number of days --------------------------------------------------------------

    def _days_changed(self, days: int) -> None:
        """Fewer days may let orders go that nothing brings back, so that is asked about."""

        def look() -> tuple[DeparturePlan, DeparturePlan]:
            clearing = self._context.services.clearing
            return clearing.plan(), clearing.plan(days)

        self._context.runner.read(
            self, look, lambda plans: self._ask(days, *plans), key="settings.order_days"
        )

    def _ask(self, days: int, now: DeparturePlan, then: DeparturePlan) -> None:
        more = then.due - now.due
        if more <= 0:
            self._keep(days)
            return
        dialog = messages.confirm(
            self,
            f"Keep finished orders for only {grouped(days)} days?",
            f"{count_of(more, 'more order')} will then be removed from this computer within the "
            "day, with papers and copies. They cannot be brought back.",
            f"Keep {grouped(days)} days",
            lambda: self._keep(days),
            is_danger=True,
            close=f"Stay at {grouped(self._context.settings.order_days)} days",
        )
        dialog.rejected.connect(self._show_days)

    def _keep(self, days: int) -> None:
        self._context.runner.start(
            self,
            lambda _ctx: self._context.services.change_settings(order_days=days),
            pool="local",
            key="settings.order_days.keep",
            latest=True,
            on_success=lambda _settings: self._read(),
        )

    # ---- what leaves, what stays ---------------------------------------------------------

    def _show(self, plan: DeparturePlan) -> None:
        text = f"{count_of(plan.orders, 'order')} kept."
        if plan.cleared_at is not None:
            text += f" Last cleared {formatting.when(plan.cleared_at, self._context.now())}."
        self.state.setText(text)
        lines = [
            f"{day(one.day)}: {count_of(one.count, 'order')}" for one in plan.schedule[:_SHOWN_DAYS]
        ]
        later = sum(one.count for one in plan.schedule[_SHOWN_DAYS:])
        if later:
            lines.append(f"later: {count_of(later, 'order')}")
        self.schedule.setText("Leave next:\n" + "\n".join(lines))
        self.schedule.setVisible(bool(lines))
        held = [
            f"{count_of(plan.held[one], 'order')}: {HOLD_WORDS[one]}"
            for one in Hold
            if one in plan.held
        ]
        self.held.setText("Stay although their days are over:\n" + "\n".join(held))
        self.held.setVisible(bool(held))
        self.clear_button.setVisible(plan.due > 0)
        relabel(self.clear_button, f"Remove {count_of(plan.due, 'order')} now")

    def clear(self) -> None:
        """Let go what is over its time, without waiting for the day's clearing."""
        self.clear_button.setEnabled(False)
        self._context.runner.start(
            self,
            self._context.services.clearing.run,
            pool="local",
            key="clearing.now",
            on_success=self._cleared,
            on_finished=lambda: self.clear_button.setEnabled(True),
        )

    def _cleared(self, count: int) -> None:
        self._read()
        text = (
            f"{count_of(count, 'order')} removed."
            if count
            else "Nothing was removed: a batch is at work, or something may still come."
        )
        self._context.say(text)
        announce(self, text)
