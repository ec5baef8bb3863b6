"""How calls get out of this computer: through which proxy, and whose certificates count."""

from __future__ import annotations

import logging
import os
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from konnect_desktop import files
from konnect_desktop.api.proxies import Proxy, ProxyFinder
from konnect_desktop.domain.network import ProxyChoice
from konnect_desktop.errors import AuthorityFileUnread
from konnect_desktop.log_lines import Code

_log = logging.getLogger(__name__)
#: Where companies and other programs say whose certificates count beside the system's.
_NAMED_BY = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


@dataclass(frozen=True, slots=True)
class Way:
    """What was chosen in the settings; nothing is looked up by making one."""

    proxy: ProxyChoice = field(default_factory=ProxyChoice)
    password: Callable[[], str] = str
    #: A file with certificates that are believed beside those of the system, None for none.
    authorities: Path | None = None


class Network:
    """The way out; one for all connections of an account. Safe from several threads."""

    def __init__(self, way: Way | None = None, *, finder: ProxyFinder | None = None) -> None:
        self._way = way or Way()
        self._finder = finder or ProxyFinder(
            self._way.proxy, self._way.password, clock=time.monotonic
        )

    def proxy_for(self, url: str) -> Proxy | None:
        """See ProxyFinder.find. May take seconds; raises ProxyTrouble."""
        return self._finder.find(url)

    def failed(self) -> None:
        """No connection came about: what is known of the network may be out of date."""
        self._finder.forget()

    def trust(self) -> ssl.SSLContext:
        """Whose certificates count. Raises AuthorityFileUnread."""
        from konnect_desktop.api.connections import system_trust

        context = system_trust()
        # Mostly they all name one file, of hundreds of certificates that take their time.
        for named, name in {os.environ.get(name, ""): name for name in _NAMED_BY}.items():
            if named and not _add(context, Path(named)):
                _log.warning("the certificates that %s names cannot be read", Code(name))
        own = self._way.authorities
        if own is not None and not _add(context, own):
            raise AuthorityFileUnread
        return context


def check_authorities(path: Path) -> None:
    """Raises AuthorityFileUnread when the file holds no certificate that can be used."""
    if not _add(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), path):
        raise AuthorityFileUnread


def _add(context: ssl.SSLContext, path: Path) -> bool:
    """Believe the certificates of a file or folder; a file may be text (PEM) or bytes (DER)."""
    try:
        if path.is_dir():
            context.load_verify_locations(capath=str(path))
            return True
        data = files.read(path)
        is_text = b"-----BEGIN" in data
        context.load_verify_locations(cadata=data.decode("ascii", "ignore") if is_text else data)
    except (OSError, ValueError):  # an SSLError is an OSError
        return False
    return True
