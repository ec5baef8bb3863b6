"""Which number an order gets: typed by the seller, or the next of its series."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from konnect_desktop.domain import ids
from konnect_desktop.domain.journal import BatchId, JournalRecord, SeriesFormat
from konnect_desktop.domain.reasons import Reason
from konnect_desktop.domain.requests import SALE
from konnect_desktop.domain.say import Msg, quoted
from konnect_desktop.domain.series import NumberWant, in_year, other_year, series_for
from konnect_desktop.domain.shipments import Shipment
from konnect_desktop.services.batch_models import ActionOptions, SeriesOptions
from konnect_desktop.services.operations.base import Left, Operation, Payload, PlanBasis
from konnect_desktop.settings import Settings
from konnect_desktop.store.series import InvoiceSeries


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
    options: ActionOptions, ground: PlanBasis, kind: str, shipment: Shipment
) -> dict[str, object]:
    """The part of a payload that says where its number comes from."""
    series = chosen_series(options, ground.settings, kind, shipment)
    part: dict[str, object] = {
        "series": {
            "prefix": series.prefix,
            "first": series.first,
            "padding": series.padding,
            "year": ground.year,
        }
    }
    details = options.invoices.get(shipment.id)
    own = ids.tidy(details.number) if details else ""
    return {**part, "own_number": own} if own else part


def wants(
    operation: Operation,
    records: Iterable[tuple[str, Payload]],
    usual: Mapping[str, Any],
    year: str,
) -> list[NumberWant]:
    """What each record asks of the series in the financial year `year`.

    `usual`: options of batches of an older app.
    """
    found = []
    for shipment_id, payload in records:
        series = payload.get("series") or usual.get("series") or {}
        chosen = SeriesFormat(
            str(series.get("prefix", "")),
            int(series.get("first", 1)),
            int(series.get("padding", 0)),
        )
        chosen = in_year(chosen, year, str(series.get("year", "")))
        own = str(payload.get("own_number", ""))
        found.append(NumberWant(shipment_id, chosen, own, operation.number_kind))
    return found


def weed_numbers(payloads: Mapping[str, Payload], ground: PlanBasis) -> dict[str, Left]:
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
            left[shipment_id] = Left(Reason.NUMBER_TWICE, quoted(text))
        elif owners.get(text, shipment_id) != shipment_id:
            owner = owners[text]
            detail = (
                Msg(
                    "{number} is on order {order}",
                    {"number": text, "order": labels.get(owner, owner)},
                )
                if owner
                else Msg("{number} was refused by Fynd", {"number": text})
            )
            left[shipment_id] = Left(Reason.NUMBER_TAKEN, detail)
    return left


def year_note(
    template: SeriesFormat,
    number: str,
    year: str,
    given: InvoiceSeries,
    batch_id: BatchId | None = None,
) -> Left | None:
    """That the series names another financial year than `year`, or begins this one with `number`.

    `batch_id`: the batch that `number` was kept for.
    """
    if other := other_year(template.prefix, year):
        return Left(Reason.OLD_YEAR if other < year else Reason.YEAR_AHEAD, quoted(other))
    is_new = number.startswith(in_year(template, year).prefix)
    if is_new and given.begins_year(template, year, batch_id):
        return Left(Reason.NEW_YEAR, quoted(number))
    return None


def year_notes(
    payloads: Mapping[str, Payload],
    numbers: Mapping[str, str],
    ground: PlanBasis,
    batch_id: BatchId | None,
) -> list[tuple[str, Left]]:
    """The `year_note` of each order that takes its number from a series; a year begins once."""
    found: list[tuple[str, Left]] = []
    known: dict[str, Left | None] = {}
    for key, number in numbers.items():
        if payloads[key].get("own_number"):
            continue
        prefix = str(payloads[key].get("series", {}).get("prefix", ""))
        is_first = prefix not in known
        if is_first:
            template = SeriesFormat(prefix)
            known[prefix] = year_note(template, number, ground.year, ground.series, batch_id)
        note = known[prefix]
        if note is not None and (is_first or note.reason is not Reason.NEW_YEAR):
            found.append((key, note))
    return found


def numbered(records: Iterable[JournalRecord], numbers: Mapping[str, str]) -> list[JournalRecord]:
    """The records with the number that each is sent with in their payload."""
    return [
        replace(record, payload={**record.payload, "number": numbers[record.shipment_id]})
        for record in records
    ]
