"""Who is at the desk, and the PINs that cancelling, handing over and the settings ask for."""

from __future__ import annotations

import hmac
import os
import threading
from collections.abc import Callable

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.people import (
    GATE_OF,
    SALT_BYTES,
    Gate,
    Person,
    PinCheck,
    Unfit,
    hash_pin,
    is_pin,
    name_key,
    unfit_name,
    unfit_pin,
    wait_s,
)
from konnect_desktop.errors import PinNeeded
from konnect_desktop.services.context import Clock
from konnect_desktop.settings import SettingsFile
from konnect_desktop.store.people import KeptPin, People


class DeskPeople:
    """Off until the first name is added. Call from worker threads, but for what says otherwise."""

    def __init__(
        self,
        people: People,
        settings: SettingsFile,
        token: Callable[[], str],
        clock: Clock,
    ) -> None:
        """`token`: the Token of the account at hand, "" when nobody is signed in."""
        self._people = people
        self._settings = settings
        self._token = token
        self._clock = clock
        self._guard = threading.Lock()
        self._known = tuple(people.all())
        self._at_desk: Person | None = None
        self._passed: set[Gate] = set()

    # ---- from any thread, at once ----------------------------------------------------------

    @property
    def known(self) -> tuple[Person, ...]:
        """Everybody, by name."""
        return self._known

    @property
    def at_desk(self) -> Person | None:
        """Who typed a PIN last."""
        return self._at_desk

    @property
    def name(self) -> str:
        """The name that stands with what is done now, "" for nobody's."""
        person = self._at_desk
        return person.name if person is not None else ""

    def asks(self, gate: Gate) -> bool:
        """Whether this needs a PIN."""
        return bool(self._known) and gate in self._settings.current.pin_for

    def leave(self) -> None:
        """Nobody is at the desk any more."""
        with self._guard:
            self._at_desk = None
            self._passed.clear()

    # ---- gates -----------------------------------------------------------------------------

    def pass_through(self, gate: Gate) -> None:
        """Use the PIN that was typed for this. Raises PinNeeded when none was since the last."""
        if not self.asks(gate):
            return
        with self._guard:
            if gate not in self._passed:
                raise PinNeeded(gate)
            self._passed.discard(gate)

    def check_action(self, action: Action, *, hands_over: bool = False) -> None:
        """Before `action` is planned; `hands_over`: it books the hand-over with it. As above."""
        gate = Gate.HAND_OVER if hands_over else GATE_OF.get(action)
        if gate is not None:
            self.pass_through(gate)

    def enter(self, person_id: int, pin: str, gate: Gate | None = None) -> PinCheck:
        """Somebody typed a PIN: when it is right they are at the desk, and `gate` opens once.

        A wrong one is written down before the answer, so that ending the app wins no try.
        Raises StoreError.
        """
        kept = self._people.pin(person_id)
        if kept is None:
            return PinCheck(is_right=False)
        wait = self._wait(kept)
        if wait:
            return PinCheck(is_right=False, wait_s=wait)
        now = int(self._clock().timestamp())
        if not is_pin(pin, kept.salt, kept.pin_hash):
            return PinCheck(
                is_right=False, wait_s=wait_s(self._people.note_wrong(person_id, now), 0)
            )
        if kept.wrong:
            self._people.note_right(person_id)
        with self._guard:
            self._at_desk = Person(person_id, kept.name)
            self._passed = {gate} if gate is not None else set()
        return PinCheck(is_right=True)

    def _wait(self, kept: KeptPin) -> int:
        return wait_s(kept.wrong, self._clock().timestamp() - kept.wrong_at)

    def is_token(self, text: str) -> bool:
        """Whether this is the account's Token: who holds it may set every PIN anew."""
        token = self._token()
        return bool(token) and hmac.compare_digest(token.encode(), text.strip().encode())

    # ---- the list ----------------------------------------------------------------------------

    def add(self, name: str, pin: str) -> Unfit | None:
        """One more person; what is wrong with name or PIN, None when it was added."""
        unfit = unfit_name(name, frozenset(name_key(one.name) for one in self._known))
        unfit = unfit or unfit_pin(pin)
        if unfit is not None:
            return unfit
        salt = os.urandom(SALT_BYTES)
        if self._people.add(name, salt, hash_pin(pin, salt)) is None:
            return Unfit.NAME_TAKEN
        self._read()
        return None

    def set_pin(self, person_id: int, pin: str) -> Unfit | None:
        """Another PIN; what is wrong with it, None when it was kept."""
        unfit = unfit_pin(pin)
        if unfit is None:
            salt = os.urandom(SALT_BYTES)
            self._people.set_pin(person_id, salt, hash_pin(pin, salt))
        return unfit

    def remove(self, person_id: int) -> None:
        """Take somebody off the list; what they did keeps their name."""
        self._people.remove(person_id)
        with self._guard:
            if self._at_desk is not None and self._at_desk.id == person_id:
                self._at_desk = None
                self._passed.clear()
        self._read()

    def _read(self) -> None:
        self._known = tuple(self._people.all())
