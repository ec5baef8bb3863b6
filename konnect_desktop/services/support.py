"""The support file: a text that helps to find a fault and tells nothing about anybody.

Which settings may stand in it is said in their records; whatever is free text goes through
`scrubbing`. Nothing is sent anywhere: the seller reads it first.
"""

from __future__ import annotations

import platform
import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from konnect_desktop import logs
from konnect_desktop.domain.filters import OrderFilter
from konnect_desktop.domain.rows import SweepState
from konnect_desktop.errors import KonnectError
from konnect_desktop.logs import Redactor
from konnect_desktop.paths import Paths, ProfilePaths
from konnect_desktop.services import about, backups, log_tail
from konnect_desktop.services.context import Clock
from konnect_desktop.services.print_memory import PrintMemory
from konnect_desktop.services.scrubbing import HIDDEN, Scrubber
from konnect_desktop.settings import SETTINGS, Settings, SettingsFile
from konnect_desktop.store import support
from konnect_desktop.store.database import Database
from konnect_desktop.store.shipments import ShipmentStore
from konnect_desktop.store.sweeps import SweepStore

Pairs = Sequence[tuple[str, object]]

_CHECKS = 5
_CODE = re.compile(r"[A-Za-z]{0,6}\d{1,5}|[A-Z_]{2,24}")


class SupportService:
    """Builds the text. Call from worker threads; nothing leaves this computer."""

    def __init__(
        self,
        *,
        paths: Paths,
        files: ProfilePaths,
        settings: SettingsFile,
        database: Database,
        store: ShipmentStore,
        sweeps: SweepStore,
        redactor: Redactor,
        clock: Clock,
    ) -> None:
        self._paths = paths
        self._files = files
        self._settings = settings
        self._database = database
        self._store = store
        self._sweeps = sweeps
        self._redactor = redactor
        self._clock = clock

    def text(self, window: Mapping[str, str], printers: Callable[[], Sequence[str]] = tuple) -> str:
        """The whole text. A part that cannot be read says why, and the others follow.

        `window`: what only the window knows, such as the version of Qt. `printers` lists the
        queues of this computer; it may take seconds and raise KonnectError.
        """
        scrub = self._scrubber()
        sections: tuple[tuple[str, Callable[[], Iterator[str]]], ...] = (
            ("Versions", lambda: self._versions(window)),
            ("Account and settings", self._account),
            ("Orders by tab", self._lanes),
            ("Checks for news", lambda: self._checks(scrub)),
            ("Batches", lambda: self._batches(scrub)),
            ("Printing", lambda: self._printing(printers)),
            ("Disk", self._disk),
            ("End of the log", lambda: self._log(scrub)),
        )
        now = f"{self._clock().astimezone(UTC):%Y-%m-%d %H:%M} UTC"
        lines = [
            f"Konnect Desktop support file, {now}",
            "Names, addresses, phone numbers, order numbers, AWBs and keys are left out.",
        ]
        for title, read in sections:
            lines += ["", title, "-" * len(title)]
            lines += _read(read)
        return scrub.whole("\n".join(lines)) + "\n"

    # ---- sections ----------------------------------------------------------------------

    def _versions(self, window: Mapping[str, str]) -> Iterator[str]:
        known = about.versions()
        yield from _lines(
            [
                ("Konnect Desktop", known.app),
                ("Python", known.python),
                ("SQLite", known.sqlite),
                ("PySide", known.pyside),
                *window.items(),
                ("System", platform.platform()),
                ("Machine", platform.machine()),
            ]
        )

    def _account(self) -> Iterator[str]:
        now = self._settings.current
        printing = PrintMemory.of(now)
        yield from _lines(
            [
                ("Profile", self._files.name),
                ("Practice", now.is_practice),
                ("Address", _host(now)),
                ("Signed in before", now.has_account),
                ("Location codes", len(now.location_codes)),
                *((name, getattr(now, name)) for name, one in SETTINGS.items() if one.in_support),
                ("Certificate file", "chosen" if now.authority_file else "none"),
                ("Invoice series", len(now.invoice_series) + 1),
                ("Package presets", len(now.package_presets)),
                ("Imported tables known", len(now.import_columns)),
                ("Print at once", printing.at_once),
                ("Layouts", ", ".join(sorted(printing.layouts.values())) or "as they are"),
                ("Crop rules", len(printing.crop_rules)),
                ("Settings of other versions", len(now.extra)),
            ]
        )

    def _lanes(self) -> Iterator[str]:
        counts = self._store.lane_counts(OrderFilter(), self._clock())
        yield from _lines(
            [
                (str(lane), f"{count.total}, {count.late} late" if count.late else count.total)
                for lane, count in counts.items()
            ]
        )

    def _checks(self, scrub: Scrubber) -> Iterator[str]:
        checks = self._sweeps.checks()
        good = next((check for check in checks if check.is_ok), None)
        yield from _lines([("Last good check", _at(good.finished_at) if good else "never")])
        shown = checks[:_CHECKS]
        for check, text in zip(shown, scrub.texts([one.error for one in shown]), strict=True):
            news = f"{check.new_count} new, {check.changed_count} changed"
            yield f"  {_at(check.finished_at)}  {text or news}"
        states = list(self._sweeps.states().values())
        for status in dict.fromkeys(state.status for state in states):
            yield _reading([state for state in states if state.status == status])
        failed = [state for state in states if state.last_error]
        places = _numbered(state.location for state in states)
        errors = scrub.texts([state.last_error for state in failed])
        for state, error in zip(failed, errors, strict=True):
            yield f"  {state.status}, place {places[state.location]}: {error}"

    def _batches(self, scrub: Scrubber) -> Iterator[str]:
        facts = support.data_facts(self._database)
        yield from _lines([("Not finished", len(facts.open_batches) or "none")])
        for batch in facts.open_batches:
            counts = ", ".join(f"{count} {state}" for state, count in batch.counts)
            waits = ", waits for the connection" if batch.is_queued else ""
            yield f"  {batch.id} {batch.action} of {_at(batch.created_at)}: {counts}{waits}"
        yield from _lines([("What did not work lately", len(facts.failed) or "nothing")])
        reasons = scrub.texts([kind.reason for kind in facts.failed])
        for kind, reason in zip(facts.failed, reasons, strict=True):
            code = f" {_code(kind.code)}" if kind.code else ""
            what = f"{kind.count} {kind.action} {kind.state}{code}"
            yield f"  {_at(kind.last_at)}  {what}: {reason or 'no words'}"

    def _printing(self, printers: Callable[[], Sequence[str]]) -> Iterator[str]:
        facts = support.data_facts(self._database)
        jobs = ", ".join(f"{count} {state}" for state, count in facts.print_jobs)
        now = self._settings.current
        memory = PrintMemory.of(now)
        yield from _lines(
            [
                ("Print jobs", jobs or "none"),
                ("For labels", now.label_printer or "none chosen"),
                ("For invoices", now.invoice_printer or "none chosen"),
                ("For sheets", memory.sheet_printer or "none chosen"),
            ]
        )
        for name, known in memory.printers.items():
            tested = "tested" if known.is_proven else "not tested"
            yield f"  {name}: paper {known.paper or 'its own'}, {tested}"
        try:
            found = list(printers())
        except KonnectError as error:
            yield from _lines([("Printers here", f"{error.user_message} {error.next_step}")])
            return
        yield from _lines([("Printers here", ", ".join(found) or "none")])

    def _disk(self) -> Iterator[str]:
        facts = support.data_facts(self._database)
        database = self._files.database
        log = database.with_name(f"{database.name}-wal")
        copies = backups.listed(self._files)
        yield from _lines(
            [
                ("Free space", _size(shutil.disk_usage(self._files.root).free)),
                ("Data file", _size(database.stat().st_size)),
                ("Not folded in yet", _size(log.stat().st_size if log.exists() else 0)),
                ("Version of the data", facts.schema_version),
                *((f"Rows of {name}", count) for name, count in facts.rows),
                ("Copies", len(copies)),
                ("Newest copy", _at(copies[0].made_at) if copies else "none"),
            ]
        )

    def _log(self, scrub: Scrubber) -> Iterator[str]:
        entries = log_tail.last_entries(logs.file_of(self._paths, self._files.name))
        if not entries:
            yield "No log was written."
        messages = scrub.texts([entry.message for entry in entries])
        for entry, message in zip(entries, messages, strict=True):
            yield f"{entry.at} {entry.level} {entry.where}: {message}"
            yield from entry.trace

    # ---- what stays out ----------------------------------------------------------------

    def _scrubber(self) -> Scrubber:
        now = self._settings.current
        return Scrubber(
            self._redactor,
            lambda words: support.private_words(self._database, words),
            literals=[now.username, now.paper_name, now.proxy_user, now.proxy_host],
            folders=[(self._paths.data_dir, "[data folder]"), (Path.home(), "~")],
        )


