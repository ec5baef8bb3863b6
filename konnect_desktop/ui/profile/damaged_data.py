"""Asks what to do about a data file that cannot be used: a copy, nothing, or later."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtWidgets import QComboBox, QVBoxLayout

from konnect_desktop.domain.backups import Copy, CopyKind
from konnect_desktop.domain.data_file import Trouble
from konnect_desktop.services.restoring import Offer
from konnect_desktop.ui.kit import formatting, messages
from konnect_desktop.ui.kit.formatting import count_of, size_text
from konnect_desktop.ui.kit.parts import field, push

#: Why a copy was made, as the lists of copies say it.
KINDS = {
    CopyKind.BY_HAND: "Made by you",
    CopyKind.NIGHTLY: "Daily",
    CopyKind.BEFORE_RESTORE: "Before a restore",
    CopyKind.BEFORE_UPGRADE: "Before an update",
    CopyKind.FOUND: "As it was found",
}
_HEADINGS = {
    Trouble.GONE: "The app's data file is gone",
    Trouble.EMPTY: "The app's data file is empty",
    Trouble.DAMAGED: "The app's data file is damaged",
    Trouble.FOREIGN: "The app's data file was replaced by another program's",
    Trouble.OTHER_ACCOUNT: "The app's data file holds another account's orders",
    Trouble.OLDER: "The app's data file lacks what was saved last",
    Trouble.NOT_A_FILE: "A folder is in the place of the app's data file",
}
_ASIDE = "Nothing is deleted: what is in its place now is kept under another name."
_MISSING = (
    "What was done here after that may be missing: notes, packed marks, what was printed, handover "
    "sheets, AWBs not sent yet, and the history. Fynd still has the orders. Nothing is sent, and "
    "the app asks Fynd for nothing until you press Check now."
)
_NO_COPY = (
    "No good copy was found. Fynd still has your orders, and they are fetched anew. Notes, packed "
    "marks, what was printed, handover sheets, AWBs not sent yet and the history are missing."
)
_EMPTY = "Without a copy, your orders are fetched anew; the copies stay."
_KNOWN = "Invoice numbers go on where they were: they are kept a second time."
_ASKED = "Which invoice numbers were given is not sure, so you are asked before the next one."


class DamagedDialog(messages.MessageDialog):
    """Put a copy back, start without one, or leave everything for now."""

    def __init__(self, offer: Offer, now: datetime, note: str = "") -> None:
        super().__init__(
            None,
            _HEADINGS[offer.trouble],
            _text(offer, now, note),
            action="Put back this copy" if offer.good else "",
            close="Close the app",
            name="damaged",
        )
        self.setMinimumWidth(560)
        self.copies = QComboBox()
        self.copies.setObjectName("damaged.copy")
        self.copies.setToolTip("The copy to put back; it is checked first")
        for copy in offer.copies:
            self.copies.addItem(_line(copy, now), copy)
        if offer.good is not None:
            self.copies.setCurrentIndex(offer.copies.index(offer.good.copy))
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        choice = field("Copy", self.copies)
        choice.setVisible(offer.good is not None)
        column.insertWidget(column.indexOf(self.text) + 1, choice)
        self.without = push("Start without a copy", "damaged.without")
        row = self.button_row
        row.insertWidget(row.indexOf(self.close_button) + 1, self.without)
        self.without.clicked.connect(self.hide)

    @property
    def chosen(self) -> Copy | None:
        """The copy to put back."""
        copy: Copy | None = self.copies.currentData()
        return copy


def _line(copy: Copy, now: datetime) -> str:
    return f"{formatting.when(copy.made_at, now)}, {size_text(copy.size)}, {KINDS[copy.kind]}"


def _text(offer: Offer, now: datetime, note: str) -> str:
    parts = [note] if note else []
    if offer.good is None:
        parts += [_NO_COPY, _ASIDE]
    else:
        made = formatting.when(offer.good.copy.made_at, now)
        orders = count_of(offer.good.facts.orders, "order")
        parts += [f"The newest good copy is of {made} and holds {orders}. {_MISSING}"]
        parts += [f"{_EMPTY} {_ASIDE}"]
    parts.append(_KNOWN if offer.knows_numbers else _ASKED)
    return "\n\n".join(parts)
