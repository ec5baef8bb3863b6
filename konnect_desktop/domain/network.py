"""How the seller says that this computer gets out to the internet."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ProxyMode(StrEnum):
    """Whose word counts."""

    SYSTEM = "system"
    NONE = "none"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class ProxyChoice:
    """What was chosen; host, port and user count only with `OWN`. The password is kept apart."""

    mode: ProxyMode = ProxyMode.SYSTEM
    host: str = ""
    port: int = 8080
    user: str = ""


@dataclass(frozen=True, slots=True)
class PlainHost:
    """A host name and a port as they were typed or pasted into the field for the host."""

    host: str
    #: None when no port was typed.
    port: int | None


def read_host(text: str) -> PlainHost | None:
    """proxy.shop.in, proxy.shop.in:3128 or http://proxy.shop.in:3128/; None for anything else."""
    rest = text.strip().rstrip("/")
    scheme, found, behind = rest.partition("://")
    if found:
        if scheme.casefold() != "http":
            return None
        rest = behind
    host, colon, port = rest.rpartition(":")
    if not colon or port.endswith("]"):
        host, colon, port = rest, "", ""
    bare = host.strip("[]")
    if not bare or any(letter in bare for letter in " /\\@?#%<>\"'"):
        return None
    if ":" in bare and not host.startswith("["):
        return None
    if not colon:
        return PlainHost(bare, None)
    is_port = port.isascii() and port.isdigit() and 1 <= int(port) <= 65535
    return PlainHost(bare, int(port)) if is_port else None
