"""Every state that a shipment can show, for both logistics models."""

from __future__ import annotations

from konnect_desktop.domain.actions import Facts
from konnect_desktop.domain.states import Journey

FORWARD = {
    "created": Facts("CREATED"),
    "confirmed": Facts("CONFIRMED"),
    "invoiced": Facts("PROCESSING"),
    # Is a courier there? Without any sign of one, packing is refused.
    "assigned": Facts("PROCESSING", has_courier=True),
    "packed": Facts("COMPLETED", has_courier=True, has_awb=True),
    "transit": Facts("TRANSIT", has_courier=True, has_awb=True),
    "delivered": Facts("DELIVERED", has_courier=True, has_awb=True),
    "handed": Facts("HANDED_OVER_TO_CUSTOMER"),
    "cancelled": Facts("CANCELLED"),
}
SELF = {
    "self created": Facts("CREATED", is_self_ship=True),
    "self confirmed": Facts("CONFIRMED", is_self_ship=True),
    "self assigned": Facts("PROCESSING", is_self_ship=True),
    "self with awb": Facts("PROCESSING", is_self_ship=True, has_courier=True, has_awb=True),
    "self packed": Facts("COMPLETED", is_self_ship=True, has_courier=True, has_awb=True),
    "self picked": Facts("TRANSIT", is_self_ship=True, milestone="bag_picked", has_awb=True),
    "self delivered": Facts("DELIVERED", is_self_ship=True, has_awb=True),
    "self handed": Facts("HANDED_OVER_TO_CUSTOMER", is_self_ship=True),
    "self cancelled": Facts("CANCELLED", is_self_ship=True),
}
BACK, RTO = Journey.RETURN, Journey.RTO
RETURNS = {
    "return under way": Facts("RETURN_PROCESSING", BACK),
    "return back": Facts("RETURN_DELIVERED", BACK),
    "return accepted": Facts("RETURN_COMPLETED", BACK),
    "return accepted 2": Facts("RETURN_ACCEPTED", BACK),
    "return credited": Facts("CREDIT_NOTE_GENERATED", BACK),
    "self return under way": Facts("RETURN_PROCESSING", BACK, is_self_ship=True),
    "self return back": Facts("RETURN_DELIVERED", BACK, is_self_ship=True),
    "self return accepted": Facts("RETURN_COMPLETED", BACK, is_self_ship=True),
    "self return accepted 2": Facts("RETURN_ACCEPTED", BACK, is_self_ship=True),
    "self return credited": Facts("CREDIT_NOTE_GENERATED", BACK, is_self_ship=True),
    "rto under way": Facts("RETURN_PROCESSING", RTO),
    "self rto under way": Facts("RETURN_PROCESSING", RTO, is_self_ship=True),
    "rto back": Facts("RETURN_DELIVERED", RTO),
    "rto accepted": Facts("RETURN_COMPLETED", RTO),
    "rto accepted 2": Facts("RETURN_ACCEPTED", RTO),
    "rto credited": Facts("CREDIT_NOTE_GENERATED", RTO),
    "self rto back": Facts("RETURN_DELIVERED", RTO, is_self_ship=True),
    "self rto accepted": Facts("RETURN_COMPLETED", RTO, is_self_ship=True),
    "self rto credited": Facts("CREDIT_NOTE_GENERATED", RTO, is_self_ship=True),
    "return cancelled": Facts("CANCELLED", BACK),
}
OTHER = {"unknown": Facts("STATUS_OF_2031"), "unknown self": Facts("X", is_self_ship=True)}
STATES = FORWARD | SELF | RETURNS | OTHER
