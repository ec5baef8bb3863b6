"""Courier partners by one name each, however a seller or a courier's own list spells them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from konnect_desktop.domain.near import is_near, slips

#: The name on screen and at Fynd -> other spellings, without blanks, dots and capitals.
_COURIERS: Mapping[str, tuple[str, ...]] = {
    "Amazon Shipping": ("ats", "amazontransport", "atspl", "amazonshippingindia", "amazon"),
    "Aramex": (),
    "Blue Dart": ("bluedart", "bluedartdhl", "bdart", "bde", "bluedartaviation"),
    "Borzo": ("wefast",),
    "DHL": ("dhlecommerce", "dhlindia"),
    "Delhivery": ("delivery1", "dlv", "delhiveryb2c", "delhiveryone", "delhivry"),
    "DTDC": ("dtdccourier", "dtdcplus"),
    "Dunzo": (),
    "Ecom Express": ("ecom", "ecomexp", "ecomx", "ecome"),
    "Ekart": ("ekartlogistics", "ekl", "flipkartlogistics", "ekartlog"),
    "FedEx": ("federalexpress",),
    "First Flight": ("firstflightcouriers", "ffcl"),
    "Gati": ("gatikwe", "allcargogati"),
    "India Post": ("indiapost", "speedpost", "ems", "emsspeedpost", "postoffice", "registeredpost"),
    "Loadshare": (),
    "Mark Express": (),
    "Maruti": ("shreemaruti", "shrimaruti", "marutinandan"),
    "Movin": (),
    "Porter": (),
    "Professional Couriers": (
        "professional",
        "theprofessional",
        "tpc",
        "professionalcourier",
        "theprofessionalcouriers",
    ),
    "Safexpress": ("safex",),
    "Shadowfax": ("sfx",),
    "Shree Anjani": ("shrianjani", "anjani"),
    "Shree Mahabali": ("mahabali", "shrimahabali"),
    "Shree Tirupati": ("tirupati", "shritirupati"),
    "Shree Nandan": ("shrinandan", "nandan"),
    "Smartr": ("smartrlogistics",),
    "Spoton": (),
    "TCI Express": ("tci", "tciexp", "tcixps"),
    "Trackon": ("trackoncouriers",),
    "UPS": (),
    "V-Xpress": ("vxpress", "vxp"),
    "VRL": (),
    "Xpressbees": ("xpressbee", "expressbees", "xb", "busybees", "xbees"),
}
#: Words that a name may carry or leave out; a name that is nothing else keeps them.
_FILLERS = re.compile(
    r"\b(logistics?|express|couriers?|cargo|private|pvt|ltd|limited|india|surface|air|services?"
    r"|shipping|supply|chain|solutions?|co|company|b2c|b2b|standard|lite|ground|prepaid|cod)\b",
    re.IGNORECASE,
)
_NOT_A_LETTER = re.compile(r"[\W_]+")


def _key(text: str) -> str:
    return _NOT_A_LETTER.sub("", text).casefold()


_BY_KEY = {_key(spelling): name for name, more in _COURIERS.items() for spelling in (name, *more)}
#: All known names, A to Z: the choices of a list.
NAMES: tuple[str, ...] = tuple(sorted(_COURIERS, key=str.casefold))


def known_name(text: str) -> str:
    """The one name for this spelling, "" when the courier is not known."""
    found = _BY_KEY.get(_key(text), "")
    if found:
        return found
    parted = re.sub(r"[\W_]+", " ", text)
    return _BY_KEY.get(_key(_FILLERS.sub(" ", parted)), "")


def courier_name(text: str) -> str:
    """The one name for this spelling; an unknown courier keeps its own, blanks tidied."""
    tidy = " ".join(text.split())
    return known_name(tidy) or tidy


@lru_cache(maxsize=1024)
def near_name(text: str) -> str:
    """The known courier that a misspelt name means; "" for a known one, and for one of its own."""
    if known_name(text):
        return ""
    parted = re.sub(r"[\W_]+", " ", text)
    keys = {key for key in (_key(text), _key(_FILLERS.sub(" ", parted))) if key}
    found = [
        (slips(key, known), name)
        for key in sorted(keys)
        for known, name in _BY_KEY.items()
        if is_near(key, known)
    ]
    return min(found)[1] if found else ""
