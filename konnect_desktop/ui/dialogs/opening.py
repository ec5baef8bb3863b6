"""The one door to the sign-in window: first start, account menu, settings, renewed sign-in."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from konnect_desktop.domain.changes import Changes
from konnect_desktop.ui.context import AppContext
from konnect_desktop.ui.dialogs.sign_in import SignInDialog


def open_sign_in(owner: QWidget, context: AppContext, reason: str = "") -> SignInDialog:
    """Open the window, or bring the one that is open to the front.

    `reason`: why it opens by itself, in words; "" when the seller asked for it.
    """
    window = owner.window()
    for existing in window.findChildren(SignInDialog):
        if existing.isVisible():
            existing.raise_()
            return existing
    dialog = SignInDialog(window, context, reason=reason)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.signed_in.connect(
        lambda _facts: context.signals.announce(Changes(counts=True, sync=True))
    )
    dialog.open()
    return dialog
