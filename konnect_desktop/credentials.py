"""Username and Token: in the system's own safe, or in memory until the app closes."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from konnect_desktop.domain.locations import codes_in
from konnect_desktop.password_safe import PasswordSafe, SafeFailed, Trouble
from konnect_desktop.unattended import take_out

#: Windows refuses more than 2,560 bytes of UTF-16 for one secret.
_LONGEST = 1280


class Kept(StrEnum):
    """Where a secret lies."""

    KEYRING = "keyring"
    SESSION = "session"
    ENVIRONMENT = "environment"


@dataclass(frozen=True, slots=True)
class Credentials:
    """What the Konnect extension calls Username and Token. The secret is never printed."""

    username: str
    secret: str = field(repr=False)
    #: The only address that the secret may be sent to; "" when none was kept with it.
    base_url: str = field(default="", compare=False)
    #: Given by the environment of this run, not by a sign-in.
    is_given: bool = field(default=False, compare=False)

    def __repr__(self) -> str:
        return "Credentials(username=…, secret=…)"

    @property
    def is_complete(self) -> bool:
        """Whether both parts are there."""
        return bool(self.username and self.secret)


class CredentialStore(Protocol):
    """A place for one pair of credentials per profile."""

    def get(self, profile: str) -> Credentials | None:
        """The saved pair, or None. May ask the system's safe, which takes its time."""

    def given(self) -> Credentials | None:
        """The pair that the environment of this run gives, or None; no safe is asked."""

    def at_hand(self, profile: str) -> Credentials | None:
        """What `get` gives without the system's safe: of the environment or of this session."""

    def save(self, profile: str, credentials: Credentials) -> Kept:
        """Keep the pair and say where."""

    def drop(self, profile: str) -> None:
        """Forget what `at_hand` gives; no safe is asked."""

    def forget(self, profile: str) -> Trouble | None:
        """Remove the pair. It is not used any more in any case; None when nothing of it is left,
        else why it may still lie in the system's safe."""

    def kept(self, profile: str) -> Kept | None:
        """Where the pair that `get` would return lies, or None."""

    def place(self) -> Kept:
        """Where `save` would keep a pair on this computer."""

    def trouble(self, profile: str) -> Trouble | None:
        """Why the system's safe did not do what it was asked last for this profile, if so."""


class MemoryCredentials:
    """Kept until the app closes; nothing is written."""

    def __init__(self) -> None:
        self._pairs: dict[str, Credentials] = {}

    def given(self) -> Credentials | None:
        """See CredentialStore."""
        return None

    def at_hand(self, profile: str) -> Credentials | None:
        """See CredentialStore."""
        return self._pairs.get(profile)

    def get(self, profile: str) -> Credentials | None:
        """See CredentialStore."""
        return self._pairs.get(profile)

    def save(self, profile: str, credentials: Credentials) -> Kept:
        """See CredentialStore."""
        self._pairs[profile] = credentials
        return Kept.SESSION

    def drop(self, profile: str) -> None:
        """See CredentialStore."""
        self._pairs.pop(profile, None)

    def forget(self, profile: str) -> Trouble | None:
        """See CredentialStore."""
        self.drop(profile)
        return None

    def kept(self, profile: str) -> Kept | None:
        """See CredentialStore."""
        return Kept.SESSION if profile in self._pairs else None

    def place(self) -> Kept:
        """See CredentialStore."""
        return Kept.SESSION

    def trouble(self, profile: str) -> Trouble | None:
        """See CredentialStore."""
        return None


