"""Opens a courier's page, but only after its true host was shown."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QWidget

from konnect_desktop.domain.links import SafeLink, UnsafeLink, read_link
from konnect_desktop.ui.kit import messages, opening


def ask_to_open(owner: QWidget, url: str) -> messages.MessageDialog:
    """Ask with the host in the question; a link that hides where it leads is refused."""
    try:
        link = read_link(url)
        address = _for_qt(link)
    except UnsafeLink as error:
        return messages.info(
            owner,
            "This link is not opened",
            f"{error} Look the parcel up on the courier's own site instead.",
        )
    where = f"It leads to {link.host}, outside this app. The AWB number is in the address."
    return messages.confirm(
        owner,
        f"Open {link.host}?",
        f"{where} {link.caution}".strip(),
        "Open in the browser",
        lambda: _open(owner, address, link),
        close="Stay here",
    )


def _for_qt(link: SafeLink) -> QUrl:
    """The same address as Qt reads it; two readers that disagree are a trick."""
    address = QUrl(link.url, QUrl.ParsingMode.StrictMode)
    host = address.host(QUrl.ComponentFormattingOption.FullyEncoded)
    if not address.isValid() or address.scheme() != "https" or host != link.host:
        raise UnsafeLink("The link is damaged.")
    return address


def _open(owner: QWidget, address: QUrl, link: SafeLink) -> None:
    if not opening.open_page(address):
        messages.info(
            owner,
            "No browser could be opened",
            f"Open {link.host} in your browser yourself and type the AWB there.",
        )
