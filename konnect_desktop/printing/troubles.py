"""Why a printer does not print, from what its queue says, in the seller's words."""

from __future__ import annotations

import re

#: Part of an IPP state reason -> what to tell; the first that fits wins.
_REASONS = (
    ("media-jam", "Paper is jammed. Take it out, then print from that sheet on."),
    ("media-empty", "The printer is out of paper."),
    ("media-needed", "The printer waits for paper."),
    ("cover-open", "The cover of the printer is open."),
    ("door-open", "The door of the printer is open."),
    ("interlock-open", "The cover of the printer is open."),
    ("toner-empty", "The toner is empty."),
    ("marker-supply-empty", "The ink or ribbon is empty."),
    ("output-area-full", "The output tray is full."),
    ("offline", "The printer is off or does not answer."),
    ("timed-out", "The printer does not answer."),
    ("shutdown", "The printer is switched off."),
)
_DISABLED = re.compile(r"^printer \S+ disabled since[^\n]*-\s*\n\s*([^\n]+)", re.MULTILINE)
_NO_REASON = frozenset({"reason unknown", "paused", ""})


def trouble_of(lpstat: str) -> str:
    """What `lpstat -l -p NAME` says is wrong; "" when the printer is ready."""
    alerts = " ".join(re.findall(r"Alerts: (.*)", lpstat))
    for reason, words in _REASONS:
        # A warning such as "media-low-warning" does not stop anything.
        if re.search(rf"{reason}(?!\S*-warning)", alerts):
            return words
    stopped = _DISABLED.search(lpstat)
    if stopped is None:
        return ""
    said = stopped[1].strip()
    if said.casefold() in _NO_REASON:
        return "The printer is paused."
    return f"The printer has stopped: {said.rstrip('.')}."
