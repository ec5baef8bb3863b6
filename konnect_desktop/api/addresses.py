"""The base URL: free text from the seller, made safe (konnect-api.md, chapter 2)."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit, urlunsplit

from konnect_desktop.errors import HostNotFound, InsecureAddress


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
    """The address without trailing slash, query or user name; a path prefix stays.

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
    if port is not None:
        place = f"{place}:{port}"
    return urlunsplit((scheme, place, parts.path.rstrip("/"), "", ""))


def is_safe_link(url: str, *, allow_loopback: bool) -> bool:
    """Whether a document may be fetched from `url`: https, or this computer when allowed."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    if not host or parts.username or parts.password:
        return False
    if is_loopback(host):
        return allow_loopback and parts.scheme in ("http", "https")
    return parts.scheme == "https"
