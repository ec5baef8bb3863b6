"""Every setting of a profile, each with all that is known of it.

One on the card `Sending` or `Look` needs nothing but its record here: the file, the card and the
support file are made from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from typing import Any

from konnect_desktop import settings_values as values
from konnect_desktop.domain.network import ProxyMode
from konnect_desktop.domain.packaging import PackagePreset
from konnect_desktop.domain.series import SeriesRule

COMPANY = "company"
LOCATION = "location"
#: What the system's safe holds under the name of the profile: the Token in use, one that is not
#: to be used any more, or nothing.
TOKEN_USED, TOKEN_LEFT, TOKEN_GONE = "used", "left", "gone"


@dataclass(frozen=True, slots=True)
class Switch:
    """A tick box; its title says what ticking it does."""

    def takes(self, value: object) -> bool:
        """Whether the seller can choose this."""
        return isinstance(value, bool)


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number between bounds, both included; with one decimal where they are no whole ones."""

    low: float
    high: float
    #: Behind the number, with the space before it.
    unit: str = ""
    #: What the lowest is called, when that says more.
    lowest: str = ""

    def takes(self, value: object) -> bool:
        """Whether the seller can choose this."""
        return isinstance(value, int | float) and self.low <= value <= self.high


class Choices:
    """One of a few values, each with its text."""

    def __init__(self, *choices: tuple[str, object]) -> None:
        self.choices = choices

    def takes(self, value: object) -> bool:
        """Whether the seller can choose this."""
        return any(value == one for _text, one in self.choices)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """How a card of the Settings room shows a setting."""

    #: A name of `ui/settings/names.py`.
    card: str
    title: str
    kind: Switch | Number | Choices
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known of one setting beside its type and its default."""

    name: str
    default: Any
    #: Its value says nothing about the seller or a buyer, so it may stand in a support file.
    in_support: bool
    #: Gives what a settings file says, None for what does not fit.
    read: values.Reader
    #: None where a card of its own or nobody asks for it.
    shown: Shown | None


def kept(
    *, in_support: bool, read: values.Reader | None = None, shown: Shown | None = None
) -> dict[str, Any]:
    """The record of a field; see `Setting`. Without `read` any value of its type fits."""
    return {"in_support": in_support, "read": read, "shown": shown}


@dataclass(frozen=True, slots=True)
class SettingFields:
    """What the seller chose and what the app learned about the server.

    Unknown keys of a file are kept in `extra`, so that an older app loses nothing.
    """

    base_url: str = field(default="", metadata=kept(in_support=False))
    username: str = field(default="", metadata=kept(in_support=False))
    level: str = field(
        default=LOCATION, metadata=kept(in_support=True, read=values.one_of(COMPANY, LOCATION))
    )
    location_codes: tuple[str, ...] = field(
        default=(), metadata=kept(in_support=False, read=values.codes)
    )
    #: `TOKEN_USED` or another of the three; with one of the others the safe is not asked.
    token_in_safe: str = field(
        default=TOKEN_USED,
        metadata=kept(in_support=False, read=values.one_of(TOKEN_USED, TOKEN_LEFT, TOKEN_GONE)),
    )
    is_practice: bool = field(default=False, metadata=kept(in_support=False))
    #: First page and page size as the server counts them; None until probed
    #: (docs/konnect-api.md 9).
    page_base: int | None = field(
        default=None, metadata=kept(in_support=True, read=values.within(0, 1))
    )
    page_size: int = field(default=100, metadata=kept(in_support=True, read=values.within(1, 1000)))
    #: Most rows that ever came on one page: a page with fewer is surely the last.
    largest_page: int = field(default=0, metadata=kept(in_support=True))
    #: "iso", "iso_date" or "dmy": how order dates are written in a filter (section 8).
    date_format: str = field(
        default="iso", metadata=kept(in_support=True, read=values.one_of("iso", "iso_date", "dmy"))
    )
    #: Whether an order was ever found by a date written so; probed by the first check.
    date_format_known: bool = field(default=False, metadata=kept(in_support=True))
    undo_seconds: int = field(
        default=10,
        metadata=kept(
            in_support=True,
            shown=Shown(
                card="sending",
                title="Time to undo",
                hint="How long a batch waits before it is sent. 10 s unless you change it.",
                kind=Number(low=0, high=120, unit=" s", lowest="Send at once"),
            ),
        ),
    )
    max_in_flight: int = field(default=2, metadata=kept(in_support=True, read=values.within(1, 8)))
    requests_per_second: float = field(
        default=2.0,
        metadata=kept(
            in_support=True,
            shown=Shown(
                card="sending",
                title="Requests to Konnect",
                hint="Konnect slows down accounts that ask too often. "
                "2 a second unless you change it.",
                kind=Number(low=0.5, high=10.0, unit=" a second"),
            ),
        ),
    )
    auto_sync: bool = field(default=True, metadata=kept(in_support=True))
    #: Minutes between looks for new orders; 0 means by the number of orders a day.
    sync_minutes: int = field(default=0, metadata=kept(in_support=True))
    #: An order without a courier stands in Fix these after so many hours; 0 for never.
    courier_limit_hours: int = field(
        default=6,
        metadata=kept(
            in_support=True,
            shown=Shown(
                card="sending",
                title="Longest wait for a courier",
                hint="An order without a courier for so long stands in Fix these. "
                "6 h unless you change it.",
                kind=Number(low=0, high=72, unit=" h", lowest="Never"),
            ),
        ),
    )
    #: A parcel in transit counts as stuck after so many days without a scan.
    stuck_days: int = field(
        default=3,
        metadata=kept(
            in_support=True,
            shown=Shown(
                card="sending",
                title="Days without movement",
                hint="A parcel without a scan for so long stands under No movement in Tracking.",
                kind=Number(low=1, high=30, unit=" days"),
            ),
        ),
    )
    #: Labels and invoices are deleted so many days after their last use, once the order is done.
    paper_days: int = field(default=180, metadata=kept(in_support=True))
    #: A ProxyMode; host, port and user count with "own" alone, and the password is in the safe.
    proxy_mode: str = field(
        default=ProxyMode.SYSTEM.value,
        metadata=kept(in_support=True, read=values.one_of(*(mode.value for mode in ProxyMode))),
    )
    proxy_host: str = field(default="", metadata=kept(in_support=False))
    proxy_port: int = field(
        default=8080, metadata=kept(in_support=False, read=values.within(1, 65535))
    )
    proxy_user: str = field(default="", metadata=kept(in_support=False))
    #: A file with certificates that are believed beside those of the system.
    authority_file: str = field(default="", metadata=kept(in_support=False))
    #: The data of finished orders leaves so many days after their last change.
    order_days: int = field(default=180, metadata=kept(in_support=False))
    theme: str = field(
        default="system",
        metadata=kept(
            in_support=True,
            read=values.one_of("system", "light", "dark"),
            shown=Shown(
                card="look",
                title="Colours",
                kind=Choices(("Like the system", "system"), ("Light", "light"), ("Dark", "dark")),
            ),
        ),
    )
    compact_rows: bool = field(
        default=False,
        metadata=kept(
            in_support=True,
            shown=Shown(
                card="look",
                title="Compact rows: more orders on the screen",
                kind=Switch(),
            ),
        ),
    )
    invoice_prefix: str = field(default="INV-", metadata=kept(in_support=False))
    invoice_next: int = field(default=1, metadata=kept(in_support=False))
    invoice_padding: int = field(default=5, metadata=kept(in_support=False))
    #: Series of their own for a location, a channel or both; the three above serve the rest.
    invoice_series: tuple[SeriesRule, ...] = field(
        default=(), metadata=kept(in_support=False, read=values.rules)
    )
    credit_note_prefix: str = field(default="CN-", metadata=kept(in_support=False))
    credit_note_next: int = field(default=1, metadata=kept(in_support=False))
    credit_note_padding: int = field(default=5, metadata=kept(in_support=False))
    #: The financial year that the first numbers of series with {FY} count in; "" for any.
    series_year: str = field(default="", metadata=kept(in_support=False))
    #: Boxes by SKU, filled into the invoice by themselves.
    package_presets: tuple[PackagePreset, ...] = field(
        default=(), metadata=kept(in_support=False, read=values.presets)
    )
    label_printer: str = field(default="", metadata=kept(in_support=False))
    invoice_printer: str = field(default="", metadata=kept(in_support=False))
    #: Headings of an imported table (their signature) -> field -> column from 0.
    import_columns: Mapping[str, Mapping[str, int]] = field(
        default_factory=dict, metadata=kept(in_support=False, read=values.column_choices)
    )
    #: What asks for a PIN once there are people at the desk (domain/people.py).
    pin_for: tuple[str, ...] = field(
        default=("cancel", "hand_over", "settings"),
        metadata=kept(in_support=False, read=values.codes),
    )
    #: The seller's name on our own papers; "" prints none.
    paper_name: str = field(default="", metadata=kept(in_support=False))
    #: The kind of place in which the seller keeps the data folder in spite of our warning.
    data_folder_kept: str = field(default="", metadata=kept(in_support=False))
    #: Layouts, printers and crop rules; read and written by services.print_memory alone.
    printing: Mapping[str, Any] = field(
        default_factory=dict, metadata=kept(in_support=False, read=values.mapping)
    )
    extra: Mapping[str, Any] = field(default_factory=dict)


def _setting(one: Any) -> Setting:
    """Raises ValueError for a field whose record is missing or cannot work."""
    if not one.metadata:
        raise ValueError(f"setting {one.name}: say with kept(…) what is known of it")
    default = one.default_factory() if one.default is MISSING else one.default
    read, shown = one.metadata["read"] or values.same_type(default), one.metadata["shown"]
    if shown is not None and not (shown.card and shown.title and shown.kind.takes(default)):
        raise ValueError(f"setting {one.name}: needs a card, a title, and bounds with its default")
    return Setting(one.name, default, one.metadata["in_support"], read, shown)


#: Every setting by its name, in the order of the file and of the cards.
SETTINGS: dict[str, Setting] = {
    one.name: _setting(one) for one in fields(SettingFields) if one.name != "extra"
}
