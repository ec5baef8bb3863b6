"""Which column of a seller's table is what, guessed from its headings."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from konnect_desktop.domain.tables import Table, TableRow, column_letter


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
#: How far down the row of headings may stand, below a title or a merged heading.
_HEADER_WITHIN = 20
_NOT_A_LETTER = re.compile(r"[\W_]+")
#: Names of columns, not words of a heading.
_ALL = {_NOT_A_LETTER.sub("", word): (kind, rank) for kind, words in _HEADINGS.items()
        for rank, word in enumerate(words)}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Columns:
    """Where to find what: the place of the headings among the rows, and a column for each field."""

    #: Index of the heading row among `Table.rows`; -1 when the table has none.
    header: int = -1
    by_field: Mapping[Field, int] = field(default_factory=dict)
    #: Fields whose heading stands above two columns or more: only the seller knows which one.
    doubled: tuple[Field, ...] = ()

    def of(self, wanted: Field) -> int:
        """The column of a field from 0; -1 when the table has none."""
        return self.by_field.get(wanted, -1)


def _bare(text: str) -> str:
    return _NOT_A_LETTER.sub("", text).casefold()


def header_row(table: Table, fields: Sequence[Field]) -> int:
    """The index of the row that names most columns of `fields`; -1 when none names any."""
    best, best_count = -1, 0
    for index, row in enumerate(table.rows[:_HEADER_WITHIN]):
        count = len(_named(row.texts, fields))
        if count > best_count:
            best, best_count = index, count
    return best


def guess(headings: Sequence[str], fields: Sequence[Field]) -> dict[Field, int]:
    """A column for each field whose heading says so; of two candidates the surer wins.

    Of two equal headings neither does.
    """
    return {kind: at[0] for kind, at in _named(headings, fields).items() if len(at) == 1}


def doubled(headings: Sequence[str], fields: Sequence[Field]) -> tuple[Field, ...]:
    """The fields whose best heading stands above more than one column."""
    return tuple(kind for kind, at in _named(headings, fields).items() if len(at) > 1)


def _named(headings: Sequence[str], fields: Sequence[Field]) -> dict[Field, list[int]]:
    """Field -> the columns under the surest of its headings."""
    found: dict[Field, tuple[int, list[int]]] = {}
    for column, heading in enumerate(headings):
        kind, rank = _ALL.get(_bare(heading), (None, 0))
        if kind is None or kind not in fields:
            continue
        if kind not in found or rank < found[kind][0]:
            found[kind] = (rank, [column])
        elif rank == found[kind][0]:
            found[kind][1].append(column)
    return {kind: columns for kind, (_, columns) in found.items()}


def columns_of(table: Table, fields: Sequence[Field]) -> Columns:
    """The best guess for a whole table."""
    header = header_row(table, fields)
    if header < 0:
        return Columns(0 if _looks_like_headings(table) else -1)
    texts = table.rows[header].texts
    return Columns(header, guess(texts, fields), doubled(texts, fields))


def _looks_like_headings(table: Table) -> bool:
    """Whether the first row has words only, and below it there are digits."""
    first, below = table.rows[:1], table.rows[1:_HEADER_WITHIN]
    return (
        len(below) > 0
        and all(_is_word(text) for row in first for text in row.texts if text)
        and not all(_is_word(text) for row in below for text in row.texts if text)
    )


def _is_word(text: str) -> bool:
    return not any(char.isdigit() for char in text)


def headings(table: Table, header: int) -> list[str]:
    """A name for every column: its heading, else "Column C"."""
    width = max((len(row.texts) for row in table.rows), default=0)
    top = table.rows[header] if 0 <= header < len(table.rows) else TableRow(0, (), "")
    return [top.text(column) or f"Column {column_letter(column)}" for column in range(width)]


def signature(headings: Sequence[str]) -> str:
    """A short name for this set of headings, to remember a choice by."""
    text = "\x1f".join(_bare(heading) for heading in headings)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
