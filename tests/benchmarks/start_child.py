"""Opens a window, waits for its first paint, and says the moment: start_child.py [DATA_DIR].

Without a data folder it is the plainest window that Qt can show: the yardstick. With one it is
the app, and the paint that counts is that of the table with orders in it.
"""

from __future__ import annotations

import gc
import sys
import time
from pathlib import Path
from typing import Any


def bare() -> None:
    """A QMainWindow, until it is painted."""
    from PySide6.QtWidgets import QApplication, QMainWindow

    qt = QApplication([])
    is_painted = False

    class Window(QMainWindow):
        def paintEvent(self, event: Any) -> None:
            nonlocal is_painted
            super().paintEvent(event)
            is_painted = True

    window = Window()
    window.resize(1440, 860)
    window.show()
    while not is_painted:
        qt.processEvents()


def app(data_dir: Path) -> None:
    """The app as `konnect-desktop --data-dir` opens it, until orders are painted."""
    gc.disable()  # as __main__ does
    from konnect_desktop import logs
    from konnect_desktop.ui.application import Application, parse
    from konnect_desktop.ui.orders.row_painter import RowPainter
    from konnect_desktop.ui.startup.qt_app import make_qt

    is_painted = False
    paint = RowPainter.cell

    def spy(self: RowPainter, *given: Any) -> None:
        nonlocal is_painted
        paint(self, *given)
        is_painted = True

    RowPainter.cell = spy  # type: ignore[method-assign]
    qt = make_qt(["konnect-desktop"])
    application = Application(qt, parse(["--data-dir", str(data_dir)]))
    logs.setup(application.paths)
    application.start()
    application.keeper.start()
    while not is_painted:
        qt.processEvents()
    say()
    application.close()


def say() -> None:
    """The moment, in seconds of the clock that the parent reads, too."""
    sys.stdout.write(f"{time.time()}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        app(Path(sys.argv[1]))
    else:
        bare()
        say()
