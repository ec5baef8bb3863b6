"""Which addresses lead out into the internet, and which into a network of somebody's own."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

#: Written out: what the library calls global differs from one Python to the next.
_INSIDE_4 = tuple(
    map(
        IPv4Network,
        (
            *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
            *("172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24"),
            *("192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"),
            *("224.0.0.0/4", "240.0.0.0/4"),
        ),
    )
)
#: All of the internet's own addresses so far, and within them what is for other purposes.
_OUTSIDE_6 = IPv6Network("2000::/3")
_INSIDE_6 = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "3fff::/20")))
#: What stands for an older address, and how far from the right that begins, in bits.
_STANDING_FOR = (
    (IPv6Network("::ffff:0:0/96"), 0),
    (IPv6Network("64:ff9b::/96"), 0),
    (IPv6Network("2002::/16"), 80),
)


def is_public_address(text: str) -> bool:
    """Whether an IP address is one of the internet's; False for text that is none."""
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, IPv6Address):
        for network, shift in _STANDING_FOR:
            if address in network:
                return _is_public_4(IPv4Address((int(address) >> shift) & 0xFFFFFFFF))
        return address in _OUTSIDE_6 and not any(address in each for each in _INSIDE_6)
    return _is_public_4(address)


def _is_public_4(address: IPv4Address) -> bool:
    return not any(address in each for each in _INSIDE_4)
