"""The cards of the Settings room, known before the room is built."""

from __future__ import annotations

from collections.abc import Mapping

#: name of the card -> title, and other words that someone may look for it by
CARDS: Mapping[str, tuple[str, str]] = {
    "account": ("Account", "username token sign in out password location"),
    "sending": ("Sending", "undo time speed requests"),
    "series": ("Invoice and credit note numbers", "series prefix digits gst location channel"),
    "presets": ("Package presets", "box size weight dimensions sku"),
    "printing": ("Printers", "printing printer label invoice paper layout"),
    "people": ("People at this desk", "pin name password who desk staff person"),
    "crop": ("Crop rules", "cut label a4 page channel shrink smaller size"),
    "papers": ("Documents", "keep days delete labels invoices archive"),
    "look": ("Look", "dark light theme colours compact rows"),
    "network": ("Network", "proxy certificate internet firewall company antivirus pac"),
    "data": ("Data", "backup folder file restore"),
    "help": ("Help", "about version licences log folder news changelog support check self-test"),
}
