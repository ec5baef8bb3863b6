"""The tour: drives the real window through the main journey, without a person.

Writes a numbered picture of each step and the papers to a folder. It presses what a person
presses and waits for what a person would see; it never sleeps.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from konnect_desktop.errors import KonnectError
from konnect_desktop.ui.kit.messages import MessageDialog
from konnect_desktop.ui.work.context import AppContext

if TYPE_CHECKING:
    from konnect_desktop.ui.window.main_window import MainWindow

#: The practice world of the tour: 150 new orders that may be confirmed, and what goes wrong.
ORDERS = 272
SEED = 7
FAULTS = (
    "refuse:confirm:4%:3",  # no longer this seller's: cannot be retried
    "refuse:confirm:6%:4:code=SIM423",  # locked for a moment: the retry works
    "drop-after:confirm:1:skip=4",
)
#: How long one step may take to come about, also on a slow machine.
LIMIT_S = 60.0
WIDTH, HEIGHT = 1440, 860
_POLL_MS = 15


@dataclass(frozen=True)
class Until:
    """What the tour waits for, in words and as a question."""

    words: str
    is_there: Callable[[], bool]


Journey = Iterator[Until]


class TourFailed(Exception):
    """A step did not come about; the text says which."""


class Tour(QObject):
    """Runs a journey step by step from the event loop."""

    #: int: 0 when every step came about.
    finished = Signal(int)

    def __init__(self, context: AppContext, window: MainWindow, folder: Path) -> None:
        super().__init__(window)
        self.setObjectName("tour")
        self.context, self.window, self.folder = context, window, folder
        self.orders = window.orders
        self.pictures: list[Path] = []
        self.papers: list[Path] = []
        self.failure = ""
        self._journey: Journey = iter(())
        self._waiting: Until | None = None
        self._ends_at = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(_POLL_MS)
        self._timer.timeout.connect(self._turn)

    def start(self, journey: Journey) -> None:
        """Begin; the steps follow from the event loop."""
        self._journey = journey
        self._timer.start()

    def say(self, text: str) -> None:
        """A line for whoever started the tour in a terminal."""
        if sys.stderr is not None:  # a windowed program may have none
            sys.stderr.write(f"tour: {text}\n")
            sys.stderr.flush()

    def picture(self, name: str, *dialogs: QDialog) -> None:
        """Save the window, with open dialogs drawn where they stand, as NN-name.png."""
        path = self.folder / f"{len(self.pictures) + 1:02d}-{name}.png"
        if not portrait(self.window, *dialogs).save(str(path)):
            raise TourFailed(f"the picture {path} could not be written")
        self.pictures.append(path)
        self.say(path.name)

    # ---- inside ------------------------------------------------------------------------

    def _turn(self) -> None:
        try:
            self._advance()
        except StopIteration:
            self._end(0)
        except (TourFailed, KonnectError, AssertionError) as error:
            self.failure = str(error) or type(error).__name__
            self.say(f"stopped: {self.failure}")
            self._end(1)

    def _advance(self) -> None:
        self._check_for_errors()
        if self._waiting is not None and not self._waiting.is_there():
            if time.monotonic() > self._ends_at:
                raise TourFailed(f"waited in vain for {self._waiting.words}")
            return
        self._waiting = next(self._journey)
        self._ends_at = time.monotonic() + LIMIT_S

    def _check_for_errors(self) -> None:
        for dialog in self.window.findChildren(MessageDialog):
            if dialog.objectName() == "error" and dialog.isVisible():
                raise TourFailed(f"{dialog.heading.text()} {dialog.text.text()}")

    def _end(self, code: int) -> None:
        self._timer.stop()
        if code:
            portrait(self.window).save(str(self.folder / "where-it-stopped.png"))
        else:
            count, papers = len(self.pictures), len(self.papers)
            self.say(f"done: {count} pictures and {papers} PDFs in {self.folder}")
        self.finished.emit(code)


def portrait(window: QWidget, *dialogs: QDialog) -> QPixmap:
    """The window as it looks, with dialogs on top of a dimmed window."""
    picture = window.grab()
    if not dialogs:
        return picture
    painter = QPainter(picture)
    painter.fillRect(window.rect(), QColor(0, 0, 0, 70))
    for dialog in dialogs:
        # Centred: where a window system would put it; offscreen there is none.
        room = window.rect().center() - dialog.rect().center()
        place = QPoint(max(0, room.x()), max(0, room.y()))
        painter.fillRect(dialog.rect().translated(place).adjusted(-1, -1, 1, 1), QColor("#888"))
        painter.drawPixmap(place, dialog.grab())
    painter.end()
    return picture


def run(
    context: AppContext,
    window: MainWindow,
    folder: Path,
    steps: Callable[[Tour], Journey],
    on_finished: Callable[[int], None],
) -> Tour:
    """Start the tour through these steps; the application ends with its exit code, which is told
    first: closing may take too long to come back.

    Raises KonnectError when the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for old in (*folder.glob("[0-9][0-9]-*.png"), *folder.glob("where-it-stopped.png")):
            old.unlink()
    except OSError as error:
        raise KonnectError(
            f"The folder {folder} cannot be written, so the tour did not start.",
            next_step="Name another folder after --tour.",
            detail=type(error).__name__,
        ) from error
    window.resize(WIDTH, HEIGHT)
    tour = Tour(context, window, folder)
    tour.finished.connect(on_finished)
    tour.finished.connect(QApplication.exit)
    tour.start(steps(tour))
    return tour
