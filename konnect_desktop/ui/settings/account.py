"""Who is signed in; sign in with other keys, or sign out."""

from __future__ import annotations

from konnect_desktop.domain.changes import Changes
from konnect_desktop.services.account_models import AccountFacts
from konnect_desktop.settings import COMPANY
from konnect_desktop.ui.kit.card import SettingsCard
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.parts import named, push, relabel, row
from konnect_desktop.ui.profile import token_words
from konnect_desktop.ui.work.context import AppContext


def account_lines(facts: AccountFacts) -> list[str]:
    """The account in words; never the Token."""
    if facts.is_practice:
        return ["Practice: made-up orders, nothing leaves this computer."]
    if not facts.base_url:
        return ["No account yet."]
    lines = [f"Base URL: {facts.base_url}", f"Username: {facts.username}"]
    if facts.level == COMPANY:
        codes = ", ".join(facts.location_codes) or "none yet"
        lines.append(f"Company level, locations: {codes}")
    else:
        lines.append("Location level: one store or warehouse")
    is_in = facts.is_signed_in
    lines.append(token_words.where_kept(facts) if is_in else token_words.signed_out(facts))
    return lines


class AccountCard(SettingsCard):
    """Edit opens the sign-in window with what is saved."""

    def __init__(self, context: AppContext) -> None:
        super().__init__("account", "Account")
        self._context = context
        self._can_sign_out = False
        self.facts_text = named(plain_label(""), "settings.account.facts")
        self.body.addWidget(self.facts_text)
        self.edit_button = push("Edit account…", "settings.account.edit")
        self.edit_button.clicked.connect(self._edit)
        self.sign_out_button = push("Sign out…", "settings.account.sign_out")
        self.sign_out_button.clicked.connect(self._leave)
        self.body.addLayout(row(self.edit_button, self.sign_out_button))
        context.signals.changed.connect(self._on_changed)

    def reload(self) -> None:
        """Asks the keyring, so in a worker thread."""
        self._context.runner.start(
            self,
            lambda _ctx: self._context.services.accounts.facts(),
            pool="safe",
            key="settings.account",
            latest=True,
            on_success=self._show,
        )

    def _show(self, facts: AccountFacts) -> None:
        self.facts_text.setText("\n".join(account_lines(facts)))
        relabel(self.edit_button, "Edit account…" if facts.base_url else "Sign in…")
        self.edit_button.setVisible(not facts.is_practice)
        self._can_sign_out = facts.can_sign_out
        relabel(self.sign_out_button, "Sign out…" if facts.can_sign_out else "Remove the Token")
        has_left = facts.is_token_left and not facts.is_practice
        self.sign_out_button.setVisible(facts.can_sign_out or has_left)

    def _edit(self) -> None:
        # The window owns the one sign-in dialog, whoever asks for it.
        self._context.signals.sign_in_needed.emit("")

    def _leave(self) -> None:
        if self._can_sign_out:
            self._context.sign_out()
        else:
            self._context.remove_token()

    def _on_changed(self, changes: Changes) -> None:
        if changes.sync and self.isVisible():
            self.reload()
