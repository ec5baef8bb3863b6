"""What an answer means that is no answer to the question (docs/konnect-api.md 4.4)."""

from __future__ import annotations

from konnect_desktop.api import bare_messages
from konnect_desktop.api.calls import Answer, Call
from konnect_desktop.api.wire_json import NotJson, parse_squeezed
from konnect_desktop.errors import (
    ApiError,
    BadRequest,
    LocationForbidden,
    LocationNeeded,
    NotKonnect,
)


def not_konnect(call: Call, answer: Answer, *, maybe_applied: bool = False) -> NotKonnect:
    """The error for a body in another language than JSON."""
    return NotKonnect(detail=_detail(call, answer), maybe_applied=maybe_applied)


def refusal(call: Call, answer: Answer, location: str = "") -> ApiError:
    """The error for a 4xx that refuses the call as a whole; nothing was applied.

    `location`: the code that was asked with, which is named when the answer is about it.
    """
    detail = _detail(call, answer)
    try:
        payload = parse_squeezed(answer.body) if answer.body.strip() else None
    except NotJson:
        return NotKonnect(detail=detail)
    if answer.status == 404 and payload is None:
        return NotKonnect(detail=detail)
    is_about_place = b"location" in answer.body.lower().replace(b"_", b"")
    if location and (answer.status == 403 or is_about_place):
        said = bare_messages.said(answer.body)
        text = f"Fynd does not take the location code “{location}”"
        return LocationForbidden(f"{text}: “{said}”." if said else f"{text}.", detail=detail)
    if answer.status == 400 and is_about_place:
        return LocationNeeded(detail=detail)
    if answer.status == 403:
        return LocationForbidden(detail=detail)
    return BadRequest(detail=detail)


def _detail(call: Call, answer: Answer) -> str:
    return f"{call.method} {call.short}, HTTP {answer.status}"
