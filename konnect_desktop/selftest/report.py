"""The findings as a table to read and as JSON. Nothing private stands in either."""

from __future__ import annotations

import json
import platform
import tempfile
import textwrap
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from konnect_desktop import __version__
from konnect_desktop.logs import redactor
from konnect_desktop.selftest.computer import Computer
from konnect_desktop.selftest.results import Finding, Report, State, Value
from konnect_desktop.services.scrubbing import Scrubber

_WIDTH = 100
_STATE, _TITLE = 10, 20
#: Of the JSON; a number that is read here is never given another meaning.
FORMAT = 1


def table(report: Report, computer: Computer, at: datetime) -> str:
    """A line or two for each part, and at the end what it comes to."""
    lines = [
        f"Konnect Desktop {__version__}, self-test of {at.astimezone(UTC):%Y-%m-%d %H:%M} UTC",
        platform.platform(),
        "",
    ]
    for finding in report.findings:
        lines += _lines(finding, computer)
    counts = [f"{report.count(state)} {state.value}" for state in State if report.count(state)]
    lines += ["", f"{len(report.findings)} parts: {', '.join(counts)}; {report.took_s:.1f} s"]
    failed = ", ".join(f"{one.part.name} ({one.part.code})" for one in report.failed)
    lines.append(f"Failed: {failed}" if failed else "Everything that the app needs works here.")
    return "\n".join(lines) + "\n"


def _lines(finding: Finding, computer: Computer) -> Iterator[str]:
    result, indent = finding.result, " " * (_STATE + _TITLE)
    head = f"{result.state.value:<{_STATE}}{finding.part.title:<{_TITLE}}"
    took = f" ({finding.took_ms / 1000:.1f} s)" if finding.took_ms >= 1000 else ""

    def wrapped(first: str, text: str, rest: str) -> list[str]:
        # Cleaned before it is wrapped: a folder may have a blank in its name.
        return _wrapped(first, _clean(text, computer), rest)

    yield from wrapped(head, f"{result.text.rstrip('.')}{took}", indent)
    if result.next_step and result.state is not State.OK:
        yield from wrapped(f"{indent}→ ", result.next_step, f"{indent}  ")
    facts = "; ".join(f"{name}: {_shown(value)}" for name, value in result.facts.items())
    if facts:
        yield from wrapped(indent, facts, indent)


def _wrapped(first: str, text: str, rest: str) -> list[str]:
    return textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _shown(value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)


def as_json(report: Report, computer: Computer, at: datetime) -> str:
    """The same for programs: UTF-8, sorted by the order of the checks."""
    told: dict[str, Any] = {
        "format": FORMAT,
        "app": __version__,
        "at": f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "system": platform.platform(),
        "code": report.code,
        "seconds": round(report.took_s, 1),
        "failed": [one.part.name for one in report.failed],
        "parts": [
            {
                "name": one.part.name,
                "title": one.part.title,
                "code": one.part.code,
                "state": one.result.state.value,
                "text": _clean(one.result.text, computer),
                "next_step": _clean(one.result.next_step, computer),
                "facts": {
                    _clean(name, computer): _clean(value, computer)
                    if isinstance(value, str)
                    else value
                    for name, value in one.result.facts.items()
                },
                "ms": one.took_ms,
            }
            for one in report.findings
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def _clean(text: str, computer: Computer) -> str:
    """Without what the support file leaves out as well: whose computer and account it is."""
    now = computer.settings
    scrub = Scrubber(
        redactor,
        lambda _words: set(),
        literals=[now.username, now.paper_name, now.proxy_user, now.proxy_host],
    )
    folders = (
        (computer.paths.data_dir, "[data folder]"),
        (Path(tempfile.gettempdir()), "[temporary folder]"),
        (Path.home(), "~"),
    )
    for path, name in folders:
        text = text.replace(str(path), name)
    return scrub.whole(text)
