"""Builds every service from paths and settings and hands them on. No Qt; tests call it too."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from konnect_desktop.credentials import (
    Credentials,
    CredentialStore,
    EnvironmentFirst,
    KeyringCredentials,
    MemoryCredentials,
)
from konnect_desktop.documents.worker import PdfWorker
from konnect_desktop.domain.journal import BatchId
from konnect_desktop.errors import KonnectError
from konnect_desktop.logs import redactor
from konnect_desktop.paths import PRACTICE_PROFILE, Paths, ProfilePaths, make_private
from konnect_desktop.printing.cups import CupsPrinting
from konnect_desktop.services.accounts import AccountService
from konnect_desktop.services.announcing import Announcer
from konnect_desktop.services.batch_sending import BatchSending
from konnect_desktop.services.batch_settling import BatchSettler
from konnect_desktop.services.bulk_actions import BulkActions
from konnect_desktop.services.connection import Connection, Wire
from konnect_desktop.services.context import TaskContext
from konnect_desktop.services.courier_watch import CourierWatch
from konnect_desktop.services.documents import DocumentService
from konnect_desktop.services.handover import HandoverService
from konnect_desktop.services.imports import ImportService
from konnect_desktop.services.last_look import LastLook
from konnect_desktop.services.number_preview import NumberPreviews
from konnect_desktop.services.operations.base import Hands
from konnect_desktop.services.own_papers import OwnPaperService
from konnect_desktop.services.paging import Listing, Pager
from konnect_desktop.services.pictures import PagePictures
from konnect_desktop.services.planning import Planner
from konnect_desktop.services.printing import PrintService
from konnect_desktop.services.queries import OrderQueries
from konnect_desktop.services.read_again import ReadAgain
from konnect_desktop.services.sending import Sender
from konnect_desktop.services.settling import Settler
from konnect_desktop.services.status_check import StatusCheck
from konnect_desktop.services.sweeping import Clock, Ingest, Rereader, Sweeper
from konnect_desktop.services.sync import SyncService
from konnect_desktop.services.tracking import TrackingService
from konnect_desktop.settings import COMPANY, Settings, SettingsFile
from konnect_desktop.sheets.reader import SheetReader
from konnect_desktop.store.archive import PaperArchive
from konnect_desktop.store.courier_waits import CourierWaits
from konnect_desktop.store.database import Database
from konnect_desktop.store.documents import DocumentStore
from konnect_desktop.store.journal import Journal
from konnect_desktop.store.local_facts import LocalFacts
from konnect_desktop.store.lookup import OrderLookup
from konnect_desktop.store.own_papers import OwnPapers
from konnect_desktop.store.print_jobs import PrintJobs
from konnect_desktop.store.series import InvoiceSeries
from konnect_desktop.store.shipments import ShipmentStore
from konnect_desktop.store.sweeps import SweepStore
from konnect_desktop.store.tracking import TrackingStore

#: Changing one of these takes effect on the way to Konnect, so that is built anew.
_WIRE_SETTINGS = frozenset({"base_url", "username", "max_in_flight", "requests_per_second"})


class _Closable(Protocol):
    def close(self) -> None: ...


class Stoppable(Protocol):
    """The practice server of its own process."""

    def stop(self) -> None:
        """End it."""


@dataclass
class Services:
    """Everything a window needs. `close()` when it is done."""

    paths: Paths
    profile: ProfilePaths
    settings: SettingsFile
    announcer: Announcer
    queries: OrderQueries
    sync: SyncService
    bulk: BulkActions
    documents: DocumentService
    accounts: AccountService
    imports: ImportService
    couriers: CourierWatch
    numbers: NumberPreviews
    printing: PrintService
    own_papers: OwnPaperService
    handover: HandoverService
    pictures: PagePictures
    tracking: TrackingService
    #: Batches that the end of an earlier run interrupted; `bulk.recover` settles and tells them.
    recovered: tuple[BatchId, ...]
    database: Database = field(repr=False)
    connection: Connection = field(repr=False)
    pdf: PdfWorker = field(repr=False)
    background_pdf: PdfWorker = field(repr=False)
    practice: Stoppable | None = field(default=None, repr=False)

    @property
    def is_practice(self) -> bool:
        """Whether nothing leaves this machine."""
        return self.settings.current.is_practice

    @property
    def is_signed_in(self) -> bool:
        """Whether Konnect can be asked anything."""
        return self.connection.is_signed_in

    def change_settings(self, **values: Any) -> Settings:
        """Use other settings from now on and save them. Raises StoreError when not saved."""
        try:
            return self.settings.change(**values)
        finally:
            if _WIRE_SETTINGS & values.keys():
                self.connection.reset()

    def back_up(self, to: Path | None = None) -> Path:
        """Copy the data file while the app runs; returns where. Raises StoreError or DiskFull."""
        name = f"orders-{datetime.now(UTC):%Y%m%d-%H%M%S}.db"
        target = to or make_private(self.profile.backups) / name
        self.database.backup(target)
        return target

    def close(self) -> None:
        """End connections and processes, and close the data file."""
        self.connection.close()
        self.pdf.close()
        self.background_pdf.close()
        self.pictures.close()
        self.database.close()
        if self.practice is not None:
            self.practice.stop()


def _utc_now() -> datetime:
    return datetime.now(UTC)


def build(
    paths: Paths,
    profile: str,
    *,
    settings: Settings | None = None,
    credentials: CredentialStore | None = None,
    clock: Clock = _utc_now,
    settle_pause_s: float = Settler.PAUSE_S,
) -> Services:
    """Build the services of `profile` and open its data.

    `settings`: use these instead of the saved ones (they are saved at the first change).
    Marks what an earlier run left open in the journal as unknown; nothing is sent. Raises
    StoreError, DiskFull or NewerDatabase when the data cannot be used.
    """
    files = paths.profile(profile)
    make_private(files.root)
    kept = credentials if credentials is not None else EnvironmentFirst(KeyringCredentials())
    known = kept.get(profile)
    if known is not None:
        redactor.hide(known.secret)
    settings_file = SettingsFile(files.settings, settings)
    database = Database(files.database)
    try:
        return _assemble(paths, files, settings_file, kept, database, clock, settle_pause_s)
    except BaseException:
        database.close()
        raise


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
    settings = Settings.load(paths.profile(PRACTICE_PROFILE).settings).changed(
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
            paths, PRACTICE_PROFILE, settings=settings, credentials=credentials, clock=clock
        )
    except BaseException:
        if child is not None:
            child.stop()
        raise
    services.practice = child
    return services


def _clear_practice(files: ProfilePaths) -> None:
    """Remove the orders of an earlier practice world; settings and layout stay."""
    for suffix in ("", "-wal", "-shm"):
        files.database.with_name(files.database.name + suffix).unlink(missing_ok=True)
    shutil.rmtree(files.documents, ignore_errors=True)
    shutil.rmtree(files.print_jobs, ignore_errors=True)


def _make_wire(settings: Settings, credentials: Credentials) -> Wire:
    # The way to Konnect is loaded with the first call: the first table needs none of it.
    from konnect_desktop.api.client import KonnectClient
    from konnect_desktop.api.documents import DocumentsApi
    from konnect_desktop.api.limiter import Limiter
    from konnect_desktop.api.orders import OrdersApi
    from konnect_desktop.api.session import Session
    from konnect_desktop.api.tracking import TrackingApi

    limiter = Limiter(settings.max_in_flight, settings.requests_per_second)
    session = Session(settings.base_url, credentials, limiter=limiter)
    client = KonnectClient(settings.base_url, session, limiter=limiter)
    return Wire(
        orders=OrdersApi(client),
        documents=DocumentsApi(client),
        tracking=TrackingApi(client),
        close=_closing(client, session),
    )


def _closing(client: _Closable, session: _Closable) -> Callable[[], None]:
    def close() -> None:
        client.close()
        session.close()

    return close


def _assemble(
    paths: Paths,
    files: ProfilePaths,
    settings: SettingsFile,
    credentials: CredentialStore,
    database: Database,
    clock: Clock,
    settle_pause_s: float,
) -> Services:
    announcer = Announcer()
    store = ShipmentStore(database)
    journal = Journal(database, clock)
    series = InvoiceSeries(database)
    local = LocalFacts(database)
    papers = DocumentStore(database, files.documents)
    connection = Connection(settings, credentials, files.name, _make_wire)
    ingest = Ingest(store, announcer, clock)
    pager = Pager(_fetch_from(connection, settings), settings, store.next_read_seq)
    sweeper = Sweeper(connection, store, pager, ingest)
    rereader = Rereader(connection, store, sweeper, ingest)
    sync = SyncService(
        connection=connection,
        settings=settings,
        store=store,
        sweeps=SweepStore(database),
        sweeper=sweeper,
        rereader=rereader,
        ingest=ingest,
        announce=announcer,
        clock=clock,
    )
    sender = Sender(Hands(connection, store, local, clock))
    settler = BatchSettler(
        store=store,
        journal=journal,
        sender=sender,
        settler=Settler(connection, store, local, rereader, pause_s=settle_pause_s),
        announce=announcer,
        clock=clock,
    )
    planner = Planner(store, journal, series, settings)
    sending = BatchSending(
        connection=connection,
        journal=journal,
        series=series,
        planner=planner,
        sender=sender,
        settler=settler,
        last_look=LastLook(sweeper, ingest, rereader, store),
        read_again=ReadAgain(rereader, store, journal, clock),
        status_check=StatusCheck(
            sweeper=sweeper,
            rereader=rereader,
            ingest=ingest,
            store=store,
            journal=journal,
            clock=clock,
        ),
        announce=announcer,
        clock=clock,
    )
    bulk = BulkActions(
        journal=journal,
        series=series,
        planner=planner,
        sending=sending,
        settler=settler,
        announce=announcer,
        clock=clock,
    )
    pdf, background = PdfWorker(), PdfWorker()
    documents = DocumentService(
        connection=connection,
        store=store,
        documents=papers,
        archive=PaperArchive(database, papers),
        paper_days=lambda: settings.current.paper_days,
        pdf=pdf,
        background=background,
        announce=announcer,
        clock=clock,
    )
    queries = OrderQueries(
        store=store,
        documents=papers,
        papers=OwnPapers(database),
        journal=journal,
        local=local,
        sync=sync,
        announce=announcer,
        clock=clock,
    )
    accounts = AccountService(
        profile=files.name,
        settings=settings,
        credentials=credentials,
        connection=connection,
        database=database,
        journal=journal,
        announce=announcer,
        clock=clock,
    )
    couriers = CourierWatch(
        connection=connection,
        settings=settings,
        store=store,
        waits=CourierWaits(database),
        announce=announcer,
        clock=clock,
    )
    printing = PrintService(
        jobs=PrintJobs(database, files.print_jobs),
        documents=papers,
        store=store,
        cups=CupsPrinting(),
        announce=announcer,
        clock=clock,
    )
    printing.recover()
    tracking = TrackingService(
        connection=connection,
        settings=settings,
        store=store,
        tracking=TrackingStore(database),
        announce=announcer,
        clock=clock,
    )
    own_papers = OwnPaperService(
        store=store,
        papers=OwnPapers(database),
        pdf=pdf,
        seller=lambda: settings.current.paper_name,
        announce=announcer,
        clock=clock,
    )
    bulk.interrupted = _recovered(journal, series)
    return Services(
        paths=paths,
        profile=files,
        settings=settings,
        announcer=announcer,
        queries=queries,
        sync=sync,
        bulk=bulk,
        documents=documents,
        accounts=accounts,
        imports=ImportService(
            store=store, lookup=OrderLookup(database), reader=SheetReader(), settings=settings
        ),
        couriers=couriers,
        numbers=NumberPreviews(store, series, settings),
        printing=printing,
        own_papers=own_papers,
        handover=HandoverService(store=store, papers=OwnPapers(database), clock=clock),
        # A process apart from the one that matches: a page is shown while others are read.
        pictures=PagePictures(PdfWorker()),
        tracking=tracking,
        recovered=bulk.interrupted,
        database=database,
        connection=connection,
        pdf=pdf,
        background_pdf=background,
    )


def _recovered(journal: Journal, series: InvoiceSeries) -> tuple[BatchId, ...]:
    """Batches that an earlier run left open, also those that ended with it; invoice numbers that
    never went out are free."""
    before = journal.unfinished()
    left = journal.recover()
    for batch_id in before:
        series.release(batch_id)
    return tuple(left)


def _fetch_from(connection: Connection, settings: SettingsFile) -> Any:
    def fetch(listing: Listing, number: int, size: int, ctx: TaskContext) -> Any:
        return connection.orders.fetch_page(
            listing.status,
            number,
            size,
            location=listing.location,
            date_from=listing.date_from,
            date_to=listing.date_to,
            date_style=listing.date_style or settings.current.date_format,
            should_stop=ctx.stop_check,
        )

    return fetch
