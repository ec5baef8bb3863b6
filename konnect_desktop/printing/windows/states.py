"""What Windows' bits say about a job and its printer, in our states and the seller's words."""

from __future__ import annotations

from konnect_desktop.domain.printers import SpoolState, SpoolStatus
from konnect_desktop.printing.windows.winspool import JobInfo

_PAUSED, _ERROR, _DELETING, _PRINTING = 0x1, 0x2, 0x4, 0x10
_OFFLINE, _PAPER_OUT, _PRINTED, _DELETED = 0x20, 0x40, 0x80, 0x100
_BLOCKED, _PERSON, _COMPLETE = 0x200, 0x400, 0x1000
_WORK_OFFLINE = 0x400

#: Bits of a printer's status -> what to tell; the first that fits wins.
_PRINTER = (
    (0x8, "Paper is jammed. Take it out, then print from that sheet on."),
    (0x10 | 0x40, "The printer is out of paper."),
    (0x20, "The printer waits for a sheet put in by hand."),
    (0x400000, "The cover of the printer is open."),
    (0x40000, "The toner is empty."),
    (0x800, "The output tray is full."),
    (0x80 | 0x1000, "The printer is off or does not answer."),
    (0x1, "The printer is paused."),
    (0x100000, "The printer waits for a person."),
    (0x2, "The printer reports an error."),
)
_JOB = (
    (_PAPER_OUT, "The printer is out of paper."),
    (_OFFLINE, "The printer is off or does not answer."),
    (_PERSON, "The printer waits for a person."),
    (_BLOCKED, "The driver of the printer has stopped the job."),
    (_ERROR, "The printer reports an error."),
    (_PAUSED, "The job is paused in the print queue."),
)


def trouble_of(status: int, attributes: int = 0) -> str:
    """What is wrong with a printer; "" when it is ready."""
    if attributes & _WORK_OFFLINE:
        return "The printer is set to be used offline."
    return next((words for bits, words in _PRINTER if status & bits), "")


def status_of(info: JobInfo, printer_trouble: str) -> SpoolStatus:
    """How a job of the queue stands. Copies are sheets here, so what is counted holds them."""
    done = info.pages_done
    if info.status & (_DELETING | _DELETED):
        return SpoolStatus(SpoolState.CANCELLED, sheets_done=done)
    if info.status & (_PRINTED | _COMPLETE):
        return SpoolStatus(SpoolState.DONE, sheets_done=max(done, info.pages))
    trouble = next((words for bits, words in _JOB if info.status & bits), "") or printer_trouble
    if trouble:
        return SpoolStatus(SpoolState.STOPPED, trouble, done)
    is_printing = bool(info.status & _PRINTING)
    return SpoolStatus(SpoolState.PRINTING if is_printing else SpoolState.WAITING, "", done)


def status_when_gone(last: JobInfo | None) -> SpoolStatus:
    """How a job ended that the queue knows no more, from what was seen of it last.

    Windows forgets a job as soon as it is out. One that stood still, or was being deleted, did
    not come out.
    """
    if last is None:
        return SpoolStatus(SpoolState.UNKNOWN)
    before = status_of(last, "")
    if before.state in (SpoolState.STOPPED, SpoolState.CANCELLED):
        return SpoolStatus(SpoolState.CANCELLED, sheets_done=before.sheets_done)
    if before.state in (SpoolState.PRINTING, SpoolState.DONE):
        return SpoolStatus(SpoolState.DONE, sheets_done=max(last.pages, last.pages_done))
    return SpoolStatus(SpoolState.UNKNOWN, sheets_done=last.pages_done)


def status_without_printer(last: JobInfo | None) -> SpoolStatus:
    """How a job ended whose printer was taken out of the computer, which takes its jobs along."""
    known = status_when_gone(last)
    if known.state is not SpoolState.UNKNOWN:
        return known
    text = "The printer was taken out of this computer."
    return SpoolStatus(SpoolState.FAILED, text, known.sheets_done)
