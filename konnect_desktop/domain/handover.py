"""Which parcels a courier should get, and which of them are on the table.

A code is an AWB, a shipment id or an order number, scanned or typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from konnect_desktop.domain import ids
from konnect_desktop.domain.page_order import natural
from konnect_desktop.domain.rows import ShipmentRow

GroupKey = tuple[str, str]
"""Courier partner and location code: who comes, and where to."""


@dataclass(frozen=True, slots=True)
class CourierGroup:
    """The parcels that one courier should get at one location, the most pressing first."""

    courier: str
    location: str
    parcels: tuple[ShipmentRow, ...]

    @property
    def key(self) -> GroupKey:
        """What tells it from the other groups."""
        return self.courier, self.location

    @property
    def due_at(self) -> datetime | None:
        """When the first of them must have left."""
        return min((row.sla_due_at for row in self.parcels if row.sla_due_at), default=None)


def groups_of(rows: Iterable[ShipmentRow]) -> tuple[CourierGroup, ...]:
    """Couriers at each location, the earliest deadline first, then by name.

    What has no deadline comes after what has one, and parcels without a courier last: nobody comes
    for them. Parcels keep the order of `rows`.
    """
    found: dict[GroupKey, list[ShipmentRow]] = {}
    for row in rows:
        found.setdefault((row.courier_partner, row.location_code), []).append(row)
    groups = [CourierGroup(*key, tuple(parcels)) for key, parcels in found.items()]
    return tuple(sorted(groups, key=_by_deadline))


def _by_deadline(group: CourierGroup) -> tuple[object, ...]:
    due = group.due_at
    at = due.timestamp() if due is not None else float("inf")
    return not group.courier, at, natural(group.courier), natural(group.location)


class ScanResult(StrEnum):
    """What a scanned code turned out to be."""

    HERE = "here"
    ALREADY = "already"  # scanned before
    OTHER_COURIER = "other_courier"  # belongs onto another pile
    UNKNOWN = "unknown"  # no parcel that waits for a courier

    @property
    def is_right(self) -> bool:
        """Whether the parcel may stay on this pile."""
        return self in (self.HERE, self.ALREADY)


@dataclass(frozen=True, slots=True)
class Scan:
    """The answer to one scan; `row` is None for a code that nothing waits under."""

    code: str
    result: ScanResult
    row: ShipmentRow | None = None


@dataclass(slots=True)
class HandoverRound:
    """What is expected, and what was scanned or ticked.

    Ticks stay when the list is read again; those of parcels that left count no more.
    """

    groups: tuple[CourierGroup, ...] = ()
    here: set[str] = field(default_factory=set)
    _codes: dict[str, tuple[GroupKey, ShipmentRow]] = field(default_factory=dict)

    def expect(self, groups: Sequence[CourierGroup]) -> None:
        """Take over a newer list."""
        self.groups = tuple(groups)
        # As it is written comes over what differs by capitals alone.
        self._codes = {
            tidied(code): (group.key, row)
            for tidied in (ids.key, ids.tidy)
            for group in self.groups
            for row in group.parcels
            # Last in the row wins: an AWB is surer than an order number of two parcels.
            for code in (row.order_no, row.id, *row.awb_text.split(", "))
        }
        self._codes.pop("", None)

    def group(self, key: GroupKey | None) -> CourierGroup | None:
        """The group of this courier and location, None when nothing waits for it."""
        return next((group for group in self.groups if group.key == key), None)

    def scan(self, code: str, key: GroupKey) -> Scan:
        """Tick the parcel of `code` when it belongs to `key`; any other is only named."""
        found = self._codes.get(ids.tidy(code)) or self._codes.get(ids.key(code))
        if found is None:
            return Scan(ids.readable(code), ScanResult.UNKNOWN)
        owner, row = found
        if owner != key:
            return Scan(ids.readable(code), ScanResult.OTHER_COURIER, row)
        if row.id in self.here:
            return Scan(ids.readable(code), ScanResult.ALREADY, row)
        self.here.add(row.id)
        return Scan(ids.readable(code), ScanResult.HERE, row)

    def tick(self, ids: Iterable[str], *, is_here: bool) -> None:
        """Say by hand which parcels are on the table."""
        if is_here:
            self.here.update(ids)
        else:
            self.here.difference_update(ids)

    def ready(self, key: GroupKey | None) -> list[ShipmentRow]:
        """The expected parcels of a group that are on the table."""
        group = self.group(key)
        return [row for row in group.parcels if row.id in self.here] if group else []

    def missing(self, key: GroupKey | None) -> list[ShipmentRow]:
        """The expected parcels of a group that are not."""
        group = self.group(key)
        return [row for row in group.parcels if row.id not in self.here] if group else []
