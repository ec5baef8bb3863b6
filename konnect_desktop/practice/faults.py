"""Planned faults: what goes wrong, at which call, how often, for which shipments."""

from __future__ import annotations

import random
import threading
import zlib
from collections import Counter
from dataclasses import dataclass

from konnect_desktop.practice.model import CALLS

# kind -> what the client meets
KINDS: dict[str, str] = {
    "refuse": "single records are refused (code and message can be given)",
    "lock": "shipments become locked at the last moment (SIM423)",
    "429": "too many requests; value: seconds for Retry-After, or date, garbage, none",
    "500": "server error; value: json, html or empty",
    "502": "server error; value: json, html or empty",
    "503": "server error; value: json, html or empty",
    "hang-before": "no answer, nothing applied; value: seconds until the line is cut",
    "hang-after": "applied, but no answer; value: seconds until the line is cut",
    "drop-before": "the line is cut, nothing applied",
    "drop-after": "applied, then the line is cut",
    "late": "the line is cut, applied only later; value: after how many more requests",
    "late-by": "the line is cut, applied only value seconds later by the server's clock "
    "(default 14; 1-120 draws one)",
    "truncate": "the body stops early, Content-Length promises more",
    "truncate-close": "the body stops early, without a Content-Length",
    "html": "an HTML page with status 200 (applied)",
    "html-before": "an HTML page with status 200, nothing applied",
    "redirect": "307 to another host name of this server (or value), nothing applied",
    "redirect-after": "applied, then a redirect; value: 301, 302, 303 (default), 304, 307, 308",
    "interim": "interim answers before the true one; value: 100, 102, 103 (default), or 101 alone",
    "scalar": 'applied, then a bare JSON value; value: "OK" (default), true, 5, null ...',
    "empty": "applied, then an empty body; value: status 200 (default), 202, 204, 206",
    "half": "applied, then half of the body with a length that fits",
    "other-shape": "applied, then the JSON of another service (or value)",
    "other-type": "the true answer as text/html (or value)",
    "other-2xx": "the true answer with status 202 (or value)",
    "token-names": "the token as access_token inside data",
    "expired": "401 although the token is good",
    "envelope-4xx": "a failed batch answers with a 4xx status (value) and its count envelope",
    "no-errors": "counts without the list of errors",
    "no-ids": "errors without shipment ids",
    "counts-in-data": "the count envelope inside data",
    "counts-in-meta": "the count envelope inside meta",
    "moving-rows": "rows move between pages while paging; value: rows a request",
    "no-paging": "pageNumber is ignored: every page is the first",
    "pdf-base64": "the document as base64 text",
    "pdf-url": "JSON with one link to the document",
    "pdf-urls": "JSON with a list of links, one a shipment",
    "pdf-octet": "the document as application/octet-stream",
    "pdf-shuffled": "pages in another order",
    "pdf-missing": "the last shipment's pages are missing",
    "pdf-repeated": "the first shipment's pages come twice",
    "pdf-garbage": "application/pdf that is no PDF",
    "pdf-truncated": "a PDF cut in half",
    "wrapped": 'orders as {"orders": []}',
    "single-object": "a single read as a bare object",
    "number-ids": "ids as numbers",
    "odd-flags": "forward_id, is_self_ship as text, free locks as false, none or an object",
    "epoch-dates": "sla and due time as milliseconds",
    "flat-track": "tracking without the data container",
    "awb-text": "awbNumber as text",
    "odd-case": "statuses in odd casing",
    "message": 'a read answers {"status": "FAILED", "message": value} with status 200',
    "unknown-status": "the first record reads a status nobody knows (value)",
    "unknown-words": "every record, or those of id=, reads a status nobody knows (value)",
    "two-rows": "a listing names a shipment twice, under another status as well; value: which",
    "nulls": "null wherever the contract allows it",
    "extra-fields": "properties nobody knows",
    "drip": "the body comes slowly; value: seconds it takes",
    "huge": "a very long body; value: megabytes",
}

RECORD_KINDS = frozenset({"refuse", "lock"})
#: Of these `ids` names the rows that are bent, in whatever answer they stand.
ROW_KINDS = frozenset({"unknown-words", "two-rows"})

