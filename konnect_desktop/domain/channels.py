"""The sales channels by the names that sellers use (docs/konnect-api.md 7: an open list)."""

from __future__ import annotations

from collections.abc import Mapping

#: Fynd's code -> the shop's own name. Whatever is not listed is shown as Fynd sends it.
NAMES: Mapping[str, str] = {
    "AJIO_VMS": "Ajio",
    "AMAZON_MLF": "Amazon",
    "ECOMM": "Own store",
    "FLIPKART": "Flipkart",
    "FLIPKARTASSURED": "Flipkart Assured",
    "FYND": "Fynd",
    "FYND-STORE": "Fynd Store",
    "FY_NEXUS": "Nexus",
    "JIOMART": "JioMart",
    "MAGICPIN": "magicpin",
    "MEESHO": "Meesho",
    "MYNTRA_IN": "Myntra",
    "NYKAA": "Nykaa",
    "NYKAA_FASHION": "Nykaa Fashion",
    "ONDC": "ONDC",
    "SHOPIFY_IN": "Shopify",
    "TATACLIQ_IN": "Tata CLiQ",
    "TATACLIQ_LUXURY": "Tata CLiQ Luxury",
    "TRELL": "Trell",
    "UNIKET": "Uniket",
}


def channel_name(code: str) -> str:
    """The name on screen for a channel code; an unknown code stays as it is."""
    return NAMES.get(code.strip().upper(), code)
