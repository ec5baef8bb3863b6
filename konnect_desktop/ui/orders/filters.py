"""The filters of the list, each with all that is said of it: on its button, its choices, its chip.

What a filter means is its field of `OrderFilter`. One is complete when its record is here.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass

from konnect_desktop.domain.channels import channel_name
from konnect_desktop.domain.filters import CONDITIONS, DueFilter, OneOf, OrderFilter, Payment
from konnect_desktop.ui.kit import formatting
from konnect_desktop.ui.orders.filter_fields import DatesField, FilterField, ManyField, OneField


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter(ABC):
    """One filter. Raises ValueError where it cannot work."""

    #: Of `OrderFilter`; its chip is orders.filter.chip.<key>.
    key: str
    #: The chip's and, unless it says otherwise, the button's.
    title: str
    #: Its button is orders.filter.<button>; "" for one that is set elsewhere.
    button: str

    def __post_init__(self) -> None:
        if not self.title or any(not hasattr(OrderFilter(), field) for field in self.fields):
            raise ValueError(f"filter {self.key}: needs a title, and its field in OrderFilter")

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of the `OrderFilter` that it sets."""
        return (self.key,)

    @abstractmethod
    def words(self, wanted: OrderFilter) -> str:
        """What is set, in plain words for the chip; "" for nothing."""

    def make(self) -> FilterField | None:
        """Its button, None where it has none."""
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyValues(Filter):
    """Any number of the values that occur."""

    shown: Callable[[str], str] = str
    #: Its button is seen only where several values occur.
    is_for_several: bool = False

    def __post_init__(self) -> None:
        Filter.__post_init__(self)
        if not isinstance(CONDITIONS.get(self.key), OneOf):
            raise ValueError(f"filter {self.key}: its field of OrderFilter needs a OneOf")

    def words(self, wanted: OrderFilter) -> str:
        return ", ".join(map(self.shown, getattr(wanted, self.key)))

    def make(self) -> FilterField:
        return ManyField(self.button, self.title, self.key, self.shown)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few: the value, its line in the menu, and what its chip says."""

    value: object
    text: str
    chip: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OneChoice(Filter):
    """One of a few fixed values; the first means any."""

    choices: tuple[Choice, ...]

    def __post_init__(self) -> None:
        Filter.__post_init__(self)
        if self.choices[0].value != getattr(OrderFilter(), self.key):
            raise ValueError(f"filter {self.key}: its first choice must mean any")

    def words(self, wanted: OrderFilter) -> str:
        value = getattr(wanted, self.key)
        return next(choice.chip for choice in self.choices if choice.value == value)

    def make(self) -> FilterField:
        lines = [(choice.value, choice.text) for choice in self.choices]
        return OneField(self.button, self.title, self.key, lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Days(Filter):
    """From a day and until one, both included; `key` is the chip's alone."""

    button_title: str
    start: str
    end: str

    @property
    def fields(self) -> tuple[str, ...]:
        return self.start, self.end

    def words(self, wanted: OrderFilter) -> str:
        start, end = getattr(wanted, self.start), getattr(wanted, self.end)
        verb = self.button_title.lower()
        if start and end:
            span = formatting.day(start)
            return f"{verb} {span}" if start == end else f"{verb} {span} – {formatting.day(end)}"
        if start:
            return f"{verb} from {formatting.day(start)}"
        return f"{verb} until {formatting.day(end)}" if end else ""

    def make(self) -> FilterField:
        return DatesField(self.button, self.button_title, self.start, self.end, self.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetElsewhere(Filter):
    """One with a chip, but without a button of its own."""

    button: str = ""
    said: Callable[[OrderFilter], str]

    def words(self, wanted: OrderFilter) -> str:
        return self.said(wanted)


def _searched(wanted: OrderFilter) -> str:
    flat = " ".join(wanted.text.split())
    short = flat if len(flat) <= 40 else flat[:39] + "…"
    return f"“{short}”" if flat else ""


#: In the order of their buttons and chips.
FILTERS: tuple[Filter, ...] = (
    AnyValues(key="channels", title="Channel", button="channel", shown=channel_name),
    AnyValues(key="locations", title="Location", button="location", is_for_several=True),
    AnyValues(key="couriers", title="Courier", button="courier"),
    Days(
        key="ordered",
        title="Order dates",
        button="ordered",
        button_title="Ordered",
        start="ordered_from",
        end="ordered_to",
    ),
    OneChoice(
        key="due",
        title="Deadline",
        button="due",
        choices=(
            Choice(DueFilter.ANY, "Any deadline", ""),
            Choice(DueFilter.LATE, "Late", "late"),
            Choice(DueFilter.SOON, "Late or within the hour", "late or within the hour"),
            Choice(DueFilter.HOUR, "Within the hour", "within the hour"),
            Choice(DueFilter.TODAY, "Due today", "due today"),
        ),
    ),
    OneChoice(
        key="payment",
        title="Payment",
        button="payment",
        choices=(
            Choice(Payment.ANY, "Any payment", ""),
            Choice(Payment.COD, "COD", "COD"),
            Choice(Payment.PREPAID, "Prepaid", "Prepaid"),
        ),
    ),
    OneChoice(
        key="self_ship",
        title="Self-ship",
        button="self_ship",
        choices=(
            Choice(None, "Any shipping", ""),
            Choice(True, "Self-ship", "self-ship"),
            Choice(False, "Channel's courier", "channel's courier"),
        ),
    ),
    OneChoice(
        key="multi_item",
        title="Items",
        button="items",
        choices=(
            Choice(None, "Any items", ""),
            Choice(False, "Single item", "single item"),
            Choice(True, "Several items", "several items"),
        ),
    ),
    OneChoice(
        key="label_printed",
        title="Printed",
        button="printed",
        choices=(
            Choice(None, "Printed or not", ""),
            Choice(True, "Label printed", "label printed"),
            Choice(False, "Label not printed", "label not printed"),
        ),
    ),
    SetElsewhere(
        key="only_ids",
        title="Only these",
        said=lambda wanted: f"only these {len(wanted.only_ids)}" if wanted.only_ids else "",
    ),
    SetElsewhere(key="text", title="Search", said=_searched),
)
#: The tab, which is chosen and shown above the filters.
_NO_FILTER = frozenset({"lane"})
_filtered = {field for one in FILTERS for field in one.fields}
if _left := OrderFilter.names() - _filtered - _NO_FILTER:
    raise ValueError(f"no filter says what is set in {sorted(_left)}")


def filter_parts(wanted: OrderFilter) -> list[tuple[Filter, str]]:
    """Every set condition with its plain words: the chips and the sentence."""
    parts = [(one, one.words(wanted)) for one in FILTERS]
    return [(one, text) for one, text in parts if text]
