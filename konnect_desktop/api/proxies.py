"""Which proxy a call goes through: the one that was chosen, the environment's, or the system's."""

from __future__ import annotations

import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urlsplit
from urllib.request import getproxies_environment

from konnect_desktop.api.addresses import is_loopback
from konnect_desktop.domain.network import ProxyChoice, ProxyMode
from konnect_desktop.errors import ProxyAddressWrong, ProxyKindUnknown
from konnect_desktop.logs import redactor

#: How long the system's answer counts; a change of network shows by then, or by a failure.
_KEPT_S = 300.0
_FRESH_S = 20.0
_SPEAKS_HTTP = ("http", "https")

#: Asks the system for the proxy of an address: "" for none, None when it says nothing.
AskSystem = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy that speaks HTTP."""

    #: With user and password where there are some.
    url: str = field(repr=False)
    #: host:port, which may be shown.
    place: str
    has_password: bool = False


def read_proxy(text: str) -> Proxy:
    """A proxy out of the text that the environment or the system has for it.

    Raises ProxyKindUnknown for one that does not speak HTTP, and ProxyAddressWrong.
    """
    text = text.strip()
    if "://" not in text:
        text = f"http://{text}"
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", None
        parts = urlsplit("")
    if parts.scheme.startswith("socks"):
        raise ProxyKindUnknown
    if parts.scheme not in _SPEAKS_HTTP or not host or any(map(str.isspace, host)):
        raise ProxyAddressWrong
    return made(
        parts.scheme,
        host,
        port or (443 if parts.scheme == "https" else 80),
        unquote(parts.username or ""),
        unquote(parts.password or ""),
    )


def made(scheme: str, host: str, port: int, user: str = "", password: str = "") -> Proxy:
    """A proxy out of its parts; the password is known to the log from here on."""
    if password:
        redactor.hide(password)
    bare = host.strip("[]")
    place = f"[{bare}]:{port}" if ":" in bare else f"{bare}:{port}"
    who = f"{quote(user, safe='')}:{quote(password, safe='')}@" if user or password else ""
    return Proxy(f"{scheme}://{who}{place}", place, bool(user or password))


class ProxyFinder:
    """Finds the proxy of an address. Not for the GUI thread: the system may take seconds."""

    def __init__(
        self,
        choice: ProxyChoice | None = None,
        password: Callable[[], str] = str,
        *,
        ask_system: AskSystem | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`password`: asked at most once, when the chosen proxy has a user."""
        self._choice = choice or ProxyChoice()
        self._password = password
        self._ask_system = ask_system or system_proxy
        self._clock = clock
        self._own: Proxy | None = None
        self._lock = threading.Lock()
        #: Host and port -> what the system said, and when.
        self._said: dict[str, tuple[str | None, float]] = {}

    def find(self, url: str) -> Proxy | None:
        """The proxy for `url`, None when the call goes there itself, as to this computer.

        Raises ProxyTrouble when what is set cannot be used.
        """
        host = urlsplit(url).hostname or ""
        if is_loopback(host) or self._choice.mode is ProxyMode.NONE:
            return None
        if self._choice.mode is ProxyMode.OWN:
            return self._chosen()
        text = environment_proxy(url)
        if text is None:
            text = self._of_system(url)
        return read_proxy(text) if text else None

    def forget(self) -> None:
        """A call failed: ask the system anew, the network may be another."""
        now = self._clock()
        with self._lock:
            # Without a connection much fails at once, and the system takes its time.
            self._said = {key: one for key, one in self._said.items() if now - one[1] < _FRESH_S}

    def _chosen(self) -> Proxy:
        with self._lock:
            if self._own is None:
                choice = self._choice
                if not choice.host:
                    raise ProxyAddressWrong
                password = self._password() if choice.user else ""
                self._own = made("http", choice.host, choice.port, choice.user, password)
            return self._own

    def _of_system(self, url: str) -> str | None:
        parts = urlsplit(url)
        key = f"{parts.scheme}://{parts.netloc}"
        with self._lock:
            said, at = self._said.get(key, (None, -_KEPT_S))
            if self._clock() - at < _KEPT_S:
                return said
            # Path and query are none of the system's business: they may hold secrets.
            found = self._ask_system(f"{key}/")
            self._said[key] = (found, self._clock())
            return found


def environment_proxy(url: str) -> str | None:
    """What the environment says: "" for none at all, None when it says nothing of this."""
    said: Mapping[str, str] = getproxies_environment()
    parts = urlsplit(url)
    found = said.get(parts.scheme) or said.get("all")
    if not found:
        return None
    place = parts.hostname or ""
    place = f"{place}:{parts.port}" if parts.port else place
    is_left_out = urllib.request.proxy_bypass_environment  # type: ignore[attr-defined]
    return "" if is_left_out(place, dict(said)) else found


def system_proxy(url: str) -> str | None:
    """What the settings of this computer say, a proxy script among them where the system runs it.

    Windows: its settings with script and detection; macOS: its settings; elsewhere GNOME's.
    """
    if sys.platform == "win32":
        from konnect_desktop.api import windows_proxy

        return windows_proxy.find(url)
    if sys.platform == "darwin":
        known, parts = urllib.request, urlsplit(url)
        ask = known.getproxies_macosx_sysconf  # type: ignore[attr-defined,unused-ignore]
        found: str | None = ask().get(parts.scheme)
        leaves_out = known.proxy_bypass_macosx_sysconf  # type: ignore[attr-defined,unused-ignore]
        return "" if found and leaves_out(parts.hostname or "") else found
    from konnect_desktop.api import gnome_proxy

    return gnome_proxy.find(url)
