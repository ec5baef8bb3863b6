"""How a server wants the dates of its filter written: learned once for each profile.

Three formats are published (docs/konnect-api.md 8). A wrong one is refused, or matches
nothing, and then new orders would stay unseen until the next whole reading.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from konnect_desktop.domain import states
from konnect_desktop.domain.filters import OrderFilter, Sort, SortKey
from konnect_desktop.domain.states import Lane
from konnect_desktop.errors import BadRequest, NotKonnect, ServerFailed
from konnect_desktop.services.context import Clock, TaskContext
from konnect_desktop.services.paging import Listing
from konnect_desktop.services.sweeping import Sweep, Sweeper
from konnect_desktop.settings import SettingsFile
from konnect_desktop.store.shipments import ShipmentStore

_log = logging.getLogger(__name__)
STYLES = ("iso", "iso_date", "dmy")
_MARGIN = timedelta(minutes=10)
#: A window that starts at the newest order is short, whatever the format.
_PAGES = 3


class DateProbe:
    """Tries the formats on an order whose date is known."""

    def __init__(
        self, settings: SettingsFile, store: ShipmentStore, sweeper: Sweeper, clock: Clock
    ) -> None:
        self._settings = settings
        self._store = store
        self._sweeper = sweeper
        self._clock = clock

    @property
    def is_known(self) -> bool:
        """Whether windows of dates can be relied on."""
        return self._settings.current.date_format_known

    def learn(self, ctx: TaskContext, location: str, whole: Sweep) -> None:
        """Find the format by the newest order of `whole`, which just listed all new ones.

        Undecided while there is none, or when no format shows it. Raises the ApiErrors of a
        server that is not there.
        """
        newest = None if self.is_known else self._newest(location, whole)
        if newest is None:
            return
        shipment_id, ordered_at = newest
        first = self._settings.current.date_format
        for style in (first, *(one for one in STYLES if one != first)):
            window = Listing(states.CREATED, location, ordered_at - _MARGIN, date_style=style)
            try:
                found = self._sweeper.sweep(ctx, window, wanted=[shipment_id], max_pages=_PAGES)
            except (BadRequest, NotKonnect, ServerFailed):
                continue
            if shipment_id in found.seen:
                self._settings.change(date_format=style, date_format_known=True)
                return
        _log.warning("no date format showed an order that is there; windows are not used")

    def _newest(self, location: str, whole: Sweep) -> tuple[str, datetime] | None:
        wanted = OrderFilter(lane=Lane.NEW, locations=(location,) if location else ())
        sort = Sort(SortKey.ORDERED_AT, descending=True)
        for row in self._store.rows(wanted, sort, self._clock(), limit=20):
            if row.id in whole.seen and row.ordered_at is not None:
                return row.id, row.ordered_at
        return None
