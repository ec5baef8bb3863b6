"""Reads what the Orders screen shows, in worker threads, and fills the model."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from konnect_desktop.domain.filters import OrderFilter, Sort
from konnect_desktop.domain.rows import Facets, LaneCount, ShipmentRow
from konnect_desktop.domain.states import Lane
from konnect_desktop.services.context import TaskContext
from konnect_desktop.ui.actions.offer import Offer, make_offer
from konnect_desktop.ui.orders.selection import Selection
from konnect_desktop.ui.orders.table_model import PAGE, ShipmentTableModel
from konnect_desktop.ui.work.context import AppContext

Pages = dict[int, Sequence[ShipmentRow]]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What an empty list hides."""

    #: How many match on all tabs together, the filters kept.
    on_tabs: int = 0
    #: How many match what was typed, without tab and filters.
    by_text: int = 0
    #: About so many orders are still found by some of their words only.
    unworded: int = 0


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list looks like at one moment."""

    wanted: OrderFilter
    sort: Sort
    count: int
    pages: Pages
    #: False while `count` only says how many there are at least.
    is_counted: bool = True
    #: Only looked for when there are no rows.
    elsewhere: Elsewhere = field(default_factory=Elsewhere)


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers on the tabs for a filter and without, and the choices of the filters."""

    lanes: Mapping[Lane, LaneCount]
    #: The same without any filter.
    everything: Mapping[Lane, LaneCount]
    #: None when they were not asked for.
    facets: Facets | None

    @property
    def total(self) -> int:
        """How many orders there are at all."""
        return sum(count.total for count in self.everything.values())


