"""Makes parcels of a practice server wait for the seller's own AWB."""

from __future__ import annotations

from konnect_desktop.practice.server import PracticeServer


def make_waiting(server: PracticeServer, count: int) -> list[str]:
    """Turn `count` parcels that wait for packing into self-ship ones without an AWB.

    Call before the app reads them; returns their shipment ids.
    """
    world = server.world
    made: list[str] = []
    for shipment_id in world.ids("PROCESSING") + world.ids("CONFIRMED"):
        parcel = world.shipment(shipment_id)
        if len(made) == count:
            break
        if parcel.lock is None and parcel.kind == "FORWARD":
            parcel.status, parcel.oms_state = "PROCESSING", "dp_assigned"
            parcel.self_ship = True
            parcel.awb = parcel.courier_name = parcel.courier_code = None
            made.append(shipment_id)
    assert len(made) == count
    return made
