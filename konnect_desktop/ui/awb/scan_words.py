"""What the scan field says: what became of a code, why one is in doubt, and what comes next."""

from __future__ import annotations

from collections.abc import Sequence

from konnect_desktop.domain.awb_import import AwbRow
from konnect_desktop.domain.awb_scanning import Choice, Doubt, Held, News, Said
from konnect_desktop.ui.kit.formatting import count_of


def order_of(row: AwbRow) -> str:
    """The order as the list names it."""
    return row.candidate.row.order_no if row.candidate else row.line.order


def ship_to(row: AwbRow) -> str:
    """Name and city, "" when they are not known."""
    shown = row.candidate.row if row.candidate else None
    return ", ".join(part for part in (shown.buyer, shown.city) if part) if shown else ""


def next_words(rows: Sequence[AwbRow], pending: int, *, may_add: bool) -> str:
    """Which code is expected."""
    if pending >= 0:
        row = rows[pending]
        to = ship_to(row)
        has = f" It has {row.awb} now." if row.awb else ""
        return f"Next: the AWB of {order_of(row)}{f' ({to})' if to else ''}.{has}"
    if may_add:
        return "Next: scan an order."
    return "Every order has its AWB." if rows else "Scan an order."


def news_words(news: News, rows: Sequence[AwbRow]) -> str:
    """What became of the code, "" where what comes next says it all."""
    order = order_of(rows[news.line]) if 0 <= news.line < len(rows) else ""
    match news.said:
        case Said.PAIRED:
            return f"{order}: {news.code}."
        case Said.AGAIN:
            return f"{news.code} is at order {order} already."
        case Said.WRONG:
            return str(news.problem)
        case Said.SKIPPED:
            return f"{news.code} was left out."
        case Said.NOTED:
            return f"{news.code} is not among your orders, and no order waits for an AWB."
        case Said.ADDS:
            return f"{news.code} comes into the list…"
        case _:
            return ""


def aside_words(codes: Sequence[str]) -> str:
    """Codes that belong to nobody knows which order."""
    them = "it" if len(codes) == 1 else "them"
    was = "was" if len(codes) == 1 else "were"
    return (
        f"{', '.join(codes)} {was} scanned while the question was open, so not used. "
        f"Scan the order first, then {them} again."
    )


def held_title(held: Held, rows: Sequence[AwbRow]) -> str:
    """The doubt in one line, to be read from where the parcels are."""
    code = held.seen.code
    order = held.parcels[0].order_no if held.parcels else ""
    named = code if order in ("", code) else f"{code} ({order})"
    match held.doubt:
        case Doubt.NOT_LISTED:
            return f"Order {named} is not in this list"
        case Doubt.CLOSED:
            return f"Order {named} takes no AWB"
        case Doubt.SEVERAL:
            return f"{code} is the number of {len(held.parcels)} parcels"
        case Doubt.HAS_AWB:
            return f"Order {named} has AWB {rows[held.line].awb} already"
        case Doubt.AWB_TAKEN:
            other = order or order_of(rows[held.line])
            return f"{code} is the AWB of order {other}"
        case Doubt.LIKE_ORDER:
            return f"{code} looks like an order number, but is none of yours"
        case Doubt.ARTICLE:
            return f"{code} looks like the number of an article"
        case Doubt.NO_ORDER:
            return f"{code}: no order waits for an AWB"
        case Doubt.BEFORE:
            return f"{code} was scanned before order {order_of(rows[held.line])}"
        case Doubt.NO_AWB:
            return f"{code[:40]} is no AWB"


def held_text(held: Held, *, pending: str, waiting: int) -> str:
    """Why nothing was done with it, and what to do; `pending`: the order that was next."""
    parts = {
        Doubt.NOT_LISTED: "Add it to give it an AWB here, or leave it out.",
        Doubt.CLOSED: str(held.problem or ""),
        Doubt.SEVERAL: (
            "Scan the shipment id instead: " + ", ".join(one.id for one in held.parcels[:4]) + "."
        ),
        Doubt.HAS_AWB: "Replace it by the AWB that you scan next, or keep it.",
        Doubt.AWB_TAKEN: "Each parcel needs an AWB of its own. Check which parcel this is.",
        Doubt.LIKE_ORDER: "If it is an order, leave it out, and its AWB too.",
        Doubt.ARTICLE: f"Use it only if it is the courier's number for {pending}.",
        Doubt.NO_ORDER: "Scan the order first, then its AWB.",
        Doubt.BEFORE: "Scan the order first, then its AWB. Is it the AWB of this order?",
        Doubt.NO_AWB: str(held.problem or ""),
    }
    text = parts[held.doubt]
    if waiting:
        text += f" {count_of(waiting, 'code')} scanned since then {_wait(waiting)}."
    return text


def _wait(count: int) -> str:
    return "waits" if count == 1 else "wait"


def choice_words(held: Held, *, pending: str) -> str:
    """The button that does what the doubt asks about."""
    if held.choice is Choice.ADD:
        return "Add to the list"
    if held.choice is Choice.REPLACE:
        return "Replace its AWB"
    return f"It is the AWB of {pending}"


def skip_words(held: Held) -> str:
    """The button that goes on without the code."""
    if held.choice is Choice.REPLACE:
        return "Keep it"
    return "Leave it out" if held.choice else "Go on"
