"""The scan field: an order's bar code jumps to its line, an AWB fills it and goes on.

What a code is gets looked up in a worker thread; the rules of `domain.awb_scanning` decide, one
code after another, and the next order is named before its AWB is scanned.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from konnect_desktop.domain.awb_import import AwbLine
from konnect_desktop.domain.awb_scanning import News, Said, Scanner, Seen
from konnect_desktop.ui.awb import scan_words
from konnect_desktop.ui.awb.grid import AwbGrid
from konnect_desktop.ui.awb.held_card import HeldCard
from konnect_desktop.ui.awb.lines import SCAN, AwbLines
from konnect_desktop.ui.awb.scan_list import ScanList
from konnect_desktop.ui.kit import sounds
from konnect_desktop.ui.kit.messages import plain_label, words
from konnect_desktop.ui.kit.overrides import survives
from konnect_desktop.ui.kit.parts import announce, named, set_role
from konnect_desktop.ui.kit.plain import plain_tip
from konnect_desktop.ui.kit.scan_burst import Burst
from konnect_desktop.ui.work.context import AppContext


@survives
class _Line(QLineEdit):
    scanned = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._burst = Burst()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            code = self._burst.key(event, self.text())
            # Some scanners end with Tab, which would take the next scan elsewhere.
            if code and event.key() == Qt.Key.Key_Tab:
                self._finish()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._finish()
            event.accept()
            return
        super().keyPressEvent(event)

    def _finish(self) -> None:
        text = self.text().strip()
        self.clear()
        if text:
            self.scanned.emit(text)


class ScanField(QWidget):
    """Says below the field what the next scan is for; `card` asks where there is a doubt."""

    #: A code was taken, or came into doubt.
    changed = Signal()

    def __init__(
        self, context: AppContext, lines: AwbLines, grid: AwbGrid, *, may_add: bool
    ) -> None:
        """`may_add`: whether a scanned order that is not listed gets a line unasked."""
        super().__init__()
        self.setObjectName("awb.scanning")
        self._context = context
        self._lines = lines
        self._grid = grid
        self._may_add = may_add
        self._list = ScanList(lines)
        self._scanner = Scanner(self._list, may_add=may_add)
        #: The line that is next, to be found again in another list.
        self._next: AwbLine | None = None
        self._aside: list[str] = []
        self.card = HeldCard()
        self.card.answered.connect(self._on_answered)
        self.line = _Line()
        self.line.setObjectName("awb.scan")
        self.line.setAccessibleName("Scan")
        self.line.setPlaceholderText("Scan here: an order, or an AWB")
        self.line.setClearButtonEnabled(True)
        self.line.setToolTip(
            "An order or shipment bar code jumps to its line; an AWB fills it and goes on.\n"
            "Typing and Enter do the same."
        )
        self.line.scanned.connect(self.take)
        self.says = named(plain_label("", "muted"), "awb.scan.says")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.line)
        layout.addWidget(self.says)
        lines.replaced.connect(self._on_replaced)
        lines.edited.connect(lambda _number: self._look_again())
        lines.judged.connect(self._look_again)
        lines.failed.connect(lambda _error: self._on_lines_failed())
        self._say("")

    @property
    def is_held(self) -> bool:
        """Whether a code waits for an answer."""
        return self._scanner.held is not None

    @property
    def pending(self) -> int:
        """The line that the next AWB goes to; -1 for none."""
        return self._scanner.pending

    # ---- a scan ------------------------------------------------------------------------

    def take(self, text: str) -> None:
        """What was scanned or typed; it is decided when all before it are."""
        self._scanner.feed(text)
        if self._scanner.held is not None:
            sounds.wrong()
            self._ask(is_new=False)
        self._go_on()

    def take_at(self, line: int, text: str) -> None:
        """A scan that was typed into a line of the grid."""
        self._scanner.aim(line)
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.take(text)

    def type_here(self, text: str) -> None:
        """A character that was typed where nothing takes it, such as the first of a scan."""
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.line.insert(text)

    def _go_on(self) -> None:
        """Look up the next code, if none is on its way and none is in doubt."""
        # Before the lines are known, each order would seem to be missing.
        if not self._lines.is_known and self._lines.is_settled:
            self._lines.judge_again()
        text = self._scanner.next_code() if self._lines.is_known else None
        if text is not None:
            listed, scans = self._list.listed(), self._context.services.imports.scans
            self._context.runner.do(
                self,
                lambda: scans.look_up(text, listed),
                self._on_known,
                key=SCAN,
                on_error=self._on_failed,
            )
        self.changed.emit()

    def _on_known(self, seen: Seen) -> None:
        self._tell(self._scanner.know(seen))
        self._go_on()

    def _on_failed(self, error: Exception) -> None:
        self._scanner.unknown()
        what, then, _ = words(error)
        self._complain(f"{what} {then} Nothing was filled in: scan the order again.".strip())
        self.changed.emit()

    def _on_lines_failed(self) -> None:
        """The dialog says why; what was scanned since then belongs to nothing."""
        self._scanner.unknown()
        self.changed.emit()

    def _on_answered(self, goes_on: bool) -> None:
        self.card.hide()
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self._tell(self._scanner.answer(goes_on=goes_on))
        self._go_on()

    # ---- the list ----------------------------------------------------------------------

    def _on_replaced(self) -> None:
        place = self._list.place_of(self._next) if self._next is not None else -1
        self._scanner.moved(place)
        self._show_next()

    def _look_again(self) -> None:
        if not self._lines.is_known:
            return
        before = self._next
        news = self._scanner.judged(is_adding=self._lines.is_adding)
        self._show_next()
        if news is not None:
            self._tell(news)
        elif not self.is_held and (self._next is not before or self._next is None):
            self._say("")
        self._go_on()

    def _show_next(self) -> None:
        """Mark the line that the next AWB goes to."""
        line = self._scanner.pending
        old = self._next
        self._next = self._lines.rows[line].line if line >= 0 else None
        self._grid.model_of_lines.set_pending(line)
        if self._next is not old and line >= 0 and not self._grid.is_editing:
            self._grid.go_to(line)

    # ---- telling -----------------------------------------------------------------------

    def _tell(self, news: News) -> None:
        self._show_next()
        rows = self._lines.rows
        if news.said is Said.ASIDE:
            self._aside.append(news.code)
            self._complain(f"{scan_words.aside_words(self._aside)} {self._next_words()}")
            return
        self._aside.clear()
        if news.said is Said.HELD:
            self._ask(is_new=True)
            return
        text = scan_words.news_words(news, rows)
        if news.said in (Said.WRONG, Said.AGAIN, Said.NOTED):
            self._complain(f"{text} {self._next_words()}")
        else:
            self._say(text)
            announce(self.says, self.says.text())
            if news.said in (Said.WAITS, Said.PAIRED):
                sounds.right()

    def _ask(self, *, is_new: bool) -> None:
        held, rows, line = self._scanner.held, self._lines.rows, self._scanner.pending
        if held is None:
            return
        pending = scan_words.order_of(rows[line]) if line >= 0 else ""
        title = scan_words.held_title(held, rows)
        text = scan_words.held_text(held, pending=pending, waiting=self._scanner.waiting)
        go = scan_words.choice_words(held, pending=pending) if held.choice else ""
        self.card.ask(title, text, go, scan_words.skip_words(held), is_new=is_new)
        self._show_line(f"{title}. Answer below; nothing was filled in.", "error")

    def _next_words(self) -> str:
        return scan_words.next_words(self._lines.rows, self._scanner.pending, may_add=self._may_add)

    def _say(self, text: str) -> None:
        self._show_line(f"{text} {self._next_words()}".strip(), "heading2")

    def _complain(self, text: str) -> None:
        """Nothing was changed: in red, aloud and with a beep, since eyes are on the parcel."""
        self._show_line(text, "error")
        announce(self.says, text)
        sounds.wrong()

    def _show_line(self, text: str, role: str) -> None:
        self.says.setText(text)
        self.says.setToolTip(plain_tip(text))
        set_role(self.says, "role", role)
