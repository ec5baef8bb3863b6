"""What is wired to what: every service of a profile, built once and handed on. No Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from konnect_desktop.credentials import (
    Credentials,
    CredentialStore,
)
from konnect_desktop.documents.worker import PdfWorker
from konnect_desktop.domain.journal import BatchId
from konnect_desktop.paths import Paths, ProfilePaths, make_private
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
from konnect_desktop.settings import Settings, SettingsFile
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


def make_wire(settings: Settings, credentials: Credentials) -> Wire:
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


@dataclass(frozen=True)
class _Ground:
    """What nearly every service stands on."""

    settings: SettingsFile
    database: Database
    store: ShipmentStore
    journal: Journal
    series: InvoiceSeries
    local: LocalFacts
    documents: DocumentStore
    connection: Connection
    announcer: Announcer
    clock: Clock


@dataclass(frozen=True)
class _Reading:
    """How orders come in."""

    ingest: Ingest
    sweeper: Sweeper
    rereader: Rereader
    sync: SyncService


def assemble(
    paths: Paths,
    files: ProfilePaths,
    settings: SettingsFile,
    credentials: CredentialStore,
    database: Database,
    clock: Clock,
    settle_pause_s: float,
) -> Services:
    """Wire every service of a profile together on its open data file."""
    ground = _Ground(
        settings=settings,
        database=database,
        store=ShipmentStore(database),
        journal=Journal(database, clock),
        series=InvoiceSeries(database),
        local=LocalFacts(database),
        documents=DocumentStore(database, files.documents),
        connection=Connection(settings, credentials, files.name, make_wire),
        announcer=Announcer(),
        clock=clock,
    )
    reading = _reading(ground)
    bulk = _bulk(ground, reading, settle_pause_s)
    pdf, background = PdfWorker(), PdfWorker()
    return Services(
        paths=paths,
        profile=files,
        settings=settings,
        announcer=ground.announcer,
        queries=_queries(ground, reading),
        sync=reading.sync,
        bulk=bulk,
        documents=_documents(ground, pdf, background),
        accounts=_accounts(ground, files, credentials),
        imports=ImportService(
            store=ground.store,
            lookup=OrderLookup(database),
            reader=SheetReader(),
            settings=settings,
        ),
        couriers=_couriers(ground),
        numbers=NumberPreviews(ground.store, ground.series, settings),
        printing=_printing(ground, files),
        own_papers=_own_papers(ground, pdf),
        handover=HandoverService(store=ground.store, papers=OwnPapers(database), clock=clock),
        # A process apart from the one that matches: a page is shown while others are read.
        pictures=PagePictures(PdfWorker()),
        tracking=_tracking(ground),
        recovered=bulk.interrupted,
        database=database,
        connection=ground.connection,
        pdf=pdf,
        background_pdf=background,
    )


def _reading(ground: _Ground) -> _Reading:
    ingest = Ingest(ground.store, ground.announcer, ground.clock)
    fetch = _fetch_from(ground.connection, ground.settings)
    pager = Pager(fetch, ground.settings, ground.store.next_read_seq)
    sweeper = Sweeper(ground.connection, ground.store, pager, ingest)
    rereader = Rereader(ground.connection, ground.store, sweeper, ingest)
    sync = SyncService(
        connection=ground.connection,
        settings=ground.settings,
        store=ground.store,
        sweeps=SweepStore(ground.database),
        sweeper=sweeper,
        rereader=rereader,
        ingest=ingest,
        announce=ground.announcer,
        clock=ground.clock,
    )
    return _Reading(ingest, sweeper, rereader, sync)


def _bulk(ground: _Ground, reading: _Reading, settle_pause_s: float) -> BulkActions:
    """The bulk actions, and in `interrupted` what an earlier run left open."""
    connection, store, journal = ground.connection, ground.store, ground.journal
    sender = Sender(Hands(connection, store, ground.local, ground.clock))
    settler = BatchSettler(
        store=store,
        journal=journal,
        sender=sender,
        settler=Settler(connection, store, ground.local, reading.rereader, pause_s=settle_pause_s),
        announce=ground.announcer,
        clock=ground.clock,
    )
    planner = Planner(store, journal, ground.series, ground.settings)
    sending = BatchSending(
        connection=connection,
        journal=journal,
        series=ground.series,
        planner=planner,
        sender=sender,
        settler=settler,
        last_look=LastLook(reading.sweeper, reading.ingest, reading.rereader, store),
        read_again=ReadAgain(reading.rereader, store, journal, ground.clock),
        status_check=StatusCheck(
            sweeper=reading.sweeper,
            rereader=reading.rereader,
            ingest=reading.ingest,
            store=store,
            journal=journal,
            clock=ground.clock,
        ),
        announce=ground.announcer,
        clock=ground.clock,
    )
    bulk = BulkActions(
        journal=journal,
        series=ground.series,
        planner=planner,
        sending=sending,
        settler=settler,
        announce=ground.announcer,
        clock=ground.clock,
    )
    bulk.interrupted = _recovered(journal, ground.series)
    return bulk


def _documents(ground: _Ground, pdf: PdfWorker, background: PdfWorker) -> DocumentService:
    return DocumentService(
        connection=ground.connection,
        store=ground.store,
        documents=ground.documents,
        archive=PaperArchive(ground.database, ground.documents),
        paper_days=lambda: ground.settings.current.paper_days,
        pdf=pdf,
        background=background,
        announce=ground.announcer,
        clock=ground.clock,
    )


def _queries(ground: _Ground, reading: _Reading) -> OrderQueries:
    return OrderQueries(
        store=ground.store,
        documents=ground.documents,
        papers=OwnPapers(ground.database),
        journal=ground.journal,
        local=ground.local,
        sync=reading.sync,
        announce=ground.announcer,
        clock=ground.clock,
    )


def _accounts(ground: _Ground, files: ProfilePaths, credentials: CredentialStore) -> AccountService:
    return AccountService(
        profile=files.name,
        settings=ground.settings,
        credentials=credentials,
        connection=ground.connection,
        database=ground.database,
        journal=ground.journal,
        announce=ground.announcer,
        clock=ground.clock,
    )


def _couriers(ground: _Ground) -> CourierWatch:
    return CourierWatch(
        connection=ground.connection,
        settings=ground.settings,
        store=ground.store,
        waits=CourierWaits(ground.database),
        announce=ground.announcer,
        clock=ground.clock,
    )


def _printing(ground: _Ground, files: ProfilePaths) -> PrintService:
    printing = PrintService(
        jobs=PrintJobs(ground.database, files.print_jobs),
        documents=ground.documents,
        store=ground.store,
        cups=CupsPrinting(),
        announce=ground.announcer,
        clock=ground.clock,
    )
    printing.recover()
    return printing


def _tracking(ground: _Ground) -> TrackingService:
    return TrackingService(
        connection=ground.connection,
        settings=ground.settings,
        store=ground.store,
        tracking=TrackingStore(ground.database),
        announce=ground.announcer,
        clock=ground.clock,
    )


def _own_papers(ground: _Ground, pdf: PdfWorker) -> OwnPaperService:
    return OwnPaperService(
        store=ground.store,
        papers=OwnPapers(ground.database),
        pdf=pdf,
        seller=lambda: ground.settings.current.paper_name,
        announce=ground.announcer,
        clock=ground.clock,
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
