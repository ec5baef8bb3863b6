"""The print process: started by WindowsPrinting."""

from __future__ import annotations

import sys

from konnect_desktop.isolation.serving import serve
from konnect_desktop.printing.windows.worker_protocol import TRADE

if __name__ == "__main__":
    sys.exit(serve(TRADE, sys.argv[1:]))
