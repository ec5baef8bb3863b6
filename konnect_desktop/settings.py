"""The settings of one profile: a JSON file without secrets."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Self

from konnect_desktop.domain.journal import SeriesFormat
from konnect_desktop.domain.packaging import PackagePreset, preset_from_dict, preset_to_dict
from konnect_desktop.domain.series import SeriesRule
from konnect_desktop.errors import StoreError
from konnect_desktop.paths import make_private

VERSION = 1
COMPANY = "company"
LOCATION = "location"


@dataclass(frozen=True, slots=True)
class Settings:
    """What the seller chose and what the app learned about the server.

    Unknown keys of a file are kept in `extra`, so that an older app loses nothing.
    """

    base_url: str = ""
    username: str = ""
    level: str = LOCATION
    location_codes: tuple[str, ...] = ()
    is_practice: bool = False
    #: First page and page size as the server counts them; None until probed (chapter 9).
    page_base: int | None = None
    page_size: int = 100
    #: Most rows that ever came on one page: a page with fewer is surely the last.
    largest_page: int = 0
    #: "iso", "iso_date" or "dmy": how order dates are written in a filter (chapter 8).
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
    #: Boxes by SKU, filled into the invoice by themselves.
    package_presets: tuple[PackagePreset, ...] = ()
    label_printer: str = ""
    invoice_printer: str = ""
    #: Headings of an imported table (their signature) -> field -> column from 0.
    import_columns: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    #: The seller's name on our own papers; "" prints none.
    paper_name: str = ""
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
    def has_account(self) -> bool:
        """Whether an address and a username were ever saved."""
        return bool(self.base_url and self.username)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read `path`; a missing or unreadable file gives the defaults.

        A file that is no JSON is put aside as `.bad`, and a value of the wrong type is left
        at its default: settings never keep the app from starting.
        """
        try:
            text = path.read_text(encoding="utf-8")
        except (FileNotFoundError, NotADirectoryError):
            return cls()
        except (OSError, UnicodeDecodeError):
            _put_aside(path)
            return cls()
        try:
            data = json.loads(text)
        except ValueError:
            data = None
        if not isinstance(data, dict):
            _put_aside(path)
            return cls()
        return cls.from_dict(data)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Take over every known key whose value fits; keep the unknown ones."""
        known = {f.name for f in fields(cls)} - {"extra"}
        values: dict[str, Any] = {}
        for name in known & data.keys():
            fitted = _READERS.get(name, _same_type(getattr(_DEFAULTS, name)))(data[name])
            if fitted is not None:
                values[name] = fitted
        values["extra"] = {key: data[key] for key in data.keys() - known - {"version"}}
        return cls(**values)

    def to_dict(self) -> dict[str, Any]:
        """Everything as JSON can hold it."""
        data: dict[str, Any] = {"version": VERSION, **self.extra}
        for f in fields(self):
            if f.name != "extra":
                value = getattr(self, f.name)
                data[f.name] = list(value) if isinstance(value, tuple) else value
        data["invoice_series"] = [_rule_to_dict(rule) for rule in self.invoice_series]
        data["package_presets"] = [preset_to_dict(each) for each in self.package_presets]
        return data

    def save(self, path: Path) -> None:
        """Write to `path` at once or not at all. Raises StoreError when that is impossible."""
        temporary = path.with_name(path.name + ".new")
        try:
            make_private(path.parent)
            with temporary.open("w", encoding="utf-8") as file:
                json.dump(self.to_dict(), file, indent=2, ensure_ascii=False)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        except OSError as error:
            raise StoreError(
                "The settings could not be saved, so the change is lost when the app closes.",
                next_step="Check that the disk is not full and the data folder may be written.",
                detail=type(error).__name__,
            ) from error

    def changed(self, **values: Any) -> Self:
        """The same settings with some values replaced."""
        return replace(self, **values)


def _put_aside(path: Path) -> None:
    try:
        path.replace(path.with_name(path.name + ".bad"))
    except OSError:
        return  # nothing to save; the next save replaces the file


def _same_type(default: Any) -> Callable[[Any], Any]:
    """A reader that lets through only what has the default's type."""

    def read(value: Any) -> Any:
        if isinstance(default, bool):
            return value if isinstance(value, bool) else None
        if isinstance(value, bool):
            return None
        if isinstance(default, float):
            return float(value) if isinstance(value, int | float) and value > 0 else None
        if isinstance(default, int):
            return value if isinstance(value, int) and value >= 0 else None
        return value if isinstance(value, str) else None

    return read


