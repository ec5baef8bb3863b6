"""The PDF process: started by PdfWorker with `python -m … MEGABYTES`."""

from __future__ import annotations

import sys

from konnect_desktop.documents.worker_protocol import TRADE
from konnect_desktop.isolation.serving import serve

if __name__ == "__main__":
    sys.exit(serve(TRADE, sys.argv[1:]))
