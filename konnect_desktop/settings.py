"""The settings of one profile: a JSON file without secrets."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol, Self

from konnect_desktop import files, private
from konnect_desktop import settings_values as values
from konnect_desktop.domain import codec
from konnect_desktop.domain.dates import financial_year
from konnect_desktop.domain.journal import SeriesFormat
from konnect_desktop.domain.network import ProxyMode
from konnect_desktop.domain.packaging import PackagePreset
from konnect_desktop.domain.series import SeriesBook, SeriesRule
from konnect_desktop.errors import StoreError

VERSION = 1
#: How long a late look at a file that was held at the start may take: somebody waits for it.
_LATE_S = 0.2
COMPANY = "company"
LOCATION = "location"
#: What the system's safe holds under the name of the profile: the Token in use, one that is not
#: to be used any more, or nothing.
TOKEN_USED, TOKEN_LEFT, TOKEN_GONE = "used", "left", "gone"


@dataclass(frozen=True, slots=True)
class Lost:
    """What of a settings file could not be read."""

    #: The settings that are at their defaults again; none stands for all of them.
    names: tuple[str, ...]
    #: Where the unreadable file lies, None when there is none.
    kept: Path | None
    #: Whether the series of invoice numbers are lost as well: the data file had none.
    with_series: bool = True
    #: The file is there and could not be read: it is not saved over.
    is_unread: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """What the seller chose and what the app learned about the server.

    Unknown keys of a file are kept in `extra`, so that an older app loses nothing.
    """

    base_url: str = ""
    username: str = ""
    level: str = LOCATION
    location_codes: tuple[str, ...] = ()
    #: `TOKEN_USED` or another of the three; with one of the others the safe is not asked.
    token_in_safe: str = TOKEN_USED
    is_practice: bool = False
    #: First page and page size as the server counts them; None until probed
    #: (docs/konnect-api.md 9).
    page_base: int | None = None
    page_size: int = 100
    #: Most rows that ever came on one page: a page with fewer is surely the last.
    largest_page: int = 0
    #: "iso", "iso_date" or "dmy": how order dates are written in a filter (section 8).
    date_format: str = "iso"
    #: Whether an order was ever found by a date written so; probed by the first check.
    date_format_known: bool = False
    max_in_flight: int = 2
    requests_per_second: float = 2.0
    auto_sync: bool = True
    #: Minutes between looks for new orders; 0 means by the number of orders a day.
    sync_minutes: int = 0
    undo_seconds: int = 10
    #: An order without a courier stands in Fix these after so many hours; 0 for never.
    courier_limit_hours: int = 6
    #: A parcel in transit counts as stuck after so many days without a scan.
    stuck_days: int = 3
    #: Labels and invoices are deleted so many days after their last use, once the order is done.
    paper_days: int = 180
    #: A ProxyMode; host, port and user count with "own" alone, and the password is in the safe.
    proxy_mode: str = ProxyMode.SYSTEM.value
    proxy_host: str = ""
    proxy_port: int = 8080
    proxy_user: str = ""
    #: A file with certificates that are believed beside those of the system.
    authority_file: str = ""
    #: The data of finished orders leaves so many days after their last change.
    order_days: int = 180
    theme: str = "system"
    compact_rows: bool = False
    invoice_prefix: str = "INV-"
    invoice_next: int = 1
    invoice_padding: int = 5
    #: Series of their own for a location, a channel or both; the three above serve the rest.
    invoice_series: tuple[SeriesRule, ...] = ()
    credit_note_prefix: str = "CN-"
    credit_note_next: int = 1
    credit_note_padding: int = 5
    #: The financial year that the first numbers of series with {FY} count in; "" for any.
    series_year: str = ""
    #: Boxes by SKU, filled into the invoice by themselves.
    package_presets: tuple[PackagePreset, ...] = ()
    label_printer: str = ""
    invoice_printer: str = ""
    #: Headings of an imported table (their signature) -> field -> column from 0.
    import_columns: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    #: What asks for a PIN once there are people at the desk (domain/people.py).
    pin_for: tuple[str, ...] = ("cancel", "hand_over", "settings")
    #: The seller's name on our own papers; "" prints none.
    paper_name: str = ""
    #: The kind of place in which the seller keeps the data folder in spite of our warning.
    data_folder_kept: str = ""
    #: Layouts, printers and crop rules; read and written by services.print_memory alone.
    printing: Mapping[str, Any] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def locations(self) -> tuple[str, ...]:
        """What to ask for in turn: the codes at company level, one unnamed location else."""
        if self.level == COMPANY:
            return self.location_codes
        return ("",)

    @property
    def book(self) -> SeriesBook:
        """Where invoice and credit note numbers come from."""
        return SeriesBook(
            SeriesFormat(self.invoice_prefix, self.invoice_next, self.invoice_padding),
            SeriesFormat(self.credit_note_prefix, self.credit_note_next, self.credit_note_padding),
            self.invoice_series,
            self.series_year,
        )

    def with_book(self, book: SeriesBook) -> Self:
        """The same settings with these series."""
        return replace(
            self,
            invoice_prefix=book.sale.prefix,
            invoice_next=book.sale.first,
            invoice_padding=book.sale.padding,
            credit_note_prefix=book.credit.prefix,
            credit_note_next=book.credit.first,
            credit_note_padding=book.credit.padding,
            invoice_series=book.rules,
            series_year=book.year,
        )

    @property
    def has_account(self) -> bool:
        """Whether an address and a username were ever saved."""
        return bool(self.base_url and self.username)

    @property
    def account(self) -> str:
        """Whose orders these are: username and address; "" before the first sign-in."""
        return f"{self.username} {self.base_url}" if self.has_account else ""

    @classmethod
    def peek(cls, path: Path) -> Self:
        """As `load`, with the file left as it is whatever stands in it."""
        try:
            data = _parsed(path)
        except OSError:
            data = None
        return cls.from_dict(data) if isinstance(data, dict) else cls()

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read `path`; a missing or unreadable file gives the defaults. See `read`."""
        return cls.read(path)[0]

    @classmethod
    def read(cls, path: Path, patience_s: float | None = None) -> tuple[Self, Lost | None]:
        """The settings of a file, and what of it was lost.

        One that a scanner or backup holds is waited for, `patience_s` seconds or about 2.

        A file that is no JSON is put aside as `.bad`. A value that does not fit is left at its
        default, and the file is copied there. A file that cannot be read, or not be put aside,
        stays as it is. Settings never keep the app from starting. Text of any Unicode encoding
        is taken, with or without the mark that Notepad writes.
        """
        try:
            data = _parsed(path, patience_s)
        except (FileNotFoundError, NotADirectoryError):
            return cls(), None
        except OSError:
            return cls(), Lost((), None, is_unread=True)
        if not isinstance(data, dict):
            kept = _set_aside(path, files.replace)
            return cls(), Lost((), kept, is_unread=kept is None)
        settings, dropped = cls._fitted(data)
        if not dropped:
            return settings, None
        kept = _set_aside(path, shutil.copyfile)
        return settings, Lost(dropped, kept, is_unread=kept is None)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Take over every known key whose value fits; keep the unknown ones."""
        return cls._fitted(data)[0]

    @classmethod
    def _fitted(cls, data: Mapping[str, Any]) -> tuple[Self, tuple[str, ...]]:
        """The settings, and the names of those that do not fit, be it in part."""
        known = [f.name for f in fields(cls) if f.name != "extra"]
        fitting: dict[str, Any] = {}
        dropped = []
        for name in (name for name in known if data.get(name) is not None):
            value = data[name]
            fitted = _READERS.get(name, values.same_type(getattr(_DEFAULTS, name)))(value)
            if fitted is not None:
                fitting[name] = fitted
            is_part = isinstance(value, list | dict) and fitted is not None
            if fitted is None or (is_part and len(fitted) < len(value)):
                dropped.append(name)
        if "order_days" not in fitting and "paper_days" in fitting:
            # Who chose to keep papers for longer keeps their orders: papers leave with them.
            fitting["order_days"] = max(_DEFAULTS.order_days, fitting["paper_days"])
        fitting["extra"] = {key: data[key] for key in data.keys() - {*known, "version"}}
        return cls(**fitting), tuple(dropped)

    def to_dict(self) -> dict[str, Any]:
        """Everything as JSON can hold it."""
        data: dict[str, Any] = {"version": VERSION, **self.extra}
        for f in fields(self):
            if f.name != "extra":
                value = getattr(self, f.name)
                data[f.name] = list(value) if isinstance(value, tuple) else value
        data["invoice_series"] = [values.rule_to_dict(rule) for rule in self.invoice_series]
        data["package_presets"] = codec.plain(self.package_presets)
        return data

    def save(self, path: Path) -> None:
        """Write to `path` at once or not at all. Raises StoreError when that is impossible."""
        text = json.dumps(self.to_dict(), indent=2, ensure_ascii=False)
        try:
            private.make_folder(path.parent)
            files.write_whole(path, text.encode("utf-8", "replace"))
        except OSError as error:
            lost = "the settings could not be saved, and the change is lost when the app closes"
            raise files.trouble(path.parent, error, lost) from error

    def changed(self, **values: Any) -> Self:
        """The same settings with some values replaced."""
        return replace(self, **values)


def _parsed(path: Path, patience_s: float | None = None) -> Any:
    """What stands in a JSON file, None when it is none. Raises OSError when it cannot be read."""
    if path.is_dir():
        return None
    try:
        return json.loads(files.read(path, patience_s))
    except (ValueError, RecursionError):
        return None


def _set_aside(path: Path, move: Callable[[Path, Path], object]) -> Path | None:
    """Move or copy a file that cannot be read under a free name; None when that fails."""
    number = 1
    while (target := path.with_name(f"{path.name}.bad{'' if number == 1 else number}")).exists():
        number += 1
    try:
        move(path, target)
    except OSError:
        return None
    return target


_DEFAULTS = Settings()
_READERS: dict[str, Callable[[Any], Any]] = {
    "location_codes": values.codes,
    "pin_for": values.codes,
    "invoice_series": values.rules,
    "package_presets": values.presets,
    "import_columns": values.column_choices,
    "page_base": lambda value: value if value in (0, 1) else None,
    "page_size": lambda value: value if isinstance(value, int) and 1 <= value <= 1000 else None,
    "max_in_flight": lambda value: value if isinstance(value, int) and 1 <= value <= 8 else None,
    "token_in_safe": values.one_of(TOKEN_USED, TOKEN_LEFT, TOKEN_GONE),
    "level": values.one_of(COMPANY, LOCATION),
    "proxy_mode": values.one_of(*(mode.value for mode in ProxyMode)),
    "proxy_port": lambda value: value if type(value) is int and 1 <= value <= 65535 else None,
    "theme": values.one_of("system", "light", "dark"),
    "printing": lambda value: value if isinstance(value, dict) else None,
    "date_format": values.one_of("iso", "iso_date", "dmy"),
}


#: The settings that the data file keeps, too.
_IN_BOOK = frozenset(
    name
    for name in _DEFAULTS.to_dict()
    if name.startswith(("invoice_", "credit_note_", "series_")) and name != "invoice_printer"
)


class SeriesKeeper(Protocol):
    """Keeps the series where the numbers are: in the data file."""

    def load(self) -> SeriesBook | None:
        """The series that are kept, None before the first time. Raises StoreError."""

    def save(self, book: SeriesBook) -> None:
        """Keep these instead. Raises StoreError."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


