"""A job of the print log in words."""

from __future__ import annotations

from datetime import datetime

from konnect_desktop.domain.printers import JobPage, JobState, PrintedJob
from konnect_desktop.services.paper_models import INVOICE, LABEL
from konnect_desktop.services.printing import FILE
from konnect_desktop.ui.kit.formatting import count_of, grouped, when
from konnect_desktop.ui.kit.plain_table import Line

_STATES = {
    JobState.SENT: "Sending…",
    JobState.ACCEPTED: "With the printer",
    JobState.DONE: "Printed",
    JobState.FAILED: "Failed",
    JobState.CANCELLED: "Cancelled",
    JobState.DOUBTFUL: "Check the printer",
}
_KINDS: dict[tuple[str, ...], str] = {(LABEL,): "Labels", (INVOICE,): "Invoices"}
_KIND = {LABEL: "Label", INVOICE: "Invoice"}
_OWN = {"test_page": "Test page"}


def papers_of(job: PrintedJob) -> str:
    """Labels, Labels and invoices, Pick list, A4."""
    if not job.kinds:
        return _OWN.get(job.layout, job.layout)
    return _KINDS.get(tuple(sorted(job.kinds, key=lambda k: k != LABEL)), "Labels and invoices")


def orders_of(job: PrintedJob) -> str:
    """57 orders, or the number of the only one."""
    return job.first_order_no if job.orders <= 1 else count_of(job.orders, "order")


def state_of(job: PrintedJob) -> str:
    """Printed · reprint · 2 void."""
    word = "Saved" if job.way == FILE and job.state is JobState.DONE else _STATES[job.state]
    parts = [word]
    if job.note and job.state in (JobState.FAILED, JobState.CANCELLED):
        parts = [f"{word}: {job.note}"]
    if job.is_reprint:
        parts.append("reprint")
    if job.void:
        parts.append(f"{count_of(job.void, 'label')} void")
    return " · ".join(parts)


def sheets_of(job: PrintedJob) -> str:
    """57, or 21 × 2."""
    count = grouped(len(job.sheets))
    return count if job.copies == 1 else f"{count} × {job.copies}"


def job_line(job: PrintedJob, now: datetime) -> Line:
    """One line of the log."""
    return Line(
        job.id,
        (
            when(job.created_at, now),
            papers_of(job),
            orders_of(job),
            job.printer,
            sheets_of(job),
            job.person,
            state_of(job),
        ),
    )


def doubt_text(job: PrintedJob, now: datetime) -> str:
    """What to look for at the printer."""
    what = papers_of(job).lower()
    orders = f" of {orders_of(job)}" if job.orders else ""
    return (
        f"Check the printer: {what}{orders} went to {job.printer} ({when(job.created_at, now)}) "
        "and were not heard of again. Nobody knows whether they came out."
    )


def page_lines(pages: list[JobPage]) -> list[Line]:
    """The papers of a job; a void one says so."""
    return [
        Line(
            (page.shipment_id, page.kind),
            (
                page.order_no,
                _KIND.get(page.kind, page.kind),
                f"Void ({page.awb})" if page.is_void else page.awb,
            ),
        )
        for page in pages
    ]
