"""The first table waits for nothing that it does not need."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

#: Each costs the start 10 to 100 ms, and the first table needs none of them.
LATER = (
    "requests",
    "pydantic",
    "keyring",
    "pypdfium2",
    "pikepdf",
    "reportlab",
    "zxingcpp",
    "openpyxl",
    "http.client",
    "PySide6.QtPrintSupport",
    "konnect_desktop.api.client",
    "konnect_desktop.assembly.acting",
    "konnect_desktop.assembly.papers",
    "konnect_desktop.assembly.reading",
    "konnect_desktop.documents",
    "konnect_desktop.practice",
    "konnect_desktop.printing",
    "konnect_desktop.services.about",
    "konnect_desktop.services.bulk_actions",
    "konnect_desktop.services.operations",
    "konnect_desktop.services.support",
    "konnect_desktop.services.sync",
    "konnect_desktop.sheets",
    "konnect_desktop.ui.awb.dialog",
    "konnect_desktop.ui.printing.preview",
    "konnect_desktop.ui.asks.table",
    "konnect_desktop.ui.orders.detail_pane",
    "konnect_desktop.ui.window.palette",
    "konnect_desktop.ui.settings.page",
)


def test_starting_loads_no_library_before_it_is_needed() -> None:
    code = "import sys, konnect_desktop.ui.application; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        timeout=60,
        check=True,
    )
    loaded = set(done.stdout.split())
    assert "konnect_desktop.ui.window.main_window" in loaded
    assert sorted(loaded.intersection(LATER)) == []
