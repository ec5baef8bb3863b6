"""What the command line answers without opening a window."""

from __future__ import annotations

import subprocess
import sys

import pytest

from konnect_desktop import __version__


@pytest.mark.parametrize(("option", "said"), [("--version", __version__), ("--help", "--practice")])
def test_it_is_answered_and_nothing_opens(option: str, said: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "konnect_desktop", option],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert said in ended.stdout