class KeyringCredentials:
    """The system's password safe; without one, this session only. Never a plain file."""

    #: Seconds. Reading and saving may have to wait for the person who unlocks the safe.
    READ_S, SAVE_S, FORGET_S = 60.0, 30.0, 5.0

    def __init__(self) -> None:
        self._session = MemoryCredentials()
        self._safe = PasswordSafe()
        #: The profiles whose pair was seen in the safe.
        self._seen: set[str] = set()
        self._troubles: dict[str, Trouble | None] = {}

    def given(self) -> Credentials | None:
        """See CredentialStore."""
        return None

    def at_hand(self, profile: str) -> Credentials | None:
        """See CredentialStore."""
        return self._session.get(profile)

    def get(self, profile: str) -> Credentials | None:
        """See CredentialStore."""
        held = self._session.get(profile)
        return held if held is not None else self._read(profile)

    def save(self, profile: str, credentials: Credentials) -> Kept:
        """See CredentialStore."""
        kept = {"username": credentials.username, "secret": credentials.secret}
        text = json.dumps({**kept, "base_url": credentials.base_url})
        self._seen.discard(profile)
        trouble: Trouble | None = Trouble.REFUSED
        if len(text) <= _LONGEST:
            trouble = _trouble(lambda: self._safe.write(profile, text, self.SAVE_S))
        self._troubles[profile] = trouble
        if trouble is not None:
            return self._session.save(profile, credentials)
        self._session.drop(profile)
        self._seen.add(profile)
        return Kept.KEYRING

    def drop(self, profile: str) -> None:
        """See CredentialStore."""
        self._session.drop(profile)

    def forget(self, profile: str) -> Trouble | None:
        """See CredentialStore."""
        self.drop(profile)
        self._seen.discard(profile)
        trouble = _trouble(lambda: self._safe.remove(profile, self.FORGET_S))
        self._troubles[profile] = trouble
        return trouble

    def kept(self, profile: str) -> Kept | None:
        """See CredentialStore."""
        if self._session.get(profile) is not None:
            return Kept.SESSION
        is_there = profile in self._seen or self._read(profile) is not None
        return Kept.KEYRING if is_there else None

    def place(self) -> Kept:
        """See CredentialStore."""
        # One that is silent is there; whether it takes a pair shows when it is asked to.
        trouble = _trouble(lambda: self._safe.look(self.FORGET_S))
        return Kept.SESSION if trouble is Trouble.MISSING else Kept.KEYRING

    def trouble(self, profile: str) -> Trouble | None:
        """See CredentialStore."""
        return self._troubles.get(profile)

    def _read(self, profile: str) -> Credentials | None:
        try:
            text, trouble = self._safe.read(profile, self.READ_S), None
        except SafeFailed as error:
            text, trouble = None, error.trouble
        self._troubles[profile] = trouble
        try:
            data = json.loads(text) if text else None
        except ValueError:  # somebody else's entry, or a damaged one
            data = None
        if not isinstance(data, dict):
            return None
        username, secret, place = (
            str(data.get(name, "")) for name in ("username", "secret", "base_url")
        )
        pair = Credentials(username, secret, place)
        if not pair.is_complete:
            return None
        self._seen.add(profile)
        return pair


def _trouble(ask: Callable[[], None]) -> Trouble | None:
    try:
        ask()
    except SafeFailed as error:
        return error.trouble
    return None


class ProxyPassword:
    """The password for the proxy of a profile, in the same place as its Token."""

    def __init__(self, store: CredentialStore, profile: str) -> None:
        # What the environment gives is for Konnect alone.
        self._store = store.inner if isinstance(store, EnvironmentFirst) else store
        self._name = f"{profile} proxy"

    def get(self, user: str, host: str) -> str:
        """The password of `user` at the proxy `host`, "" when none is kept for just that."""
        pair = self._store.get(self._name)
        is_meant = pair is not None and (pair.username, pair.base_url) == (user, host)
        return pair.secret if pair is not None and is_meant else ""

    def keep(self, user: str, password: str, host: str) -> None:
        """Keep it; an empty one is forgotten."""
        if user and password:
            self._store.save(self._name, Credentials(user, password, host))
        else:
            self._store.forget(self._name)

    @property
    def is_for_session(self) -> bool:
        """Whether it is kept only until the app closes."""
        return self._store.kept(self._name) is Kept.SESSION


class EnvironmentFirst:
    """Credentials from KONNECT_USERNAME and KONNECT_PASSWORD for unattended runs, else `inner`.

    Whoever signs in or out by hand is meant from then on, until the app closes. What the
    environment gives is taken out of it and known here alone.
    """

    def __init__(self, inner: CredentialStore) -> None:
        self.inner = inner
        self._by_hand = False
        self._taken = {"KONNECT_USERNAME": "", "KONNECT_PASSWORD": ""}
        self._from_environment()

    def given(self) -> Credentials | None:
        """See CredentialStore."""
        return None if self._by_hand else self._from_environment()

    def at_hand(self, profile: str) -> Credentials | None:
        """See CredentialStore."""
        return self.given() or self.inner.at_hand(profile)

    def get(self, profile: str) -> Credentials | None:
        """See CredentialStore."""
        return self.given() or self.inner.get(profile)

    def save(self, profile: str, credentials: Credentials) -> Kept:
        """See CredentialStore."""
        self._by_hand |= self._from_environment() is not None
        return self.inner.save(profile, credentials)

    def drop(self, profile: str) -> None:
        """See CredentialStore."""
        self._by_hand |= self._from_environment() is not None
        self.inner.drop(profile)

    def forget(self, profile: str) -> Trouble | None:
        """See CredentialStore."""
        self._by_hand |= self._from_environment() is not None
        return self.inner.forget(profile)

    def kept(self, profile: str) -> Kept | None:
        """See CredentialStore."""
        return Kept.ENVIRONMENT if self.given() else self.inner.kept(profile)

    def place(self) -> Kept:
        """See CredentialStore."""
        return self.inner.place()

    def trouble(self, profile: str) -> Trouble | None:
        """See CredentialStore."""
        return self.inner.trouble(profile)

    def _from_environment(self) -> Credentials | None:
        for name in self._taken:
            self._taken[name] = take_out(name).strip() or self._taken[name]
        pair = Credentials(
            self._taken["KONNECT_USERNAME"], self._taken["KONNECT_PASSWORD"], is_given=True
        )
        return pair if pair.is_complete else None


def environment_locations() -> tuple[str, ...]:
    """The codes of KONNECT_LOCATIONS, parted by commas, for a company Token."""
    return codes_in(os.environ.get("KONNECT_LOCATIONS", ""))