_REFUSE_CODES = {
    "confirm": ("O422", "Invalid orderId"), "invoiceUpdate": ("IN422", "Invalid invoice"),
    "pack": ("CR400", "Invalid request"), "courierDetails": ("C400", "Invalid orderId"),
    "labels": ("L400", "Invalid orderId"), "invoice": ("IN400", "Invalid orderId"),
    "dispatch": ("D400", "Invalid request"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """One planned fault.

    `call` is one of the 15 call names or "any"; `times` None means always; `percent` is drawn
    from the seed (by shipment for refuse and lock, so a retry meets the same fate; by request
    for the rest); `ids` limits it to these shipments; `skip` lets the first K chances pass;
    `value` depends on the kind (see KINDS). Raises ValueError for an unknown kind or call.
    """

    kind: str
    call: str = "any"
    times: int | None = None
    percent: float = 100.0
    ids: tuple[str, ...] = ()
    skip: int = 0
    code: str = ""
    message: str = ""
    value: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"Unknown fault kind {self.kind!r}; one of {', '.join(KINDS)}")
        if self.call != "any" and self.call not in CALLS:
            raise ValueError(f"Unknown call {self.call!r}; any or one of {', '.join(CALLS)}")
        if not 0 <= self.percent <= 100:
            raise ValueError("percent is from 0 to 100")

    def seconds(self, default: float) -> float:
        return float(self.value) if self.value else default

    def refusal(self, call: str) -> tuple[str, str, str]:
        """Code, reason and message of a refused record."""
        code, reason = _REFUSE_CODES.get(call, ("SIM409", "Invalid request"))
        return self.code or code, reason, self.message or "Refused by the practice plan"


class _Planned:
    """A fault with what is left of it."""

    def __init__(self, fault: Fault, seed: int, number: int) -> None:
        self.fault = fault
        self.left = fault.times
        self.skip = fault.skip
        self._salt = f"{seed}:{number}:{fault.kind}"
        self._rng = random.Random(self._salt)

    def fires(self, call: str, ids: tuple[str, ...], shipment_id: str = "") -> bool:
        fault = self.fault
        if fault.call not in ("any", call) or self.left == 0:
            return False
        if fault.ids and fault.kind not in ROW_KINDS and not set(fault.ids).intersection(ids):
            return False
        if fault.percent < 100 and self._draw(shipment_id) >= fault.percent:
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        if self.left is not None:
            self.left -= 1
        return True

    def _draw(self, shipment_id: str) -> float:
        if not shipment_id:
            return self._rng.random() * 100
        return zlib.crc32(f"{self._salt}:{shipment_id}".encode()) % 10_000 / 100


class FaultPlan:
    """The faults of one server; safe from any thread."""

    def __init__(self, seed: int = 0) -> None:
        self._seed = seed
        self._rng = random.Random(seed)
        self._guard = threading.Lock()
        self._planned: list[_Planned] = []
        self._count = 0
        self.fired: Counter[str] = Counter()

    def plan(self, *faults: Fault) -> None:
        with self._guard:
            for fault in faults:
                self._count += 1
                self._planned.append(_Planned(fault, self._seed, self._count))

    def clear(self) -> None:
        """Forget every plan; `fired` is kept."""
        with self._guard:
            self._planned.clear()

    def for_request(self, call: str, ids: tuple[str, ...]) -> dict[str, Fault]:
        """The faults of whole requests that strike this one, by kind."""
        with self._guard:
            found: dict[str, Fault] = {}
            for planned in self._planned:
                kind = planned.fault.kind
                if kind in RECORD_KINDS or kind in found:
                    continue
                if applies(kind, call) and planned.fires(call, ids):
                    found[kind] = planned.fault
                    self.fired[kind] += 1
            return found

    def seconds(self, fault: Fault, default: float) -> float:
        """The fault's seconds; a range such as 1-120 is drawn from the seed."""
        low, _, high = fault.value.partition("-")
        with self._guard:
            return self._rng.uniform(float(low), float(high)) if high else fault.seconds(default)

    def for_record(self, kind: str, call: str, shipment_id: str) -> Fault | None:
        """The fault of this kind that strikes this record, if any."""
        with self._guard:
            for planned in self._planned:
                if planned.fault.kind == kind and planned.fires(call, (shipment_id,), shipment_id):
                    self.fired[kind] += 1
                    return planned.fault
            return None


_ONLY_AT = {
    "two-rows": "orders", "moving-rows": "orders", "no-paging": "orders", "wrapped": "orders",
    "single-object": "orders", "epoch-dates": "info", "flat-track": "track",
    "token-names": "token",
}  # fmt: skip
_LIST_KINDS = {
    "number-ids", "awb-text", "odd-case", "unknown-status", "unknown-words", "nulls",
    "extra-fields", "odd-flags", "message",
}  # fmt: skip
_COUNT_KINDS = {"envelope-4xx", "no-errors", "no-ids", "counts-in-data", "counts-in-meta"}
_READS = ("orders", "info", "courierDetails", "track")


def applies(kind: str, call: str) -> bool:
    """Whether a kind means anything for a call, so that "any" wastes no turn elsewhere."""
    if kind.startswith("pdf-"):
        return call in ("labels", "invoice")
    if kind in _ONLY_AT:
        return call == _ONLY_AT[kind]
    if kind in _LIST_KINDS:
        return call in _READS
    if kind in _COUNT_KINDS:
        return call not in ("token", "orders", "info", "track")
    if kind == "expired":
        return call != "token"
    return True
