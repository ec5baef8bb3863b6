"""Opens the sign-in window once, and asks before anybody is signed out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from konnect_desktop.services.account_models import AccountFacts, SignedOut
from konnect_desktop.ui.kit import messages
from konnect_desktop.ui.kit.notices import Notice, Notices
from konnect_desktop.ui.profile import token_words
from konnect_desktop.ui.work.context import AppContext

if TYPE_CHECKING:
    from konnect_desktop.ui.window.sign_in import SignInDialog


class SignInControl(QObject):
    """Who is signed in is the services' business; this only asks."""

    #: AccountFacts
    signed_in = Signal(object)
    #: The seller said yes; nothing is removed yet.
    leaving = Signal()
    signed_out = Signal()
    practice_wanted = Signal()

    def __init__(self, context: AppContext, notices: Notices, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("sign_in_door")
        self._context = context
        self._notices = notices
        self._window = window
        context.sign_out = self.ask_sign_out
        context.remove_token = self.remove_token
        self._dialog: SignInDialog | None = None
        #: The address of the command line, typed in for the seller.
        self.suggested = ""

    def ask(self, reason: str = "") -> None:
        """Open the sign-in window, however many tasks ask for it."""
        if self._dialog is not None:
            return
        from konnect_desktop.ui.window.sign_in import SignInDialog

        dialog = SignInDialog(self._window, self._context, reason=reason)
        self._dialog = dialog
        if self.suggested:
            dialog.form.base_url.setText(self.suggested)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(self._on_closed)
        dialog.signed_in.connect(self._on_signed_in)
        dialog.practice_chosen.connect(self.practice_wanted)
        dialog.open()

    def _on_closed(self) -> None:
        self._dialog = None

    def _on_signed_in(self, facts: AccountFacts) -> None:
        self._notices.drop("token")
        if facts.trouble is not None:
            text = token_words.where_kept(facts)
            self._notices.show_notice("token", Notice(text, kind="warning"))
        self.signed_in.emit(facts)

    def ask_sign_out(self) -> None:
        """Say what goes and what stays, then sign out."""
        messages.confirm(
            self._window,
            "Sign out?",
            "The Token is removed from this computer. Your orders and documents stay here.",
            "Sign out",
            self._sign_out,
            more=("Remove its data, too…", self._context.ask_to_remove),
        )

    def _sign_out(self) -> None:
        self.leaving.emit()
        self._context.runner.do(
            self,
            self._context.services.accounts.end_session,
            lambda _none: self.remove_token(),
            key="sign_out",
            on_finished=self.signed_out.emit,
        )

    def remove_token(self) -> None:
        """Remove the Token from the system's safe, and say so when it stayed there."""
        self._context.runner.start(
            self,
            lambda _ctx: self._context.services.accounts.remove_token(),
            pool="safe",
            key="remove_token",
            on_success=self._on_token_removed,
        )

    def _on_token_removed(self, result: SignedOut) -> None:
        if result.trouble is None:
            self._context.say("Signed out: the Token is not kept.")
            return
        heading, text = token_words.left(result)
        messages.confirm(self._window, heading, text, "Try again", self.remove_token, close="Close")
