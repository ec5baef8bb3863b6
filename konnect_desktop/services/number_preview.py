"""The numbers that orders would get, shown before anything is planned. Takes none of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from konnect_desktop.domain.channels import channel_name
from konnect_desktop.domain.journal import SeriesFormat
from konnect_desktop.domain.reasons import why
from konnect_desktop.domain.requests import SALE
from konnect_desktop.domain.say import in_words
from konnect_desktop.domain.series import NumberWant, in_year, number_warning
from konnect_desktop.domain.shipments import Shipment
from konnect_desktop.services.batch_models import ActionOptions, SeriesOptions
from konnect_desktop.services.operations.numbering import chosen_series, year_note
from konnect_desktop.settings import SettingsFile
from konnect_desktop.store.series import InvoiceSeries
from konnect_desktop.store.shipments import ShipmentStore


@dataclass(frozen=True, slots=True)
class SeriesPreview:
    """What one series gives: `count` new numbers from `first` to `last`."""

    series: SeriesFormat
    count: int
    first: str
    last: str
    #: Whose orders these are, for a series that is not everybody's: "DEMO-BLR-01 · Amazon".
    places: tuple[str, ...] = ()
    #: What the e-invoice portal would refuse, "" when nothing.
    warning: str = ""
    #: That a financial year begins with these numbers, or that the prefix names another one.
    note: str = ""


@dataclass(frozen=True, slots=True)
class NumberPreview:
    """The series that take part, the one with most orders first."""

    series: tuple[SeriesPreview, ...] = ()
    #: Orders that got their number in an earlier try and keep it.
    kept: int = 0


class NumberPreviews:
    """Looks at orders, settings and the numbers given so far. Call from worker threads."""

    def __init__(self, store: ShipmentStore, series: InvoiceSeries, settings: SettingsFile) -> None:
        self._store = store
        self._series = series
        self._settings = settings

    def preview(
        self, ids: Sequence[str], kind: str = SALE, asked: SeriesOptions | None = None
    ) -> NumberPreview:
        """The numbers for these orders; `asked` None: by the settings, as planning does."""
        shipments = self._store.shipments(ids)
        options, now = ActionOptions(series=asked), self._settings.current
        year = self._settings.year
        known = [shipments[one] for one in ids if one in shipments]
        chosen = [chosen_series(options, now, kind, one) for one in known]
        wants = [
            NumberWant(one.id, in_year(series, year), kind=kind)
            for one, series in zip(known, chosen, strict=True)
        ]
        held = self._series.numbers([one.id for one in known], kind)
        numbers = self._series.preview_each(wants)
        groups: dict[SeriesFormat, list[Shipment]] = {}
        for series, shipment in zip(chosen, known, strict=True):
            if shipment.id not in held:
                groups.setdefault(series, []).append(shipment)
        made = [self._previewed(series, found, numbers) for series, found in groups.items()]
        return NumberPreview(tuple(sorted(made, key=lambda one: -one.count)), len(held))

    def _previewed(
        self, series: SeriesFormat, shipments: Sequence[Shipment], numbers: dict[str, str]
    ) -> SeriesPreview:
        texts = [numbers[shipment.id] for shipment in shipments]
        places = dict.fromkeys(
            " · ".join(part for part in (one.location_code, channel_name(one.channel)) if part)
            for one in shipments
        )
        warning = next((in_words(one) for one in map(number_warning, reversed(texts)) if one), "")
        left = year_note(series, texts[0], self._settings.year, self._series)
        note = in_words(why(left.reason, in_words(left.detail))) if left else ""
        return SeriesPreview(series, len(texts), texts[0], texts[-1], tuple(places), warning, note)
