"""The lines that are being filled, and what the rules say of each; judged in a worker thread."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from konnect_desktop.domain import ids
from konnect_desktop.domain.awb_import import AwbLine, AwbRow
from konnect_desktop.ui.work.context import AppContext
from konnect_desktop.ui.work.tasks import T

_PAUSE_MS = 40
#: The task that looks up a scanned code, which may fill a line.
SCAN = "awb.scan"


class AwbLines(QObject):
    """What was typed shows at once; the judgement of all lines follows a moment later."""

    #: Other lines, or another number of them.
    replaced = Signal()
    #: int: this line was edited.
    edited = Signal(int)
    #: The rules have looked at every line.
    judged = Signal()
    #: Exception: the lines could not be read or looked up; nothing has changed.
    failed = Signal(object)
    #: list[int]: lines that an import or a paste filled or added.
    filled = Signal(list)

    def __init__(self, context: AppContext, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName("awb.lines")
        self._context = context
        self._imports = context.services.imports
        self.rows: list[AwbRow] = []
        self._courier = ""
        #: Couriers that are meant as they are written.
        self._kept: tuple[str, ...] = ()
        self._version = 0
        #: What is to be filled in or added, in turn.
        self._coming: deque[Callable[[], list[AwbLine]]] = deque()
        #: Whether the shipment of every line was looked up.
        self.is_known = True
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._judge)

    # ---- reading -----------------------------------------------------------------------

    @property
    def is_settled(self) -> bool:
        """Whether every line was judged as it stands, and none is on its way."""
        is_running = self._context.runner.is_running
        keys = ("awb.judge", "awb.lines", SCAN)
        return not (self._pause.isActive() or self._coming or any(map(is_running, keys)))

    @property
    def is_adding(self) -> bool:
        """Whether lines are on their way."""
        return bool(self._coming) or self._context.runner.is_running("awb.lines")

    @property
    def lines(self) -> list[AwbLine]:
        """The lines as they were typed or read."""
        return [row.line for row in self.rows]

    def ready(self) -> list[AwbRow]:
        """What would be sent."""
        return [row for row in self.rows if row.is_ready]

    def next_empty(self, start: int = 0) -> int:
        """The first line from `start` that waits for its AWB, else from the top; -1 for none."""
        order = [*range(start, len(self.rows)), *range(min(start, len(self.rows)))]
        return next((n for n in order if self.rows[n].is_empty), -1)

    def may_edit(self, number: int) -> bool:
        """Whether typing into the line can help: its order allows an AWB."""
        row = self.rows[number]
        return row.is_open or (row.line.problem is not None and not row.line.is_left_out)

    def find_awb(self, awb: str) -> int:
        """The line that has this AWB; -1 for none."""
        wanted = ids.key(awb)
        return next((n for n, row in enumerate(self.rows) if ids.key(row.awb) == wanted), -1)

    # ---- filling -----------------------------------------------------------------------

    def open(self, shipments: Sequence[str]) -> None:
        """A line for each of these shipments."""
        self.add(lambda: self._imports.waiting(shipments))

    def add_shipment(self, shipment_id: str) -> None:
        """A line for one more shipment."""
        self.add(lambda: self._imports.waiting([shipment_id]))

    def add(self, more: Callable[[], list[AwbLine]]) -> None:
        """Fill and add what `more()` gives; it is called in a worker thread.

        One after another: each is merged with what the one before it and the typing have left.
        """
        self._coming.append(more)
        if len(self._coming) == 1:
            self._merge()

    def _merge(self) -> None:
        more, before, version = self._coming[0], self.lines, self._version

        def done(lines: list[AwbLine]) -> None:
            if version != self._version:  # edited meanwhile
                self._merge()
                return
            self._coming.popleft()
            self._take(lines)
            if self._coming:
                self._merge()

        def failed(error: Exception) -> None:
            self._coming.popleft()
            self.failed.emit(error)
            if self._coming:
                self._merge()

        self._work(lambda: self._imports.merged(before, more()), done, on_error=failed)

    def set_awb(self, number: int, text: str) -> None:
        """The AWB of a line, as typed or scanned."""
        self._edit(number, replace(self.rows[number].line, awb=text))

    def set_courier(self, number: int, text: str) -> None:
        """The courier of a line; "" for that of all."""
        self._edit(number, replace(self.rows[number].line, courier=text))

    def set_courier_for_all(self, text: str) -> None:
        """The courier of every line that names none itself."""
        if text != self._courier:
            self._courier = text
            self._ask()

    def use_courier(self, written: str, meant: str) -> None:
        """Take another courier in every line that names this one; all else of it stays."""
        for number, row in enumerate(self.rows):
            if row.line.courier and row.courier == written:
                self.rows[number] = replace(row, line=replace(row.line, courier=meant))
        self._version += 1
        self._ask()

    def keep_couriers(self, names: Sequence[str]) -> None:
        """Do not ask about these couriers, whatever they look like."""
        self._kept = tuple(names)
        self._ask()

    def judge_again(self) -> None:
        """Let the rules look once more, after they could not."""
        self._ask()

    def remove(self, numbers: Sequence[int]) -> None:
        """Take lines out of the list; nothing was sent of them."""
        gone = set(numbers)
        self.rows = [row for n, row in enumerate(self.rows) if n not in gone]
        self._version += 1
        self.replaced.emit()
        self._ask()

    # ---- inside ------------------------------------------------------------------------

    def _edit(self, number: int, line: AwbLine) -> None:
        row = self.rows[number]
        # A cell of the file that was wrong is right once it is typed anew.
        line = replace(line, problem=None, source="")
        if replace(line, source=row.line.source) == row.line:
            return
        self.rows[number] = replace(row, line=line, awb=ids.tidy_joined(line.awb), problem=None)
        self._version += 1
        self.edited.emit(number)
        self._ask()

    def _take(self, lines: list[AwbLine]) -> None:
        old = {id(row.line): row for row in self.rows}
        before = set(self.lines)
        self.rows = [
            old.get(id(line)) or AwbRow(line, awb=ids.tidy_joined(line.awb)) for line in lines
        ]
        self._version += 1
        self.is_known = False
        self.replaced.emit()
        self.filled.emit([n for n, line in enumerate(lines) if line not in before])
        self._pause.stop()
        self._judge()

    def _ask(self) -> None:
        self._pause.start()

    def _judge(self) -> None:
        lines, courier, version = self.lines, self._courier, self._version
        kept = self._kept

        def judged(rows: list[AwbRow]) -> None:
            if version == self._version:
                self.rows = rows
                self.is_known = True
                self.judged.emit()

        self._work(
            lambda: self._imports.judge_awbs(lines, courier=courier, may_be_empty=True, kept=kept),
            judged,
            key="awb.judge",
        )

    def _work(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        key: str = "awb.lines",
        on_error: Callable[[Exception], None] | None = None,
    ) -> None:
        self._context.runner.read(self, work, done, key=key, on_error=on_error or self.failed.emit)
