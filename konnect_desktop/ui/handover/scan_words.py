"""What the Handover room says about scans and about what is missing."""

from __future__ import annotations

from collections.abc import Sequence

from konnect_desktop.domain.handover import CourierGroup, Scan, ScanResult
from konnect_desktop.domain.rows import ShipmentRow
from konnect_desktop.ui.kit.formatting import count_of, grouped

_NAMED_MISSING = 3


def courier_title(courier: str) -> str:
    """What a courier is called where none is assigned."""
    return courier or "No courier named"


def group_title(group: CourierGroup) -> str:
    """Delhivery · MUM-01."""
    return " · ".join(part for part in (courier_title(group.courier), group.location) if part)


def counted(here: int, total: int) -> str:
    """57 of 58 here."""
    return f"{grouped(here)} of {grouped(total)} here"


def scan_text(answer: Scan, numbers: str) -> str:
    """What became of a scan of a parcel that waits for a courier."""
    parcel = answer.row
    assert parcel is not None
    if answer.result is ScanResult.OTHER_COURIER:
        place = f" at {parcel.location_code}" if parcel.location_code else ""
        owner = courier_title(parcel.courier_partner)
        return f"{parcel.order_no} belongs to {owner}{place}. Put it on that pile."
    again = " was scanned before" if answer.result is ScanResult.ALREADY else ""
    return f"{parcel.order_no}{again} · {numbers}"


def missing_text(missing: Sequence[ShipmentRow], here: int) -> str:
    """Missing: FY12345 (Linen shirt) and 3 others."""
    if not here:
        return "Scan or tick the parcels that are on the table."
    if not missing:
        return "All parcels are here."
    names = [f"{parcel.order_no} ({parcel.item_text})" for parcel in missing[:_NAMED_MISSING]]
    more = len(missing) - _NAMED_MISSING
    tail = f" and {count_of(more, 'other')}" if more > 0 else ""
    return f"Missing: {', '.join(names)}{tail}"
