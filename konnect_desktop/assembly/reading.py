"""How news comes in from Konnect: orders, couriers and tracking."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from konnect_desktop.assembly.open_profile import OpenProfile
from konnect_desktop.services.context import TaskContext
from konnect_desktop.services.paging import Listing, Pager
from konnect_desktop.services.sweeping import Ingest, Readers, Rereader, Sweeper
from konnect_desktop.services.sync import SyncService
from konnect_desktop.store.sweeps import SweepStore


def reading(ground: OpenProfile) -> Readers:
    """The readers of one profile."""
    ingest = Ingest(ground.store, ground.announcer, ground.clock)
    pager = Pager(_fetch_from(ground), ground.settings, ground.store.next_read_seq)
    sweeper = Sweeper(ground.connection, ground.store, pager, ingest)
    rereader = Rereader(ground.connection, ground.store, sweeper, ingest)
    return Readers(ingest, sweeper, rereader, ground.store)


def sync(
    ground: OpenProfile,
    readers: Readers,
    follow_up: Callable[[TaskContext], None],
    is_clock_wrong: Callable[[], bool],
) -> SyncService:
    """What keeps the orders up to date; `follow_up` uses what was read for what was in doubt."""
    return SyncService(
        connection=ground.connection,
        settings=ground.settings,
        store=ground.store,
        sweeps=SweepStore(ground.database),
        sweeper=readers.sweeper,
        rereader=readers.rereader,
        ingest=readers.ingest,
        follow_up=follow_up,
        announce=ground.announcer,
        clock=ground.clock,
        is_clock_wrong=is_clock_wrong,
    )


def _fetch_from(ground: OpenProfile) -> Any:
    connection, settings = ground.connection, ground.settings

    def fetch(listing: Listing, number: int, size: int, ctx: TaskContext) -> Any:
        return connection.orders.fetch_page(
            listing.status,
            number,
            size,
            location=listing.location,
            date_from=listing.date_from,
            date_to=listing.date_to,
            date_style=listing.date_style or settings.current.date_format,
            should_stop=ctx.stop_check,
        )

    return fetch
