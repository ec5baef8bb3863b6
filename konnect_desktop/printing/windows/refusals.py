"""Windows' errors as ours: what is gone, what does not answer, and whether anything was printed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from konnect_desktop.errors import PrintFailed

#: There is no such printer, it was deleted, or it is being deleted.
_NO_SUCH_PRINTER = frozenset({1801, 1905, 1906})
_CANCELLED = frozenset({63, 1223})
#: The print spooler is stopped, or ended in the middle of a call.
_NO_SERVICE = frozenset({1722, 1726, 1727, 1753, 1068, 1058, 1062})


def is_no_printer(error: OSError) -> bool:
    """Whether Windows said that there is no such printer."""
    return getattr(error, "winerror", None) in _NO_SUCH_PRINTER


@contextmanager
def in_words(printer: str, *, is_sending: bool = False) -> Iterator[None]:
    """Raise PrintFailed for an OSError. `is_sending`: what failed was on its way to the printer,
    and nothing of it comes out."""
    try:
        yield
    except OSError as error:
        code = getattr(error, "winerror", None) or 0
        raise _said(printer, error, code, is_sending=is_sending) from error


def _said(printer: str, error: OSError, code: int, *, is_sending: bool) -> PrintFailed:
    detail = f"Windows error {code}"
    end = ", so nothing was printed." if is_sending else "."
    if is_no_printer(error) and printer:
        return PrintFailed(
            f"{printer} is not a printer of this computer any more{end}",
            next_step="Choose another printer.",
            detail=detail,
        )
    if code in _NO_SERVICE:
        return PrintFailed(
            f"The print service of this computer does not answer{end}",
            next_step="Restart the computer (or Windows' Print Spooler), or save as PDF.",
            detail=detail,
        )
    if code in _CANCELLED:
        return PrintFailed(
            "The job was cancelled in Windows, so nothing was printed.",
            next_step="Press Print again when it is wanted.",
            detail=detail,
        )
    what = "did not take the job, so nothing was printed" if is_sending else "does not answer"
    return PrintFailed(
        f"{printer or 'Windows'} {what}.",
        next_step="Check the printer, or save as PDF.",
        detail=detail,
    )
