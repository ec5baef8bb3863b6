"""Sign-in: one token for many callers, renewed before it ends (docs/konnect-api.md 3)."""

from __future__ import annotations

import re
import threading
from typing import Any

from konnect_desktop.api.addresses import clean_base_url
from konnect_desktop.api.calls import Answer, Call, StopCheck
from konnect_desktop.api.client import JSON_TYPE, Exchanger
from konnect_desktop.api.clock import Clock, SystemClock
from konnect_desktop.api.limiter import Limiter, check_stop
from konnect_desktop.api.retry import RetryPolicy
from konnect_desktop.api.transport import MIB, Limits, Outgoing, Transport
from konnect_desktop.api.wire_json import NotJson, parse, squeeze
from konnect_desktop.credentials import Credentials
from konnect_desktop.errors import ApiError, NotKonnect, SignInRefused

#: The token's life is not published; an hour was seen (3.3).
RENEW_AFTER_S = 50 * 60.0
_LOOK_EVERY_S = 0.1
_TOKEN_NAMES = ("accesstoken", "token")
_SAYING = (
    "status",
    "message",
    "error",
    "errors",
    "errormessage",
    "reason",
    "detail",
    "description",
)
_OF_SIGNING_IN = re.compile(
    r"fail|invalid|incorrect|wrong|denied|forbidden|unauthor|credential|password|username|log ?in",
    re.IGNORECASE,
)


class Session:
    """Hands out the token of one account. Safe from several threads."""

    def __init__(
        self,
        base_url: str,
        credentials: Credentials,
        *,
        transport: Transport | None = None,
        limiter: Limiter | None = None,
        clock: Clock | None = None,
        policy: RetryPolicy | None = None,
        renew_after_s: float = RENEW_AFTER_S,
    ) -> None:
        """Raises InsecureAddress or HostNotFound for a base URL that cannot be used."""
        self._url = clean_base_url(base_url) + Call.TOKEN.path
        self._credentials = credentials
        self._clock = clock or SystemClock()
        self._transport = transport or Transport(Limits(max_bytes=MIB), clock=self._clock)
        self._limiter = limiter or Limiter(clock=self._clock)
        self._policy = policy or RetryPolicy()
        self._renew_after_s = renew_after_s
        self._token = ""
        self._got_at = 0.0
        self._refused = False
        # Held while one caller signs in; the others wait for its token.
        self._signing_in = threading.Lock()

    def token(self, should_stop: StopCheck | None = None) -> str:
        """A token that should be good; signs in when there is none, or when it is old.

        Raises SignInRefused (then at once for every later call, until `set_credentials`) and
        the errors of a call. No error holds the address or the credentials.
        """
        token = self._token
        if token and self._clock.monotonic() - self._got_at < self._renew_after_s:
            return token
        return self.renew(token, should_stop)

    def renew(self, stale: str, should_stop: StopCheck | None = None) -> str:
        """A token other than `stale`: the one somebody else just got, or a new one."""
        while not self._signing_in.acquire(timeout=_LOOK_EVERY_S):
            check_stop(should_stop)
        try:
            if self._refused:
                raise SignInRefused
            if self._token and self._token != stale:
                return self._token
            asked_at = self._clock.monotonic()
            self._token = self._sign_in(should_stop)
            self._got_at = asked_at
            return self._token
        finally:
            self._signing_in.release()

    def set_credentials(self, credentials: Credentials) -> None:
        """Use these from now on; a refusal of the old ones is forgotten."""
        with self._signing_in:
            self._credentials = credentials
            self._token = ""
            self._refused = False

    def close(self) -> None:
        """End the connections. The token stays valid at the server until it ends by itself."""
        self._token = ""
        self._transport.close()

    def cut(self) -> bool:
        """End a sign-in that is under way; nothing is left of it."""
        return self._transport.cut(writes=True)

    def __repr__(self) -> str:
        return "Session(…)"

    def _sign_in(self, should_stop: StopCheck | None) -> str:
        outgoing = Outgoing(
            Call.TOKEN.method,
            self._url,
            Call.TOKEN.short,
            {"username": self._credentials.username, "password": self._credentials.secret},
            JSON_TYPE,
        )
        exchanger = Exchanger(
            self._transport, self._limiter, self._clock, self._policy, should_stop
        )
        result = read_token(exchanger.run(outgoing))
        if isinstance(result, SignInRefused):
            self._refused = True
        if isinstance(result, ApiError):
            raise result
        return result


def read_token(answer: Answer) -> str | ApiError:
    """The token of a sign-in answer, in any of the spellings of section 3.1, or what went wrong."""
    detail = f"GET token, HTTP {answer.status}"
    try:
        payload = parse(answer.body)
    except NotJson:
        # A bare 401 is plain enough; any other page is not the server we look for.
        if answer.status in (401, 403) and b"<" not in answer.body:
            return SignInRefused(detail=detail)
        return NotKonnect(detail=detail)
    if answer.ok:
        token = _find_token(payload)
        # A token goes into a header, so it is one word of plain letters.
        if token and token.isascii() and token.isprintable() and " " not in token:
            return token
        return SignInRefused(detail=detail) if _refuses(payload) else NotKonnect(detail=detail)
    if answer.status in (400, 401, 403, 422):
        return SignInRefused(detail=detail)
    return NotKonnect(detail=detail)


def _refuses(payload: Any) -> bool:
    """Whether an answer of status 200 without a token speaks of a sign-in at all.

    Any JSON service may stand at a wrong address, and a refusal ends all further tries.
    """
    if not isinstance(payload, dict):
        return False
    flat = {squeeze(key): value for key, value in payload.items()}
    if any(name in flat for name in _TOKEN_NAMES):
        return True
    said = " ".join(str(flat[name]) for name in _SAYING if flat.get(name))
    return _OF_SIGNING_IN.search(said) is not None


def _find_token(payload: Any, depth: int = 0) -> str:
    if not isinstance(payload, dict):
        return ""
    flat = {squeeze(key): value for key, value in payload.items()}
    for name in _TOKEN_NAMES:
        value = flat.get(name)
        if isinstance(value, str) and value.strip():
            return value.strip()
    return _find_token(flat.get("data"), depth + 1) if depth < 2 else ""
