"""The people at one desk: names, PINs, and what asks for a PIN.

A PIN keeps a helper from pressing what costs money; it is no protection against somebody who may
read the disk, and nothing here claims so.
"""

from __future__ import annotations

import hashlib
import hmac
import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from konnect_desktop.domain.actions import Action

LONGEST_NAME = 40
SHORTEST_PIN, LONGEST_PIN = 4, 8
SALT_BYTES = 16
#: Wrong PINs in a row that cost no waiting; the next wait is 30 s, then twice as long each time.
_FREE_TRIES = 4
_FIRST_WAIT_S = 30
_LONGEST_WAIT_S = 15 * 60


class Gate(StrEnum):
    """What can ask for a PIN."""

    CANCEL = "cancel"
    HAND_OVER = "hand_over"
    SETTINGS = "settings"


#: The actions that stand behind a gate.
GATE_OF: Mapping[Action, Gate] = {
    Action.CANCEL: Gate.CANCEL,
    Action.CANCEL_ITEMS: Gate.CANCEL,
    Action.HAND_OVER: Gate.HAND_OVER,
}


class Unfit(StrEnum):
    """Why a name or a PIN cannot be used."""

    NO_NAME = "no_name"
    LONG_NAME = "long_name"
    NAME_TAKEN = "name_taken"
    PIN_LENGTH = "pin_length"
    PIN_DIGITS = "pin_digits"
    PIN_EASY = "pin_easy"


@dataclass(frozen=True, slots=True)
class Person:
    """One of those at the desk."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class PinCheck:
    """What a typed PIN came to. `wait_s`: no PIN is looked at before so many seconds are over."""

    is_right: bool
    wait_s: int = 0


def tidy_name(text: str) -> str:
    """A name in one line, without blanks around it."""
    return " ".join(text.split())


def name_key(name: str) -> str:
    """Two names with the same key are one person's."""
    return tidy_name(name).casefold()


def unfit_name(text: str, taken: frozenset[str] = frozenset()) -> Unfit | None:
    """Why this cannot be a name; `taken`: the keys of the others."""
    name = tidy_name(text)
    if not name:
        return Unfit.NO_NAME
    if len(name) > LONGEST_NAME:
        return Unfit.LONG_NAME
    return Unfit.NAME_TAKEN if name_key(name) in taken else None


def unfit_pin(pin: str) -> Unfit | None:
    """Why this cannot be a PIN: four to eight figures, and not the first that anybody tries."""
    if not (pin.isascii() and pin.isdecimal()):
        return Unfit.PIN_DIGITS
    if not SHORTEST_PIN <= len(pin) <= LONGEST_PIN:
        return Unfit.PIN_LENGTH
    steps = {int(b) - int(a) for a, b in itertools.pairwise(pin)}
    return Unfit.PIN_EASY if steps in ({0}, {1}, {-1}) else None


def hash_pin(pin: str, salt: bytes) -> bytes:
    """The slow hash of a PIN (scrypt, 16 MB), 32 bytes."""
    return hashlib.scrypt(pin.encode(), salt=salt, n=2**14, r=8, p=1, dklen=32)


def is_pin(pin: str, salt: bytes, pin_hash: bytes) -> bool:
    """Whether this is the PIN behind the hash."""
    return hmac.compare_digest(hash_pin(pin, salt), pin_hash)


def wait_s(wrong: int, since_s: float) -> int:
    """How long no PIN is looked at after `wrong` wrong ones in a row, the last `since_s` ago.

    A clock that was turned back counts as no time gone by.
    """
    if wrong <= _FREE_TRIES:
        return 0
    whole: int = min(_LONGEST_WAIT_S, _FIRST_WAIT_S * 2 ** min(wrong - _FREE_TRIES - 1, 10))
    return max(0, whole - int(max(0.0, since_s)))
