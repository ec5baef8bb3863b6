"""The app as a shortcut of Windows starts it: with nothing to read from or write to."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from konnect_desktop import logs
from konnect_desktop.paths import Paths
from konnect_desktop.ui.startup.single_instance import ring
from tests.ui.window_desk import wait_for

_ROOT = Path(__file__).parents[2]
#: As pythonw.exe leaves them.
_SILENT = "import sys; sys.stdin = sys.stdout = sys.stderr = None; "
_RUN = _SILENT + "from konnect_desktop.__main__ import main; main(sys.argv[1:])"


def start(code: str, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        cwd=_ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def test_it_opens_and_a_second_start_finds_it(styled_app: QApplication, tmp_path: Path) -> None:
    lock = Paths(tmp_path).lock("default")
    first = start(_RUN, "--data-dir", str(tmp_path))
    try:
        assert wait_for(lambda: lock.exists() and ring(lock), 60_000), "no window"
        second = start(_RUN, "--data-dir", str(tmp_path))
        assert second.wait(60) == 0
        assert second.communicate()[0] == b""
        assert first.poll() is None
    finally:
        first.kill()
        said, _ = first.communicate()
    assert said == b""
    log = logs.file_of(Paths(tmp_path)).read_text(encoding="utf-8")
    assert "Traceback" not in log
    assert "unexpected" not in log


@pytest.mark.parametrize(("argument", "code"), [("--help", 0), ("--version", 0), ("--nonsense", 2)])
def test_what_would_be_written_is_left_out(argument: str, code: int) -> None:
    app = start(_RUN, argument)
    said, _ = app.communicate(timeout=60)
    assert (app.returncode, said) == (code, b"")


def test_an_error_that_nobody_caught_goes_to_the_log_alone(tmp_path: Path) -> None:
    code = (
        f"{_SILENT} from pathlib import Path; from konnect_desktop import logs;"
        "from konnect_desktop.paths import Paths;"
        "logs.catch_all(); logs.setup(Paths(Path(sys.argv[1]))); import warnings;"
        "warnings.warn('a secret'); raise ValueError('a secret')"
    )
    app = start(code, str(tmp_path))
    assert app.communicate(timeout=60)[0] == b""
    log = logs.file_of(Paths(tmp_path)).read_text(encoding="utf-8")
    assert "ValueError" in log
    assert "a secret" not in log
