"""What the seller reads when a label or an invoice did not come as it should."""

from __future__ import annotations

from collections.abc import Sequence

from konnect_desktop.documents.matching import PageLook
from konnect_desktop.domain.batches import Outcome
from konnect_desktop.domain.say import in_words
from konnect_desktop.services.paper_models import LABEL

#: More are not read by anybody.
_MOST_NAMES = 4


def refused(outcome: Outcome) -> str:
    """Why Fynd gave no paper for a record, with its code."""
    words = in_words(outcome.message) or "Fynd refused it."
    return f"{words} ({outcome.code})" if outcome.code else words


def _name(kind: str) -> str:
    return "label" if kind == LABEL else "invoice"


def absent(kind: str) -> str:
    """The answer came without this paper."""
    return f"Fynd sent no {_name(kind)} for this order."


def strange(kind: str) -> str:
    """The paper that came is not surely of this order."""
    return f"The {_name(kind)} that came shows another order or none, so it was not kept."


def mixed(kind: str, orders: Sequence[str]) -> str:
    """The paper that came names other orders besides this one, all of them in `orders`."""
    return (
        f"The {_name(kind)} that came shows another order as well ({_listed(orders)}), so it was "
        "not kept. Fetch it again, or print it from the Fynd panel."
    )


def blank(kind: str) -> str:
    """The paper that came has nothing on it."""
    return f"The {_name(kind)} that came is blank, so it was not kept. Fetch it again."


def twice(kind: str) -> str:
    """A page came more than once."""
    return f"Fynd sent a page of its {_name(kind)} more than once; it is here once."


def stray(page: int, look: PageLook, kind: str, orders: Sequence[str] = ()) -> str:
    """A page (from 0) nobody can be sure of; its bar code is told, because it can be looked up.

    `orders`: those it shows, when it is several.
    """
    of = f"Page {page + 1} of the {_name(kind)}s that came"
    if len(orders) > 1:
        return (
            f"{of} shows {len(orders)} orders ({_listed(orders)}) that cannot be told apart, so it "
            "was not kept. If one of them has no paper here, print it from the Fynd panel."
        )
    hint = f" (its bar code reads {look.codes[0][:40]})" if look.codes else ""
    return f"{of}{hint} shows none of the orders asked for, so it was not kept."


def _listed(orders: Sequence[str]) -> str:
    """A, B and C; of many the first."""
    *most, last = orders
    if len(most) >= _MOST_NAMES:
        most, last = list(orders[:_MOST_NAMES]), f"{len(orders) - _MOST_NAMES} more"
    return f"{', '.join(most)} and {last}" if most else last