def _read(section: Callable[[], Iterator[str]]) -> list[str]:
    """The lines of a section, or why there are none: one damaged part must not hide the rest."""
    try:
        return list(section())
    except Exception as error:
        # Its own text may carry anything, so its kind is all that is told.
        return [f"Could not be read: {type(error).__name__}"]


def _reading(places: Sequence[SweepState]) -> str:
    """How the last reading of one status went at all places."""
    count = sum(place.count for place in places)
    ends = [place.last_finished for place in places]
    known = [end for end in ends if end is not None]
    when = _at(min(known)) if len(known) == len(ends) else "never at every place"
    return f"  {places[0].status}: {count}, {len(places)} places, read {when}"


def _lines(pairs: Pairs) -> Iterator[str]:
    for name, value in pairs:
        shown = ("yes" if value else "no") if isinstance(value, bool) else value
        yield f"{name + ':':<28}{shown}"


def _host(settings: Settings) -> str:
    """The host of the account's address: its path and query are nobody's business."""
    try:
        return urlsplit(settings.base_url).hostname or "none"
    except ValueError:
        return HIDDEN


def _code(code: str) -> str:
    """A code as Fynd gives them; anything longer may be an order's number."""
    return code if _CODE.fullmatch(code) else HIDDEN


def _numbered(places: Iterator[str]) -> dict[str, int]:
    """A number in the place of each location code."""
    return {place: number for number, place in enumerate(dict.fromkeys(places), 1)}


def _at(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M}"


def _size(size: int) -> str:
    return f"{size / 1_000_000:,.1f} MB"
