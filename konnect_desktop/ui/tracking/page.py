"""The Tracking room: where parcels are, which do not move, and which were not delivered."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QTabBar, QWidget

from konnect_desktop.domain.changes import Changes
from konnect_desktop.domain.parcels import Parcel
from konnect_desktop.services.tracking import Problem, TrackReport, WorkLists
from konnect_desktop.ui.kit import formatting
from konnect_desktop.ui.kit.clipboard import put_table
from konnect_desktop.ui.kit.keys import shown
from konnect_desktop.ui.kit.list_page import ListPage, Nothing
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.messages import words as error_words
from konnect_desktop.ui.kit.overrides import survives
from konnect_desktop.ui.kit.parts import ErrorLine, list_card, named
from konnect_desktop.ui.parcels.pane import ParcelPane
from konnect_desktop.ui.tracking.ask_bar import AskBar
from konnect_desktop.ui.tracking.list_foot import COPY, EXPORT, ListFoot
from konnect_desktop.ui.tracking.parcel_export import copied, save_parcels
from konnect_desktop.ui.tracking.parcel_table import ParcelLine, ParcelTable, line_of
from konnect_desktop.ui.tracking.search_line import SearchLine
from konnect_desktop.ui.work.context import AppContext

#: More rows than this are not listed at once; the narrower lists still count all of them.
MOST = 1_000
SIDE_WIDTH = 344
MOVING, STUCK, UNDELIVERED, FOUND = range(4)
_NONE_MOVES = "No parcel is on its way. What is handed over in Orders is listed here."
_EMPTY = {
    MOVING: _NONE_MOVES,
    STUCK: "No parcel stands still, as far as Fynd was asked. Press Ask to be sure.",
    UNDELIVERED: "No failed delivery, as far as Fynd was asked. Press Ask to be sure.",
    FOUND: "Paste AWBs or order numbers above, or tick orders and press Track.",
}


@survives
class TrackingPage(ListPage[list[Parcel]]):
    """Reads lists from the store; Fynd is asked only when somebody presses for it."""

    #: list[str]: show these shipments in Orders.
    show_only = Signal(list)
    #: str: what was just done, for the line at the bottom of the window.
    said = Signal(str)

    KEEPS_ONE = True

    def __init__(self, context: AppContext) -> None:
        table = ParcelTable(context.theme)
        super().__init__(context, "tracking", table, card="listing")
        table.opened.connect(self._show_orders)
        table.copy_wanted.connect(self.copy)
        table.menu_wanted.connect(self._open_menu)
        self.setAccessibleName("Tracking")
        self.lists = WorkLists()
        self._found: tuple[str, ...] = ()
        self._shown: list[Parcel] = []
        self._problems: dict[str, Problem] = {}
        self.numbers = SearchLine()
        self.numbers.wanted.connect(self.look_up)
        self.error = ErrorLine("tracking.error")
        self.asks = AskBar(context)
        self.asks.ask_wanted.connect(lambda: self._ask(self._keys(), force=True))
        self.asks.show_wanted.connect(self._show_orders)
        self.asks.reported.connect(self._on_report)
        self.asks.progressed.connect(self._rows_later)
        # While many are asked about, the rows follow now and then, not with every answer.
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(700)
        self._later.timeout.connect(self._read_rows)
        self.column.setContentsMargins(24, 16, 24, 16)
        title = named(plain_label("Tracking", "title"), "tracking.title")
        for part in (title, self.numbers, self.error, self._tab_bar(), self.asks):
            self.column.addWidget(part)
        self.column.addWidget(self._body(), 1)
        context.signals.changed.connect(self._on_changed)

    def _tab_bar(self) -> QTabBar:
        self.tabs = QTabBar()
        self.tabs.setObjectName("tracking.lists")
        self.tabs.setAccessibleName("Lists of parcels")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        for name in ("On the way", "No movement", "Undelivered", "Looked up"):
            self.tabs.addTab(name)
        self.tabs.currentChanged.connect(self._on_tab_changed)
        return self.tabs

    def _body(self) -> QWidget:
        body = QWidget()
        body.setObjectName("tracking.body")
        across = QHBoxLayout(body)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(12)
        self.foot = ListFoot()
        self.foot.copy_wanted.connect(self.copy)
        self.foot.export_wanted.connect(self.export)
        shortcut = QShortcut(QKeySequence(EXPORT), self)
        shortcut.setObjectName(f"tracking.key.{EXPORT}")
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.foot.export.click)
        self.listed.addWidget(self.foot)
        across.addWidget(self.listing, 1)
        side, beside = list_card("tracking.side")
        self.pane = ParcelPane(self._context, "tracking.parcel")
        beside.addWidget(self.pane)
        side.setFixedWidth(SIDE_WIDTH)
        across.addWidget(side)
        return body

    # ---- for others --------------------------------------------------------------------

    def track(self, ids: Sequence[str]) -> None:
        """Show these shipments and ask about those that are not fresh."""
        self._found = tuple(ids)
        self._ask_found()

    def look_up(self, text: str) -> None:
        """Find the parcels of a pasted list, and ask about them."""
        self._context.runner.read(
            self,
            lambda: self._context.services.tracking.resolve(text),
            self._resolved,
            key="tracking.resolve",
        )

    def _resolved(self, keys: list[str]) -> None:
        self._found = tuple(keys)
        if not keys:
            self.error.say("There is no number in what was typed. Paste AWBs or order numbers.")
            return
        self._ask_found()

    def _ask_found(self) -> None:
        self.error.say("")
        self._problems.clear()
        self.table.clearSelection()
        if self.tabs.currentIndex() != FOUND:
            self.tabs.setCurrentIndex(FOUND)
        else:
            self._read_rows()
        self._ask(self._found, force=False)

    # ---- reading -----------------------------------------------------------------------

    def reload(self) -> None:
        """Read the lists and the visible one's rows again."""
        self._context.runner.read(
            self,
            lambda: self._context.services.tracking.work_lists(),
            self._listed,
            key="tracking.lists",
            on_error=self.on_not_read,
        )

    def _listed(self, lists: WorkLists) -> None:
        self.lists = lists
        days = self._context.settings.stuck_days
        counts = (
            ("On the way", len(lists.moving)),
            (f"No movement for {formatting.count_of(days, 'day')}", len(lists.stuck)),
            ("Undelivered", len(lists.undelivered)),
            ("Looked up", len(self._found)),
        )
        for number, (name, count) in enumerate(counts):
            self.tabs.setTabText(number, f"{name}  {formatting.grouped(count)}" if count else name)
        self._read_rows()

    def _keys(self) -> tuple[str, ...]:
        lists = (self.lists.moving, self.lists.stuck, self.lists.undelivered, self._found)
        return lists[self.tabs.currentIndex()]

    def _rows_later(self) -> None:
        if not self._later.isActive():
            self._later.start()

    def _read_rows(self) -> None:
        super().reload()

    def question(self) -> Callable[[], list[Parcel]]:
        """The parcels of the visible list."""
        keys, tracking = self._keys()[:MOST], self._context.services.tracking
        return lambda: tracking.parcels(keys)

    def lines(self, found: list[Parcel]) -> list[ParcelLine]:
        """One line for each parcel."""
        self._shown = found
        self._say_what_asking_means()
        now = self._context.now()
        return [line_of(parcel, self._problems.get(parcel.key), now) for parcel in found]

    def nothing(self) -> Nothing:
        """Nothing is under way, nothing is known to be late, or nothing was asked for."""
        tab = self.tabs.currentIndex()
        # With nothing under way there is nothing to ask about either.
        if tab == FOUND or self.lists.moving:
            return Nothing(_EMPTY[tab])
        return Nothing(_NONE_MOVES, "Open Orders", lambda: self._context.open_room("orders"))

    def _say_what_asking_means(self) -> None:
        tab, count = self.tabs.currentIndex(), len(self._keys())
        # The two work lists are found by asking about everything on its way.
        keys = self.lists.moving if tab in (STUCK, UNDELIVERED) else self._keys()
        known = f"{self.lists.known} of {formatting.count_of(len(self.lists.moving), 'parcel')}"
        text = f"{known} on the way asked about" if tab != FOUND and self.lists.moving else ""
        if count > MOST:
            text = f"The first {formatting.grouped(MOST)} are shown. {text}"
        self.asks.show_state(len(keys), text, has_rows=bool(count))

    def _on_tab_changed(self, _index: int) -> None:
        self.table.clearSelection()
        self._read_rows()

    def on_chosen(self) -> None:
        """Show the chosen parcel beside the list; the last one stays while there are others."""
        keys = self.table.keys()
        if keys or not self._shown:
            self.pane.show_parcel(keys[0] if keys else "")
        self.foot.show_state(len(self._shown), len(keys))

    # ---- taking away ---------------------------------------------------------------------

    def copy(self) -> None:
        """Put the chosen parcels on the clipboard as a table."""
        chosen = set(self.table.keys())
        found = [parcel for parcel in self._shown if parcel.key in chosen]
        if found:
            put_table(copied(found, self._problems))
            self.said.emit(f"Copied {formatting.count_of(len(found), 'parcel')}")

    def export(self) -> None:
        """Save the whole list, also what is too long to be shown at once."""
        keys, tracking = self._keys(), self._context.services.tracking
        count = formatting.count_of(len(keys), "parcel")
        save_parcels(
            self,
            self._context,
            lambda: tracking.parcels(keys),
            self._problems,
            lambda path: self.said.emit(f"Saved {count} in {path.name}"),
        )

    def _open_menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setObjectName("tracking.menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for text, name, button, call in (
            ("Show in Orders", "show_orders", self.asks.show_button, self._show_orders),
            (f"Copy\t{shown(COPY)}", "copy", self.foot.copy, self.copy),
            (f"Export list…\t{shown(EXPORT)}", "export", self.foot.export, self.export),
        ):
            entry = menu.addAction(text, call)
            entry.setObjectName(f"tracking.menu.{name}")
            entry.setEnabled(button.isEnabled())
        menu.popup(at)

    # ---- asking ------------------------------------------------------------------------

    def _ask(self, keys: Sequence[str], *, force: bool) -> None:
        if self.tabs.currentIndex() in (STUCK, UNDELIVERED):
            keys = self.lists.moving
        self.error.say("")
        self.asks.start(keys, force=force)

    def _on_report(self, report: TrackReport) -> None:
        self._problems.update(report.problems)
        if report.error is not None:
            what, then, _detail = error_words(report.error)
            left = formatting.count_of(len(report.left), "parcel was", "parcels were")
            self.error.say(f"{what} {left} not asked about. {then}")
        self.reload()

    def _show_orders(self) -> None:
        chosen = set(self.table.keys())
        ids = [p.shipment_id for p in self._shown if p.key in chosen and p.shipment_id]
        if ids:
            self._context.open_room("orders")
            self.show_only.emit(ids)

    def _on_changed(self, changes: Changes) -> None:
        if self.isVisible() and (changes.tracking or changes.shipment_ids or changes.counts):
            self.reload()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.reload()
        self.numbers.field.setFocus()
