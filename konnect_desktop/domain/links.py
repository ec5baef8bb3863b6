"""Which links of a server are safe to offer, and the host that the seller is shown
(docs/konnect-api.md 10.13).

A link is text from outside. Only what can be shown honestly may be opened: https, a plain host
name of the internet, nothing that makes the name look like another one. What may be fetched from
a link is held to the same.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

_LONGEST = 2_000
#: Signed links to documents are longer.
_LONGEST_DOCUMENT = 8_000
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
#: Names that never lead to a courier, but perhaps into the seller's own network.
_PRIVATE_ENDS = frozenset(
    (
        *("localhost", "local", "internal", "lan", "home", "corp", "intranet", "arpa", "private"),
        *("localdomain", "workgroup", "mail", "onion"),
    )
)
#: How browsers read numbers as addresses: 127.1, 0x7f.1, 2130706433, 0177.0.0.1.
_NUMBER = re.compile(r"0x[0-9a-f]*|[0-9]+")
_UNSAFE = re.compile(
    r"[\s\x00-\x1f\x7f-\x9f\\<>\"^`{|}\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]"
)


#: Nothing of the kind stands in a link that means well, wherever in it.
_HIDING = re.compile(r"[\x00-\x1f\x7f-\x9f\\\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


@dataclass(frozen=True, slots=True)
class SafeLink:
    """A link that may be opened after its host was shown."""

    url: str
    #: As a browser resolves it; foreign letters stand in their xn-- form, never as look-alikes.
    host: str
    #: What to mind, "" when nothing.
    caution: str = ""


_HIDDEN = "The link contains characters that hide where it leads."


class UnsafeLink(ValueError):
    """The link is not opened; the text says why, for the screen."""


def read_link(text: str) -> SafeLink:
    """The link with its true host. Raises UnsafeLink, whose text is one plain sentence."""
    url = text.strip()
    if not url or len(url) > _LONGEST:
        raise UnsafeLink("The link is empty or far too long.")
    if _UNSAFE.search(url):
        raise UnsafeLink(_HIDDEN)
    return _read(url)


def read_document_link(text: str) -> SafeLink:
    """The same for a document that is fetched without being shown: a longer link, and in its
    path what others forget to encode. Raises UnsafeLink."""
    url = text.strip()
    if not url or len(url) > _LONGEST_DOCUMENT:
        raise UnsafeLink("The link is empty or far too long.")
    if _HIDING.search(url):
        raise UnsafeLink(_HIDDEN)
    return _read(url)


def _read(url: str) -> SafeLink:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise UnsafeLink("The link is damaged.") from None
    if _UNSAFE.search(parts.netloc):
        raise UnsafeLink(_HIDDEN)
    if parts.scheme != "https":
        raise UnsafeLink("The link does not begin with https://.")
    if "@" in parts.netloc:
        raise UnsafeLink("The link carries a name before an @, which hides where it leads.")
    if port not in (None, 443):
        raise UnsafeLink("The link leads to an unusual port.")
    host, caution = _host(parts.hostname or "")
    safe = urlunsplit(("https", host, parts.path, parts.query, parts.fragment))
    return SafeLink(safe, host, caution)


def _host(name: str) -> tuple[str, str]:
    """The ASCII form of a host name, and a caution for foreign letters."""
    if not name or "%" in name or name.startswith("["):
        raise UnsafeLink("The link names no proper host.")
    bare = name[:-1] if name.endswith(".") else name
    try:
        ascii_name = bare.encode("idna").decode("ascii").casefold()
    except UnicodeError:
        raise UnsafeLink("The link's host name is not valid.") from None
    labels = ascii_name.split(".")
    if _is_address(ascii_name, labels):
        raise UnsafeLink("The link leads to a bare number instead of a name.")
    if len(labels) < 2 or labels[-1] in _PRIVATE_ENDS:
        raise UnsafeLink("The link leads into a private network.")
    if len(ascii_name) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise UnsafeLink("The link's host name is not valid.")
    foreign = any(label.startswith("xn--") for label in labels)
    caution = (
        "The name uses letters that can look like others. Open it only if you know this site."
        if foreign
        else ""
    )
    return ascii_name, caution


def _is_address(name: str, labels: list[str]) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        # A last label that is a number makes browsers read the whole name as an address.
        return bool(_NUMBER.fullmatch(labels[-1]))
    return True
