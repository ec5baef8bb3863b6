"""The short text form of a fault, for the command line: KIND[:CALL[:LIMIT...]]."""

from __future__ import annotations

from konnect_desktop.practice.faults import KINDS, Fault
from konnect_desktop.practice.model import CALLS

_OTHER_NAMES = {
    "*": "any", "list": "orders", "shipment": "orders", "courier": "courierDetails",
    "label": "labels", "qc": "return", "invoicepdf": "invoice", "login": "token",
}  # fmt: skip
_CALL_NAMES = {name.lower(): name for name in (*CALLS, "any")} | _OTHER_NAMES

HELP = """\
A fault is written KIND[:CALL[:LIMIT[:LIMIT...]]].
  CALL   any, or one of: {calls}
  LIMIT  3          the first three times only       always  (the default)
         10%        of the requests, or of the shipments for refuse and lock
         skip=2     after letting two pass           id=ID[,ID]  only these shipments
         value=X    seconds, HTTP status, variant    code=X, message=X  for refuse
Examples: refuse:confirm:10%   429:any:3:value=5   drop-after:pack:1   502:orders:2:value=html
KINDS
{kinds}
"""


def help_text() -> str:
    """The grammar and every kind, for --help."""
    kinds = "\n".join(f"  {kind:<16}{text}" for kind, text in KINDS.items())
    return HELP.format(calls=", ".join(CALLS), kinds=kinds)


def parse_fault(text: str) -> Fault:
    """Read one fault. Raises ValueError saying what is wrong with which part."""
    kind, *rest = [part.strip() for part in text.split(":")]
    call = rest.pop(0) if rest else "any"
    name = _CALL_NAMES.get(call.lower())
    if name is None:
        raise ValueError(f"{text!r}: unknown call {call!r}; any or one of {', '.join(CALLS)}")
    try:
        settings: dict[str, object] = {}
        for part in rest:
            settings.update(_limit(part))
        return Fault(kind.lower(), name, **settings)  # type: ignore[arg-type]
    except ValueError as error:
        raise ValueError(f"{text!r}: {error}") from None


def _limit(part: str) -> dict[str, object]:
    if part in ("", "always"):
        return {}
    if part.endswith("%"):
        return {"percent": float(part[:-1])}
    name, sign, value = part.partition("=")
    if not sign:
        if not part.isdigit():
            raise ValueError(f"{part!r} is no limit: a number, N%, always, skip=, id=, value=")
        return {"times": int(part)}
    if name == "skip":
        return {"skip": int(value)}
    if name == "id":
        return {"ids": tuple(one for one in value.split(",") if one)}
    if name in ("value", "code", "message"):
        return {name: value}
    raise ValueError(f"unknown setting {name!r}")


def format_fault(fault: Fault) -> str:
    """The text that `parse_fault` reads back. Raises ValueError when a value holds a colon."""
    parts = [fault.kind, fault.call]
    if fault.times is not None:
        parts.append(str(fault.times))
    if fault.percent < 100:
        parts.append(f"{fault.percent:g}%")
    if fault.skip:
        parts.append(f"skip={fault.skip}")
    if fault.ids:
        parts.append(f"id={','.join(fault.ids)}")
    for name in ("value", "code", "message"):
        value = getattr(fault, name)
        if ":" in value:
            raise ValueError(f"{name} of a fault cannot hold a colon: {value!r}")
        if value:
            parts.append(f"{name}={value}")
    return ":".join(parts)
