"""Windows' Python as the app's print side: one order a line in, one answer a line out, in JSON.

Everything is the app's own: the process that draws, the print process, the print calls.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from konnect_desktop.documents.worker import PdfWorker
from konnect_desktop.domain.printers import SpoolRequest
from konnect_desktop.errors import PrintFailed
from konnect_desktop.printing.queue import Stopped
from konnect_desktop.printing.windows.printing import WindowsPrinting
from konnect_desktop.services.pictures import PagePictures


def answer(queue: WindowsPrinting, order: dict[str, Any]) -> dict[str, Any]:
    """Do what the order says, on its printer."""
    name, what = order.pop("printer", ""), order.pop("do")
    if what == "names":
        return {"names": queue.names()}
    facts = queue.facts(name)
    if what == "facts":
        papers = [[one.key, one.width_mm, one.height_mm] for one in facts.papers]
        return {"papers": papers, "trouble": facts.trouble, "trays": list(facts.trays)}
    told: list[list[int]] = []
    stop_after = order.pop("stop_after", None)
    pdf = Path(order.pop("pdf"))
    if "paper" not in order:
        paper = facts.paper_for(*order.pop("size_mm"))
        order["paper"] = paper.key if paper is not None else ""
    request = SpoolRequest(name, order.pop("title"), tuple(order.pop("sheets", ())), **order)
    try:
        job = queue.send(
            pdf,
            request,
            lambda: len(told) == stop_after,
            lambda done, total: told.append([done, total]),
        )
    except Stopped:
        return {"stopped": True, "told": told}
    while not (status := queue.status(job)).state.is_over:
        pass
    # What is over stays as it is.
    queue.cancel(job)
    return {"job": job, "told": told, "paper": request.paper, "state": status.state}


def main() -> None:
    """Serve until the orders end."""
    queue = WindowsPrinting(PagePictures(PdfWorker()))
    for line in sys.stdin:
        try:
            said = answer(queue, json.loads(line))
        except PrintFailed as error:
            said = {"refused": error.user_message, "next": error.next_step, "why": error.detail}
        sys.stdout.write(json.dumps(said) + "\n")
        sys.stdout.flush()
    queue.close()


if __name__ == "__main__":
    main()
