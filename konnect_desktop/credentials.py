"""Username and Token: in the system's own safe, or in memory until the app closes."""

from __future__ import annotations

import json
import logging
import os
import threading
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from konnect_desktop.domain.locations import codes_in
from konnect_desktop.importing import alone
from konnect_desktop.unattended import take_out

_SERVICE = "Konnect Desktop"
#: Windows refuses more than 2,560 bytes of UTF-16 for one secret.
_LONGEST = 1280
_log = logging.getLogger(__name__)
_asking = threading.Lock()


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

    def save(self, profile: str, credentials: Credentials) -> Kept:
        """Keep the pair and say where."""

    def forget(self, profile: str) -> None:
        """Remove the pair; no error when there is none."""

    def kept(self, profile: str) -> Kept | None:
        """Where the pair that `get` would return lies, or None."""

    def place(self) -> Kept:
        """Where `save` would keep a pair on this computer."""


class MemoryCredentials:
    """Kept until the app closes; nothing is written."""

    def __init__(self) -> None:
        self._pairs: dict[str, Credentials] = {}

    def given(self) -> Credentials | None:
        """See CredentialStore."""
        return None

    def get(self, profile: str) -> Credentials | None:
        """See CredentialStore."""
        return self._pairs.get(profile)

    def save(self, profile: str, credentials: Credentials) -> Kept:
        """See CredentialStore."""
        self._pairs[profile] = credentials
        return Kept.SESSION

    def forget(self, profile: str) -> None:
        """See CredentialStore."""
        self._pairs.pop(profile, None)

    def kept(self, profile: str) -> Kept | None:
        """See CredentialStore."""
        return Kept.SESSION if profile in self._pairs else None

    def place(self) -> Kept:
        """See CredentialStore."""
        return Kept.SESSION


class KeyringCredentials:
    """The system's keyring; without a safe one, this session only. Never a plain file."""

    def __init__(self) -> None:
        self._session = MemoryCredentials()
        self._lock = threading.Lock()

    def given(self) -> Credentials | None:
        """See CredentialStore."""
        return None

    def get(self, profile: str) -> Credentials | None:
        """See CredentialStore."""
        held = self._session.get(profile)
        return held if held is not None else self._read(profile)

    def save(self, profile: str, credentials: Credentials) -> Kept:
        """See CredentialStore."""
        kept = {"username": credentials.username, "secret": credentials.secret}
        text = json.dumps({**kept, "base_url": credentials.base_url})
        with self._lock:
            if len(text) <= _LONGEST and self._write(profile, text):
                self._session.forget(profile)
                return Kept.KEYRING
            return self._session.save(profile, credentials)

    def forget(self, profile: str) -> None:
        """See CredentialStore."""
        self._session.forget(profile)
        with self._lock:
            safe = _safe_keyring()
            if safe is None:
                return
            try:
                if safe.get_password(_SERVICE, profile) is not None:
                    safe.delete_password(_SERVICE, profile)
            except Exception as error:  # any backend raises what it likes
                _log.warning("keyring: forgetting failed (%s)", error)

    def kept(self, profile: str) -> Kept | None:
        """See CredentialStore."""
        if self._session.get(profile) is not None:
            return Kept.SESSION
        return Kept.KEYRING if self._read(profile) is not None else None

    def place(self) -> Kept:
        """See CredentialStore."""
        return Kept.SESSION if _safe_keyring() is None else Kept.KEYRING

    def _read(self, profile: str) -> Credentials | None:
        with self._lock:
            safe = _safe_keyring()
            if safe is None:
                return None
            try:
                text = safe.get_password(_SERVICE, profile)
                data = json.loads(text) if text else None
            except Exception as error:  # locked, denied, no bus: all mean "not there"
                _log.warning("keyring: reading failed (%s)", error)
                return None
        if not isinstance(data, dict):
            return None
        username, secret, place = (
            str(data.get(name, "")) for name in ("username", "secret", "base_url")
        )
        pair = Credentials(username, secret, place)
        return pair if pair.is_complete else None

    def _write(self, profile: str, text: str) -> bool:
        safe = _safe_keyring()
        if safe is None:
            return False
        try:
            safe.set_password(_SERVICE, profile, text)
            return bool(safe.get_password(_SERVICE, profile) == text)
        except Exception as error:
            _log.warning("keyring: saving failed (%s)", error)
            return False


class _Backend(Protocol):
    @property
    def priority(self) -> float: ...
    def get_password(self, service: str, username: str) -> str | None: ...
    def set_password(self, service: str, username: str, password: str) -> None: ...
    def delete_password(self, service: str, username: str) -> None: ...


def _safe_keyring() -> _Backend | None:
    """The system's keyring, unless what is there keeps plain text (priority below 1)."""
    try:
        with alone():
            import keyring
        # This loads the system's own, but it may also wait long: nobody else waits for it.
        with _asking:
            found: _Backend = keyring.get_keyring()
        return found if found.priority >= 1 else None
    except Exception as error:
        _log.warning("keyring: not available (%s)", error)
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

    def get(self, profile: str) -> Credentials | None:
        """See CredentialStore."""
        return self.given() or self.inner.get(profile)

    def save(self, profile: str, credentials: Credentials) -> Kept:
        """See CredentialStore."""
        self._by_hand |= self._from_environment() is not None
        return self.inner.save(profile, credentials)

    def forget(self, profile: str) -> None:
        """See CredentialStore."""
        self._by_hand |= self._from_environment() is not None
        self.inner.forget(profile)

    def kept(self, profile: str) -> Kept | None:
        """See CredentialStore."""
        return Kept.ENVIRONMENT if self.given() else self.inner.kept(profile)

    def place(self) -> Kept:
        """See CredentialStore."""
        return self.inner.place()

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
