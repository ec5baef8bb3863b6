"""AWB and courier of one order, typed at its row; the batch has the usual time to undo."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QLineEdit, QVBoxLayout, QWidget

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.awb_import import MAX_AWB, AwbLine, AwbRow
from konnect_desktop.domain.awb_scanning import Seen, is_article
from konnect_desktop.domain.rows import ShipmentRow
from konnect_desktop.services.batch_models import Plan
from konnect_desktop.services.import_options import awb_options
from konnect_desktop.ui.awb.courier_box import CourierBox
from konnect_desktop.ui.awb.memory import Memory
from konnect_desktop.ui.kit.messages import plain_label, words
from konnect_desktop.ui.kit.overrides import survives
from konnect_desktop.ui.kit.parts import ErrorLine, field, named, push, relabel, row
from konnect_desktop.ui.people.ask_pin import pin_first
from konnect_desktop.ui.work.context import AppContext

_WIDTH = 340


@survives
class AwbCell(QFrame):
    """A small card over the list. Enter goes on and adds, Esc closes; nothing else is blocked."""

    #: Plan: the AWB was planned; the card is closed.
    planned = Signal(object)

    def __init__(self, parent: QWidget, context: AppContext, order: ShipmentRow) -> None:
        super().__init__(parent)
        self.setObjectName("awb_cell")
        self.setAccessibleName(f"AWB of order {order.order_no}")
        self.setProperty("card", True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(_WIDTH)
        self._context = context
        self._order = order
        self._memory = Memory(context.layout)
        #: An AWB that would replace another is asked about once.
        self._is_asked = False
        #: A courier that looks like another is asked about once.
        self._kept = ""
        self._cell = QRect()
        self._build()

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(8)
        heading = plain_label(f"AWB of {self._order.order_no}", "heading2")
        layout.addWidget(named(heading, "awb_cell.heading"))
        self.awb = QLineEdit()
        self.awb.setObjectName("awb_cell.awb")
        self.awb.setMaxLength(2 * MAX_AWB)
        self.awb.setPlaceholderText("Scan or type")
        self.awb.returnPressed.connect(self._on_entered)
        self.awb.textChanged.connect(self._on_changed)
        layout.addWidget(field("AWB", self.awb))
        self.courier = CourierBox("awb_cell.courier")
        self.courier.setEditText(self._order.courier_partner or self._memory.courier)
        layout.addWidget(field("Courier", self.courier))
        line = self.courier.lineEdit()
        if line is not None:
            line.returnPressed.connect(self.add)
        self.left = QCheckBox("The parcel has left: hand it over, too")
        self.left.setObjectName("awb_cell.left")
        self.left.setChecked(bool(self._memory.has_left))
        layout.addWidget(self.left)
        self.problem = ErrorLine("awb_cell.problem")
        layout.addWidget(self.problem)
        self.close_button = push("Not now", "awb_cell.close", "", "Esc")
        self.close_button.clicked.connect(self.close)
        self.add_button = push("Add AWB", "awb_cell.add", "primary", "Enter")
        self.add_button.clicked.connect(self.add)
        layout.addLayout(row(self.close_button, self.add_button, stretch=0))

    def open_at(self, cell: QRect) -> None:
        """Show it below `cell` (in the parent's place), or above where there is no room."""
        self._cell = cell
        self._place()
        self.show()
        self.raise_()
        self.awb.setFocus()

    def _place(self) -> None:
        self.adjustSize()
        cell, above = self._cell, self.parentWidget()
        assert above is not None
        room = above.rect().adjusted(8, 8, -8, -8)
        place = QPoint(min(cell.left(), room.right() - self.width()), cell.bottom() + 2)
        if place.y() + self.height() > room.bottom():
            place.setY(max(room.top(), cell.top() - self.height() - 2))
        self.move(max(room.left(), place.x()), place.y())

    # ---- adding ------------------------------------------------------------------------

    def _on_entered(self) -> None:
        if self.courier.courier:
            self.add()
        else:
            self.courier.setFocus()

    def _on_changed(self) -> None:
        self._is_asked = False
        relabel(self.add_button, "Add AWB")
        if self.problem.isVisible():
            self.problem.say("")
            self._place()

    def add(self) -> None:
        """Let the rules look, then plan."""
        order, text, courier = self._order, self.awb.text(), self.courier.courier
        imports = self._context.services.imports
        kept = (*self._memory.kept_couriers, self._kept)

        def work() -> tuple[Seen, AwbRow]:
            seen = imports.scans.look_up(text, [order.id])
            line = AwbLine(0, order.order_no, seen.code, courier, None, order.id)
            return seen, imports.judge_awbs([line], kept=kept)[0]

        self.add_button.setEnabled(False)
        self._context.runner.read(
            self,
            work,
            lambda found: self._on_judged(*found),
            key="awb_cell.judge",
            on_error=self._on_failed,
        )

    def _on_judged(self, seen: Seen, judged: AwbRow) -> None:
        self.add_button.setEnabled(True)
        if seen.parcels:
            whose = "this order" if seen.parcels[0].id == self._order.id else "an order"
            self._say(f"{seen.code} is a number of {whose}, not an AWB. Scan the courier's code.")
        elif judged.meant:
            self._kept = judged.courier
            self._say(
                f"“{judged.courier}” looks like {judged.meant}. Choose that, or press Add AWB "
                "again to keep it."
            )
        elif judged.problem:
            self._say(str(judged.problem))
        elif is_article(seen, judged.awb) and not self._is_asked:
            self._is_asked = True
            relabel(self.add_button, "Add it as AWB")
            self._say(f"{judged.awb} looks like the number of an article. Is it the AWB?")
        elif judged.old_awb and not self._is_asked:
            self._is_asked = True
            relabel(self.add_button, "Replace AWB")
            self._say(f"Fynd has {judged.old_awb} for this order. The new one is final.")
        else:
            self._plan(judged)

    def _plan(self, judged: AwbRow) -> None:
        if self._kept == judged.courier:
            self._memory.keep_courier(judged.courier)
        self._memory.keep(courier=judged.courier, has_left=self.left.isChecked())
        ids, options = awb_options([judged], auto_dispatch=self.left.isChecked())
        self._context.runner.do(
            self,
            lambda: self._context.services.bulk.plan(Action.UPDATE_AWB, ids, options),
            self._on_planned,
            key="plan.awb_cell",
            on_error=pin_first(self._context, self, lambda: self._plan(judged), self._on_failed),
        )

    def _on_planned(self, plan: Plan) -> None:
        self.planned.emit(plan)
        self.close()

    def _on_failed(self, error: Exception) -> None:
        what, then, _ = words(error)
        self.add_button.setEnabled(True)
        self._say(f"{what} {then}".strip())

    def _say(self, text: str) -> None:
        self.problem.say(text)
        self._place()
        self.awb.setFocus()
        self.awb.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            # Keys of the list below must not tick or open anything from here.
            event.accept()