class SettingsFile:
    """The settings in use and the file that they are kept in; safe from several threads.

    The series of invoice numbers are kept in the data file as well, once `keep_series` was
    called; what the data file says of them counts.
    """

    def __init__(
        self,
        path: Path,
        current: Settings | None = None,
        *,
        lost: Lost | None = None,
        clock: Callable[[], datetime] = _utc_now,
    ) -> None:
        import threading

        self._path = path
        self._clock = clock
        self._lock = threading.Lock()
        self._keeper: SeriesKeeper | None = None
        self._is_closed = False
        self._was_there = current is not None or path.exists()
        #: What could not be read at the start, None when all was; `lost` goes with `current`.
        self.lost = lost
        if current is None:
            current, self.lost = Settings.read(path)
        self._current = current
        self._is_unread = self.lost is not None and self.lost.is_unread

    @property
    def current(self) -> Settings:
        """The settings as they are now."""
        now, year = self._current, self.year
        if not now.series_year or now.series_year >= year:
            return now
        return now.with_book(now.book.in_year(year))

    @property
    def year(self) -> str:
        """The financial year of now, such as 26-27."""
        return financial_year(self._clock())

    @property
    def path(self) -> Path:
        """The file that they are kept in."""
        return self._path

    def keep_series(self, keeper: SeriesKeeper) -> None:
        """Read the series from the data file; the first time they go there from this file.

        Raises StoreError when they can be neither read nor kept.
        """
        with self._lock:
            self._meet(keeper)
            self._keeper = keeper

    def _meet(self, keeper: SeriesKeeper) -> None:
        kept = keeper.load()
        if kept is not None:
            self._forgive_series()
            self._current = self._current.with_book(kept)
        elif self._was_there and not self._is_unread:
            year = self._current.series_year or self.year
            self._current = self._current.changed(series_year=year)
            keeper.save(self._current.book)

    def _forgive_series(self) -> None:
        """Series that could not be read here are not lost; a file that is gone is."""
        if not self._was_there:
            self.lost = Lost((), None)
        if self.lost is not None:
            left = tuple(name for name in self.lost.names if name not in _IN_BOOK)
            is_rest = bool(left) or not self.lost.names
            self.lost = replace(self.lost, names=left, with_series=False) if is_rest else None

    def close(self, patience_s: float = -1) -> bool:
        """Write nothing any more: the folder may be somebody else's from now on.

        False when a thread is still at it after `patience_s` seconds; -1 waits for its end.
        """
        self._is_closed = True
        if not self._lock.acquire(timeout=patience_s):
            return False
        self._lock.release()
        return True

    def change(self, **values: Any) -> Settings:
        """Replace some values and save. In use at once, even when saving raises StoreError."""
        return self.revise(lambda _before: values)

    def revise(self, revision: Callable[[Settings], Mapping[str, Any]]) -> Settings:
        """Change values that depend on those before, with nobody in between; else as `change`."""
        with self._lock:
            may_save = self._read_late()
            before = self.current
            after = before.changed(**revision(before))
            if after.book != before.book:
                # A first number that was typed counts in the year that it was typed in.
                after = after.changed(series_year=self.year)
            self._current = after
            if self._is_closed:
                raise StoreError("The account is closed, so the change was not saved.")
            if self._keeper is not None and after.book != before.book:
                self._keeper.save(after.book)
            if not may_save:
                raise StoreError(
                    f"The settings file {self._path} could not be read, so it was not saved over.",
                    next_step="Close programs that copy or scan it, or allow this user to read it; "
                    "then start the app again.",
                    detail=self._path.name,
                )
            after.save(self._path)
            return after

    def _read_late(self) -> bool:
        """Whether the file may be saved over: it was read, be it only now."""
        if not self._is_unread:
            return True
        found, lost = Settings.read(self._path, _LATE_S)
        if lost is not None and lost.is_unread:
            return False
        self._current, self.lost, self._is_unread = found, lost, False
        if self._keeper is not None:
            self._meet(self._keeper)
        return True
