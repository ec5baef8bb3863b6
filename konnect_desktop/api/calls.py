"""The fifteen calls by name, and what comes back from one (docs/konnect-api.md 1)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

#: Asked again and again while something waits; True, or an exception of its own, ends the wait.
StopCheck = Callable[[], bool]


class Call(Enum):
    """A call's short name, method and path."""

    TOKEN = ("token", "GET", "/aggregator/v1/token")
    ORDERS = ("orders", "GET", "/oms/v3/shipment")
    INFO = ("info", "GET", "/oms/v3/shipment/info")
    CANCEL = ("cancel", "POST", "/oms/v3/shipment/cancel")
    CONFIRM = ("confirm", "POST", "/oms/v3/shipment/confirm")
    INVOICE_UPDATE = ("invoiceUpdate", "POST", "/oms/v3/shipment/invoiceUpdate")
    AWB = ("awb", "PUT", "/oms/v3/shipment/awb")
    PACK = ("pack", "POST", "/oms/v3/shipment/pack")
    COURIER_DETAILS = ("courierDetails", "POST", "/oms/v3/shipment/courierDetails")
    LABELS = ("labels", "POST", "/oms/v3/shipment/labels")
    INVOICE = ("invoice", "POST", "/oms/v3/shipment/invoice")
    DISPATCH = ("dispatch", "POST", "/oms/v3/shipment/dispatch")
    STATUS = ("status", "PUT", "/oms/v3/shipment/status")
    TRACK = ("track", "POST", "/oms/v3/shipment/track")
    RETURN_QC = ("return", "POST", "/oms/v3/shipment/return")

    def __init__(self, short: str, method: str, path: str) -> None:
        self.short = short
        self.method = method
        self.path = path

    @property
    def changes(self) -> bool:
        """Whether it changes something at Fynd; four of the POST calls only read."""
        reads = (Call.COURIER_DETAILS, Call.LABELS, Call.INVOICE, Call.TRACK)
        return self.method != "GET" and self not in reads


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer. The body may hold buyers' data or a token: it is never printed."""

    status: int
    content_type: str
    body: bytes = field(repr=False)

    @property
    def ok(self) -> bool:
        """Whether the server took the call (2xx); its records may still have failed."""
        return 200 <= self.status < 300

    @property
    def is_final(self) -> bool:
        """Whether a 2xx says that the work is over; "accepted" or "a part" may come to nothing."""
        return self.status in (200, 201, 207)

    @property
    def is_no_data(self) -> bool:
        """Whether a 2xx is no answer at all: nothing, a page of a gateway, or a list cut short."""
        first = self.body[:200].removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
        last = self.body[-200:].rstrip()[-1:]
        closed = {b"[": b"]", b"{": b"}"}.get(first, last)
        return self.ok and (first in (b"", b"<") or closed != last)
