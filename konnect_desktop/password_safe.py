"""The password safe of the system, asked so that nobody has to wait for it.

A safe may be locked and wait for a person, wait for a service that is gone, or answer after half a
minute. So each question goes to a thread of its own that may be left behind, one at a time.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from enum import StrEnum
from typing import Protocol, TypeVar

from konnect_desktop.importing import alone

#: Under which name every secret of ours is kept; the entry is called as the profile.
SERVICE = "Konnect Desktop"
_log = logging.getLogger(__name__)
_T = TypeVar("_T")


class Trouble(StrEnum):
    """Why the safe did not do what it was asked."""

    #: Locked, denied, broken: it said no.
    REFUSED = "refused"
    #: No answer in time; what was begun may still be done.
    SILENT = "silent"
    #: This computer has none, or none that keeps secrets.
    MISSING = "missing"


class SafeFailed(Exception):
    """The safe did not do what it was asked; says nothing of the secret."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


class Backend(Protocol):
    """What a keyring of any system offers."""

    @property
    def priority(self) -> float: ...
    def get_password(self, service: str, username: str) -> str | None: ...
    def set_password(self, service: str, username: str, password: str) -> None: ...
    def delete_password(self, service: str, username: str) -> None: ...


class PasswordSafe:
    """Safe from several threads; every call ends after `patience_s` seconds at the latest.

    All raise SafeFailed. While one question waits for its answer, others do not wait long: the
    safe is silent.
    """

    TURN_S = 5.0

    def __init__(self, service: str = SERVICE) -> None:
        """`service`: under which name entries are kept; another for what is not a secret."""
        self._service = service
        self._turn = threading.Lock()

    def kind(self, patience_s: float) -> str:
        """What the safe is called by those who made the way to it, such as Windows."""
        return self._ask(lambda safe: type(safe).__module__.rpartition(".")[2], patience_s)

    def look(self, patience_s: float) -> None:
        """Whether there is a safe at all: raises where there is none."""
        self._ask(lambda _safe: None, patience_s)

    def read(self, entry: str, patience_s: float) -> str | None:
        """What is kept under this name, None when nothing is."""
        return self._ask(lambda safe: safe.get_password(self._service, entry), patience_s)

    def write(self, entry: str, text: str, patience_s: float) -> None:
        """Keep it and look whether it is there."""

        def write(safe: Backend) -> None:
            safe.set_password(self._service, entry, text)
            if safe.get_password(self._service, entry) != text:
                raise SafeFailed(Trouble.REFUSED)

        self._ask(write, patience_s)

    def remove(self, entry: str, patience_s: float) -> None:
        """Remove what is kept, if anything is, and look whether it is gone."""

        def remove(safe: Backend) -> None:
            if safe.get_password(self._service, entry) is None:
                return
            safe.delete_password(self._service, entry)
            if safe.get_password(self._service, entry) is not None:
                raise SafeFailed(Trouble.REFUSED)

        self._ask(remove, patience_s)

    def _ask(self, question: Callable[[Backend], _T], patience_s: float) -> _T:
        answer: Future[_T] = Future()
        turn_s = min(patience_s, self.TURN_S)

        def run() -> None:
            is_our_turn = self._turn.acquire(timeout=turn_s)
            try:
                # Who gave up meanwhile asks nothing any more.
                if not answer.set_running_or_notify_cancel():
                    return
                if not is_our_turn:
                    raise SafeFailed(Trouble.SILENT)
                answer.set_result(question(_backend()))
            except Exception as error:  # any backend raises what it likes
                answer.set_exception(error)
            finally:
                if is_our_turn:
                    self._turn.release()

        threading.Thread(target=run, name="password-safe", daemon=True).start()
        try:
            return answer.result(patience_s)
        except Exception as error:
            answer.cancel()
            trouble = _trouble_of(error) if answer.done() else Trouble.SILENT
            _log.warning("password safe: %s (%s)", trouble.value, type(error).__name__)
            raise SafeFailed(trouble) from None


def _trouble_of(error: Exception) -> Trouble:
    return error.trouble if isinstance(error, SafeFailed) else Trouble.REFUSED


def _backend() -> Backend:
    """The system's keyring, unless what is there keeps plain text (priority below 1)."""
    try:
        with alone():
            import keyring
        # This loads the system's own.
        found: Backend = keyring.get_keyring()
        is_safe = found.priority >= 1
    except Exception as error:
        _log.warning("password safe: not available (%s)", type(error).__name__)
        raise SafeFailed(Trouble.MISSING) from None
    if not is_safe:
        raise SafeFailed(Trouble.MISSING)
    return found