def _one_of(*allowed: str) -> Callable[[Any], Any]:
    return lambda value: value if value in allowed else None


def _codes(value: Any) -> tuple[str, ...] | None:
    if not isinstance(value, list):
        return None
    return tuple(code for code in value if isinstance(code, str) and code)


def _rule_to_dict(rule: SeriesRule) -> dict[str, Any]:
    return {
        "location": rule.location,
        "channel": rule.channel,
        "prefix": rule.series.prefix,
        "next": rule.series.first,
        "padding": rule.series.padding,
    }


def _rules(value: Any) -> tuple[SeriesRule, ...] | None:
    """Every rule of a list that fits; what does not is left out."""
    if not isinstance(value, list):
        return None
    return tuple(rule for rule in map(_rule, value) if rule is not None)


def _rule(value: Any) -> SeriesRule | None:
    if not isinstance(value, dict):
        return None
    words = [value.get(name, "") for name in ("location", "channel", "prefix")]
    numbers = [value.get("next", 1), value.get("padding", 5)]
    if not all(isinstance(word, str) for word in words):
        return None
    if not all(type(number) is int and number >= 0 for number in numbers):
        return None
    return SeriesRule(words[0], words[1], SeriesFormat(words[2], numbers[0], numbers[1]))


def _column_choices(value: Any) -> dict[str, dict[str, int]] | None:
    if not isinstance(value, dict):
        return None
    return {
        key: {name: column for name, column in each.items() if type(column) is int}
        for key, each in value.items()
        if isinstance(each, dict)
    }


def _presets(value: Any) -> tuple[PackagePreset, ...] | None:
    """Every preset of a list that can be read; the others are left out."""
    if not isinstance(value, list):
        return None
    read = [preset_from_dict(each) for each in value if isinstance(each, dict)]
    return tuple(preset for preset in read if preset is not None)


_DEFAULTS = Settings()
_READERS: dict[str, Callable[[Any], Any]] = {
    "location_codes": _codes,
    "invoice_series": _rules,
    "package_presets": _presets,
    "import_columns": _column_choices,
    "page_base": lambda value: value if value in (0, 1) else None,
    "page_size": lambda value: value if isinstance(value, int) and 1 <= value <= 1000 else None,
    "max_in_flight": lambda value: value if isinstance(value, int) and 1 <= value <= 8 else None,
    "level": _one_of(COMPANY, LOCATION),
    "theme": _one_of("system", "light", "dark"),
    "printing": lambda value: value if isinstance(value, dict) else None,
    "date_format": _one_of("iso", "iso_date", "dmy"),
}


class SettingsFile:
    """The settings in use and the file that they are kept in; safe from several threads."""

    def __init__(self, path: Path, current: Settings | None = None) -> None:
        import threading

        self._path = path
        self._lock = threading.Lock()
        self._current = current if current is not None else Settings.load(path)

    @property
    def current(self) -> Settings:
        """The settings as they are now."""
        return self._current

    @property
    def path(self) -> Path:
        """The file that they are kept in."""
        return self._path

    def change(self, **values: Any) -> Settings:
        """Replace some values and save. In use at once, even when saving raises StoreError."""
        with self._lock:
            self._current = self._current.changed(**values)
            self._current.save(self._path)
            return self._current

    def revise(self, revision: Callable[[Settings], Mapping[str, Any]]) -> Settings:
        """Change values that depend on those before, with nobody in between; else as `change`."""
        with self._lock:
            self._current = self._current.changed(**revision(self._current))
            self._current.save(self._path)
            return self._current
