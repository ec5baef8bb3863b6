"""Outside libraries are loaded by one thread at a time.

The modules of some of them, pydantic above all, import each other in rings. Two threads that enter
such a ring at different places do not wait for each other: Python lets one go on with a module
that is half done, and it ends with an ImportError.
"""

from __future__ import annotations

import threading

#: Held by whoever loads an outside library for the first time.
ONE = threading.RLock()
