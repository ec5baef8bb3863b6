"""Opens the app on the account of the environment until its first check and loading are over.

first_check_child.py DATA_DIR BASE_URL: says which outside modules were loaded while another thread
might have loaded one, and how the check went.
"""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import Any

_PATIENCE_MS = 120_000
_OURS = ("konnect_desktop", "PySide6", "shiboken6", "shibokensupport")


class Spy:
    """Asked first for every module that is not loaded yet; finds none itself."""

    def __init__(self) -> None:
        from konnect_desktop.importing import ONE

        self.alone: list[str] = []
        self.found: list[str] = []
        self._one: Any = ONE

    def find_spec(self, name: str, _path: object = None, _target: object = None) -> None:
        top = name.partition(".")[0]
        if top in sys.stdlib_module_names or top in _OURS or top.startswith("_"):
            return
        self.found.append(name)
        if not self._one._is_owned():
            self.alone.append(name)


def main(folder: Path, base_url: str) -> None:
    gc.disable()  # as __main__ does
    from PySide6.QtCore import QTimer

    from konnect_desktop import logs
    from konnect_desktop.ui.application import Application, parse
    from konnect_desktop.ui.startup.qt_app import make_qt

    sys.setswitchinterval(0.00005)  # threads meet more often than they would
    qt = make_qt(["konnect-desktop"])
    app = Application(qt, parse(["--data-dir", str(folder), "--base-url", base_url]))
    logs.setup(app.paths)
    spy = Spy()
    sys.meta_path.insert(0, spy)  # type: ignore[arg-type]
    app.start()
    assert app.desk is not None
    desk = app.desk
    reports: list[Any] = []
    faults: list[str] = []
    desk.runner.on_unhandled = lambda _owner, error: faults.append(repr(error))
    desk.window.sync.finished.connect(reports.append)

    def look() -> None:
        if faults or (reports and not desk.runner.running):
            qt.quit()

    poll = QTimer()
    poll.timeout.connect(look)
    poll.start(5)
    QTimer.singleShot(_PATIENCE_MS, qt.quit)
    qt.exec()
    failures = [str(one) for report in reports for one in report.failures]
    found = [name for name in spy.found if name in sys.modules]
    alone = [name for name in spy.alone if name in sys.modules]
    sys.stdout.write(f"{len(reports)}|{faults or failures}|{len(found)}|{','.join(alone)}\n")
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
