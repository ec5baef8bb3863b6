"""Opens a profile or practice mode with all its services. No Qt; tests call it too."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from konnect_desktop import private
from konnect_desktop.assembly.services import Services, Stoppable, assemble
from konnect_desktop.credentials import (
    Credentials,
    CredentialStore,
    EnvironmentFirst,
    KeyringCredentials,
    MemoryCredentials,
    environment_locations,
)
from konnect_desktop.domain.data_file import Trouble
from konnect_desktop.domain.data_place import is_share
from konnect_desktop.errors import KonnectError, StoreError
from konnect_desktop.files import remove
from konnect_desktop.logs import redactor
from konnect_desktop.paths import PRACTICE_PROFILE, Paths, ProfilePaths, make_private
from konnect_desktop.services import removing
from konnect_desktop.services.context import Clock
from konnect_desktop.services.restoring import settle_lost
from konnect_desktop.settings import COMPANY, Lost, Settings, SettingsFile
from konnect_desktop.store import data_file
from konnect_desktop.store.database import Database
from konnect_desktop.store.failures import LostData
from konnect_desktop.store.series_book import KeptSeries

__all__ = ["Services", "build", "build_practice", "own_credentials"]

#: So many files and folders are looked at before the window opens, in a few milliseconds.
_AT_ONCE = 1_000


def _utc_now() -> datetime:
    return datetime.now(UTC)


def own_credentials() -> CredentialStore:
    """Where the Tokens of one run of the app come from, and where they are kept."""
    return EnvironmentFirst(KeyringCredentials())


def build(
    paths: Paths,
    profile: str,
    *,
    settings: Settings | None = None,
    lost: Lost | None = None,
    credentials: CredentialStore | None = None,
    base_url: str = "",
    clock: Clock = _utc_now,
    settle_pause_s: float | None = None,
    is_practice: bool = False,
) -> Services:
    """Build the services of `profile` and open its data.

    `settings`: use these instead of the saved ones (they are saved at the first change); `lost`:
    what could not be read of them.
    `base_url`: where credentials of the environment belong; those of a sign-in stay where
    they are.
    `is_practice`: there is nothing to lose, so whatever the data file is like, it is begun with.
    Marks what an earlier run left open in the journal as unknown; nothing is sent. Raises
    LostData when the data file is not what it was, StoreError, DiskFull or NewerDatabase when it
    cannot be used, StoreError for settings that stay unread, and KonnectError for a `base_url`
    that is no address.
    """
    files = paths.profile(profile)
    _refuse_share(paths.data_dir)
    private.begin()
    make_private(files.root)
    # The rest, should there be more, is looked through in the background.
    private.close_all(paths.data_dir, at_most=_AT_ONCE)
    removing.finish(paths, files)
    kept = credentials if credentials is not None else own_credentials()
    # The system's safe is not asked here: it may take long, and the first table needs no Token.
    given = kept.given()
    if given is not None:
        redactor.hide(given.secret)
    if not is_practice:
        settle_lost(files)
    settings_file = SettingsFile(files.settings, settings, lost=lost, clock=clock)
    if not is_practice:
        _refuse_unread(settings_file)
    database = Database(files.database, anew=is_practice)
    try:
        account, owner = settings_file.current.account, database.vouching.account
        if not database.vouching.is_sure and account and owner not in ("", account):
            raise LostData(Trouble.OTHER_ACCOUNT)
        data_file.belong_to(database, account)
        settings_file.keep_series(KeptSeries(database))
        services = assemble(paths, files, settings_file, kept, database, clock, settle_pause_s)
        if given is not None:
            services.accounts.adopt(given, base_url, environment_locations())
        return services
    except BaseException:
        database.close()
        raise


def _refuse_share(folder: Path) -> None:
    """The data file's log does not work on a share of Windows, whatever its drive letter."""
    if sys.platform == "win32" and is_share(os.path.realpath(folder)):
        raise StoreError(
            f"{folder} is on another computer or a network drive, where the app cannot save "
            "safely, so it was not opened.",
            next_step="Start the app with a data folder on this computer's own disk (--data-dir).",
        )


def _refuse_unread(file: SettingsFile) -> None:
    """With the defaults in their place the account would look signed out, and orders and papers
    would leave when the seller never said so."""
    lost = file.lost
    if lost is not None and lost.is_unread and not lost.names:
        raise StoreError(
            f"The settings file {file.path} could not be read, so your orders were not opened. "
            "Nothing was changed.",
            next_step="Close programs that copy or scan it, or allow this user to read it; then "
            "try again.",
            detail=file.path.name,
        )


def build_practice(
    paths: Paths,
    *,
    url: str = "",
    username: str = "",
    password: str = "",
    locations: Sequence[str] = (),
    orders: int = 200,
    seed: int = 7,
    faults: Sequence[str] = (),
    latency_ms: float = 0.0,
    new_orders_per_minute: float = 2.0,
    courier_delay_s: float = 0.0,
    requests_per_second: float = 20.0,
    clock: Clock = _utc_now,
    settle_pause_s: float | None = None,
) -> Services:
    """Services that are signed in to a practice server.

    Without `url` a server is started as a child process that ends with `close()`; its world
    is new each time, so the practice profile starts empty, too. Nothing leaves this machine.
    Raises KonnectError when the server does not start.
    """
    from konnect_desktop.practice.launcher import ChildFailed, start_child

    child: Stoppable | None = None
    if not url:
        try:
            started = start_child(
                orders,
                seed,
                faults,
                latency_ms,
                new_orders_per_minute=new_orders_per_minute,
                courier_delay_s=courier_delay_s,
            )
        except ChildFailed as error:
            raise KonnectError(
                "The practice server did not start, so practice mode cannot open.",
                next_step="Close other copies of the app and try again.",
                detail=str(error)[:300],
            ) from error
        child = started
        url, username, password = started.url, started.username, started.password
        locations = started.locations
        _clear_practice(paths.profile(PRACTICE_PROFILE))
    credentials = MemoryCredentials()
    credentials.save(PRACTICE_PROFILE, Credentials(username, password))
    saved, lost = Settings.read(paths.profile(PRACTICE_PROFILE).settings)
    settings = saved.changed(
        base_url=url,
        username=username,
        level=COMPANY,
        location_codes=tuple(locations),
        is_practice=True,
        # Practice is for learning: the server is ours and takes what comes.
        requests_per_second=requests_per_second,
        max_in_flight=2,
        page_base=None,
        page_size=100,
        largest_page=0,
        date_format_known=False,
    )
    try:
        services = build(
            paths,
            PRACTICE_PROFILE,
            is_practice=True,
            settings=settings,
            lost=lost,
            credentials=credentials,
            clock=clock,
            settle_pause_s=settle_pause_s,
        )
    except BaseException:
        if child is not None:
            child.stop(5.0)
        raise
    services.practice = child
    return services


def _clear_practice(files: ProfilePaths) -> None:
    """Remove the orders of an earlier practice world; settings and layout stay."""
    for suffix in ("", "-wal", "-shm", ".mark", ".numbers"):
        part = files.database.with_name(files.database.name + suffix)
        try:
            remove(part)
        except OSError as error:
            raise StoreError(
                f"Another program has {part} open, so practice cannot begin anew.",
                next_step="Close programs that copy or scan this folder, then try again.",
                detail=type(error).__name__,
            ) from error
    shutil.rmtree(files.documents, ignore_errors=True)
    shutil.rmtree(files.print_jobs, ignore_errors=True)
