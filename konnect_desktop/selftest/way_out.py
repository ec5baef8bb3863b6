"""The way to Konnect: the proxy, whose certificates count, and the server's proof."""

from __future__ import annotations

import ssl
import sys
from urllib.parse import urlsplit

from konnect_desktop.domain.network import ProxyMode
from konnect_desktop.errors import (
    Offline,
    ProxyNotFound,
    ProxyTrouble,
    ProxyUnreachable,
    TimedOut,
)
from konnect_desktop.selftest.computer import Computer
from konnect_desktop.selftest.results import Result, Value, not_here, ok, warning

#: Asked for where there is no account: no such name can exist, so nobody is looked up.
_NOBODY = "https://konnect.invalid"
_NO_ANSWER = (ProxyNotFound, ProxyUnreachable)
_PRACTICE = "Practice stays on this computer and needs no network."


def look_at_proxy(computer: Computer) -> Result:
    """Through which proxy the app would go; a script of the system's settings is run.

    Which one it is stays out: it is the name of a computer of the seller's network.
    """
    from konnect_desktop.api.libraries import load
    from konnect_desktop.api.proxies import environment_proxy

    if computer.is_practice:
        return not_here(_PRACTICE)
    load()
    mode = ProxyMode(computer.settings.proxy_mode)
    url = computer.settings.base_url or _NOBODY
    proxy = computer.network().proxy_for(url)
    is_environment = mode is ProxyMode.SYSTEM and bool(environment_proxy(url))
    source = "environment" if is_environment else mode.value
    facts: dict[str, Value] = {"by": source, "proxy": proxy is not None}
    if sys.platform == "win32" and source == ProxyMode.SYSTEM.value:
        from konnect_desktop.api.windows_proxy import has_script

        facts["script or detection"] = has_script()
    if proxy is None:
        return ok("Konnect is reached without a proxy").having(facts)
    facts["signs in"] = proxy.has_password
    return ok("Konnect is reached through a proxy").having(facts)


def look_at_tls(computer: Computer) -> Result:
    """Whether the app can tell true servers from false ones, and Konnect's proves itself."""
    from konnect_desktop.api.addresses import is_loopback
    from konnect_desktop.api.handshake import shake_hands
    from konnect_desktop.api.libraries import load

    load()
    network = computer.network()
    # The system's certificates and the seller's own are loaded, with or without an account.
    network.trust()
    has_own = bool(computer.settings.authority_file)
    facts: dict[str, Value] = {"library": ssl.OPENSSL_VERSION, "own certificates": has_own}
    url = computer.settings.base_url
    if computer.is_practice or is_loopback(urlsplit(url).hostname or ""):
        return not_here(_PRACTICE).having(facts)
    if not url:
        text = "Certificates can be checked; no account is set up, so no server was asked"
        return ok(text).having(facts)
    try:
        proof = shake_hands(url, network)
    except (Offline, TimedOut) as error:
        # A proxy that answers and refuses stays so; a line that is down comes back.
        if isinstance(error, ProxyTrouble) and not isinstance(error, _NO_ANSWER):
            raise
        return warning(error.user_message, error.next_step).having(facts)
    facts |= {"version": proof.version, "through proxy": proof.is_proxied}
    return ok("Konnect's server proved who it is; nothing was asked of it").having(facts)
