"""What the command palette finds: actions, rooms, tabs, settings, and a few commands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from konnect_desktop.domain.states import Lane
from konnect_desktop.ui.actions.offer import Offer
from konnect_desktop.ui.actions.specs import SPECS, ActionSpec
from konnect_desktop.ui.kit.formatting import count_of, grouped
from konnect_desktop.ui.settings.names import CARDS
from konnect_desktop.ui.window.room_pages import ROOMS

if TYPE_CHECKING:
    from konnect_desktop.ui.window.verbs import WindowVerbs

#: More tries than this are not remembered.
RECENT = 8
#: The entry that looks the typed text up among the orders.
FIND = "orders.find"
_SUPPORT_WORDS = "help report problem diagnostics log error bug"
_CHECK_WORDS = "help self-test diagnostics problem printer password safe proxy fonts screen"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the palette."""

    #: Stable, so that it is known again the next day.
    key: str
    title: str
    #: What kind of thing it is: "Action", "Room" …
    kind: str
    icon: str
    run: Callable[[], object]
    detail: str = ""
    #: Why it cannot be done, for all ticked orders or for some.
    why: str = ""
    shortcut: str = ""
    #: Other words that find it.
    words: str = ""
    is_enabled: bool = True
    is_danger: bool = False


def entries(window: WindowVerbs) -> list[Entry]:
    """Everything that can be done now, in the order of the toolbar, the rail and the tabs."""
    offer = window.orders.offer
    found = [_action(window, spec, offer) for spec in SPECS]
    found += [
        Entry(
            f"room.{room.name}",
            room.title,
            "Room",
            room.icon,
            partial(window.open_room, room.name),
            shortcut=room.key,
        )
        for room in ROOMS
    ]
    found += _tabs(window)
    found += _commands(window)
    found += [
        Entry(
            f"settings.{name}",
            f"Settings: {title}",
            "Settings",
            "settings",
            partial(window.open_room, f"settings/{name}"),
            words=words,
        )
        for name, (title, words) in CARDS.items()
    ]
    return found


def _action(window: WindowVerbs, spec: ActionSpec, offer: Offer) -> Entry:
    answer = offer.availability(spec.action)
    reason = " ".join(offer.reason(spec.action).split("\n"))
    if not offer.ids:
        detail = "Tick orders first"
    elif not answer.count:
        detail = reason
    else:
        detail = f"{grouped(answer.count)} of {count_of(len(offer.ids), 'ticked order')}"

    def run() -> None:
        window.open_room("orders")
        window.orders.press(spec.action)

    return Entry(
        f"action.{spec.action.value}",
        spec.menu_text,
        "Next step" if answer.count and spec.action is offer.suggested else spec.group.value,
        spec.icon,
        run,
        detail=detail,
        why=reason,
        shortcut=spec.shortcut,
        words=f"{spec.group.value} {spec.other_words}",
        is_enabled=bool(answer.count),
        is_danger=spec.is_danger,
    )


def _tabs(window: WindowVerbs) -> list[Entry]:
    found = []
    for tab in window.orders.tabs:

        def run(lane: Lane | None = tab.lane) -> None:
            window.open_room("orders")
            window.orders.show_lane(lane)

        found.append(
            Entry(
                f"tab.{tab.lane.value if tab.lane else 'all'}",
                f"Go to {tab.name}",
                "Tab",
                "orders",
                run,
                detail=count_of(tab.count.total, "order"),
                words="tab lane list",
            )
        )
    return found


def _commands(window: WindowVerbs) -> list[Entry]:
    orders, door = window.orders, window.door

    def check() -> None:
        window.open_help().check_computer()

    def support() -> None:
        window.open_help().make_support_file()

    def news() -> None:
        window.open_help().show_news()

    def licences() -> None:
        window.open_help().show_licences()

    rows = (
        ("find", "Find an order", "search", window.find_orders, "Ctrl+F", "search awb sku"),
        ("check", "Check now", "refresh", window.sync.check, "F5", "sync fetch news"),
        ("all", "Tick all that match", "check", orders.select_all, "Ctrl+Shift+A", "select"),
        ("none", "Untick all", "cross", orders.untick_all, "Ctrl+Shift+N", "select none"),
        ("undo", "Undo the waiting batch", "undo", orders.undo_latest, "Ctrl+Z", "withdraw"),
        ("import", "Import a file", "download", door.choose, "Ctrl+I", "awb irn csv xlsx"),
        ("awbs", "Scan or import AWBs", "awb", door.awbs, "", "self-ship courier tracking csv"),
        ("invoices", "Import invoice data", "invoice", door.invoices, "", "irn ack qr csv xlsx"),
        ("paste", "Show a copied list", "orders", orders.paste, "Ctrl+V", "paste orders"),
        ("export", "Export list…", "download", orders.export, "", "save xlsx csv excel orders"),
        ("copy", "Copy the ticked rows", "orders", orders.copy, "Ctrl+C", "clipboard"),
        ("keys", "All keys", "key", window.show_keys, "F1", "shortcuts help"),
        ("support", "Support file…", "help", support, "", _SUPPORT_WORDS),
        ("check_computer", "Check this computer…", "check", check, "", _CHECK_WORDS),
        ("news", "What is new", "info", news, "", "changelog version help"),
        ("licences", "Licences", "document", licences, "", "about lgpl help"),
    )
    return [
        Entry(f"command.{name}", title, "Command", icon, call, shortcut=key, words=words)
        for name, title, icon, call, key, words in rows
    ]


def find_orders(text: str, search: Callable[[str], object]) -> Entry:
    """Whatever was typed may be an order, an AWB or a buyer: the last entry looks it up."""
    return Entry(
        FIND,
        f"Find “{text}” in all orders",
        "Orders",
        "search",
        partial(search, text),
        detail="Order, AWB, product, buyer, phone or channel",
    )


def matching(text: str, found: Iterable[Entry], recent: Sequence[str]) -> list[Entry]:
    """The entries that every typed word begins a word of, best first.

    Words of the title count before other words, and of those that match alike the recently
    used before the others. Without text: the recently used, then what can be done, then what
    cannot be done now.
    """
    wanted = text.casefold().split()
    place = {key: number for number, key in enumerate(recent)}
    ranked = []
    for number, entry in enumerate(found):
        rank = _rank(wanted, entry)
        if rank is not None:
            used = place.get(entry.key, RECENT)
            ranked.append(((rank, used, not entry.is_enabled, number), entry))
    return [entry for _, entry in sorted(ranked, key=lambda pair: pair[0])]


def _rank(wanted: Sequence[str], entry: Entry) -> int | None:
    """0 the title begins so, 1 words of the title do, 2 other words; None for no match."""
    title = entry.title.casefold()
    if title.startswith(" ".join(wanted)):
        return 0
    in_title = _split(title)
    elsewhere = _split(f"{entry.words} {entry.kind}".casefold())
    worst = 1
    for word in wanted:
        if any(each.startswith(word) for each in in_title):
            continue
        if not any(each.startswith(word) for each in elsewhere):
            return None
        worst = 2
    return worst


def _split(text: str) -> list[str]:
    return "".join(sign if sign.isalnum() else " " for sign in text).split()
