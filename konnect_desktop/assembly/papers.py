"""Everything on paper: labels and invoices, papers of our own, printing, and the handover."""

from __future__ import annotations

import sys

from konnect_desktop.assembly.open_profile import OpenProfile
from konnect_desktop.documents.worker import PdfWorker
from konnect_desktop.logs import file_of
from konnect_desktop.paths import Paths
from konnect_desktop.printing.queue import PrintQueue
from konnect_desktop.services.clearing import ClearingService
from konnect_desktop.services.documents import DocumentService
from konnect_desktop.services.pictures import PagePictures
from konnect_desktop.services.printing import PrintService
from konnect_desktop.store.archive import PaperArchive
from konnect_desktop.store.print_jobs import PrintJobs


def pictures() -> PagePictures:
    """Pages as pictures, by a process apart from the one that matches: a page is shown while
    others are read."""
    return PagePictures(PdfWorker())


def documents(ground: OpenProfile, pdf: PdfWorker, background: PdfWorker) -> DocumentService:
    """Labels, invoices and what they are printed from."""
    return DocumentService(
        connection=ground.connection,
        store=ground.store,
        documents=ground.documents,
        archive=PaperArchive(ground.database, ground.documents),
        paper_days=lambda: min(
            ground.settings.current.paper_days, ground.settings.current.order_days
        ),
        pdf=pdf,
        background=background,
        announce=ground.announcer,
        clock=ground.clock,
    )


def printing(ground: OpenProfile, pdf: PdfWorker) -> PrintService:
    """Printers and the print log; jobs that an earlier run left on their way are doubtful."""
    service = PrintService(
        jobs=PrintJobs(ground.database, ground.files.print_jobs, lambda: ground.people.name),
        documents=ground.documents,
        store=ground.store,
        queue=queue(),
        pdf=pdf,
        announce=ground.announcer,
        clock=ground.clock,
    )
    service.recover()
    return service


def queue() -> PrintQueue:
    """How this computer prints."""
    if sys.platform == "win32":
        from konnect_desktop.printing.windows.printing import WindowsPrinting

        return WindowsPrinting(pictures())
    from konnect_desktop.printing.cups import CupsPrinting

    return CupsPrinting()


def clearing(ground: OpenProfile, paths: Paths) -> ClearingService:
    """What lets the data of old orders go."""
    return ClearingService(
        files=ground.files,
        database=ground.database,
        documents=ground.documents,
        archive=PaperArchive(ground.database, ground.documents),
        jobs=PrintJobs(ground.database, ground.files.print_jobs),
        log=file_of(paths, ground.files.name),
        order_days=lambda: ground.settings.current.order_days,
        announce=ground.announcer,
        clock=ground.clock,
    )
