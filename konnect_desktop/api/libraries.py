"""Loads, once and in one thread, what speaks to Konnect: requests, pydantic and our use of them."""

from __future__ import annotations

from importlib import import_module

from konnect_desktop.importing import alone

_MODULES = (
    "requests",
    "urllib3.contrib",
    "truststore",
    "konnect_desktop.api.connections",
    # Building the records loads the rest of pydantic.
    "konnect_desktop.api.translation",
)
_loaded: list[str] = []


def load() -> None:
    """Load the libraries, or wait for the thread that does; before any of them is used.

    Not at the start of the app, whose first table needs none of them.
    """
    if _loaded:
        return
    with alone():
        if not _loaded:
            for name in _MODULES:
                import_module(name)
            _loaded.extend(_MODULES)
