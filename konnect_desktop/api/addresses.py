"""The base URL: free text from the seller, made safe (docs/konnect-api.md 2)."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit, urlunsplit

from konnect_desktop.domain.links import read_document_link
from konnect_desktop.errors import HostNotFound, InsecureAddress, KonnectError

_USUAL_PORTS = {"https": 443, "http": 80}


def is_loopback(host: str) -> bool:
    """Whether `host` is this computer itself."""
    name = host.strip("[]").casefold()
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def clean_base_url(text: str) -> str:
    """The address in its one form: scheme and host in lower case, without trailing slash,
    query, user name or a port that goes without saying; a path prefix stays.

    Raises InsecureAddress for http:// to any other computer and HostNotFound for text that
    is no address.
    """
    text = text.strip()
    if "://" not in text:
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", None
    if not host or any(letter.isspace() for letter in host):
        raise HostNotFound("This is no valid address.", next_step="Check the base URL.")
    scheme = parts.scheme.casefold()
    if scheme not in ("http", "https") or (scheme == "http" and not is_loopback(host)):
        raise InsecureAddress
    place = f"[{host}]" if ":" in host else host
    if port is not None and port != _USUAL_PORTS[scheme]:
        place = f"{place}:{port}"
    return urlunsplit((scheme, place, parts.path.rstrip("/"), "", ""))


def same_address(one: str, other: str) -> bool:
    """Whether two base URLs mean the same place, however they are spelled."""
    if one == other:
        return True
    try:
        return clean_base_url(one) == clean_base_url(other)
    except KonnectError:
        return False


def safe_link(url: str, *, practice: str = "") -> str:
    """The one form of a link that a document may be fetched from, "" when it may not.

    It leads to a public name over https. `practice`: the host of the practice server, which is
    this computer; "" while the server is a true one, for which this computer is no place.
    """
    try:
        parts = urlsplit(url.strip())
        if practice and parts.hostname == practice and is_loopback(practice):
            is_plain = parts.scheme in ("http", "https") and "@" not in parts.netloc
            return parts.geturl() if is_plain else ""
        return read_document_link(url).url
    except ValueError:  # an UnsafeLink is one
        return ""
