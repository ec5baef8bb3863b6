"""One order beside the list: next step, items, addresses, story and raw record."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from konnect_desktop.domain import sla
from konnect_desktop.domain.actions import Action
from konnect_desktop.services.order_models import ShipmentDetails
from konnect_desktop.ui.actions.offer import Offer, make_offer
from konnect_desktop.ui.actions.specs import BY_ACTION
from konnect_desktop.ui.kit import formatting, icons
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.overrides import survives
from konnect_desktop.ui.kit.parts import push
from konnect_desktop.ui.kit.plain import PlainLabel, plain_tip
from konnect_desktop.ui.kit.theme import DETAIL_WIDTH
from konnect_desktop.ui.orders import detail_sections, fix_words, lane_words
from konnect_desktop.ui.orders.row_painter import RowPainter
from konnect_desktop.ui.parcels.pane import ParcelPane
from konnect_desktop.ui.work.context import AppContext


@survives
class DetailPane(QFrame):
    """Opened by Enter or a click, closed by Esc; the list beside it stays where it is."""

    closed = Signal()
    #: Action, list of ids: the one button with the next step was pressed.
    action_wanted = Signal(object, list)

    def __init__(self, context: AppContext, painter: RowPainter) -> None:
        super().__init__()
        self.setObjectName("orders.detail")
        self.setAccessibleName("Order details")
        self.setProperty("part", "detail")
        self.setFixedWidth(DETAIL_WIDTH)
        self._context = context
        self._painter = painter
        self.shipment_id = ""
        self._details: ShipmentDetails | None = None
        self._offer = Offer()
        self._shown_id = ""
        self._build()
        self.hide()
        context.theme.changed.connect(self._show)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QVBoxLayout()
        head.setContentsMargins(16, 12, 16, 12)
        head.setSpacing(6)
        first = QHBoxLayout()
        self.title = plain_label("", "heading")
        self.title.setObjectName("orders.detail.title")
        self.title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.close_button = QToolButton()
        self.close_button.setObjectName("orders.detail.close")
        self.close_button.setProperty("kind", "icon")
        self.close_button.setAccessibleName("Close details")
        self.close_button.setToolTip("Close (Esc)")
        self.close_button.clicked.connect(self.close_pane)
        first.addWidget(self.title, 1)
        first.addWidget(self.close_button)
        head.addLayout(first)
        chips = QHBoxLayout()
        chips.setSpacing(6)
        self._chips = [PlainLabel(), PlainLabel(), PlainLabel()]
        for label in self._chips:
            chips.addWidget(label)
        chips.addStretch()
        head.addLayout(chips)
        self.alert = plain_label("", "error")
        self.alert.setObjectName("orders.detail.alert")
        # In a low window the tabs give way, not the words of what is wrong.
        self.alert.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        head.addWidget(self.alert)
        self.alert_done = push(
            "Done, I looked", "orders.detail.looked_at", "", "Takes the order out of Fix these"
        )
        self.alert_done.clicked.connect(self._looked_at)
        head.addWidget(self.alert_done, 0, Qt.AlignmentFlag.AlignLeft)
        self.next_button = QPushButton()
        self.next_button.setObjectName("orders.detail.next_step")
        self.next_button.setProperty("kind", "primary")
        self.next_button.clicked.connect(self._press_next)
        head.addWidget(self.next_button)
        head.addWidget(self._note_field())
        column.addLayout(head)
        self.tabs = QTabWidget()
        self.tabs.setObjectName("orders.detail.tabs")
        self.tabs.setAccessibleName("Parts of the order")
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.setMinimumHeight(140)
        self._order = _scroll("orders.detail.order_area", "Order")
        self._story = _scroll("orders.detail.timeline_area", "Timeline")
        self.raw = QPlainTextEdit()
        self.raw.setObjectName("orders.detail.raw")
        self.raw.setAccessibleName("Record as Fynd sent it")
        self.raw.setToolTip("The record as Fynd sent it")
        self.raw.setReadOnly(True)
        self.raw.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.raw.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.tracking = ParcelPane(self._context, "orders.detail.tracking")
        for widget, name in (
            (self._order, "Order"),
            (self.tracking, "Tracking"),
            (self._story, "Timeline"),
            (self.raw, "Raw"),
        ):
            self.tabs.addTab(widget, name)
        column.addWidget(self.tabs, 1)

    def _note_field(self) -> QLineEdit:
        self.note = QLineEdit()
        self.note.setObjectName("orders.detail.note")
        self.note.setAccessibleName("Your note")
        self.note.setPlaceholderText("Your note, kept on this computer only")
        self.note.setToolTip("Your note about this order. Fynd does not see it.")
        self.note.setMaxLength(500)
        self.note.editingFinished.connect(self._save_note)
        return self.note

    def _save_note(self) -> None:
        shipment_id, text = self.shipment_id, self.note.text().strip()
        details = self._details
        if not shipment_id or details is None or details.row.id != shipment_id:
            return
        if text == details.row.note:
            return
        self._context.runner.do(
            self, lambda: self._context.services.queries.set_note(shipment_id, text)
        )

    # ---- what is shown ---------------------------------------------------------------

    def open(self, shipment_id: str) -> None:
        """Show an order; what was shown stays until the new one is read."""
        self._save_note()
        self.shipment_id = shipment_id
        self.reload()

    def close_pane(self) -> None:
        """Close; the list gets the keyboard back."""
        self._save_note()
        self.shipment_id = ""
        self.hide()
        self.closed.emit()

    def reload(self) -> None:
        """Read the order again in a worker thread."""
        shipment_id = self.shipment_id
        if not shipment_id:
            return
        queries = self._context.services.queries

        def read() -> tuple[ShipmentDetails | None, Offer]:
            return queries.details(shipment_id), make_offer(
                [shipment_id], queries.facts([shipment_id])
            )

        self._context.runner.read(self, read, self._loaded, key="orders.detail")

    def _loaded(self, found: tuple[ShipmentDetails | None, Offer]) -> None:
        self._details, self._offer = found
        if self._details is None:
            self.close_pane()
            return
        self._show()
        self.show()

    def _show(self) -> None:
        details = self._details
        if details is None:
            return
        now = self._context.now()
        row = details.row
        self.title.setText(row.order_no or row.id)
        self.close_button.setIcon(icons.icon("cross", self._context.theme.tokens.muted))
        self._show_chips(details)
        alert = "\n".join(fix_words.lines(row))
        self.alert.setText(alert)
        self.alert.setVisible(bool(alert))
        self.alert_done.setVisible(fix_words.needs_tick(row))
        action = self._offer.suggested
        self.next_button.setVisible(action is not None)
        if action is not None:
            spec = BY_ACTION[action]
            self.next_button.setText(spec.menu_text)
            self.next_button.setAccessibleName(f"Next step: {spec.text}")
            self.next_button.setToolTip(plain_tip(spec.hint))
            ink = self._context.theme.tokens.accent_text
            self.next_button.setIcon(icons.icon(spec.icon, ink))
        if not self.note.hasFocus() or self._shown_id != row.id:
            self.note.setText(row.note)
        self._shown_id = row.id
        self.tracking.show_parcel(row.id)
        place = self._order.verticalScrollBar().value()
        self._order.setWidget(detail_sections.order_sections(details, now))
        self._order.verticalScrollBar().setValue(place)
        self._story.setWidget(detail_sections.timeline(details.timeline, now))
        if self.raw.toPlainText() != details.raw_json_text:
            self.raw.setPlainText(details.raw_json_text)

    def _show_chips(self, details: ShipmentDetails) -> None:
        row, now = details.row, self._context.now()
        due = sla.deadline(row.sla_due_at, now)
        shown: list[tuple[str, str]] = [lane_words.status_chip(row)]
        if row.lock:
            shown.append(("locked", "Locked"))
        if due.urgency.value in ("late", "soon", "today"):
            shown.append((due.urgency.value, formatting.deadline_text(due)))
        for number, label in enumerate(self._chips):
            label.setVisible(number < len(shown))
            if number < len(shown):
                name, text = shown[number]
                label.setPixmap(self._painter.pictures.chip(name, text))
                label.setAccessibleName(text)

    def _looked_at(self) -> None:
        shipment_id = self.shipment_id
        self._context.runner.do(self, lambda: self._context.services.queries.looked_at(shipment_id))

    def _press_next(self) -> None:
        action: Action | None = self._offer.suggested
        if action is Action.TRACK:
            self.tabs.setCurrentWidget(self.tracking)
        elif action is not None and self.shipment_id:
            self.action_wanted.emit(action, [self.shipment_id])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_pane()
            event.accept()
            return
        super().keyPressEvent(event)


def _scroll(name: str, title: str) -> QScrollArea:
    area = QScrollArea()
    area.setObjectName(name)
    area.setAccessibleName(title)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(QWidget())
    return area
