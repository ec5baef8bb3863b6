"""Asks Fynd for one order by a number that none of ours has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from konnect_desktop.domain import ids
from konnect_desktop.errors import BadRequest, NotTracked
from konnect_desktop.services.connection import Connection
from konnect_desktop.services.context import TaskContext
from konnect_desktop.store.shipments import ShipmentStore

if TYPE_CHECKING:
    from konnect_desktop.services.sweeping import Rereader

_SHORTEST, _LONGEST, _FEWEST_DIGITS = 7, 64, 4


def number_of(text: str) -> str:
    """The one number that was typed, as Fynd is asked for it; "" when it is none."""
    number = ids.tidy_joined(text)
    digits = sum(char.isdigit() for char in number)
    is_word = any(char.isalpha() for char in text) and len(text.split()) > 1
    is_number = _SHORTEST <= len(number) <= _LONGEST and digits >= _FEWEST_DIGITS
    return number if is_number and number.isascii() and not is_word else ""


class FyndLookup:
    """Call from worker threads."""

    def __init__(self, connection: Connection, rereader: Rereader, store: ShipmentStore) -> None:
        self._connection = connection
        self._rereader = rereader
        self._store = store

    def ask(self, ctx: TaskContext, number: str) -> str:
        """The shipment with this id or AWB, now among our orders; "" when Fynd knows none.

        Fynd knows shipments by their id, and AWBs by where the parcel is; a channel's order
        number cannot be asked for. Raises ApiError when Fynd cannot be asked.
        """
        self._connection.check_signed_in()
        return self._read(ctx, number) or self._read(ctx, self._tracked(ctx, number))

    def _read(self, ctx: TaskContext, shipment_id: str) -> str:
        if not shipment_id:
            return ""
        # Who asks for an old order by its number wants its data back.
        self._store.let_back([shipment_id])
        try:
            self._rereader.reread(ctx, [shipment_id])
        except BadRequest:  # to the server this is no id at all
            return ""
        return shipment_id if shipment_id in self._store.statuses([shipment_id]) else ""

    def _tracked(self, ctx: TaskContext, awb: str) -> str:
        ctx.raise_if_cancelled()
        try:
            found = self._connection.tracking.track(awb=awb, should_stop=ctx.stop_check)
        except (NotTracked, BadRequest):
            return ""
        return found.shipment_id
