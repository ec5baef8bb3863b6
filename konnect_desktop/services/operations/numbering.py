"""Which number an order gets: typed by the seller, or the next of its series."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from konnect_desktop.domain import ids
from konnect_desktop.domain.journal import JournalRecord, SeriesFormat
from konnect_desktop.domain.reasons import Reason
from konnect_desktop.domain.requests import SALE
from konnect_desktop.domain.series import NumberWant, series_for
from konnect_desktop.domain.shipments import Shipment
from konnect_desktop.services.batch_models import ActionOptions, SeriesOptions
from konnect_desktop.services.operations.base import Ground, Left, Operation, Payload
from konnect_desktop.settings import Settings


def chosen_series(
    options: ActionOptions, settings: Settings, kind: str, shipment: Shipment
) -> SeriesFormat:
    """The series that was asked for, else the one that the settings give this order."""
    if options.series is not None:
        return _format(options.series)
    if kind != SALE:
        return SeriesFormat(
            settings.credit_note_prefix,
            max(1, settings.credit_note_next),
            settings.credit_note_padding,
        )
    usual = SeriesFormat(
        settings.invoice_prefix, max(1, settings.invoice_next), settings.invoice_padding
    )
    return series_for(settings.invoice_series, shipment.location_code, shipment.channel, usual)


def _format(asked: SeriesOptions) -> SeriesFormat:
    return SeriesFormat(asked.prefix, max(1, asked.next_number), max(0, asked.padding))


def number_part(
    options: ActionOptions, settings: Settings, kind: str, shipment: Shipment
) -> dict[str, object]:
    """The part of a payload that says where its number comes from."""
    series = chosen_series(options, settings, kind, shipment)
    part: dict[str, object] = {
        "series": {"prefix": series.prefix, "first": series.first, "padding": series.padding}
    }
    details = options.invoices.get(shipment.id)
    own = ids.tidy(details.number) if details else ""
    return {**part, "own_number": own} if own else part


def wants(
    operation: Operation, records: Iterable[tuple[str, Payload]], usual: Mapping[str, Any]
) -> list[NumberWant]:
    """What each record asks of the series; `usual`: options of batches of an older app."""
    found = []
    for shipment_id, payload in records:
        series = payload.get("series") or usual.get("series") or {}
        chosen = SeriesFormat(
            str(series.get("prefix", "")),
            int(series.get("first", 1)),
            int(series.get("padding", 0)),
        )
        own = str(payload.get("own_number", ""))
        found.append(NumberWant(shipment_id, chosen, own, operation.number_kind))
    return found


def weed_numbers(payloads: Mapping[str, Payload], ground: Ground) -> dict[str, Left]:
    """Leave out typed numbers that stand twice, or that were used or refused before."""
    own = {key: str(one["own_number"]) for key, one in payloads.items() if one.get("own_number")}
    if not own:
        return {}
    texts = list(own.values())
    keys = Counter(map(ids.key, texts))
    owners = ground.series.owners(texts)
    labels = {row.id: row.order_no for row in ground.store.rows_by_id(owners.values())}
    left: dict[str, Left] = {}
    for shipment_id, text in own.items():
        if keys[ids.key(text)] > 1:
            left[shipment_id] = Left(Reason.NUMBER_TWICE, text)
        elif owners.get(text, shipment_id) != shipment_id:
            owner = owners[text]
            where = f"is on order {labels.get(owner, owner)}" if owner else "was refused by Fynd"
            left[shipment_id] = Left(Reason.NUMBER_TAKEN, f"{text} {where}")
    return left


def numbered(records: Iterable[JournalRecord], numbers: Mapping[str, str]) -> list[JournalRecord]:
    """The records with the number that each is sent with in their payload."""
    return [
        replace(record, payload={**record.payload, "number": numbers[record.shipment_id]})
        for record in records
    ]
