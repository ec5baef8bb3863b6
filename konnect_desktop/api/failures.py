"""What a broken exchange means: from any library's exception to one of ours.

Nothing of the exception itself is passed on: its text holds the address and the query.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from enum import Enum

from konnect_desktop.errors import (
    AnswerTooLarge,
    ApiError,
    BadCertificate,
    CertificateEarly,
    CertificateExpired,
    CertificateOfAnother,
    CertificateUnknown,
    CutOff,
    HostNotFound,
    NotAProxy,
    Offline,
    PrivateAddress,
    ProxyFailed,
    ProxyNotFound,
    ProxyPasswordWrong,
    ProxyRefuses,
    ProxySignInUnknown,
    ProxyTrouble,
    ProxyUnreachable,
    ProxyWantsPassword,
    TimedOut,
)

_NO_SECURE_LINE = "No secure connection could be made, so nothing was sent."


class TooLarge(Exception):
    """The answer passed the ceiling while it was read."""


class NotPublic(Exception):
    """A name that should be of the internet leads into a network of somebody's own."""


class ProxyAnswered(OSError):
    """The proxy gave no tunnel; `ways` are those in which one may sign in there."""

    def __init__(self, status: int, ways: tuple[str, ...]) -> None:
        super().__init__(status)
        self.status = status
        self.ways = ways


class AtProxy(Enum):
    """How far a call through a proxy had come when it failed."""

    BEFORE = "before"
    ASKING = "asking"
    PAST = "past"


class DeadlinePassed(Exception):
    """The answer was not complete when the total time was over."""


def explain(
    error: BaseException,
    *,
    detail: str,
    has_left: bool,
    is_write: bool,
    proxy: AtProxy | None = None,
    has_password: bool = False,
) -> ApiError:
    """The error in the seller's words.

    `has_left`: whether a byte of the request had been sent; only then may a write have been
    applied. `detail`: call and method, no address. `proxy`: where the call was, None without a
    proxy; `has_password`: it was told a user name and password.
    """
    if isinstance(error, ApiError):
        return error
    unknown = is_write and has_left
    chain = list(_chain(error))
    kinds = {type(link).__name__ for link in chain}
    if any(isinstance(link, TooLarge) for link in chain):
        return AnswerTooLarge(detail=detail, maybe_applied=unknown)
    if any(isinstance(link, NotPublic) for link in chain):
        return PrivateAddress(detail=detail)
    if any(isinstance(link, DeadlinePassed) for link in chain):
        return TimedOut(detail=detail, maybe_applied=unknown)
    for link in chain:
        if isinstance(link, ssl.SSLCertVerificationError):
            return _of_certificate(link)(detail=detail)
    if proxy is not None and not has_left:
        at_proxy = _of_proxy(chain, kinds, proxy, has_password)
        if at_proxy is not None:
            return at_proxy(detail=detail)
    if "CertificateError" in kinds:
        return CertificateOfAnother(detail=detail)
    if not has_left and any(isinstance(link, ssl.SSLError) for link in chain):
        return BadCertificate(_NO_SECURE_LINE, detail=detail)
    if any(isinstance(link, socket.gaierror) for link in chain):
        return HostNotFound(detail=detail)
    if any(isinstance(link, TimeoutError) for link in chain) or kinds & _TIMEOUTS:
        return TimedOut(detail=detail, maybe_applied=unknown)
    if has_left:
        return CutOff(detail=detail, maybe_applied=unknown)
    return Offline(detail=detail)


#: What the libraries of the systems say of a certificate: OpenSSL, Windows, macOS.
_CERTIFICATES: dict[int, type[BadCertificate]] = {
    **dict.fromkeys((10, 0x800B0101, -67818), CertificateExpired),
    **dict.fromkeys((9, -67819), CertificateEarly),
    **dict.fromkeys((62, 64, 0x800B010F, -67602), CertificateOfAnother),
    **dict.fromkeys((2, 18, 19, 20, 21, 27), CertificateUnknown),
    **dict.fromkeys((0x800B0109, 0x800B010A, 0x800B0112, -67843, -25318), CertificateUnknown),
}


def _of_certificate(error: ssl.SSLCertVerificationError) -> type[BadCertificate]:
    code = getattr(error, "verify_code", 0)
    return _CERTIFICATES.get(code, _CERTIFICATES.get(code & 0xFFFFFFFF, BadCertificate))


def _of_proxy(
    chain: list[BaseException], kinds: set[str], proxy: AtProxy, has_password: bool
) -> type[ProxyTrouble] | None:
    """What the proxy did wrong; None when the fault lies behind it."""
    for link in chain:
        if isinstance(link, ProxyAnswered):
            return _of_answer(link, has_password)
    is_slow = any(isinstance(link, TimeoutError) for link in chain) or bool(kinds & _TIMEOUTS)
    if proxy is AtProxy.PAST:
        # A tunnel that leads nowhere: a web page, say, where the server should prove who it is.
        is_no_tls = any(getattr(link, "reason", "") == "WRONG_VERSION_NUMBER" for link in chain)
        return NotAProxy if is_no_tls else None
    if proxy is AtProxy.BEFORE:
        is_nowhere = any(isinstance(link, socket.gaierror) for link in chain)
        return ProxyNotFound if is_nowhere else ProxyUnreachable
    if is_slow:
        return ProxyUnreachable
    is_gone = "RemoteDisconnected" in kinds or any(isinstance(e, ConnectionError) for e in chain)
    return NotAProxy if "BadStatusLine" in kinds and not is_gone else ProxyTrouble


def _of_answer(answer: ProxyAnswered, has_password: bool) -> type[ProxyTrouble]:
    if answer.status == 407:
        if answer.ways and "basic" not in answer.ways:
            return ProxySignInUnknown
        return ProxyPasswordWrong if has_password else ProxyWantsPassword
    if answer.status in (401, 403, 451):
        return ProxyRefuses
    if answer.status >= 500 and answer.status != 501:
        return ProxyFailed
    # No proxy says so: it is a web server, or points to the page where one signs in.
    return NotAProxy


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
