"""How this computer gets out: what the seller chose for it, kept and tried."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from konnect_desktop.credentials import ProxyPassword
from konnect_desktop.domain.network import ProxyChoice, ProxyMode
from konnect_desktop.errors import KonnectError
from konnect_desktop.services.connection import Connection
from konnect_desktop.services.context import TaskContext
from konnect_desktop.settings import Settings, SettingsFile

if TYPE_CHECKING:
    from konnect_desktop.api.network import Network


@dataclass(frozen=True, slots=True)
class NetworkFacts:
    """What is chosen, for the screen; never the password."""

    proxy: ProxyChoice
    has_password: bool
    #: The password is kept until the app closes, for want of a safe place.
    is_for_session: bool
    authorities: Path | None


@dataclass(frozen=True, slots=True)
class Tried:
    """What trying the way to Konnect came to, in words."""

    ok: bool
    text: str
    next_step: str = ""


def chosen_proxy(settings: Settings) -> ProxyChoice:
    """The proxy as the settings have it."""
    return ProxyChoice(
        ProxyMode(settings.proxy_mode),
        settings.proxy_host,
        settings.proxy_port,
        settings.proxy_user,
    )


class NetworkService:
    """The proxy and the certificates of one profile. For worker threads: it asks the safe."""

    def __init__(
        self, *, settings: SettingsFile, password: ProxyPassword, connection: Connection
    ) -> None:
        self._settings = settings
        self._password = password
        self._connection = connection

    def network(self) -> Network:
        """The way out by the settings as they are now; nothing is looked up yet."""
        from konnect_desktop.api.network import Network, Way

        now = self._settings.current
        proxy = chosen_proxy(now)
        authorities = Path(now.authority_file) if now.authority_file else None
        return Network(Way(proxy, lambda: self._password.get(proxy.user, proxy.host), authorities))

    def facts(self) -> NetworkFacts:
        """What is chosen."""
        now = self._settings.current
        proxy = chosen_proxy(now)
        is_known = bool(proxy.user) and bool(self._password.get(proxy.user, proxy.host))
        return NetworkFacts(
            proxy,
            is_known,
            is_known and self._password.is_for_session,
            Path(now.authority_file) if now.authority_file else None,
        )

    def choose(self, proxy: ProxyChoice, password: str | None = None) -> NetworkFacts:
        """Use this from now on; `password` None leaves the one that is kept, "" forgets it.

        Raises StoreError when it cannot be saved.
        """
        before = chosen_proxy(self._settings.current)
        kept = password
        if kept is None and (before.user, before.host) != (proxy.user, proxy.host):
            # A password goes to no other proxy than the one it was typed for.
            kept = ""
        if kept is not None:
            self._password.keep(proxy.user, kept, proxy.host)
        try:
            self._settings.change(
                proxy_mode=proxy.mode.value,
                proxy_host=proxy.host,
                proxy_port=proxy.port,
                proxy_user=proxy.user,
            )
        finally:
            self._connection.reset()
        return self.facts()

    def forget_password(self) -> None:
        """The password of the proxy leaves the safe, as far as the safe lets it go."""
        self._password.keep("", "", "")

    def believe(self, file: Path | None) -> NetworkFacts:
        """Believe the certificates of this file beside the system's; None for those alone.

        Raises AuthorityFileUnread for a file without any, and StoreError.
        """
        from konnect_desktop.api.network import check_authorities

        if file is not None:
            check_authorities(file)
        try:
            self._settings.change(authority_file=str(file.absolute()) if file is not None else "")
        finally:
            self._connection.reset()
        return self.facts()

    def test(self, ctx: TaskContext | None = None) -> Tried:
        """Try the way to Konnect, without signing in."""
        from konnect_desktop.api.addresses import is_loopback
        from konnect_desktop.api.libraries import load
        from konnect_desktop.api.transport import MIB, Limits, Outgoing, Transport

        base_url = self._settings.current.base_url
        host = urlsplit(base_url).hostname or ""
        if not host:
            return Tried(False, "There is no base URL to try yet.", "Sign in first.")
        if is_loopback(host):
            return Tried(True, "Practice stays on this computer and needs no network.")
        load()
        network = self.network()
        limits = Limits(connect_s=5, read_s=10, deadline_s=20, max_bytes=8 * MIB)
        transport = Transport(limits, network=network)
        try:
            proxy = network.proxy_for(base_url)
            if ctx is not None:
                ctx.raise_if_cancelled()
            transport.send(Outgoing("GET", f"{base_url}/", "network test"))
        except KonnectError as error:
            return Tried(False, error.user_message, error.next_step)
        finally:
            transport.close()
        way = f"through the proxy {proxy.place}" if proxy is not None else "without a proxy"
        return Tried(True, f"{host} answers {way} and proved who it is.")
