"""Invoice numbers: which series an order belongs to, and what tax practice likes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from konnect_desktop.domain.journal import SeriesFormat
from konnect_desktop.domain.requests import SALE

#: GST practice: at most so many characters (konnect-api.md 10.5).
LONGEST = 16
_LIKED = re.compile(r"[A-Za-z0-9/-]*")


@dataclass(frozen=True, slots=True)
class SeriesRule:
    """The series of one location and channel; "" stands for any."""

    location: str = ""
    channel: str = ""
    series: SeriesFormat = field(default_factory=SeriesFormat)

    def fits(self, location: str, channel: str) -> bool:
        """Whether an order from there belongs to it."""
        return self.location in ("", location) and self.channel in ("", channel)

    @property
    def rank(self) -> int:
        """How closely it fits: a location outweighs a channel, as GST numbers go by place."""
        return 2 * bool(self.location) + bool(self.channel)


@dataclass(frozen=True, slots=True)
class NumberWant:
    """A shipment that needs a number: its own (typed by the seller), else the next of `series`."""

    shipment_id: str
    series: SeriesFormat = field(default_factory=SeriesFormat)
    own: str = ""
    #: "sale" or "return" (a credit note).
    kind: str = SALE


def series_for(
    rules: Iterable[SeriesRule], location: str, channel: str, otherwise: SeriesFormat
) -> SeriesFormat:
    """The series of the rule that fits most closely; of equals the first."""
    fitting = [rule for rule in rules if rule.fits(location, channel)]
    return max(fitting, key=lambda rule: rule.rank).series if fitting else otherwise


def number_warning(number: str) -> str:
    """What GST practice would object to in an invoice number, one sentence; "" when nothing."""
    if len(number) > LONGEST:
        return f"{number} has {len(number)} characters; GST invoices take at most {LONGEST}."
    if not _LIKED.fullmatch(number):
        return f"{number} has other characters than letters, digits, - and /."
    return ""
