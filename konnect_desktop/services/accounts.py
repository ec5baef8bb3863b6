"""Signing in and out, and who is signed in."""

from __future__ import annotations

from konnect_desktop.credentials import Credentials, CredentialStore, Kept
from konnect_desktop.domain.batches import State
from konnect_desktop.domain.changes import Changes
from konnect_desktop.errors import KonnectError
from konnect_desktop.logs import redactor
from konnect_desktop.services import wording
from konnect_desktop.services.account_models import AccountFacts, ConnectionStep, SignInForm
from konnect_desktop.services.connection import Connection
from konnect_desktop.services.context import Announce, Clock, TaskContext
from konnect_desktop.settings import COMPANY, SettingsFile
from konnect_desktop.store.database import Database
from konnect_desktop.store.journal import Journal
from konnect_desktop.store.leaving import leave_account, leave_locations

_KEPT_TEXT = {
    Kept.KEYRING: "The Token is kept in this computer's own password safe.",
    Kept.SESSION: "This computer has no safe place for the Token: it is kept until the app "
    "closes, then the app asks again.",
    Kept.ENVIRONMENT: "Username and Token come from the environment of this run.",
}


class AccountService:
    """The one account of a profile."""

    def __init__(
        self,
        *,
        profile: str,
        settings: SettingsFile,
        credentials: CredentialStore,
        connection: Connection,
        database: Database,
        journal: Journal,
        announce: Announce,
        clock: Clock,
    ) -> None:
        self._database = database
        self._journal = journal
        self._clock = clock
        self._profile = profile
        self._settings = settings
        self._credentials = credentials
        self._connection = connection
        self._announce = announce

    def facts(self) -> AccountFacts:
        """Who is signed in, and where."""
        now = self._settings.current
        kept = self._credentials.kept(self._profile)
        return AccountFacts(
            profile=self._profile,
            base_url=now.base_url,
            username=now.username,
            level=now.level,
            location_codes=now.location_codes,
            is_practice=now.is_practice,
            is_signed_in=self._connection.is_signed_in,
            kept_text=_KEPT_TEXT[kept] if kept else "",
        )

    def kept_preview(self) -> str:
        """In words: where a Token would be kept on this computer."""
        return _KEPT_TEXT[self._credentials.place()]

    def test(self, form: SignInForm, ctx: TaskContext | None = None) -> list[ConnectionStep]:
        """Try address, secure connection, sign-in and orders; nothing is saved."""
        # Needed by few, and loads the whole of api/.
        from konnect_desktop.api.connection_check import check_connection

        redactor.hide(form.secret)
        stop = ctx.stop_check if ctx is not None else None
        steps = check_connection(
            form.base_url.strip(),
            _credentials(form),
            form.level,
            _codes(form),
            should_stop=stop,
        )
        return [ConnectionStep(step.name, step.ok, step.message, step.next_step) for step in steps]

    def sign_in(self, form: SignInForm) -> AccountFacts:
        """Keep the account and use it from now on.

        The orders of another account, or of locations that are no longer asked for, leave the
        lists; history and papers stay. Raises StoreError when it cannot be saved, KonnectError
        while a batch of the other account is not finished: only that account can say what
        became of it.
        """
        redactor.hide(form.secret)
        before = self._settings.current
        base_url = form.base_url.strip().rstrip("/")
        values: dict[str, object] = {
            "base_url": base_url,
            "username": form.username.strip(),
            "level": form.level,
            "location_codes": _codes(form) if form.level == COMPANY else (),
        }
        is_other = before.has_account and (base_url, values["username"]) != (
            before.base_url,
            before.username,
        )
        if is_other:
            self._close_batches(before.username)
        if base_url != before.base_url:
            # What was learned about paging belongs to the other server.
            values |= {"page_base": None, "page_size": 100, "largest_page": 0}
            values["date_format_known"] = False
        self._credentials.save(self._profile, _credentials(form))
        self._settings.change(**values)
        self._connection.reset()
        changes = Changes(sync=True)
        if is_other:
            changes = leave_account(self._database, self._clock())
        elif form.level == COMPANY and set(before.location_codes) - set(_codes(form)):
            changes = leave_locations(self._database, _codes(form), self._clock())
        self._announce(changes)
        return self.facts()

    def _close_batches(self, username: str) -> None:
        """What the other account left open needs a person; while it is signed in, it is asked."""
        for batch_id in self._journal.unfinished():
            if self._connection.is_signed_in:
                raise KonnectError(
                    f"A batch of {username} is not finished, so the account was not changed.",
                    next_step="Let it finish or press Undo, or sign out first. Then sign in again.",
                )
            batch = self._journal.batch(batch_id)
            if batch is None:
                continue
            outcomes = {
                record.shipment_id: wording.STOPPED
                if record.state is State.PLANNED
                else wording.OTHER_ACCOUNT
                for record in batch.records
                if not record.is_settled
            }
            self._journal.record(batch_id, outcomes, self._clock())

    def sign_out(self) -> None:
        """Forget Username and Token here; orders and documents stay on this computer."""
        self._credentials.forget(self._profile)
        self._connection.reset()
        self._announce(Changes(sync=True))


def _credentials(form: SignInForm) -> Credentials:
    return Credentials(form.username.strip(), form.secret.strip())


def _codes(form: SignInForm) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code.strip() for code in form.location_codes if code.strip()))
