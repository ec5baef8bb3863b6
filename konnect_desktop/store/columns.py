"""From a Shipment to the columns that are listed, filtered and sorted."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Protocol

from konnect_desktop.domain import attention
from konnect_desktop.domain.shipments import Shipment
from konnect_desktop.domain.states import OPEN_LANES, Journey, Lock, lane_of, standing
from konnect_desktop.domain.void_labels import is_void_label
from konnect_desktop.store import codec
from konnect_desktop.store.keys import key_of
from konnect_desktop.store.lenient import member
from konnect_desktop.store.moments import NO_DUE, to_moment, to_paise, to_seconds

Values = dict[str, Any]


class Read(Protocol):
    """One record as a listing gave it."""

    @property
    def shipment(self) -> Shipment:
        """The record translated."""

    @property
    def raw(self) -> bytes:
        """The record as it came."""


def clean(text: str) -> str:
    """Text that SQLite takes: halves of surrogate pairs become question marks."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def hash_of(record: Read) -> bytes:
    """Equal when the record is unchanged, whatever order the server lists its rows in."""
    shipment = record.shipment
    salt = f"{codec.VERSION}\0{shipment.location_code}\0{shipment.status}\0{shipment.lock}"
    digest = hashlib.blake2b(salt.encode("utf-8", "surrogatepass"), digest_size=16)
    digest.update(record.raw)
    return digest.digest()


def listed(shipment: Shipment) -> Values:
    """What the listing alone says; `settled` has the last word on some of it."""
    items = shipment.open_items or shipment.items
    first = items[0] if items else None
    to = shipment.shipping_address
    order_no = clean(shipment.marketplace_order_id or shipment.id)
    return {
        "id": clean(shipment.id),
        "id_key": key_of(clean(shipment.id)),
        "status": clean(shipment.status),
        "order_no": order_no,
        "order_key": key_of(order_no),
        "channel": clean(shipment.channel),
        "location_code": clean(shipment.location_code),
        "ordered_at": to_seconds(shipment.ordered_at),
        "item_text": clean(first.name if first else ""),
        "sku": clean(first.sku if first else ""),
        "line_count": len(items),
        "quantity": shipment.quantity,
        "amount": to_paise(shipment.price.shown),
        "is_cod": int(shipment.price.is_cod),
        "buyer": clean(to.name),
        "city": clean(to.city),
        "pincode": clean(to.pincode),
        "is_self_ship": int(shipment.is_self_ship),
    }


def said(shipment: Shipment) -> Values:
    """Where the listing may be outdone by the info call or the courier call."""
    return {
        "journey": str(shipment.journey),
        "lock": str(shipment.lock),
        "lock_text": clean(shipment.lock_text),
        "courier_partner": clean(shipment.courier_partner),
        "awb_text": clean(", ".join(shipment.awb_numbers)),
    }


def settled(status: str, is_self_ship: bool, known: Mapping[str, Any]) -> Values:
    """The columns on which several sources have a say.

    `known` holds `said` of the listing with its read_seq, the info record (keys `info_*`,
    `courier_*`), the local facts and the papers; a missing or None value means "not known".
    """
    courier, awb = _courier(known)
    lock, lock_text = _lock(known)
    troubles = _attention(known)
    lane = lane_of(
        standing(status, known.get("listed_status") or ""),
        has_courier=bool(courier or awb),
        is_self_ship=is_self_ship,
        lock=lock,
        dispatched_here=known.get("dispatched_at") is not None,
        packed_here=known.get("packed_at") is not None,
        needs_attention=bool(troubles),
    )
    return {
        "lane": str(lane),
        "journey": _journey(known),
        "due_key": _due(known) if lane in OPEN_LANES else NO_DUE,
        "courier_partner": courier,
        "awb_text": awb,
        "lock": str(lock),
        "lock_text": lock_text,
        "packed_here": int(known.get("packed_at") is not None),
        "dispatched_here": int(known.get("dispatched_at") is not None),
        "attention": troubles,
        "milestone": known.get("milestone") or "",
        **_papers(known, courier, awb, str(lane)),
    }


def _courier(known: Mapping[str, Any]) -> tuple[str, str]:
    """The later of listing and courier call wins; an empty answer never hides a known one."""
    listing = (known["courier_partner"], known["awb_text"])
    call = (known.get("info_courier_partner") or "", known.get("info_awb_text") or "")
    is_later = (known.get("courier_seq") or 0) > known["read_seq"]
    first, second = (call, listing) if is_later else (listing, call)
    return first[0] or second[0], first[1] or second[1]


def _lock(known: Mapping[str, Any]) -> tuple[Lock, str]:
    """The info call is the place for locks; a listing counts when it names one later."""
    listing = (member(Lock, known["lock"], Lock.FREE), known["lock_text"])
    if known.get("info_lock") is None:
        return listing
    is_later = (known.get("info_seq") or 0) >= known["read_seq"]
    if is_later or listing == (Lock.FREE, ""):
        return member(Lock, known["info_lock"], Lock.FREE), known["info_lock_text"] or ""
    return listing


def _attention(known: Mapping[str, Any]) -> str:
    """Why a person must look: an outcome that is not known, else a courier that does not come."""
    since = to_moment(known.get("waits_since"))
    told: str = known.get("attention") or ""
    return told or (attention.to_json(attention.waiting(since), clean) if since else "")


def _journey(known: Mapping[str, Any]) -> str:
    """A parcel on its way back never becomes a forward one again; the info call names it."""
    named = known.get("info_journey") or ""
    return named if named in (Journey.RETURN, Journey.RTO) else str(known["journey"])


def _due(known: Mapping[str, Any]) -> int:
    for name in ("sla_due_at", "processing_due_at"):
        if known.get(name) is not None:
            return min(int(known[name]), NO_DUE)
    return NO_DUE


def _papers(known: Mapping[str, Any], courier: str, awb: str, lane: str) -> Values:
    label_awb, label_courier = known.get("label_awb"), known.get("label_courier")
    is_stale = is_void_label(label_awb or "", label_courier or "", awb, courier, lane)
    return {
        "has_label": int(label_awb is not None),
        "is_stale_label": int(is_stale),
        # A label with the wrong AWB or courier has to be printed again.
        "label_printed": int(known.get("label_printed_at") is not None and not is_stale),
        "has_invoice": int(known.get("invoice_id") is not None),
        "invoice_printed": int(known.get("invoice_printed_at") is not None),
    }
