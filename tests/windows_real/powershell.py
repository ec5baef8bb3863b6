"""PowerShell on a real Windows, and why there is none."""

from __future__ import annotations

import base64
import subprocess
import sys
from typing import Any

_LIMIT_S = 120.0


def why_not() -> str:
    """Why these tests cannot run here; "" on a Windows of its own, and then they must pass."""
    if sys.platform != "win32":
        return "there is no Windows here"
    import ctypes

    if hasattr(ctypes.WinDLL("ntdll"), "wine_get_version"):
        return "this is wine, which has neither the printer nor the scanner of Windows"
    if not ctypes.WinDLL("shell32").IsUserAnAdmin():
        return "printers are made by an administrator alone"
    return ""


def command(script: str) -> list[str]:
    """What starts `script`; any text may stand in it."""
    whole = f"$ErrorActionPreference = 'Stop'; $ProgressPreference = 'SilentlyContinue'; {script}"
    coded = base64.b64encode(whole.encode("utf-16-le")).decode("ascii")
    return ["powershell.exe", "-NoProfile", "-NonInteractive", "-EncodedCommand", coded]


def run(script: str) -> str:
    """Run it to its end; what it said. Fails with its own words."""
    done = subprocess.run(command(script), capture_output=True, timeout=_LIMIT_S, check=False)
    said, wrong = (part.decode("utf-8", "replace") for part in (done.stdout, done.stderr))
    assert done.returncode == 0, wrong or said
    return said.strip()


def start(script: str) -> subprocess.Popen[Any]:
    """Start it, with pipes to talk to it."""
    return subprocess.Popen(
        command(script), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def quoted(value: object) -> str:
    """A text for a script."""
    text = str(value).replace("'", "''")
    return f"'{text}'"
