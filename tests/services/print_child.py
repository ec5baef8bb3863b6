"""A process that writes a print job down and is killed before a queue has it.

Run as: python print_child.py DATABASE FOLDER
"""

from __future__ import annotations

import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

from konnect_desktop.domain.printers import JobPage, NewJob
from konnect_desktop.store.database import Database
from konnect_desktop.store.print_jobs import PrintJobs


def main() -> None:
    """Begin a job, say so, and wait for the end."""
    jobs = PrintJobs(Database(Path(sys.argv[1])), Path(sys.argv[2]))
    page = JobPage(1, "s1", "FY-1", "label", "AWB1", 0)
    jobs.begin(
        NewJob("Zebra", "cups", "as_is", 1, (0,), (page,), b"%PDF-killed"), datetime.now(UTC)
    )
    print("begun", flush=True)  # noqa: T201
    threading.Event().wait()


if __name__ == "__main__":
    main()
