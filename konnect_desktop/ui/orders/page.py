"""The Orders screen: tabs, filters, selection, table, details and the batch sheet."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.changes import Changes
from konnect_desktop.domain.filters import DueFilter, OrderFilter
from konnect_desktop.domain.states import Lane
from konnect_desktop.services.fynd_lookup import number_of
from konnect_desktop.ui.actions.offer import Offer
from konnect_desktop.ui.actions.specs import ToolbarSet
from konnect_desktop.ui.batches.sheet import BatchSheet
from konnect_desktop.ui.kit.overrides import survives
from konnect_desktop.ui.kit.theme import DETAIL_WIDTH
from konnect_desktop.ui.orders.action_handlers import ActionHandlers
from konnect_desktop.ui.orders.awb_in_table import AwbInTable
from konnect_desktop.ui.orders.empty_list import EmptyList
from konnect_desktop.ui.orders.empty_state import EmptyState
from konnect_desktop.ui.orders.filter_bar import FilterBar
from konnect_desktop.ui.orders.keys import add_keys
from konnect_desktop.ui.orders.lane_bar import LaneBar
from konnect_desktop.ui.orders.list_export import ListExport
from konnect_desktop.ui.orders.list_loader import ListLoader, Numbers, OfferLoader
from konnect_desktop.ui.orders.orders_menu import OrdersMenu
from konnect_desktop.ui.orders.paste_list import PasteList
from konnect_desktop.ui.orders.selection import Selection
from konnect_desktop.ui.orders.selection_bar import SelectionBar
from konnect_desktop.ui.orders.table_model import ShipmentTableModel
from konnect_desktop.ui.orders.table_view import OrdersTable
from konnect_desktop.ui.orders.verbs import OrdersVerbs
from konnect_desktop.ui.orders.waiting_strip import WaitingStrip
from konnect_desktop.ui.work.context import AppContext

if TYPE_CHECKING:
    from konnect_desktop.ui.orders.detail_pane import DetailPane


#: px: the head of the list and two of its rows.
LEAST_LIST = 108


@survives
class OrdersPage(OrdersVerbs):
    """Arranges the parts and passes their signals on; no rules, no queries of its own."""

    sync_wanted = Signal()
    sign_in_wanted = Signal()
    #: The filter's text was changed by something other than the search box.
    text_shown = Signal(str)
    #: str: a short line for screen readers and the key bar.
    said = Signal(str)

    SEARCH_DELAY_MS = 25
    NUMBERS_DELAY_MS = 80

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.setObjectName("orders.page")
        self.setAccessibleName("Orders")
        self._context = context
        self._is_stale = True
        self._total = 0
        self.selection = Selection(self)
        self.model = ShipmentTableModel(self.selection, context.now, self)
        self.loader = ListLoader(context, self.model, self)
        self.offers = OfferLoader(context, self.selection, self)
        self.lanes = LaneBar(context.theme)
        self.filters = FilterBar(context.theme, context.now)
        self.waiting = WaitingStrip(context)
        self.bar = SelectionBar(context.theme)
        self.table = OrdersTable(context, self.model, self.selection)
        self.empty = EmptyState(context.theme)
        self.empty_list = EmptyList(context, self.empty, self)
        self.sheet = BatchSheet(context)
        self.handlers = ActionHandlers(context, self, self.sheet)
        self.pasting = PasteList(context, self)
        self.exporting = ListExport(
            context, self, self.table, self.model, self.selection, self.filters
        )
        self.awb = AwbInTable(context, self.table, self.handlers)
        self._search = QTimer(self)
        self._search.setSingleShot(True)
        self._search.setInterval(self.SEARCH_DELAY_MS)
        self._search.timeout.connect(self._apply_text)
        self._typed = ""
        # The numbers on the tabs wait until the rows are there and the typing pauses.
        self._numbers = QTimer(self)
        self._numbers.setSingleShot(True)
        self._numbers.setInterval(self.NUMBERS_DELAY_MS)
        self._numbers.timeout.connect(self._count_lanes)
        self._wants_facets = True
        self._clock = QTimer(self)
        self._clock.setInterval(30_000)
        self._clock.timeout.connect(self.table.viewport().update)
        self._clock.start()
        self._lay_out()
        self._connect()
        add_keys(self)
        self.filters.show_filter(OrderFilter(lane=self.lanes.lane))

    # ---- layout ----------------------------------------------------------------------

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.lanes)
        column.addWidget(_line())
        column.addWidget(self.filters)
        column.addWidget(self.waiting)
        column.addWidget(self.bar)
        column.addWidget(_line())
        self.stack = QStackedWidget()
        self.stack.setObjectName("orders.stack")
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.empty)
        upper = QWidget()
        upper.setObjectName("orders.upper")
        # In a low window the list gives way: the buttons under it are to be reached.
        upper.setMinimumHeight(LEAST_LIST)
        self._side_by_side = row = QHBoxLayout(upper)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.stack, 1)
        self._detail_line = _line(vertical=True)
        self._detail_line.hide()
        row.addWidget(self._detail_line)
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.setObjectName("orders.splitter")
        self.splitter.addWidget(upper)
        self.splitter.addWidget(self.sheet)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 0)
        self.splitter.setChildrenCollapsible(False)
        column.addWidget(self.splitter, 1)

    def _connect(self) -> None:
        self.lanes.chosen.connect(self._on_lane_chosen)
        self.lanes.due_chosen.connect(self._on_due_chosen)
        self.filters.filter_changed.connect(self._on_filter_changed)
        self.filters.counts_wanted.connect(
            lambda: self.loader.count_choices(self.wanted, self.filters.show_counts)
        )
        self.filters.follow_sort(self.table.header)
        self.table.header.sort_changed.connect(lambda _sort: self.reload())
        self.table.pages_wanted.connect(self.loader.fetch)
        self.table.opened.connect(self.open_detail)
        self.table.escaped.connect(self._on_escape)
        self.table.menu_wanted.connect(self._open_menu)
        self.table.copied.connect(self.said)
        self.table.copy_wanted.connect(self.exporting.copy)
        self.exporting.said.connect(self.said)
        self.table.paste_wanted.connect(self.pasting.paste)
        self.pasting.found.connect(self.show_only)
        self.loader.loaded.connect(self._on_loaded)
        self.loader.totalled.connect(self._on_totalled)
        self.loader.counted.connect(self._on_counted)
        self.offers.offered.connect(self._on_offered)
        self.bar.actions_bar.triggered.connect(self._on_action)
        self.bar.actions_bar.whole_wanted.connect(self._on_whole)
        self.bar.all_wanted.connect(self.select_all)
        self.bar.none_wanted.connect(self.selection.clear)
        self.bar.shown_wanted.connect(lambda: self.show_only(self.selection.ids))
        self.sheet.show_only.connect(self._show_result)
        self.sheet.wants_again.connect(self.bar.actions_bar.be_quiet)
        self.bar.actions_bar.other_wanted.connect(self.sheet.press_again)
        self.sheet.changed.connect(self._tell_batch)
        self.sheet.action_wanted.connect(self.handlers.trigger)
        self.sheet.left.connect(self.table.setFocus)
        self.handlers.planned.connect(lambda _plan: self.sheet.take_keyboard())
        self.empty_list.filter_wanted.connect(self._look)
        self.empty_list.found.connect(self._on_found)
        self.empty_list.sync_wanted.connect(self.sync_wanted)
        self.empty_list.sign_in_wanted.connect(self.sign_in_wanted)
        self.selection.changed.connect(self._on_ticks_changed)
        self._context.signals.changed.connect(self._on_changed)
        # Until the list is read again its orders are still "part of a running batch".
        self.sheet.batch_ended.connect(self._context.signals.tell_now)

    # ---- filter, search, sort --------------------------------------------------------

    def search(self, text: str) -> None:
        """The search box: filters while it is typed. The first key counts at once, the next
        ones together."""
        self._typed = text
        if not self._search.isActive():
            self._apply_text()
            self._search.start()

    def _apply_text(self) -> None:
        if self._typed != self.wanted.text:
            self.filters.set_filter(replace(self.wanted, text=self._typed))

    def _look(self, wanted: OrderFilter) -> None:
        self.show_lane(wanted.lane)
        self.filters.set_filter(wanted)

    def _show_result(self, ids: list[str]) -> None:
        """Orders of a result: listed and ticked, so that the toolbar is about what is seen."""
        self.show_only(ids)
        self.selection.set(ids)

    def _on_lane_chosen(self, lane: Lane | None) -> None:
        self.selection.clear()
        is_back = lane is Lane.RETURNS
        self.bar.actions_bar.rest_on(ToolbarSet.RETURNS if is_back else ToolbarSet.CHANNEL)
        self.filters.set_filter(self.wanted.in_lane(lane))

    def _on_due_chosen(self, lane: Lane | None, due: DueFilter) -> None:
        if lane is not self.wanted.lane:
            self._on_lane_chosen(lane)
        self.filters.set_filter(replace(self.wanted, due=due))

    def _on_filter_changed(self, wanted: OrderFilter) -> None:
        if wanted.text != self._typed:
            self._typed = wanted.text
            self.text_shown.emit(wanted.text)
        self.reload()

    def reload(self) -> None:
        """Read list and numbers again."""
        self._is_stale = False
        self.offers.wanted = self.wanted
        self.table.tell_troubles(self.wanted.lane is Lane.FIX)
        self.waiting.show_for(self.wanted.lane is Lane.WAITING_FOR_COURIER)
        self.loader.load(self.wanted, self.table.header.sort, self.table.visible_range())
        self.offers.again()

    def _count_lanes(self) -> None:
        self.loader.count_lanes(self.wanted, with_facets=self._wants_facets)
        self._wants_facets = False

    def _on_loaded(self, count: int) -> None:
        self._numbers.start()
        if count:
            self._show_table()
            if not self.table.currentIndex().isValid():
                self.table.go_to(0)
        else:
            self._say_empty()

    def _on_totalled(self, count: int) -> None:
        self.filters.show_count(count)
        self.bar.show_matching(count)

    def _show_table(self) -> None:
        if self.stack.currentWidget() is not self.table:
            # Nobody typing or pressing elsewhere loses the keyboard to the list.
            at = self.window().focusWidget()
            self.stack.setCurrentWidget(self.table)
            if at is None or at in (self.empty, self.empty.button) or not at.isVisible():
                self.table.setFocus()

    def _on_counted(self, numbers: Numbers) -> None:
        self._total = numbers.total
        self.lanes.show_counts(numbers.lanes, numbers.everything)
        if numbers.facets is not None:
            self.filters.show_facets(numbers.facets)
        if self.loader.is_loaded and not self.loader.count:
            self._say_empty()

    # ---- empty -----------------------------------------------------------------------

    def _say_empty(self) -> None:
        had_focus = self.table.hasFocus()
        self.empty_list.say(self.wanted, self.loader.elsewhere, has_orders=bool(self._total))
        self.stack.setCurrentWidget(self.empty)
        if had_focus:
            # Else Qt hands the keyboard to whatever comes next in the window.
            self.take_keyboard()

    def take_keyboard(self) -> None:
        """The keyboard goes to the orders, or where there are none to what can be done."""
        is_table = self.stack.currentWidget() is self.table
        empty = self.empty.button if self.empty.button.isVisible() else self.empty
        (self.table if is_table else empty).setFocus()

    def _on_found(self, number: str, shipment_id: str) -> None:
        # Who typed something else meanwhile is not taken away from it.
        if number_of(self.wanted.text) == number:
            self.show_only([shipment_id])
        self.said.emit(f"Fynd sent the order of {number}.")

    # ---- ticks and actions -----------------------------------------------------------

    def _on_ticks_changed(self) -> None:
        bar = self.bar.actions_bar
        # The buttons stay as they are until the answer is there, but a press waits for it.
        offer = bar.offer if len(self.selection) else Offer()
        self.bar.show_state(len(self.selection), self.loader.count, offer)
        bar.hold()
        if not len(self.selection):
            bar.release()

    def _on_offered(self, offer: Offer) -> None:
        if list(offer.ids) == self.selection.ids:
            self.bar.show_state(len(self.selection), self.loader.count, offer)
            self._tell_batch()
            self.bar.actions_bar.release()

    def _tell_batch(self) -> None:
        self.bar.show_batch(self.sheet.brief(self.selection.ids))

    def _on_action(self, action: Action) -> None:
        offer = self.bar.actions_bar.offer
        self.handlers.trigger(action, list(offer.ids), offer.availability(action))

    def _on_whole(self, action: Action) -> None:
        """An action that changes nothing, for all that the filter finds, in this order."""
        wanted, sort = self.wanted, self.table.header.sort
        self._context.runner.do(
            self,
            lambda: self._context.services.queries.ids(wanted, sort),
            lambda ids: self.handlers.trigger(action, ids),
            key=f"orders.whole.{action}",
        )

    def _open_menu(self, place: QPoint) -> None:
        menu = OrdersMenu(self.bar.actions_bar, self, [self.exporting.action])
        menu.fill()
        if self.bar.actions_bar.is_held:
            # To the menu itself: what is connected to a widget ends with it.
            self.offers.offered.connect(menu.fill_late)
        menu.popup(place)

    # ---- details ---------------------------------------------------------------------

    @cached_property
    def detail(self) -> DetailPane:
        """The pane beside the list; made when it is first opened."""
        from konnect_desktop.ui.orders.detail_pane import DetailPane

        pane = DetailPane(self._context, self.table.painter_of_rows)
        pane.closed.connect(self._on_detail_closed)
        pane.action_wanted.connect(self.handlers.trigger)
        self._side_by_side.addWidget(pane)
        return pane

    @property
    def _open_id(self) -> str:
        """The order whose details are open, or ""."""
        return self.detail.shipment_id if "detail" in vars(self) else ""

    def open_detail(self, shipment_id: str) -> None:
        """Show one order beside the list."""
        self._detail_line.show()
        self._fit_columns()
        self.detail.open(shipment_id)

    def _fit_columns(self) -> None:
        """Every column in view is seen as a whole, also beside the details."""
        is_beside = not self._detail_line.isHidden()
        taken = self.table.verticalScrollBar().sizeHint().width()
        if is_beside:
            taken += DETAIL_WIDTH + self._detail_line.width()
        self.table.header.fit(self.width() - taken, beside_details=is_beside)

    def _on_escape(self) -> None:
        if self._open_id:
            self.detail.close_pane()
        elif self.wanted.text:
            self.filters.set_filter(replace(self.wanted, text=""))
        elif len(self.selection):
            self.selection.clear()

    def _on_detail_closed(self) -> None:
        self._detail_line.hide()
        self._fit_columns()
        self.table.setFocus()

    # ---- changes ---------------------------------------------------------------------

    def _on_changed(self, changes: Changes) -> None:
        if not self.isVisible():
            self._is_stale = self._wants_facets = True
            return
        self._wants_facets = self._wants_facets or bool(changes.shipment_ids or changes.counts)
        if changes.shipment_ids or changes.counts or changes.documents or changes.batches:
            self.reload()
        if self._open_id and (self._open_id in changes.shipment_ids or changes.documents):
            self.detail.reload()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self.reload()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()
        self.sheet.fit_height()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.table.header.save()


def _line(*, vertical: bool = False) -> QFrame:
    line = QFrame()
    line.setProperty("line", True)
    (line.setFixedWidth if vertical else line.setFixedHeight)(1)
    return line
