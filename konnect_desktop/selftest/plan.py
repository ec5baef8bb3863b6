"""The whole self-test: what looks at which part, in the order of the table."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from konnect_desktop.selftest import (
    data_files,
    own_parts,
    parts,
    printers,
    running,
    safe,
    sounds,
    way_out,
    workers,
)
from konnect_desktop.selftest.computer import Computer, Scratch
from konnect_desktop.selftest.results import Check, Finding, Report
from konnect_desktop.selftest.running import Tell
from konnect_desktop.selftest.window import WindowProcess


def run(computer: Computer, tell: Tell = lambda _part: None) -> Report:
    """Check everything; takes some 10 seconds, and ends also when parts hang or die.

    For a worker thread where there is a window. Raises what `tell` raises, with all tidied up.
    """
    started = time.monotonic()
    found: list[Finding] = []
    with checks(computer) as todo:
        found.extend(running.run(todo, tell))
    return Report(found, time.monotonic() - started)


@contextmanager
def checks(computer: Computer) -> Iterator[list[Check]]:
    """All checks in their order. Their scratch files and processes last as long as the block."""
    scratch = Scratch(computer.paths.data_dir)
    window = WindowProcess(scratch.folder / "window")
    try:
        yield [
            Check(parts.PYTHON, own_parts.look_at_python),
            Check(parts.RESOURCES, own_parts.look_at_resources),
            Check(parts.DATA_FOLDER, lambda: data_files.look_at_folder(computer, scratch)),
            Check(parts.LONG_PATHS, lambda: data_files.look_at_long_paths(computer, scratch)),
            Check(parts.REPLACES, lambda: data_files.look_at_replaces(scratch)),
            Check(parts.SCHEMA, lambda: data_files.look_at_schema(scratch)),
            Check(parts.DAMAGED, lambda: data_files.look_at_damage(scratch)),
            Check(parts.KEYRING, safe.look_at_safe),
            Check(parts.PROXY, lambda: way_out.look_at_proxy(computer)),
            Check(parts.TLS, lambda: way_out.look_at_tls(computer)),
            Check(parts.PDF, workers.look_at_pdf),
            Check(parts.SHEETS, lambda: workers.look_at_sheets(scratch)),
            Check(parts.MEMORY, workers.look_at_memory),
            Check(parts.PRINT_PROCESS, printers.look_at_process),
            Check(parts.PRINTERS, lambda: printers.look_at_printers(computer.queue)),
            Check(parts.SOUNDS, sounds.look_at_sounds),
            # Last, so that nothing before it has anything of Qt in its process or beside it.
            *window.checks(),
        ]
    finally:
        window.close()
        scratch.close()
