"""`konnect-desktop --self-test`: runs it, says what was found, and returns the exit code."""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from konnect_desktop import files, private
from konnect_desktop.clean_start import leave_folder
from konnect_desktop.command_line import OUTPUT, parse
from konnect_desktop.errors import KonnectError
from konnect_desktop.paths import PRACTICE_PROFILE, default_data_dir
from konnect_desktop.selftest import plan, report
from konnect_desktop.selftest.computer import computer

#: The self-test itself could not be done, or what it found could not be written.
NOT_DONE = 1
#: Where the findings go when there is no output to write to.
_NAME = "self-test"


def run(arguments: Sequence[str]) -> int:
    """Check this computer by the command line; the exit code says which part failed first.

    No account is opened or locked, so the app may run meanwhile.
    """
    options = parse(arguments)
    leave_folder(Path.cwd())
    private.begin()
    # What a check logs belongs into no log of an account, and not between the lines of the table.
    logging.lastResort = logging.NullHandler()
    try:
        here = computer(
            options.data_dir or default_data_dir(),
            PRACTICE_PROFILE if options.practice else options.profile,
            is_practice=options.practice,
        )
    except KonnectError as error:
        _say(f"{error.user_message} {error.next_step}\n")
        return NOT_DONE
    found, now = plan.run(here), datetime.now(UTC)
    is_written = True
    for place, make, kind in (
        (options.self_test, report.table, "txt"),
        (options.self_test_json, report.as_json, "json"),
    ):
        if place is not None:
            is_written &= _write(make(found, here, now), place, here.paths.logs / f"{_NAME}.{kind}")
    return found.code or (0 if is_written else NOT_DONE)


def _write(text: str, place: Path, instead: Path) -> bool:
    if place == OUTPUT and sys.stdout is not None:
        # Whatever the console thinks it speaks; as bytes, since who captures it took its place.
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode("utf-8"))
        sys.stdout.buffer.flush()
        return True
    # A program without a console has none: then beside the log files.
    path = instead if place == OUTPUT else place
    try:
        if place == OUTPUT:
            private.make_folder(path.parent)
        files.write_whole(path, text.encode("utf-8"))
    except OSError as error:
        trouble = files.trouble(path.parent, error, "the findings were not written")
        _say(f"{trouble.user_message} {trouble.next_step}\n")
        return False
    return True


def _say(text: str) -> None:
    if sys.stderr is not None:
        sys.stderr.write(text)
