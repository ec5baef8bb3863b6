"""Konnect Desktop: marketplace orders on Fynd Konnect, from new to handed over."""

import os
import sys

__version__ = "0.1.0"

# `python -m` lets the folder that one stands in go before the standard library: a file that was
# downloaded there as requests.py, or as __future__.py, would run in the app. The name of the
# program is "-m" only while ours is looked for. Nothing else may be imported before this.
if sys.argv[:1] == ["-m"]:
    _real = os.path.realpath
    _here = _real(os.curdir)
    # In a checkout that folder is our own.
    if _here != os.path.dirname(os.path.dirname(_real(__file__))):  # noqa: PTH120
        sys.path[:] = [entry for entry in sys.path if _real(entry or os.curdir) != _here]
