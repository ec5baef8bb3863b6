"""Signing in and out, and who is signed in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from konnect_desktop.credentials import Credentials, CredentialStore, Kept
from konnect_desktop.domain.batches import State
from konnect_desktop.domain.changes import Changes
from konnect_desktop.errors import KonnectError, StoreError
from konnect_desktop.logs import redactor
from konnect_desktop.password_safe import SERVICE, Trouble
from konnect_desktop.services import wording
from konnect_desktop.services.account_models import (
    AccountFacts,
    ConnectionStep,
    SignedOut,
    SignInForm,
)
from konnect_desktop.services.connection import Connection, SafeIsClosed
from konnect_desktop.services.context import Announce, Clock, TaskContext
from konnect_desktop.settings import (
    COMPANY,
    LOCATION,
    TOKEN_GONE,
    TOKEN_LEFT,
    TOKEN_USED,
    Settings,
    SettingsFile,
)
from konnect_desktop.store import data_file
from konnect_desktop.store.database import Database
from konnect_desktop.store.journal import Journal
from konnect_desktop.store.leaving import leave_account, leave_locations

if TYPE_CHECKING:
    from konnect_desktop.api.network import Network

_KEPT_TEXT = {
    Kept.KEYRING: "The Token is kept in this computer's own password safe.",
    Kept.SESSION: "This computer has no safe place for the Token: it is kept until the app "
    "closes, then the app asks again.",
    Kept.ENVIRONMENT: "Username and Token come from the environment of this run.",
}


@dataclass(frozen=True, slots=True)
class _Account:
    """Where somebody signs in, as who and for what."""

    base_url: str
    username: str
    level: str
    codes: tuple[str, ...]

    @classmethod
    def of(cls, saved: Settings) -> _Account:
        """The account that is saved."""
        return cls(saved.base_url, saved.username, saved.level, saved.location_codes)

    def is_other_than(self, before: Settings) -> bool:
        """Whether the orders at hand are somebody else's."""
        from konnect_desktop.api.addresses import same_address

        if not before.base_url:
            return False
        is_there = same_address(self.base_url, before.base_url)
        return not is_there or before.username not in ("", self.username)


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
        network: Callable[[], Network] | None = None,
    ) -> None:
        """`network`: the way out as the settings have it; by default that of the system."""
        self._network = network
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
        is_signed_in = self._connection.is_signed_in
        kept = self._credentials.kept(self._profile) if is_signed_in else None
        return AccountFacts(
            profile=self._profile,
            base_url=now.base_url,
            username=now.username,
            level=now.level,
            location_codes=now.location_codes,
            is_practice=now.is_practice,
            is_signed_in=is_signed_in,
            kept_text=_KEPT_TEXT[kept] if kept else "",
            #: Else the Token comes from elsewhere than the safe by the seller's own wish.
            trouble=self._credentials.trouble(self._profile) if kept is Kept.SESSION else None,
            is_token_left=now.token_in_safe == TOKEN_LEFT,
            is_safe_closed=not is_signed_in and self._connection.trouble is not None,
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
            network=self._network() if self._network is not None else None,
            should_stop=stop,
        )
        return [ConnectionStep(step.name, step.ok, step.message, step.next_step) for step in steps]

    def sign_in(self, form: SignInForm) -> AccountFacts:
        """Keep the account and use it from now on.

        The orders of another account, or of locations that are no longer asked for, leave the
        lists; history and papers stay. Raises StoreError when it cannot be saved, HostNotFound
        or InsecureAddress for an address that cannot be used, and KonnectError while a batch of
        the other account is not finished: only that account can say what became of it.
        """
        from konnect_desktop.api.addresses import clean_base_url

        redactor.hide(form.secret)
        account = _Account(
            clean_base_url(form.base_url),
            form.username.strip(),
            form.level,
            _codes(form) if form.level == COMPANY else (),
        )
        before = self._settings.current
        if account.is_other_than(before):
            self._close_batches(before.username)
        pair = Credentials(account.username, form.secret.strip(), account.base_url)
        kept = self._credentials.save(self._profile, pair)
        in_safe = TOKEN_USED if kept is Kept.KEYRING else self._after_no_save(before)
        self._move_to(account, before, token_in_safe=in_safe)
        return self.facts()

    def _after_no_save(self, before: Settings) -> str:
        """What the safe holds once it did not keep the Token: a former one, or nothing."""
        trouble = self._credentials.trouble(self._profile)
        had_one = before.has_account and before.token_in_safe != TOKEN_GONE
        is_left = trouble is Trouble.SILENT or (trouble is Trouble.REFUSED and had_one)
        return TOKEN_LEFT if is_left else TOKEN_GONE

    def adopt(self, given: Credentials, base_url: str, codes: tuple[str, ...]) -> None:
        """Use what the environment of this run gives, from the start of the app on.

        Its Token goes only where it was said to belong: to `base_url`, or to the saved address
        of the same username. Otherwise nothing changes and nobody is signed in with it; see
        `why_asked`. Raises as `sign_in`.
        """
        from konnect_desktop.api.addresses import clean_base_url, same_address

        before = self._settings.current
        is_known = before.has_account and before.username == given.username
        if not (base_url or before.base_url) or (before.has_account and not (is_known or base_url)):
            return
        address = clean_base_url(base_url or before.base_url)
        if is_known and not same_address(address, before.base_url):
            return
        account = _Account(address, given.username, COMPANY if codes else LOCATION, codes)
        is_other = account.is_other_than(before)
        if not codes and not is_other:
            account = replace(account, level=before.level, codes=before.location_codes)
        if is_other:
            self._close_batches(before.username)
        if account != _Account.of(before):
            self._move_to(account, before)

    def why_asked(self, base_url: str) -> str:
        """In words: why the start with `base_url` asks for a sign-in; "" when it need not."""
        from konnect_desktop.api.addresses import same_address

        now = self._settings.current
        if not now.has_account:
            return ""
        if base_url and not same_address(base_url, now.base_url):
            return (
                f"The app was started for {base_url}, but this account is at {now.base_url}. "
                "Nothing was sent to the other address. Sign in to change to it, or choose "
                "Not now to stay."
            )
        held = self._connection.held
        if held is not None and held.is_given and held.username != now.username:
            return (
                f"KONNECT_USERNAME names {held.username}, but this account is {now.username}'s. "
                f"Start with --base-url to say where {held.username} belongs, or sign in here."
            )
        if held is None and self._connection.trouble is not None:
            return f"{SafeIsClosed.user_message} {SafeIsClosed.next_step}"
        return ""

    def _move_to(self, account: _Account, before: Settings, **more: object) -> None:
        from konnect_desktop.api.addresses import same_address

        values: dict[str, object] = {
            "base_url": account.base_url,
            "username": account.username,
            "level": account.level,
            "location_codes": account.codes,
            **more,
        }
        if not same_address(account.base_url, before.base_url):
            # What was learned about paging belongs to the other server.
            values |= {"page_base": None, "page_size": 100, "largest_page": 0}
            values["date_format_known"] = False
        after = self._settings.change(**values)
        data_file.belong_to(self._database, after.account)
        self._connection.reset()
        changes = Changes(sync=True)
        if account.is_other_than(before):
            changes = leave_account(self._database, self._clock())
        elif account.level == COMPANY and set(before.location_codes) - set(account.codes):
            changes = leave_locations(self._database, account.codes, self._clock())
        self._announce(changes)

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

    def sign_out(self) -> SignedOut:
        """End the session, then remove the Token; see `end_session` and `remove_token`."""
        self.end_session()
        return self.remove_token()

    def end_session(self) -> None:
        """Nobody is signed in any more, neither now nor at the next start; waits for nothing.

        Orders and documents stay on this computer.
        """
        if self._settings.current.token_in_safe == TOKEN_USED:
            # Before the safe is asked, so that a crash in between leaves nobody signed in.
            self._write_down(TOKEN_LEFT)
        self._credentials.drop(self._profile)
        self._connection.reset()
        self._announce(Changes(sync=True))

    def remove_token(self) -> SignedOut:
        """Remove from the system's safe what was used there; again, if it was left there.

        Waits some seconds for a safe that does not answer. For after `end_session`.
        """
        is_gone = self._settings.current.token_in_safe == TOKEN_GONE
        trouble = self._credentials.forget(self._profile)
        if trouble is Trouble.MISSING and is_gone:
            trouble = None
        is_written = self._write_down(TOKEN_GONE if trouble is None else TOKEN_LEFT)
        self._announce(Changes(sync=True))
        return SignedOut(trouble, SERVICE, self._profile, is_written)

    def _write_down(self, in_safe: str) -> bool:
        """In use from now on in any case; whether the next start will know it, too."""
        try:
            self._settings.change(token_in_safe=in_safe)
        except StoreError:
            return False
        return True


def _credentials(form: SignInForm) -> Credentials:
    return Credentials(form.username.strip(), form.secret.strip())


def _codes(form: SignInForm) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code.strip() for code in form.location_codes if code.strip()))