class ListLoader(QObject):
    """One list at a time: a late answer for an older filter is thrown away."""

    #: int: how many match, or at least how many; after every load, as soon as rows are there.
    loaded = Signal(int)
    #: int: how many match; after every load, with the rows or soon after them.
    totalled = Signal(int)
    #: Numbers
    counted = Signal(object)

    def __init__(self, context: AppContext, model: ShipmentTableModel, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName("orders.loader")
        self._context = context
        self._model = model
        self._listing: tuple[OrderFilter, Sort] | None = None
        self._asked: set[int] = set()
        self.count = 0
        self.elsewhere = Elsewhere()
        self.is_loaded = False

    def load(self, wanted: OrderFilter, sort: Sort, in_view: tuple[int, int]) -> None:
        """Show this list. The list that is shown already is refreshed in place."""
        is_new = (wanted, sort) != self._listing
        self._listing = (wanted, sort)
        self._asked.clear()
        pages = [0] if is_new else _pages_of(*in_view)
        self._context.runner.start(
            self,
            partial(self._read, wanted, sort, pages, is_new),
            pool="local",
            key="orders.list",
            latest=True,
            on_success=partial(self._show, is_new),
        )

    def _total(self, wanted: OrderFilter) -> None:
        """Count what the first rows did not wait for; the next load takes its place."""
        queries = self._context.services.queries
        self._context.runner.read(
            self, lambda: queries.count(wanted), self._grow, key="orders.list"
        )

    def count_lanes(self, wanted: OrderFilter, *, with_facets: bool) -> None:
        """Read the numbers of the tabs, and the choices of the filters when they may differ."""
        queries = self._context.services.queries

        def read() -> Numbers:
            lanes = queries.lane_counts(wanted.in_lane(None))
            everything = lanes
            if wanted.is_narrowed:
                everything = queries.lane_counts(OrderFilter())
            return Numbers(lanes, everything, queries.facets() if with_facets else None)

        self._context.runner.read(self, read, self.counted.emit, key="orders.lanes")

    def count_choices(self, wanted: OrderFilter, show: Callable[[Facets], None]) -> None:
        """Read how often each choice of the filters occurs under the others."""
        queries = self._context.services.queries
        self._context.runner.read(self, lambda: queries.facets(wanted), show, key="orders.choices")

    def fetch(self, pages: Sequence[int]) -> None:
        """Read pages that came into view."""
        if self._listing is None:
            return
        wanted, sort = self._listing
        for page in pages:
            if page not in self._asked:
                self._asked.add(page)
                self._context.runner.start(
                    self,
                    partial(self._read_page, wanted, sort, page),
                    pool="local",
                    on_success=partial(self._add, (wanted, sort), page),
                )

    def _read(
        self,
        wanted: OrderFilter,
        sort: Sort,
        pages: Sequence[int],
        is_new: bool,
        ctx: TaskContext,
    ) -> Listing:
        found = {page: self._read_page(wanted, sort, page, ctx) for page in pages}
        first = found.get(0)
        # A first page that is not full says how many there are, without counting.
        if first is not None and len(pages) == 1 and len(first) < PAGE:
            elsewhere = Elsewhere() if first else self._elsewhere(wanted)
            return Listing(wanted, sort, len(first), found, elsewhere=elsewhere)
        ctx.raise_if_cancelled()
        queries = self._context.services.queries
        known = queries.known_count(wanted)
        if known is None and is_new and first is not None:
            # Counting takes longer than finding a page, so the rows do not wait for it.
            return Listing(wanted, sort, len(first), found, is_counted=False)
        return Listing(wanted, sort, queries.count(wanted) if known is None else known, found)

    def _elsewhere(self, wanted: OrderFilter) -> Elsewhere:
        """Where no row is: one question more, or two, so that the seller need not ask them."""
        services = self._context.services
        if not wanted.is_narrowed:
            return Elsewhere()
        on_tabs = 0 if wanted.lane is None else services.queries.count(wanted.in_lane(None))
        if on_tabs or not wanted.text.strip():
            return Elsewhere(on_tabs)
        by_text = OrderFilter(text=wanted.text)
        hidden = 0 if by_text == wanted else services.queries.count(by_text)
        return Elsewhere(by_text=hidden, unworded=services.rewording.left)

    def _read_page(
        self, wanted: OrderFilter, sort: Sort, page: int, ctx: TaskContext
    ) -> Sequence[ShipmentRow]:
        ctx.raise_if_cancelled()
        rows: Sequence[ShipmentRow] = self._context.services.queries.rows(
            wanted, sort, limit=PAGE, offset=page * PAGE
        )
        return rows

    def _show(self, is_new: bool, listing: Listing) -> None:
        self.count, self.elsewhere = listing.count, listing.elsewhere
        if is_new or not self.is_loaded:
            self._model.show(listing.count, listing.pages)
        else:
            self._model.refresh(listing.count, listing.pages)
        self.is_loaded = True
        self.loaded.emit(listing.count)
        if listing.is_counted:
            self.totalled.emit(listing.count)
        else:
            self._total(listing.wanted)

    def _grow(self, count: int) -> None:
        self.count = count
        self._model.resize(count)
        self.totalled.emit(count)

    def _add(
        self, listing: tuple[OrderFilter, Sort], page: int, rows: Sequence[ShipmentRow]
    ) -> None:
        if listing == self._listing:
            self._asked.discard(page)
            self._model.add_page(page, rows)


def _pages_of(first: int, last: int) -> list[int]:
    if last < first:
        return [0]
    return list(range(first // PAGE, last // PAGE + 1))


class OfferLoader(QObject):
    """Asks what may be done with the ticked orders, 50 ms after the last tick."""

    #: Offer
    offered = Signal(object)

    def __init__(self, context: AppContext, selection: Selection, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName("orders.offer")
        self._context = context
        self._selection = selection
        self.wanted = OrderFilter()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(50)
        self._timer.timeout.connect(self._read)
        selection.changed.connect(self._timer.start)

    def again(self) -> None:
        """The shipments or the filter changed: ask again soon."""
        if len(self._selection):
            self._timer.start()

    def _read(self) -> None:
        ids = self._selection.ids
        if not ids:
            # An answer on its way is about ticks that are gone.
            self._context.runner.read(self, Offer, self.offered.emit, key="orders.offer")
            return
        wanted, queries = self.wanted, self._context.services.queries

        def read(ctx: TaskContext) -> Offer:
            groups = queries.facts(ids)
            ctx.raise_if_cancelled()
            here = queries.count(replace(wanted, only_ids=_both(wanted.only_ids, ids)))
            return make_offer(ids, groups, hidden=max(0, len(ids) - here))

        self._context.runner.start(
            self,
            read,
            pool="local",
            key="orders.offer",
            latest=True,
            on_success=self.offered.emit,
        )


def _both(first: Sequence[str], second: Sequence[str]) -> tuple[str, ...]:
    """The ids in both lists; an empty first list means any."""
    if not first:
        return tuple(second)
    known = set(first)
    # Never the empty tuple: that would mean no condition at all.
    return tuple(one for one in second if one in known) or ("\0",)
