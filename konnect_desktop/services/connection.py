"""The way to Konnect for the account in use; rebuilt when somebody else signs in."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from konnect_desktop.credentials import Credentials, CredentialStore
from konnect_desktop.errors import SignInRefused
from konnect_desktop.logs import redactor
from konnect_desktop.password_safe import Trouble
from konnect_desktop.settings import TOKEN_USED, Settings, SettingsFile

if TYPE_CHECKING:
    from konnect_desktop.api.documents import DocumentsApi
    from konnect_desktop.api.orders import OrdersApi
    from konnect_desktop.api.tracking import TrackingApi


#: How long the end of the app waits for an answer to what was sent. All of it takes 2 s at most.
PATIENCE_S = 0.8


class NotSignedIn(SignInRefused):
    """Nobody is signed in, so nothing was asked of Konnect."""

    user_message = "You are not signed in, so nothing was sent."
    next_step = "Sign in, then try again."


class SafeIsClosed(NotSignedIn):
    """The system's safe did not give the Token."""

    user_message = (
        "The password safe of this computer did not give the Token, so nothing was sent. "
        "It may be locked, or wait for you behind another window."
    )
    next_step = "Unlock it and start the app again, or sign in here with the Token."


@dataclass(frozen=True, slots=True)
class Wire:
    """The calls of one account."""

    orders: OrdersApi
    documents: DocumentsApi
    tracking: TrackingApi
    close: Callable[[], None]
    #: Ends what only reads at once, with True also what changes something; whether any is left.
    cut: Callable[[bool], bool]


#: Builds the calls for a base URL and credentials; nothing is sent by building.
MakeWire = Callable[[Settings, Credentials], Wire]


class Connection:
    """Hands out the calls of the account that is signed in. Safe from several threads."""

    def __init__(
        self,
        settings: SettingsFile,
        credentials: CredentialStore,
        profile: str,
        make_wire: MakeWire,
    ) -> None:
        self._settings = settings
        self._credentials = credentials
        self._profile = profile
        self._make_wire = make_wire
        self._lock = threading.Lock()
        self._wire: Wire | None = None
        # Asking the system's safe may take long, so its answer is remembered until `reset`.
        self._pair: Credentials | None = None
        self._has_looked = False
        self._has_left = False
        self._resets = 0

    @property
    def is_signed_in(self) -> bool:
        """Whether there are credentials and an address to use them at."""
        return self._wire is not None or self._usable(self._settings.current) is not None

    @property
    def held(self) -> Credentials | None:
        """The credentials at hand, whether or not they are those of the account."""
        while not self._has_looked:
            number = self._resets
            pair = self._look()
            if pair is not None:
                redactor.hide(pair.secret)
            with self._lock:
                if number != self._resets:
                    continue  # somebody signed in or out while the safe was asked
                self._pair = pair
                # A safe that was silent may answer the next time; one that refused is left alone.
                self._has_looked = self.trouble is not Trouble.SILENT
            return pair
        return self._pair

    @property
    def trouble(self) -> Trouble | None:
        """Why the system's safe did not give the Token of the account, if it was asked."""
        if self._settings.current.token_in_safe != TOKEN_USED:
            return None
        found = self._credentials.trouble(self._profile)
        return None if found is Trouble.MISSING else found

    def check_signed_in(self) -> None:
        """Raises NotSignedIn when nobody is."""
        if not self.is_signed_in:
            raise self._not_signed_in()

    def _look(self) -> Credentials | None:
        if self._has_left:
            return None
        if self._settings.current.token_in_safe == TOKEN_USED:
            return self._credentials.get(self._profile)
        # What may still lie in the safe is not meant any more.
        return self._credentials.at_hand(self._profile)

    def _not_signed_in(self) -> NotSignedIn:
        return SafeIsClosed() if self.trouble is not None else NotSignedIn()

    @property
    def orders(self) -> OrdersApi:
        """The order calls. Raises NotSignedIn."""
        return self._current().orders

    @property
    def documents(self) -> DocumentsApi:
        """The label and invoice calls. Raises NotSignedIn."""
        return self._current().documents

    @property
    def tracking(self) -> TrackingApi:
        """The tracking call. Raises NotSignedIn."""
        return self._current().tracking

    @property
    def max_in_flight(self) -> int:
        """How many requests may be under way at once."""
        return self._settings.current.max_in_flight

    @property
    def locations(self) -> tuple[str, ...]:
        """The locations to ask for in turn; one unnamed at location level."""
        return self._settings.current.locations

    def reset(self) -> None:
        """Forget the calls in use: the next one takes settings and credentials afresh."""
        with self._lock:
            old, self._wire = self._wire, None
            self._pair, self._has_looked = None, False
            self._resets += 1
        if old is not None:
            old.close()

    close = reset

    def leave(self, patience_s: float = PATIENCE_S) -> None:
        """The app ends: nothing that only reads is waited for, and what changes something at
        Fynd for `patience_s` at most. The journal settles what was cut at the next start.
        Nobody is signed in any more."""
        with self._lock:
            self._has_left, old = True, self._wire
        self.reset()
        if old is not None and old.cut(False):
            alarm = threading.Timer(patience_s, old.cut, (True,))
            alarm.daemon = True
            alarm.start()

    def _usable(self, account: Settings) -> Credentials | None:
        """What is at hand for this very account: no Token is sent to another's address."""
        pair = self.held if account.has_account else None
        if pair is None or pair.username != account.username:
            return None
        return pair if not pair.base_url or _is_same(pair.base_url, account.base_url) else None

    def _current(self) -> Wire:
        while (wire := self._wire) is None:
            number = self._resets
            account = self._settings.current
            # Both may ask the safe, so not within the lock: nobody else waits for that.
            credentials = self._usable(account)
            if credentials is None:
                raise self._not_signed_in()
            made = self._make_wire(account, credentials)
            with self._lock:
                is_first = self._wire is None and number == self._resets
                if is_first:
                    self._wire = made
            if not is_first:
                made.close()
        return wire


def _is_same(one: str, other: str) -> bool:
    if one == other:
        return True
    from konnect_desktop.api.addresses import same_address

    return same_address(one, other)
