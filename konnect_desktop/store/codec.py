"""A shipment as it is kept: the compact JSON of its record."""

from __future__ import annotations

import json
from typing import Any

from konnect_desktop.domain import codec
from konnect_desktop.domain.shipments import Shipment

#: Part of every hash: raise it when a body must be written anew although nothing came anew.
VERSION = 2

encode = codec.encode


def decode(body: bytes) -> Shipment:
    """The shipment of `encode`. Raises ValueError when it is damaged."""
    try:
        data: dict[str, Any] = json.loads(body.decode("utf-8", "surrogatepass"))
        # Other versions may have left these out.
        data.setdefault("status", "")
        for item in data.get("items", ()):
            item.setdefault("item_id", "")
    except (TypeError, AttributeError, RecursionError) as error:
        raise ValueError(type(error).__name__) from error
    return codec.read(Shipment, data)
