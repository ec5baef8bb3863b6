"""What becomes of an exception in a method that Qt calls: told once, and the app goes on.

An exception that leaves such a method returns into Qt, which goes on with half a painting: a
painter that is still at work when its widget is done ends the process. So every class that
overrides methods of Qt wears `@survives`.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, TypeVar

from PySide6.QtCore import QCoreApplication, Qt, QThread, QTimer
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

Kind = TypeVar("Kind", bound=type)
Answer = Callable[..., Any]


@contextmanager
def saved(painter: QPainter) -> Iterator[None]:
    """What is set at `painter` holds for this block alone, however it ends."""
    painter.save()
    try:
        yield
    finally:
        painter.restore()


def tell_once(owner: Any, place: str, error: BaseException) -> None:
    """Hand `error` on as one that nobody caught, the first time that `owner` meets it at `place`.

    Not at once: the window that says so may not open while Qt paints or asks a model.
    """
    told = vars(owner).setdefault("_errors_told", set())
    if (place, type(error)) not in told:
        told.add((place, type(error)))
        tell(error)


def tell(error: BaseException) -> None:
    """Hand `error` on as one that nobody caught."""

    def hand_on() -> None:
        sys.excepthook(type(error), error, error.__traceback__)

    app = QCoreApplication.instance()
    if app is not None and QThread.currentThread() is app.thread():
        QTimer.singleShot(0, hand_on)
    else:
        hand_on()


def end_painters(error: BaseException) -> None:
    """Let go of what the frames of `error` hold: a painter there is still at work."""
    one: BaseException | None = error
    while one is not None:
        traceback.clear_frames(one.__traceback__)
        one = one.__cause__ or one.__context__


# ---- what is given instead -------------------------------------------------------------


def _nothing(_kind: type, _name: str, _owner: Any, *_given: Any) -> None:
    return None


def _none_of_them(_kind: type, _name: str, _owner: Any, *_given: Any) -> int:
    return 0


def _refused(_kind: type, _name: str, _owner: Any, *_given: Any) -> bool:
    return False


def _as_qt(kind: type, name: str, owner: Any, *given: Any) -> Any:
    """What the class above gives, as if this one had no method of its own."""
    return getattr(super(kind, owner), name)(*given)


def _plain_words(kind: type, name: str, owner: QWidget, *given: Any) -> None:
    """What the widget says to those who cannot see it."""
    if isinstance(owner, QAbstractScrollArea):
        _as_qt(kind, name, owner, *given)
        return
    painter = QPainter(owner)
    try:
        words = owner.accessibleDescription() or owner.accessibleName()
        wraps_words = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(owner.rect(), wraps_words, words)
    finally:
        painter.end()


def _plain_item(
    kind: type, name: str, owner: Any, painter: QPainter, option: Any, index: Any
) -> None:
    """The text of an item; of one without, what is read aloud."""
    with saved(painter):
        _as_qt(kind, name, owner, painter, option, index)
    if not index.data(Qt.ItemDataRole.DisplayRole):
        words = str(index.data(Qt.ItemDataRole.AccessibleTextRole) or "")
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(option.rect, middle, words)


def _plain_section(kind: type, name: str, owner: Any, painter: QPainter, *given: Any) -> None:
    with saved(painter):
        _as_qt(kind, name, owner, painter, *given)


#: Asked by Qt over and over: the same error is told once.
ASKED: dict[str, Answer] = {
    "paint": _plain_item,
    "paintEvent": _plain_words,
    "paintSection": _plain_section,
    "data": _nothing,
    "headerData": _nothing,
    "rowCount": _none_of_them,
    "columnCount": _none_of_them,
    "flags": _as_qt,
    "sizeHint": _as_qt,
    "minimumSizeHint": _as_qt,
    "hasHeightForWidth": _as_qt,
    "heightForWidth": _as_qt,
    "filterAcceptsRow": _as_qt,
    "event": _as_qt,
    "eventFilter": _refused,
    "changeEvent": _as_qt,
    "resizeEvent": _as_qt,
    "enterEvent": _nothing,
    "leaveEvent": _nothing,
    "mouseMoveEvent": _nothing,
}
#: Something that happened: told each time. What the seller did is given up; what has to come to
#: an end, such as a window that closes, does.
HAPPENED: dict[str, Answer] = {
    "accept": _nothing,
    "closeEditor": _as_qt,
    "closeEvent": _as_qt,
    "contextMenuEvent": _nothing,
    "createEditor": _as_qt,
    "currentChanged": _as_qt,
    "done": _as_qt,
    "dragEnterEvent": _nothing,
    "dropEvent": _nothing,
    "focusInEvent": _as_qt,
    "focusOutEvent": _as_qt,
    "hideEvent": _as_qt,
    "keyPressEvent": _nothing,
    "keyboardSearch": _nothing,
    "mouseDoubleClickEvent": _nothing,
    "mousePressEvent": _nothing,
    "mouseReleaseEvent": _nothing,
    "reject": _as_qt,
    "setData": _refused,
    "setEditorData": _as_qt,
    "setModelData": _nothing,
    "showEvent": _as_qt,
}
_PAINTS = ("paint", "paintSection")


def survives(kind: Kind) -> Kind:
    """For every class that overrides methods of Qt: none of them lets an exception out."""
    for name, own in list(vars(kind).items()):
        if callable(own) and (name in ASKED or name in HAPPENED):
            setattr(kind, name, _guarded(kind, name, own))
    return kind


def _guarded(kind: type, name: str, own: Callable[..., Any]) -> Callable[..., Any]:
    answer = ASKED.get(name) or HAPPENED[name]
    runs = _with_saved(own) if name in _PAINTS else own

    @wraps(own)
    def guarded(self: Any, *given: Any, **named: Any) -> Any:
        try:
            return runs(self, *given, **named)
        except Exception as error:
            end_painters(error)
            if name in ASKED:
                tell_once(self, f"{kind.__qualname__}.{name}", error)
            else:
                tell(error)
        try:
            return answer(kind, name, self, *given)
        except Exception as error:
            # The class above could not either; it was told what came first.
            end_painters(error)
            return None

    guarded.is_guarded = True  # type: ignore[attr-defined]
    return guarded


def _with_saved(own: Callable[..., Any]) -> Callable[..., Any]:
    def runs(self: Any, painter: QPainter, *given: Any) -> Any:
        with saved(painter):
            return own(self, painter, *given)

    return runs
