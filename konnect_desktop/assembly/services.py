"""Every service of an open profile."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from konnect_desktop.api.clock_watch import ClockWatch
from konnect_desktop.assembly.later import all_later, built, built_later
from konnect_desktop.assembly.open_profile import OpenProfile
from konnect_desktop.credentials import Credentials, CredentialStore, ProxyPassword
from konnect_desktop.domain.changes import Changes
from konnect_desktop.domain.removal import OpenWork
from konnect_desktop.domain.server_time import ClockFault
from konnect_desktop.paths import Paths, ProfilePaths, make_private
from konnect_desktop.services.accounts import AccountService
from konnect_desktop.services.connection import Connection, Wire
from konnect_desktop.services.context import Clock, TaskContext
from konnect_desktop.services.network import NetworkService
from konnect_desktop.services.queries import OrderQueries
from konnect_desktop.settings import Settings, SettingsFile
from konnect_desktop.store.database import Database
from konnect_desktop.store.emptying import open_work
from konnect_desktop.store.rewording import Rewording

if TYPE_CHECKING:
    from konnect_desktop.api.network import Network
    from konnect_desktop.documents.worker import PdfWorker
    from konnect_desktop.services.backups import BackupService
    from konnect_desktop.services.bulk_actions import BulkActions
    from konnect_desktop.services.clearing import ClearingService
    from konnect_desktop.services.courier_watch import CourierWatch
    from konnect_desktop.services.data_folder import DataFolderService
    from konnect_desktop.services.documents import DocumentService
    from konnect_desktop.services.fynd_lookup import FyndLookup
    from konnect_desktop.services.handover import HandoverService
    from konnect_desktop.services.imports import ImportService
    from konnect_desktop.services.number_preview import NumberPreviews
    from konnect_desktop.services.own_papers import OwnPaperService
    from konnect_desktop.services.pictures import PagePictures
    from konnect_desktop.services.printing import PrintService
    from konnect_desktop.services.support import SupportService
    from konnect_desktop.services.sweeping import Readers
    from konnect_desktop.services.sync import SyncService
    from konnect_desktop.services.tracking import TrackingService

#: Changing one of these takes effect on the way to Konnect, so that is built anew.
_WIRE_SETTINGS = frozenset({"base_url", "username", "max_in_flight", "requests_per_second"})


#: The practice server forgets everything anyway.
_PRACTICE_END_S = 0.5


class Stoppable(Protocol):
    """The practice server of its own process."""

    def stop(self, timeout_s: float) -> None:
        """End it, and kill it when that takes longer."""


class Services:
    """Everything a window needs. `close()` when it is done.

    What the first table shows is built at once, the rest when it is first asked for: loading
    its code would make the seller wait. Asking is safe from every thread.
    """

    def __init__(
        self, paths: Paths, ground: OpenProfile, network: NetworkService, watch: ClockWatch
    ) -> None:
        self._ground = ground
        self.paths = paths
        self.profile: ProfilePaths = ground.files
        self.settings: SettingsFile = ground.settings
        self.database: Database = ground.database
        self.connection: Connection = ground.connection
        self.announcer = ground.announcer
        self.people = ground.people
        self.network = network
        self._watch = watch
        watch.listen(lambda: ground.announcer(Changes(clock=True)))
        self.practice: Stoppable | None = None
        self._has_left = False
        self._leaving: list[threading.Thread] = []
        #: The copy that was restored, while checking waits for the seller.
        self.restored = ground.restored
        #: Whether the next invoice numbers are sure; after a loss the seller says so.
        self.knows_numbers = ground.knows_numbers
        self.queries = OrderQueries(
            database=ground.database,
            store=ground.store,
            documents=ground.documents,
            sheets_of=lambda shipment_id: ground.own_papers.sheets_of(shipment_id),
            journal=ground.journal,
            local=ground.local,
            sync_health=lambda: self.sync.health(),
            announce=ground.announcer,
            clock=ground.clock,
        )
        self.rewording = Rewording(ground.database)
        self.accounts = AccountService(
            profile=ground.files.name,
            settings=ground.settings,
            credentials=ground.credentials,
            connection=ground.connection,
            database=ground.database,
            journal=ground.journal,
            announce=ground.announcer,
            clock=ground.clock,
            network=network.network,
        )

    @property
    def clock_fault(self) -> ClockFault | None:
        """By how much this computer's clock is wrong, None as long as nothing is known of it."""
        return self._watch.fault

    @property
    def is_practice(self) -> bool:
        """Whether nothing leaves this machine."""
        return self.settings.current.is_practice

    @property
    def is_signed_in(self) -> bool:
        """Whether Konnect can be asked anything."""
        return self.connection.is_signed_in

    # ---- built when first asked for ------------------------------------------------------

    @built_later
    def _reading(self) -> Readers:
        from konnect_desktop.assembly import reading

        return reading.reading(self._ground)

    @built_later
    def sync(self) -> SyncService:
        """Keeps the orders up to date."""
        from konnect_desktop.assembly import reading

        def follow_up(ctx: TaskContext) -> None:
            # Mostly nothing is in doubt, and then what acts need not be loaded for it.
            if self._ground.journal.has_doubts():
                self.bulk.follow_up(ctx)

        return reading.sync(
            self._ground, self._reading, follow_up, lambda: self.clock_fault is not None
        )

    @built_later
    def fynd_lookup(self) -> FyndLookup:
        """Asks for single orders."""
        from konnect_desktop.services.fynd_lookup import FyndLookup

        return FyndLookup(self.connection, self._reading.rereader, self._ground.store)

    @built_later
    def bulk(self) -> BulkActions:
        """Does one thing to many orders."""
        from konnect_desktop.assembly import acting

        return acting.bulk(self._ground, self._reading)

    @built_later
    def couriers(self) -> CourierWatch:
        """Asks for couriers that are still to come."""
        from konnect_desktop.services.courier_watch import CourierWatch
        from konnect_desktop.store.courier_waits import CourierWaits

        return CourierWatch(
            connection=self.connection,
            settings=self.settings,
            store=self._ground.store,
            waits=CourierWaits(self.database),
            announce=self.announcer,
            clock=self._ground.clock,
        )

    @built_later
    def tracking(self) -> TrackingService:
        """Follows parcels."""
        from konnect_desktop.services.tracking import TrackingService
        from konnect_desktop.store.tracking import TrackingStore

        return TrackingService(
            connection=self.connection,
            settings=self.settings,
            store=self._ground.store,
            tracking=TrackingStore(self.database),
            announce=self.announcer,
            clock=self._ground.clock,
        )

    @built_later
    def numbers(self) -> NumberPreviews:
        """Invoice numbers before they are taken."""
        from konnect_desktop.services.number_preview import NumberPreviews

        return NumberPreviews(self._ground.store, self._ground.series, self.settings)

    @built_later
    def imports(self) -> ImportService:
        """Reads the seller's tables."""
        from konnect_desktop.services.imports import ImportService
        from konnect_desktop.sheets.reader import SheetReader
        from konnect_desktop.store.lookup import OrderLookup

        return ImportService(
            store=self._ground.store,
            lookup=OrderLookup(self.database),
            reader=SheetReader(),
            settings=self.settings,
        )

    @built_later
    def pdf(self) -> PdfWorker:
        """The process for PDF work that somebody waits for."""
        from konnect_desktop.documents.worker import PdfWorker

        return PdfWorker()

    @built_later
    def background_pdf(self) -> PdfWorker:
        """The process for PDF work ahead of time."""
        from konnect_desktop.documents.worker import PdfWorker

        return PdfWorker()

    @built_later
    def documents(self) -> DocumentService:
        """Labels and invoices."""
        from konnect_desktop.assembly import papers

        return papers.documents(self._ground, self.pdf, self.background_pdf)

    @built_later
    def printing(self) -> PrintService:
        """Printers and the print log."""
        from konnect_desktop.assembly import papers

        return papers.printing(self._ground, self.pdf)

    @built_later
    def own_papers(self) -> OwnPaperService:
        """Pick list, packing slips, handover sheets."""
        from konnect_desktop.services.own_papers import OwnPaperService

        return OwnPaperService(
            store=self._ground.store,
            papers=self._ground.own_papers,
            pdf=self.pdf,
            seller=lambda: self.settings.current.paper_name,
            person=lambda: self.people.name,
            announce=self.announcer,
            clock=self._ground.clock,
        )

    @built_later
    def handover(self) -> HandoverService:
        """Parcels that go to the courier."""
        from konnect_desktop.services.handover import HandoverService

        return HandoverService(
            store=self._ground.store, papers=self._ground.own_papers, clock=self._ground.clock
        )

    @built_later
    def pictures(self) -> PagePictures:
        """Pages as pictures."""
        from konnect_desktop.assembly import papers

        return papers.pictures()

    @built_later
    def backups(self) -> BackupService:
        """Copies of the data file."""
        from konnect_desktop.services.backups import BackupService

        return BackupService(self.profile, self.database, self._ground.clock)

    @built_later
    def data_folder(self) -> DataFolderService:
        """Who can read the data folder, and where it lies."""
        from konnect_desktop.services.data_folder import DataFolderService

        return DataFolderService(self.paths, self.settings)

    @built_later
    def clearing(self) -> ClearingService:
        """Lets the data of old orders go."""
        from konnect_desktop.assembly import papers

        return papers.clearing(self._ground, self.paths)

    @built_later
    def support(self) -> SupportService:
        """The text for whoever helps."""
        from konnect_desktop.logs import redactor
        from konnect_desktop.services.support import SupportService
        from konnect_desktop.store.sweeps import SweepStore

        return SupportService(
            paths=self.paths,
            files=self.profile,
            settings=self.settings,
            database=self.database,
            store=self._ground.store,
            sweeps=SweepStore(self.database),
            redactor=redactor,
            clock=self._ground.clock,
        )

    def build_all(self) -> None:
        """Build what nobody asked for yet, so that the first click on it need not wait.

        For a worker thread, once the first table is shown.
        """
        for name in all_later(self):
            getattr(self, name)

    # ---- verbs -------------------------------------------------------------------------

    def change_settings(self, **values: Any) -> Settings:
        """Use other settings from now on and save them. Raises StoreError when not saved."""
        try:
            return self.settings.change(**values)
        finally:
            if _WIRE_SETTINGS & values.keys():
                self.connection.reset()

    def open_work(self) -> OpenWork:
        """What keeps the account's data from being removed. Asks the print queues first."""
        self.printing.look_again()
        return open_work(self.database)

    def back_up(self, to: Path | None = None) -> Path:
        """Copy the data file while the app runs; returns where. Raises StoreError or DiskFull."""
        name = f"orders-{datetime.now(UTC):%Y%m%d-%H%M%S}.db"
        target = to or make_private(self.profile.backups) / name
        self.database.backup(target)
        return target

    def leave(self) -> None:
        """The app ends: what is under way comes back soon. Waits for nothing; then `close`."""
        if self._has_left:
            return
        self._has_left = True
        self.connection.leave()
        ends: list[Callable[[], object]] = []
        for name in ("pdf", "background_pdf", "pictures", "imports", "printing"):
            with_process = built(self, name)
            if with_process is not None:
                ends.append(with_process.close)
        if self.practice is not None:
            ends.append(partial(self.practice.stop, _PRACTICE_END_S))
        # Side by side, and none is waited for that does not want to die.
        self._leaving = [threading.Thread(target=end, daemon=True) for end in ends]
        for thread in self._leaving:
            thread.start()

    def close(self, patience_s: float = -1) -> bool:
        """End connections and processes, and close the data file.

        False when some thread could still write to the folder of the profile after
        `patience_s` seconds; -1 waits for it.
        """
        self.leave()
        ends_at = time.monotonic() + patience_s
        for thread in self._leaving:
            thread.join(None if patience_s < 0 else max(0.0, ends_at - time.monotonic()))
        are_settings_closed = self.settings.close(patience_s)
        return self.database.close(patience_s) and are_settings_closed


def assemble(
    paths: Paths,
    files: ProfilePaths,
    settings: SettingsFile,
    credentials: CredentialStore,
    database: Database,
    clock: Clock,
    settle_pause_s: float | None,
) -> Services:
    """Wire every service of a profile together on its open data file."""
    watch = ClockWatch()

    def make(account: Settings, pair: Credentials) -> Wire:
        return _make_wire(account, pair, network.network(), watch)

    connection = Connection(settings, credentials, files.name, make)
    network = NetworkService(
        settings=settings,
        password=ProxyPassword(credentials, files.name),
        connection=connection,
    )
    ground = OpenProfile(
        files=files,
        settings=settings,
        credentials=credentials,
        database=database,
        connection=connection,
        clock=clock,
        settle_pause_s=settle_pause_s,
    )
    return Services(paths, ground, network, watch)


def _make_wire(
    settings: Settings,
    credentials: Credentials,
    network: Network | None = None,
    watch: ClockWatch | None = None,
) -> Wire:
    from konnect_desktop.assembly.wire import make_wire

    return make_wire(settings, credentials, network, watch)
