"""One courier at a time: what should go, what is on the table, what is missing."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.handover import CourierGroup, GroupKey, HandoverRound, ScanResult
from konnect_desktop.domain.papers import Paper
from konnect_desktop.services.batch_models import ActionOptions, Plan
from konnect_desktop.ui.handover import scan_words
from konnect_desktop.ui.handover.batch_strip import BatchStrip
from konnect_desktop.ui.handover.courier_list import CourierList
from konnect_desktop.ui.handover.here_control import HereControl
from konnect_desktop.ui.handover.parcel_table import ParcelModel, ParcelTable
from konnect_desktop.ui.handover.scan_line import ScanLine
from konnect_desktop.ui.kit.formatting import grouped
from konnect_desktop.ui.kit.keys import bind
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.overrides import survives
from konnect_desktop.ui.kit.parts import card, named, push, relabel, row
from konnect_desktop.ui.own_papers.dialog import PaperDialog
from konnect_desktop.ui.people.ask_pin import pin_first
from konnect_desktop.ui.work.context import AppContext


@survives
class ParcelsTab(QWidget):
    """Ticks are kept on disk; nothing is sent before Hand over."""

    #: Plan: the parcels that are here, to be handed over.
    planned = Signal(object)

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.setObjectName("handover.tab")
        self._context = context
        self.held = HandoverRound()
        self.key: GroupKey | None = None
        self._is_first = True
        self.keeper = HereControl(context, self.held, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 12, 0, 0)
        layout.setSpacing(10)
        self.strip = BatchStrip()
        self.strip.sheet_wanted.connect(self._print_sheet_of)
        layout.addWidget(self.strip)
        self.stack = QStackedWidget()
        self.stack.setObjectName("handover.stack")
        self.stack.addWidget(self._work())
        self.stack.addWidget(self._empty())
        layout.addWidget(self.stack, 1)
        self._add_keys()
        self._show()

    # ---- parts -------------------------------------------------------------------------

    def _work(self) -> QWidget:
        page = QWidget()
        page.setObjectName("handover.work")
        columns = QHBoxLayout(page)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(12)
        side, inner = card("handover.side")
        side.setFixedWidth(244)
        inner.setContentsMargins(1, 8, 1, 12)
        self.couriers = CourierList(self._context.theme, self._context.now)
        self.couriers.chosen.connect(self._on_chosen)
        self.couriers.typed.connect(lambda text: self.scan.take(text))
        inner.addWidget(self.couriers, 1)
        self.packed_only = QCheckBox("Only ticked as packed")
        self.packed_only.setObjectName("handover.packed_only")
        self.packed_only.setAccessibleName(self.packed_only.text())
        self.packed_only.setToolTip("Leave out what has a label but is not ticked as packed here")
        self.packed_only.toggled.connect(self.reload)
        holder = row(self.packed_only)
        holder.setContentsMargins(16, 0, 12, 0)
        inner.addLayout(holder)
        columns.addWidget(side)
        columns.addWidget(self._main(), 1)
        return page

    def _main(self) -> QFrame:
        frame, layout = card("handover.main")
        layout.setSpacing(10)
        self.title = named(plain_label("", "title"), "handover.courier")
        self.count = named(plain_label("", "heading"), "handover.count")
        self.count.setWordWrap(False)
        head = row(self.title, self.count)
        head.setStretch(0, 1)
        layout.addLayout(head)
        self.scan = ScanLine()
        self.scan.scanned.connect(self.on_scanned)
        layout.addWidget(self.scan)
        self.model = ParcelModel(self._context.theme, self._context.now)
        self.model.ticked.connect(self.tick)
        self.table = ParcelTable(self.model)
        self.table.typed.connect(self.scan.take)
        layout.addWidget(self.table, 1)
        self.missing = named(plain_label("", "muted"), "handover.missing")
        layout.addWidget(self.missing)
        layout.addLayout(self._buttons())
        return frame

    def _buttons(self) -> QHBoxLayout:
        self.missing_only = QCheckBox("Missing only")
        self.missing_only.setObjectName("handover.missing_only")
        self.missing_only.setAccessibleName("Show the missing parcels only")
        self.missing_only.toggled.connect(self._show)
        self.all_button = push("All are here", "handover.all", "flat", "Tick every parcel (Ctrl+A)")
        self.none_button = push("None", "handover.none", "flat", "Take every tick away")
        self.all_button.clicked.connect(lambda: self._tick_all(True))
        self.none_button.clicked.connect(lambda: self._tick_all(False))
        self.print_button = push(
            "Print sheet", "handover.print", "", "The manifest for the courier to sign (Ctrl+P)"
        )
        self.print_button.clicked.connect(self.print_sheet)
        self.hand_over_button = push(
            "Hand over",
            "handover.hand_over",
            "primary",
            "Tell Fynd that the courier has these parcels (F8)",
        )
        self.hand_over_button.clicked.connect(self.hand_over)
        return row(
            self.missing_only,
            self.all_button,
            self.none_button,
            self.print_button,
            self.hand_over_button,
            stretch=3,
        )

    def _empty(self) -> QWidget:
        page = QWidget()
        page.setObjectName("handover.empty")
        layout = QVBoxLayout(page)
        self.empty_text = named(plain_label("", "muted"), "handover.empty.text")
        self.empty_text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout.addStretch()
        layout.addWidget(self.empty_text)
        self.all_parcels = push("Show all parcels with a label", "handover.empty.all")
        self.all_parcels.clicked.connect(lambda: self.packed_only.setChecked(False))
        layout.addWidget(self.all_parcels, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch()
        return page

    def _add_keys(self) -> None:
        keys: dict[str, Callable[[], object]] = {
            "F8": self.hand_over,
            "Ctrl+P": self.print_sheet,
            "Ctrl+A": lambda: self._tick_all(True),
            "Ctrl+Z": self.strip.undo_latest,
        }
        bind(self, "handover", keys, Qt.ShortcutContext.WidgetWithChildrenShortcut)

    # ---- reading -----------------------------------------------------------------------

    def reload(self) -> None:
        """Read again what waits for the couriers."""
        packed_only, is_first = self.packed_only.isChecked(), self._is_first
        service = self._context.services.handover

        def read() -> tuple[tuple[CourierGroup, ...], set[str]]:
            here: set[str] = service.here() if is_first else set()
            return service.expected(packed_only=packed_only), here

        self._context.runner.read(self, read, self._on_read, key="handover.expected")

    def _on_read(self, answer: tuple[tuple[CourierGroup, ...], set[str]]) -> None:
        groups, here = answer
        self._is_first = False
        self.held.here |= here
        self.held.expect(groups)
        self.couriers.show_round(self.held)
        is_empty = not groups
        if is_empty:
            narrowed = self.packed_only.isChecked()
            self.empty_text.setText(
                "No parcel is ticked as packed."
                if narrowed
                else "Nothing waits for a courier. Parcels appear here once they have a label."
            )
            self.all_parcels.setVisible(narrowed)
        self.stack.setCurrentIndex(1 if is_empty else 0)

    def _on_chosen(self, key: GroupKey | None) -> None:
        if key != self.key:
            self.key = key
            self.scan.say("", is_right=None)
        self._show()

    def begin(self) -> None:
        """Put the keyboard where the scanner types."""
        self.scan.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # What no part of the room takes, such as a scan while a button has the keyboard.
        text = event.text()
        if text.isprintable() and text.strip() and self.scan.isVisible():
            self.scan.take(text)
            return
        super().keyPressEvent(event)

    # ---- ticks -------------------------------------------------------------------------

    def tick(self, ids: list[str], is_here: bool) -> None:
        """Say by hand which parcels are on the table."""
        self.held.tick(ids, is_here=is_here)
        self.keeper.keep()
        self._show()

    def _tick_all(self, is_here: bool) -> None:
        group = self.held.group(self.key)
        if group is not None:
            self.tick([parcel.id for parcel in group.parcels], is_here)

    def on_scanned(self, code: str) -> None:
        """A code came from the scanner or the keyboard."""
        if self.key is None:
            return
        answer = self.held.scan(code, self.key)
        if answer.result is ScanResult.UNKNOWN:
            self._explain(answer.code)
            return
        self.keeper.keep()
        self._show()
        if answer.row is not None and answer.result.is_right:
            self.table.show_row(self.model.row_of(answer.row.id))
        text = scan_words.scan_text(answer, self.count.text())
        self.scan.say(text, is_right=answer.result.is_right)

    def _explain(self, code: str) -> None:
        self._context.runner.do(
            self,
            lambda: self._context.services.handover.explain(code),
            lambda text: self.scan.say(text, is_right=False),
        )

    # ---- showing -----------------------------------------------------------------------

    def _show(self) -> None:
        group = self.held.group(self.key)
        parcels = group.parcels if group is not None else ()
        ready, missing = self.held.ready(self.key), self.held.missing(self.key)
        if group is not None:
            self.title.setText(scan_words.group_title(group))
            self.couriers.show_count(group, len(ready))
        self.count.setText(scan_words.counted(len(ready), len(parcels)))
        shown = missing if self.missing_only.isChecked() else parcels
        self.model.replace(shown, frozenset(self.held.here))
        self.missing.setText(scan_words.missing_text(missing, len(ready)))
        count = grouped(len(ready))
        relabel(self.print_button, f"Print sheet ({count})" if ready else "Print sheet")
        relabel(self.hand_over_button, f"Hand over {count}" if ready else "Hand over")
        for button in (self.print_button, self.hand_over_button):
            button.setEnabled(bool(ready))
        self.all_button.setEnabled(bool(missing))
        self.none_button.setEnabled(bool(ready))

    # ---- doing -------------------------------------------------------------------------

    def ready_ids(self) -> list[str]:
        """The parcels that would be handed over now."""
        return [parcel.id for parcel in self.held.ready(self.key)]

    def print_sheet(self) -> None:
        """The sheet of the parcels that are here."""
        ids = self.ready_ids()
        if ids:
            self._print_sheet_of(ids)
        else:
            self.scan.say("Scan or tick the parcels first.", is_right=None)

    def _print_sheet_of(self, ids: list[str]) -> None:
        PaperDialog.show_for(self, self._context, Paper.HANDOVER_SHEET, ids)

    def hand_over(self) -> None:
        """Plan the hand-over of the parcels that are here, and of no others."""
        ids = self.ready_ids()
        if not ids:
            self.scan.say("Scan or tick the parcels first.", is_right=None)
            return
        self._context.runner.do(
            self,
            lambda: self._context.services.bulk.plan(Action.HAND_OVER, ids, ActionOptions()),
            self._on_planned,
            # A second press while the first is planned is the same press.
            key=f"plan.{Action.HAND_OVER}",
            on_error=pin_first(self._context, self, self.hand_over),
        )

    def _on_planned(self, plan: Plan) -> None:
        self.scan.say("", is_right=None)
        self.planned.emit(plan)
        self.reload()
