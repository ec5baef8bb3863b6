"""The Orders screen as its keys, the window, the palette and the menus press it."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.filters import OrderFilter
from konnect_desktop.domain.states import Lane
from konnect_desktop.ui.actions.offer import Offer
from konnect_desktop.ui.batches.sheet import BatchSheet
from konnect_desktop.ui.orders.filter_bar import FilterBar
from konnect_desktop.ui.orders.lane_bar import LaneBar, LaneTab
from konnect_desktop.ui.orders.list_export import ListExport
from konnect_desktop.ui.orders.paste_list import PasteList
from konnect_desktop.ui.orders.selection import Selection
from konnect_desktop.ui.orders.selection_bar import SelectionBar
from konnect_desktop.ui.orders.table_view import OrdersTable
from konnect_desktop.ui.work.context import AppContext


class OrdersVerbs(QWidget):
    """Its parts are made and wired by `OrdersPage`, the only one."""

    _context: AppContext
    lanes: LaneBar
    filters: FilterBar
    bar: SelectionBar
    table: OrdersTable
    selection: Selection
    sheet: BatchSheet
    pasting: PasteList
    exporting: ListExport

    # ---- what is listed --------------------------------------------------------------

    @property
    def offer(self) -> Offer:
        """What can be done with the ticked orders."""
        return self.bar.actions_bar.offer

    @property
    def tabs(self) -> list[LaneTab]:
        """The tabs that are seen, in their order."""
        return [tab for tab in self.lanes.tabs.values() if not tab.isHidden()]

    @property
    def wanted(self) -> OrderFilter:
        """The filter in use."""
        return self.filters.value

    def show_lane(self, lane: Lane | None) -> None:
        """Open a tab."""
        self.lanes.choose(lane)

    def show_only(self, ids: list[str]) -> None:
        """A fixed list, in whatever tab its orders are."""
        self.lanes.choose(None, silently=True)
        self.filters.set_filter(OrderFilter(only_ids=tuple(ids)))

    def filter_by(self, wanted: OrderFilter) -> None:
        """List what this filter finds, in the tab that is open."""
        self.filters.set_filter(wanted)

    def open_filters(self) -> None:
        """Let the first filter be chosen."""
        self.filters.channel.showMenu()

    def paste(self) -> None:
        """List the orders of what was copied."""
        self.pasting.paste()

    # ---- what is ticked --------------------------------------------------------------

    def select_all(self) -> None:
        """Tick everything that the filter finds, seen or not: the ids come from SQL."""
        wanted, sort = self.wanted, self.table.header.sort
        self._context.runner.read(
            self,
            lambda: self._context.services.queries.ids(wanted, sort),
            self.selection.set,
            key="orders.select_all",
        )

    def untick_all(self) -> None:
        """Tick nothing."""
        self.selection.clear()

    def press(self, action: Action) -> None:
        """Press the button of an action."""
        self.bar.actions_bar.press(action)

    def press_suggested(self) -> None:
        """Press the filled button."""
        self.bar.actions_bar.press_suggested()

    def fill_menu(self, menu: QMenu) -> None:
        """Add every action to a menu."""
        self.bar.actions_bar.fill_menu(menu)

    def undo_latest(self) -> None:
        """Withdraw the newest batch that has not begun."""
        self.sheet.undo_latest()

    # ---- what leaves the app ---------------------------------------------------------

    @property
    def export_entry(self) -> QAction:
        """The entry of a menu that exports the list."""
        return self.exporting.action

    def export(self) -> None:
        """Ask for a file and write the list."""
        self.exporting.ask()

    def copy(self) -> None:
        """Copy the ticked rows."""
        self.exporting.copy()
