"""What is said at the start when the settings file was damaged: what is at its default again."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from konnect_desktop.settings import SETTINGS, Lost
from konnect_desktop.ui.kit.notices import Notice, Notices

#: Settings -> what the seller calls them together; others on a card go by their titles, and
#: those that are learnt anew are not named.
_CALLED = {
    "account": ("base_url", "username", "level", "location_codes"),
    "invoice and credit note series": (
        *("invoice_prefix", "invoice_next", "invoice_padding", "invoice_series"),
        *("credit_note_prefix", "credit_note_next", "credit_note_padding"),
    ),
    "printers and layouts": ("label_printer", "invoice_printer", "printing"),
    "boxes": ("package_presets",),
    "columns of imports": ("import_columns",),
    "name on papers": ("paper_name",),
    "how often Fynd is asked": (
        *("auto_sync", "sync_minutes", "requests_per_second", "max_in_flight"),
    ),
    "proxy and certificates": (
        *("proxy_mode", "proxy_host", "proxy_port", "proxy_user", "authority_file"),
    ),
    "undo time": ("undo_seconds",),
    "when a parcel counts as late": ("courier_limit_hours", "stuck_days"),
    "how long orders and papers are kept": ("paper_days", "order_days"),
    "look of the window": ("theme", "compact_rows"),
}
_GROUPED = frozenset(name for names in _CALLED.values() for name in names)
_SERIES = "invoice and credit note series"
_SAFE = "Your invoice series and numbers are safe; they are kept with the orders."
_CHECK = "Look at your last invoice and set the next number before you invoice."


def tell(lost: Lost, notices: Notices, open_room: Callable[[str], None]) -> None:
    """Say it, where there is something to say."""
    made = notice(lost, open_room)
    if made is not None:
        notices.show_notice("lost_settings", made)


def notice(lost: Lost, open_room: Callable[[str], None]) -> Notice | None:
    """The line of news; None when only what the app learns by itself was lost."""
    called = [
        called for called, names in _CALLED.items() if not lost.names or {*names} & {*lost.names}
    ]
    called += [
        one.shown.title
        for one in SETTINGS.values()
        if one.shown is not None
        and one.name not in _GROUPED
        and (not lost.names or one.name in lost.names)
    ]
    if not lost.names and not lost.with_series:
        called.remove(_SERIES)
    if not called:
        return None
    is_series = _SERIES in called
    what = "could not be read" if lost.kept or lost.names or lost.is_unread else "is gone"
    if lost.names:
        what = "could be read only in part"
    parts = [f"The settings file {what}. Back at their defaults: {_listed(called)}."]
    if is_series:
        parts.append(_CHECK)
    elif not lost.names:
        parts.append(_SAFE)
    if lost.kept is not None:
        parts.append(f"The old file is kept as {lost.kept}.")
    elif lost.is_unread:
        parts.append("The file is left as it is, and nothing is saved over it.")
        parts.append("Close programs that scan or copy it, or allow this user to read it.")
        parts.append("Then start again.")
    room = "settings/series" if is_series else "settings"
    return Notice(
        " ".join(parts),
        icon="warning",
        kind="warning",
        action="Open Settings",
        on_press=lambda: open_room(room),
    )


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:-1]) + (" and " if len(names) > 1 else "") + names[-1]
