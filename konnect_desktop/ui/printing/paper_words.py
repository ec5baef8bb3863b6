"""How many papers of how many orders on how many sheets, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from konnect_desktop.domain.printing import percent_of
from konnect_desktop.services.paper_models import HeldBack, PrintJobData
from konnect_desktop.ui.kit.formatting import count_of, grouped
from konnect_desktop.ui.printing.page_list import NAMES


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
        matched = f"the {grouped(len(data.pages))} matched"
        if data.sheets == len(data.pages):
            return matched
        return f"{matched} on {count_of(data.sheets, 'sheet')}"
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


def size_text(data: PrintJobData, sizes_mm: Sequence[tuple[float, float]]) -> str:
    """8 sheets at true size, 2 labels would shrink to 67 %: 102 × 152 mm. What is really placed."""
    parts: list[str] = []
    if any(page.scale is None for page in data.pages):
        parts.append(f"{count_of(data.sheets, 'sheet')} as printed before")
    elif data.sheets:
        shrunk = Counter(percent_of(scale) for scale in data.shrunk.values())
        at_true_size = data.sheets - shrunk.total()
        counts = [(at_true_size, "true size")] if at_true_size else []
        counts += [(count, f"{percent} %") for percent, count in sorted(shrunk.items())[::-1]]
        for number, (count, size) in enumerate(counts):
            what = count_of(count, "sheet") if number == 0 else grouped(count)
            parts.append(f"{what} at {size}")
    smaller = [one for one in data.held if one.can_shrink]
    if smaller:
        percents = percents_text(one.percent for one in smaller)
        parts.append(f"{held_text(smaller)} would shrink to {percents}")
    kinds = list(dict.fromkeys((round(w), round(h)) for w, h in sizes_mm))
    sizes = ", ".join(f"{width} × {height} mm" for width, height in kinds[:3])
    text = ", ".join(parts)
    return (f"{text}: {sizes}." if sizes else f"{text}.") if text else ""


def percents_text(percents: Iterable[int]) -> str:
    """67 %, 50 to 67 %."""
    low, *_, high = [*sorted(percents)] * 2
    return f"{low} %" if low == high else f"{low} to {high} %"


def held_text(held: Sequence[HeldBack]) -> str:
    """2 labels, 3 invoices, 5 papers."""
    kinds = {one.kind for one in held}
    return count_of(len(held), NAMES.get(kinds.pop(), "paper") if len(kinds) == 1 else "paper")
