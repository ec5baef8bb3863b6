"""What sellers, couriers and GST tools call the columns, and what only sounds like one of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache

from konnect_desktop.domain.near import is_near


class Field(StrEnum):
    """What a column can hold."""

    ORDER = "order"
    AWB = "awb"
    COURIER = "courier"
    INVOICE_NUMBER = "invoice_number"
    IRN = "irn"
    ACK_NUMBER = "ack_number"
    ACK_DATE = "ack_date"
    QR = "qr"
    SIGNED_INVOICE = "signed_invoice"


AWB_FIELDS = (Field.ORDER, Field.AWB, Field.COURIER)
INVOICE_FIELDS = (
    Field.ORDER,
    Field.INVOICE_NUMBER,
    Field.IRN,
    Field.ACK_NUMBER,
    Field.ACK_DATE,
    Field.QR,
    Field.SIGNED_INVOICE,
)
#: The names on screen.
TITLES: Mapping[Field, str] = {
    Field.ORDER: "Order",
    Field.AWB: "AWB",
    Field.COURIER: "Courier",
    Field.INVOICE_NUMBER: "Invoice number",
    Field.IRN: "IRN",
    Field.ACK_NUMBER: "Ack number",
    Field.ACK_DATE: "Ack date",
    Field.QR: "QR code",
    Field.SIGNED_INVOICE: "Signed invoice",
}
#: The field's own headings, the surest first; compared without blanks, marks and capitals.
_HEADINGS: Mapping[Field, tuple[str, ...]] = {
    Field.ORDER: (
        "shipment id",
        "fynd shipment id",
        "shipment no",
        "shipment number",
        "shipment",
        "order id",
        "order no",
        "order number",
        "marketplace order id",
        "channel order id",
        "marketplace order no",
        "affiliate order id",
        "external order id",
        "sub order id",
        "sub order no",
        "sale order no",
        "sale order code",
        "order",
        "order ref",
        "order reference",
        "reference number",
        "reference no",
        "ref no",
        "client order id",
        "customer reference number",
    ),
    Field.AWB: (
        "awb",
        "awb no",
        "awb number",
        "awb nos",
        "awb code",
        "tracking number",
        "tracking no",
        "tracking id",
        "tracking",
        "waybill",
        "waybill no",
        "waybill number",
        "airway bill",
        "air waybill",
        "airway bill no",
        "airway bill number",
        "air waybill number",
        "docket",
        "docket no",
        "docket number",
        "lr no",
        "lr number",
        "consignment no",
        "consignment number",
        "consignment note",
        "cn no",
        "pod no",
    ),
    Field.COURIER: (
        "courier",
        "courier partner",
        "courier name",
        "courier company",
        "logistics",
        "logistics partner",
        "logistic partner",
        "logistics name",
        "carrier",
        "carrier name",
        "shipping partner",
        "shipping provider",
        "delivery partner",
        "transporter",
        "transporter name",
        "shipped by",
        "dp",
        "dp name",
        "3pl",
    ),
    Field.INVOICE_NUMBER: (
        "invoice number",
        "invoice no",
        "invoice",
        "invoice id",
        "document number",
        "document no",
        "doc no",
        "bill no",
        "bill number",
        "inv no",
    ),
    Field.IRN: ("irn", "irn no", "irn number", "invoice reference number"),
    Field.ACK_NUMBER: (
        "ack no",
        "ack number",
        "acknowledgement no",
        "acknowledgement number",
        "acknowledgment number",
        "acknowledgment no",
    ),
    Field.ACK_DATE: (
        "ack date",
        "ack dt",
        "acknowledgement date",
        "acknowledgment date",
        "ack date time",
    ),
    Field.QR: ("qr", "qr code", "signed qr code", "signed qr", "qr data", "qrcode data"),
    Field.SIGNED_INVOICE: ("signed invoice", "signed inv", "signed json", "signed e invoice"),
}
_NOT_A_LETTER = re.compile(r"[\W_]+")
#: Names of columns, not words of a heading.
_ALL = {_NOT_A_LETTER.sub("", word): (kind, rank) for kind, words in _HEADINGS.items()
        for rank, word in enumerate(words)}  # fmt: skip
#: Words that are one word to a heading.
_SAME: Mapping[str, str] = {
    **dict.fromkeys(("no", "nos", "num", "nbr", "number", "code", "ref", "reference"), "id"),
    "inv": "invoice",
    "ack": "acknowledgement",
    "acknowledgment": "acknowledgement",
    "dt": "date",
    "logistic": "logistics",
}
#: Words of a column that is about an order, an AWB or a courier, and does not name it.
_ABOUT = frozenset(
    {
        "date", "time", "status", "state", "amount", "value", "total", "price", "rate",
        "tax", "qty", "quantity", "count", "weight", "charge", "charges", "fee", "cost",
        "remark", "remarks", "note", "notes", "comment", "type", "url", "link", "mobile",
        "phone", "email", "address", "city", "pincode", "pin", "reason",
    }
)  # fmt: skip
#: Names that mean the same wherever they stand in a heading.
_LONG = sorted((name for name in _ALL if len(name) > 11), key=lambda name: (-len(name), name))
#: Longer is a sentence.
_LONGEST = 40
_WORD = re.compile(r"[^\W_]+")


def bare(text: str) -> str:
    """A heading as it is compared: without blanks, marks and capitals."""
    return _NOT_A_LETTER.sub("", text).casefold()


def named(heading: str) -> tuple[Field, int] | None:
    """The field that a heading names, and how sure it is, 0 the surest; None for none of ours."""
    return _ALL.get(bare(heading))


@lru_cache(maxsize=4096)
def resembled(heading: str) -> Field | None:
    """The field whose heading this one sounds like: misspelt, or with a word more.

    None for a name of ours, and for nothing like one.
    """
    text = bare(heading)
    if not text or text in _ALL or len(text) > _LONGEST:
        return None
    words = _words(heading)
    if not words & _ABOUT:
        for name in _LONG:
            if name in text:
                return _ALL[name][0]
    for known, kind in _KNOWN_WORDS:
        if known <= words and not (words - known) & _ABOUT:
            return kind
    if words & _ABOUT:
        return None
    return next((kind for known, (kind, _) in _ALL.items() if is_near(text, known)), None)


def _words(heading: str) -> frozenset[str]:
    found = (word.casefold() for word in _WORD.findall(heading))
    return frozenset(_SAME.get(word, word) for word in found)


#: Headings of two words and more: the longest first, since it says most.
_KNOWN_WORDS = sorted(
    {
        (_words(heading), kind)
        for kind, headings in _HEADINGS.items()
        for heading in headings
        if len(_words(heading)) > 1
    },
    key=lambda known: (-len(known[0]), known[1], sorted(known[0])),
)
