"""Telling the screens what changed, without knowing them."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from konnect_desktop.domain.changes import Changes

_log = logging.getLogger(__name__)


class Announcer:
    """Hands every change to those who listen, in the thread that made it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._listeners: tuple[Callable[[Changes], None], ...] = ()

    def __call__(self, changes: Changes) -> None:
        """Tell everybody; a listener that fails does not keep the others from hearing it."""
        if not changes:
            return
        for listener in self._listeners:
            try:
                listener(changes)
            except Exception:
                _log.exception("a listener failed")

    def listen(self, listener: Callable[[Changes], None]) -> Callable[[], None]:
        """Call `listener` with every change from now on; returns what ends that."""
        with self._lock:
            self._listeners = (*self._listeners, listener)

        def stop() -> None:
            with self._lock:
                self._listeners = tuple(one for one in self._listeners if one is not listener)

        return stop
