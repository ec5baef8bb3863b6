"""What nearly every service of a profile stands on, and what an earlier run left behind."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from konnect_desktop.assembly.later import built_later
from konnect_desktop.credentials import CredentialStore
from konnect_desktop.domain.journal import BatchId
from konnect_desktop.paths import ProfilePaths
from konnect_desktop.services.announcing import Announcer
from konnect_desktop.services.connection import Connection
from konnect_desktop.services.context import Clock
from konnect_desktop.services.people import DeskPeople
from konnect_desktop.settings import SettingsFile
from konnect_desktop.store import data_file, restored
from konnect_desktop.store.database import Database
from konnect_desktop.store.documents import DocumentStore
from konnect_desktop.store.journal import Journal
from konnect_desktop.store.local_facts import LocalFacts
from konnect_desktop.store.people import People
from konnect_desktop.store.shipments import ShipmentStore

if TYPE_CHECKING:
    from konnect_desktop.store.own_papers import OwnPapers
    from konnect_desktop.store.series import InvoiceSeries


@dataclass
class OpenProfile:
    """An open data file and the parts on it that many services share."""

    files: ProfilePaths
    settings: SettingsFile
    credentials: CredentialStore = field(repr=False)
    database: Database
    connection: Connection
    clock: Clock
    #: Seconds between two looks at a record whose outcome is not known; None: as usual.
    settle_pause_s: float | None

    def __post_init__(self) -> None:
        self.announcer = Announcer()
        self.store = ShipmentStore(self.database)
        self.people = DeskPeople(People(self.database), self.settings, self._token, self.clock)
        self.journal = Journal(self.database, self.clock, lambda: self.people.name)
        self.local = LocalFacts(self.database)
        self.documents = DocumentStore(self.database, self.files.documents)
        self.interrupted = self._recover()
        #: Set while the data is that of a copy and the seller has not asked for news yet.
        self.restored = restored.waiting(self.database)
        #: Whether every invoice number that was given before is known.
        self.knows_numbers = data_file.knows_numbers(self.database)

    @built_later
    def series(self) -> InvoiceSeries:
        """The number series of invoices and credit notes."""
        from konnect_desktop.store.series import InvoiceSeries

        return InvoiceSeries(self.database)

    @built_later
    def own_papers(self) -> OwnPapers:
        """The papers that the app makes itself."""
        from konnect_desktop.store.own_papers import OwnPapers

        return OwnPapers(self.database)

    def _token(self) -> str:
        held = self.connection.held
        return held.secret if held is not None else ""

    def _recover(self) -> tuple[BatchId, ...]:
        """Batches that an earlier run left open, also those that ended with it; invoice numbers
        that never went out are free."""
        before = self.journal.unfinished()
        left = self.journal.recover()
        for batch_id in before:
            self.series.release(batch_id)
        return tuple(left)
