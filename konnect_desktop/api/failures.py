"""What a broken exchange means: from any library's exception to one of ours.

Nothing of the exception itself is passed on: its text holds the address and the query.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator

from konnect_desktop.errors import (
    AnswerTooLarge,
    ApiError,
    BadCertificate,
    HostNotFound,
    Offline,
    TimedOut,
)

_NO_SECURE_LINE = "No secure connection could be made, so nothing was sent."
_PROXY = "The proxy of this network did not let the call through."
_CUT = "The connection broke before the whole answer had come."


class TooLarge(Exception):
    """The answer passed the ceiling while it was read."""


class DeadlinePassed(Exception):
    """The answer was not complete when the total time was over."""


def explain(error: BaseException, *, detail: str, has_left: bool, is_write: bool) -> ApiError:
    """The error in the seller's words.

    `has_left`: whether a byte of the request had been sent; only then may a write have been
    applied. `detail`: call and method, no address.
    """
    unknown = is_write and has_left
    chain = list(_chain(error))
    kinds = {type(link).__name__ for link in chain}
    if any(isinstance(link, TooLarge) for link in chain):
        return AnswerTooLarge(detail=detail, maybe_applied=unknown)
    if any(isinstance(link, DeadlinePassed) for link in chain):
        return TimedOut(detail=detail, maybe_applied=unknown)
    if "ProxyError" in kinds:
        return Offline(_PROXY, detail=detail, maybe_applied=unknown)
    if any(isinstance(link, ssl.SSLCertVerificationError | ssl.CertificateError) for link in chain):
        return BadCertificate(detail=detail)
    if not has_left and any(isinstance(link, ssl.SSLError) for link in chain):
        return BadCertificate(_NO_SECURE_LINE, detail=detail)
    if any(isinstance(link, socket.gaierror) for link in chain):
        return HostNotFound(detail=detail)
    if any(isinstance(link, TimeoutError) for link in chain) or kinds & _TIMEOUTS:
        return TimedOut(detail=detail, maybe_applied=unknown)
    if has_left:
        return Offline(_CUT, detail=detail, maybe_applied=unknown)
    return Offline(detail=detail)


_TIMEOUTS = {"ReadTimeout", "ConnectTimeout", "ReadTimeoutError", "ConnectTimeoutError"}


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The exception and all it was made from: causes, contexts, reasons and arguments."""
    seen: set[int] = set()
    todo: list[object] = [error]
    while todo:
        link = todo.pop()
        if not isinstance(link, BaseException) or id(link) in seen:
            continue
        seen.add(id(link))
        yield link
        todo += [link.__cause__, link.__context__, getattr(link, "reason", None), *link.args]
