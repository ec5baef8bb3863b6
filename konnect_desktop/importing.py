"""Outside libraries are loaded by one thread at a time, and without what Qt adds to `import`.

The modules of some of them, pydantic above all, import each other in rings. Two threads that enter
such a ring at different places do not wait for each other: Python lets one go on with a module
that is half done, and it ends with an ImportError. Qt's own wrapper of `import` does the same
within one thread: it asks each new module for an attribute, and pydantic answers by importing.
"""

from __future__ import annotations

import builtins
import contextlib
import threading
from collections.abc import Iterator

#: Held by whoever loads an outside library for the first time.
ONE = threading.RLock()


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Around the first import of an outside library, from whatever thread."""
    with ONE:
        _unwrap()
        yield


def _unwrap() -> None:
    """Take Qt's wrapper off for good: it serves `from __feature__ import`, which nobody uses."""
    wrapped = getattr(builtins, "__feature_import__", None)
    if wrapped is not None and builtins.__import__ is wrapped:
        builtins.__import__ = builtins.__orig_import__  # type: ignore[attr-defined]
