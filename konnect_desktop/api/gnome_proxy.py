"""The proxy in the network settings of GNOME and its kin; a proxy script cannot be run here."""

from __future__ import annotations

import ast
from collections.abc import Callable
from urllib.parse import urlsplit

from konnect_desktop import processes
from konnect_desktop.api.proxy_rules import is_left_out

_SCHEMA = "org.gnome.system.proxy"
_SECONDS = 3.0


def find(url: str, read: Callable[[], str] | None = None) -> str | None:
    """The proxy of these settings: "" for none, None where there are no such settings."""
    values = _values((read or _ask)())
    mode = values.get((_SCHEMA, "mode"))
    if mode != "manual":
        return "" if mode == "none" else None
    parts = urlsplit(url)
    hosts = values.get((_SCHEMA, "ignore-hosts"))
    if isinstance(hosts, list) and is_left_out(parts.hostname or "", map(str, hosts)):
        return ""
    for kind in (parts.scheme, "socks"):
        host, port = (
            values.get((f"{_SCHEMA}.{kind}", "host")),
            values.get((f"{_SCHEMA}.{kind}", "port")),
        )
        if host and port:
            return f"{'socks' if kind == 'socks' else 'http'}://{host}:{port}"
    return ""


def _ask() -> str:
    try:
        done = processes.run("gsettings", "list-recursively", _SCHEMA, seconds=_SECONDS)
    except OSError:
        return ""
    return done.stdout if done.returncode == 0 else ""


def _values(text: str) -> dict[tuple[str, str], object]:
    """(schema, key) -> value, of lines such as `org.gnome.system.proxy mode 'manual'`."""
    found: dict[tuple[str, str], object] = {}
    for line in text.splitlines():
        schema, _, rest = line.partition(" ")
        key, _, value = rest.partition(" ")
        try:
            found[schema, key] = ast.literal_eval(value.removeprefix("@as "))
        except (ValueError, SyntaxError):
            continue  # true, false and what is of no interest
    return found
