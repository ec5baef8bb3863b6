"""Invoice numbers: which series an order belongs to, and what tax practice likes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from konnect_desktop.domain.journal import SeriesFormat
from konnect_desktop.domain.requests import SALE
from konnect_desktop.domain.say import NOTHING, Msg

#: GST practice: at most so many characters (docs/konnect-api.md 10.5).
LONGEST = 16
_LIKED = re.compile(r"[A-Za-z0-9/-]*")
#: Stands in a prefix for the financial year, such as 26-27.
YEAR = "{FY}"
#: 26-27, 2026-27, 2026-2027, 2627, 26/27: a year and the one that follows it.
_NAMED_YEAR = re.compile(r"(?<!\d)(?:20)?(\d\d)[-/_.]?(?:20)?(\d\d)(?!\d)", re.ASCII)
#: FY26 or 2026 alone: the year that begins or the one that ends then.
_LONE_YEAR = re.compile(
    r"(?:FY[-/ ]?(?:20)?|(?<!\d)20)(\d\d)(?![-/_.]?\d)", re.ASCII | re.IGNORECASE
)
#: GST invoices exist since 2017; two digits below that are no year.
_FIRST_YEAR = 17


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


@dataclass(frozen=True, slots=True)
class SeriesBook:
    """Where all numbers come from: the usual series, and those of locations and channels."""

    sale: SeriesFormat = field(default_factory=SeriesFormat)
    credit: SeriesFormat = field(default_factory=SeriesFormat)
    rules: tuple[SeriesRule, ...] = ()
    #: The financial year that the first numbers of series with {FY} count in; "" for any.
    year: str = ""

    def in_year(self, year: str) -> SeriesBook:
        """The same in another financial year: series with {FY} begin at 1 again."""

        def rolled(series: SeriesFormat) -> SeriesFormat:
            return replace(series, first=1) if has_year(series.prefix) else series

        rules = tuple(replace(rule, series=rolled(rule.series)) for rule in self.rules)
        return SeriesBook(rolled(self.sale), rolled(self.credit), rules, year)


def has_year(prefix: str) -> bool:
    """Whether a prefix carries the financial year by itself."""
    return YEAR in prefix.upper()


def in_year(series: SeriesFormat, year: str, set_in: str = "") -> SeriesFormat:
    """The series as it counts in a financial year ("26-27"), with the year in its prefix.

    `set_in`: the year that its first number was chosen for; in another it begins at 1.
    """
    if not has_year(series.prefix):
        return series
    prefix = re.sub(re.escape(YEAR), year, series.prefix, flags=re.IGNORECASE)
    return replace(series, prefix=prefix, first=series.first if set_in in ("", year) else 1)


def years_in(prefix: str) -> Iterator[str]:
    """The financial years that a prefix names, each as 26-27, oldest first."""
    found = {(int(one), int(next_)) for one, next_ in _NAMED_YEAR.findall(prefix)}
    years = {one for one, following in found if following == (one + 1) % 100}
    if not years:
        years = {year for lone in map(int, _LONE_YEAR.findall(prefix)) for year in (lone - 1, lone)}
    for year in sorted(years):
        if year >= _FIRST_YEAR:
            yield f"{year:02d}-{(year + 1) % 100:02d}"


def other_year(prefix: str, year: str) -> str:
    """The financial year that a prefix names, where it is not `year`; "" else.

    `year` is the one of now, such as 26-27.
    """
    named = list(years_in(prefix))
    return "" if not named or year in named else named[-1]


def year_before(year: str) -> str:
    """26-27 -> 25-26."""
    start = int(year[:2])
    return f"{(start - 1) % 100:02d}-{start:02d}"


def series_for(
    rules: Iterable[SeriesRule], location: str, channel: str, otherwise: SeriesFormat
) -> SeriesFormat:
    """The series of the rule that fits most closely; of equals the first."""
    fitting = [rule for rule in rules if rule.fits(location, channel)]
    return max(fitting, key=lambda rule: rule.rank).series if fitting else otherwise


def number_warning(number: str) -> Msg:
    """What the e-invoice portal would refuse in an invoice number; nothing if nothing."""
    if len(number) > LONGEST:
        return Msg(
            "{number} has {count} characters; GST invoices take at most {most}.",
            {"number": number, "count": len(number), "most": LONGEST},
        )
    if not _LIKED.fullmatch(number):
        return Msg(
            "{number} has other characters than letters, digits, - and /.", {"number": number}
        )
    if number[:1] in ("0", "/", "-"):
        return Msg(
            "{number} begins with {first}; the e-invoice portal refuses that.",
            {"number": number, "first": number[0]},
        )
    return NOTHING
