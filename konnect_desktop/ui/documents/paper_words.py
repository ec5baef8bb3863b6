"""How many papers of how many orders on how many sheets, in words."""

from __future__ import annotations

from collections.abc import Sequence

from konnect_desktop.services.paper_models import PrintJobData
from konnect_desktop.ui.documents.page_list import NAMES
from konnect_desktop.ui.formatting import count_of, grouped


def noun(kinds: Sequence[str], orders: int) -> str:
    """60 labels, 1 invoice, labels and invoices of 12 orders: what is asked for."""
    if len(kinds) == 1:
        return count_of(orders, NAMES[kinds[0]])
    return f"labels and invoices of {count_of(orders, 'order')}"


def papers_text(data: PrintJobData) -> str:
    """24 labels, 26 labels of 24 orders, 48 labels and invoices of 24 orders, 3 sheets."""
    papers, orders = _papers(data), len(data.shipment_ids)
    if not data.pages or len(data.pages) == orders:
        return papers
    return f"{papers} of {count_of(orders, 'order')}"


def to_print(data: PrintJobData) -> str:
    """What Print prints: 24 labels, 26 labels on 7 sheets, the 146 matched."""
    if data.missing or data.repeated or data.unmatched:
        return f"the {grouped(len(data.pages))} matched"
    if data.sheets and data.sheets != len(data.pages) > 0:
        return f"{_papers(data)} on {count_of(data.sheets, 'sheet')}"
    return _papers(data)


def _papers(data: PrintJobData) -> str:
    kinds = {page.kind for page in data.pages}
    if not data.pages:
        return count_of(data.sheets, "sheet")
    if len(kinds) > 1:
        return f"{grouped(len(data.pages))} labels and invoices"
    return count_of(len(data.pages), NAMES.get(kinds.pop(), "page"))
