"""What an answer without records says: that there are none, or that something failed
(docs/konnect-api.md 10.1).

Only a clear "not found" takes an order out of the list; any other message leaves it as it was.
"""

from __future__ import annotations

import re
from typing import Any

from konnect_desktop.api import values
from konnect_desktop.api.wire_json import LIST_NAMES, NotJson, is_blank, parse_squeezed
from konnect_desktop.domain.ids import readable

_TEXT_NAMES = (
    *("message", "msg", "error", "errormessage", "errors"),
    *("reason", "detail", "details", "description"),
)
#: Of a message, so much is shown.
_LONGEST = 160
_FAILED = frozenset({"failed", "failure", "fail", "error", "unsuccessful", "false", "ko"})
_NOT_FOUND = re.compile(
    r"\bnot[ _-]?found\b|\bno (such |matching )?(shipment|order|record|result)s?\b"
    r"|\b(does not|doesn'?t|do not) exist\b|\b(unknown|invalid) (shipment|order)\b|\bsim404\b"
)
#: Something else that is missing, or a fault that passes.
_ELSE = re.compile(
    r"\b(service|server|token|user|account|location|store|route|url|path|page|host|upstream"
    r"|gateway|endpoint|api)s? (is |was |were |could )?(not|does not|doesn'?t)\b"
    r"|\btemporar|\bunavailable\b|\blater\b|\btry again\b|\btime(d)?[ -]?out\b"
)
#: What an order has and a message has not.
_OF_AN_ORDER = frozenset(
    {
        *("orderstatus", "orderitems", "orderdate", "orderingchannel", "ordertype", "forwardid"),
        *("marketplaceorderid", "shippingaddress", "lockstatus", "sla", "awbnumber", "couriername"),
    }
)


def is_message(record: Any) -> bool:
    """Whether a record is an error about a shipment instead of the shipment."""
    if not isinstance(record, dict) or not _OF_AN_ORDER.isdisjoint(record):
        return False
    return any(not is_blank(record.get(name)) for name in _TEXT_NAMES)


def is_failure(body: bytes) -> bool:
    """Whether an answer that lists nothing says that it failed, not that there is nothing."""
    payload = _payload(body)
    if not isinstance(payload, dict):
        return False
    status = values.text(payload.get("status")).casefold()
    if status in _FAILED or values.flag(payload.get("success")) is False:
        return True
    if status.isdecimal() and len(status) < 9 and int(status) >= 400:
        return True
    if any(isinstance(payload.get(name), list) for name in LIST_NAMES):
        return False
    # No list but a null one, and a message beside it.
    has_words = any(not is_blank(payload.get(name)) for name in _TEXT_NAMES)
    return has_words and not status.startswith("success")


def said(body: bytes) -> str:
    """The message of an answer, short enough for the screen; "" when it has none."""
    text = next((word for word in _words(_payload(body)) if any(map(str.isalpha, word))), "")
    text = readable(text).rstrip(". ")
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def says_not_found(body: bytes) -> bool:
    """Whether a message clearly says that the server does not know the shipment."""
    words = " ".join(_words(_payload(body))).casefold()
    return bool(_NOT_FOUND.search(words)) and not _ELSE.search(words)


def is_unknown(body: bytes) -> bool:
    """Whether a 404 means an unknown shipment: it says so, or its body is empty."""
    return not body.strip(b" \r\n\t[]{}") or is_none(body) or says_not_found(body)


def is_none(body: bytes) -> bool:
    """Whether an answer is an empty list in any wrapping."""
    payload = _payload(body)
    if not isinstance(payload, dict) or not payload.keys() <= {*LIST_NAMES}:
        return False
    return all(is_blank(value) for value in payload.values())


def _payload(body: bytes) -> Any:
    try:
        return parse_squeezed(body)
    except NotJson:
        return None


def _words(value: Any, depth: int = 0) -> list[str]:
    """The texts of an answer under the names that messages have."""
    if isinstance(value, str):
        return [values.text(value)]
    if depth > 3:
        return []
    if isinstance(value, list):
        return [word for part in value for word in _words(part, depth + 1)]
    if not isinstance(value, dict):
        return []
    named = (*_TEXT_NAMES, "code", "errorcode", "data", "meta")
    return [word for name in named if name in value for word in _words(value[name], depth + 1)]
