"""The settings of one profile: a JSON file without secrets."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol, Self

from konnect_desktop import files, private
from konnect_desktop import settings_values as values
from konnect_desktop.domain import codec
from konnect_desktop.domain.dates import financial_year
from konnect_desktop.domain.journal import SeriesFormat
from konnect_desktop.domain.series import SeriesBook
from konnect_desktop.errors import StoreError
from konnect_desktop.settings_fields import (
    COMPANY,
    LOCATION,
    SETTINGS,
    TOKEN_GONE,
    TOKEN_LEFT,
    TOKEN_USED,
    Choices,
    Number,
    Setting,
    SettingFields,
    Shown,
    Switch,
)

__all__ = [
    "COMPANY",
    "LOCATION",
    "SETTINGS",
    "TOKEN_GONE",
    "TOKEN_LEFT",
    "TOKEN_USED",
    "Choices",
    "Lost",
    "Number",
    "Setting",
    "Settings",
    "SettingsFile",
    "Shown",
    "Switch",
]

VERSION = 1
#: How long a late look at a file that was held at the start may take: somebody waits for it.
_LATE_S = 0.2


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
class Settings(SettingFields):
    """The settings of a profile: what stands in its file."""

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
        fitting: dict[str, Any] = {}
        dropped = []
        for name in (name for name in SETTINGS if data.get(name) is not None):
            value = data[name]
            fitted = SETTINGS[name].read(value)
            if fitted is not None:
                fitting[name] = fitted
            is_part = isinstance(value, list | dict) and fitted is not None
            if fitted is None or (is_part and len(fitted) < len(value)):
                dropped.append(name)
        if "order_days" not in fitting and "paper_days" in fitting:
            # Who chose to keep papers for longer keeps their orders: papers leave with them.
            fitting["order_days"] = max(_DEFAULTS.order_days, fitting["paper_days"])
        fitting["extra"] = {key: data[key] for key in data.keys() - {*SETTINGS, "version"}}
        return cls(**fitting), tuple(dropped)

    def to_dict(self) -> dict[str, Any]:
        """Everything as JSON can hold it."""
        data: dict[str, Any] = {"version": VERSION, **self.extra}
        for name in SETTINGS:
            value = getattr(self, name)
            data[name] = list(value) if isinstance(value, tuple) else value
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
