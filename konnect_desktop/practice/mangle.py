"""Answers bent into the shapes that clients must survive (docs/konnect-api.md 16)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from konnect_desktop.practice.faults import Fault

_KEEP_WHEN_NULLING = {"id", "orderId", "orderItemId", "orderStatus", "orders", "quantity", "status"}


def bend(call: str, payload: Any, status: int, faults: dict[str, Fault]) -> tuple[Any, int]:
    """Payload and HTTP status after every planned change of shape."""
    for kind, change in _CHANGES.items():
        if kind in faults:
            payload = change(payload, faults[kind])
    if "envelope-4xx" in faults and _counts(payload).get("failedCount"):
        status = int(faults["envelope-4xx"].value or 422)
    return payload, status


def _counts(payload: Any) -> dict[str, Any]:
    """Where the counts are: at top level or in data."""
    if not isinstance(payload, dict):
        return {}
    inner = payload.get("data")
    return inner if isinstance(inner, dict) and "failedCount" in inner else payload


def _no_errors(payload: Any, _: Fault) -> Any:
    _counts(payload).pop("errors", None)
    return payload


def _no_ids(payload: Any, _: Fault) -> Any:
    for error in _counts(payload).get("errors") or ():
        error.pop("orderId", None)
        error.pop("orderItemId", None)
    return payload


def _move_counts(where: str) -> Callable[[Any, Fault], Any]:
    def move(payload: Any, _: Fault) -> Any:
        counts = _counts(payload)
        if "failedCount" not in counts:
            return payload
        return {where: dict(counts), "meta" if where == "data" else "data": {}}

    return move


def _rows(payload: Any) -> list[dict[str, Any]]:
    if isinstance(payload, dict):
        for name in ("orders", "data"):
            if name in payload:
                inner = payload[name]
                return inner if isinstance(inner, list) else [inner]
        return []
    return payload if isinstance(payload, list) else []


def _message(_: Any, fault: Fault) -> Any:
    return {"status": "FAILED", "message": fault.value or "Service temporarily unavailable"}


def _wrapped(payload: Any, _: Fault) -> Any:
    return {"orders": payload} if isinstance(payload, list) else payload


def _number_ids(payload: Any, _: Fault) -> Any:
    for row in _rows(payload):
        for name in ("id", "forwardId", "orderId", "shipment_id"):
            if isinstance(row.get(name), str) and row[name].isdigit():
                row[name] = int(row[name])
        for item in row.get("orderItems") or ():
            item["orderItemId"] = int(item["orderItemId"])
    return payload


def _awb_text(payload: Any, _: Fault) -> Any:
    for row in _rows(payload):
        if isinstance(row.get("awbNumber"), list):
            row["awbNumber"] = ",".join(row["awbNumber"])
    return payload


def _odd_case(payload: Any, _: Fault) -> Any:
    for n, row in enumerate(_rows(payload)):
        for name in ("orderStatus", "operational_status"):
            if isinstance(row.get(name), str):
                row[name] = row[name].title() if n % 2 else row[name].swapcase()
    return payload


def _unknown_status(payload: Any, fault: Fault) -> Any:
    for row in _rows(payload)[:1]:
        for name in ("orderStatus", "operational_status"):
            if name in row:
                row[name] = fault.value or "AWAITING_TELEPORT"
    return payload


def _unknown_words(payload: Any, fault: Fault) -> Any:
    """As a server newer than the client would: the listings themselves go by the true status."""
    for row in _rows(payload):
        if not fault.ids or row.get("id", row.get("shipment_id")) in fault.ids:
            for name in ("orderStatus", "operational_status"):
                if name in row:
                    row[name] = fault.value or "AWAITING_TELEPORT"
    return payload


def _two_rows(payload: Any, fault: Fault) -> Any:
    """The same shipment once more, under another status, before and after its true row."""
    rows = _rows(payload)
    wanted = [row for row in rows if not fault.ids or row.get("id") in fault.ids]
    for number, row in enumerate(wanted if fault.ids else wanted[:2]):
        other = {**row, "orderStatus": fault.value or "DELIVERED"}
        rows.insert(0 if number % 2 else len(rows), other)
    return payload


def _nulls(payload: Any, _: Fault) -> Any:
    for row in _rows(payload):
        for name in row:
            if name not in _KEEP_WHEN_NULLING:
                row[name] = None
    return payload


def _extra(payload: Any, _: Fault) -> Any:
    for row in _rows(payload):
        row["x_new_property"] = {"deep": [1, 2.5, None, {"list": []}]}
        row["promiseWindow"] = "2-4 days"
        for item in row.get("orderItems") or ():
            item["giftWrap"] = True
    return payload


def _odd_flags(payload: Any, _: Fault) -> Any:
    free: tuple[Any, ...] = (False, "none", {"isLocked": False}, "")
    for n, row in enumerate(_rows(payload)):
        if "forwardId" in row:
            row["forward_id"] = row.pop("forwardId")
        if "is_self_ship" in row:
            row["is_self_ship"] = "true" if row["is_self_ship"] else "false"
        if row.get("lockStatus", "") is None:
            row["lockStatus"] = free[n % len(free)]
    return payload


def _epoch_dates(payload: Any, _: Fault) -> Any:
    for row in _rows(payload):
        for name in ("sla", "processingDueTime"):
            if isinstance(row.get(name), str):
                row[name] = int(datetime.fromisoformat(row[name]).timestamp() * 1000)
    return payload


def _flat_track(payload: Any, _: Fault) -> Any:
    inner = payload.get("data")
    return {"status": payload["status"], **inner} if inner else payload


def _token_names(payload: Any, _: Fault) -> Any:
    token = payload.get("accessToken")
    return {"data": {"access_token": token}, "status": "success"} if token else payload


def _single_object(payload: Any, _: Fault) -> Any:
    return payload[0] if isinstance(payload, list) and len(payload) == 1 else payload


# "wrapped" comes last: the others look for the bare rows first.
_CHANGES: dict[str, Callable[[Any, Fault], Any]] = {
    "no-errors": _no_errors,
    "no-ids": _no_ids,
    "counts-in-data": _move_counts("data"),
    "counts-in-meta": _move_counts("meta"),
    "nulls": _nulls,
    "number-ids": _number_ids,
    "awb-text": _awb_text,
    "odd-case": _odd_case,
    "unknown-status": _unknown_status,
    "unknown-words": _unknown_words,
    "two-rows": _two_rows,
    "message": _message,
    "extra-fields": _extra,
    "odd-flags": _odd_flags,
    "epoch-dates": _epoch_dates,
    "flat-track": _flat_track,
    "token-names": _token_names,
    "single-object": _single_object,
    "wrapped": _wrapped,
}
