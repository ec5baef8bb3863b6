"""How Windows and GNOME write proxies, and the hosts that are asked without one."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from fnmatch import fnmatchcase

_BETWEEN = re.compile(r"[;\s]+")


def from_list(text: str, scheme: str) -> str:
    """The first proxy for `scheme` of a list as Windows writes it, "" when there is none.

    Such as `proxy:8080`, `a:80;b:80` or `http=a:80;https=b:443;socks=c:1080`.
    """
    for_all, other = "", ""
    for entry in filter(None, _BETWEEN.split(text)):
        name, equals, place = str(entry).partition("=")
        if not equals:
            for_all = for_all or entry
        elif name.casefold() == scheme:
            return place
        elif name.casefold() == "socks" and place:
            other = other or (place if "://" in place else f"socks://{place}")
    return for_all or other


def is_left_out(host: str, rules: Iterable[str]) -> bool:
    """Whether `host` is asked without the proxy.

    Rules are names, also with stars, `.end` for all names that end so, networks such as
    10.0.0.0/8, and `<local>` for all names without a dot.
    """
    name = host.casefold().strip("[]")
    return any(_fits(name, rule.strip().casefold()) for rule in rules if rule.strip())


def _fits(name: str, rule: str) -> bool:
    if rule == "<local>":
        return "." not in name and ":" not in name
    rule = rule.partition("://")[2] or rule
    if "/" in rule:
        try:
            return ipaddress.ip_address(name) in ipaddress.ip_network(rule, strict=False)
        except ValueError:
            return False
    bare = rule.partition(":")[0] if rule.count(":") == 1 else rule.strip("[]")
    if "*" in bare:
        return fnmatchcase(name, bare.replace("[", "[[]"))
    end = bare.lstrip(".")
    return bool(end) and (name == end or (bare.startswith(".") and name.endswith(f".{end}")))


def split(text: str) -> list[str]:
    """The rules of a list as Windows writes it."""
    return [rule for rule in _BETWEEN.split(text) if rule]
