"""Where the label is on a channel's page: drawn once on a sample, used for all that follow."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QDialog,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from konnect_desktop.domain.channels import channel_name
from konnect_desktop.domain.printing import CropRule
from konnect_desktop.errors import DocumentError
from konnect_desktop.services.paper_models import LABEL
from konnect_desktop.services.print_memory import PrintMemory
from konnect_desktop.ui.context import AppContext
from konnect_desktop.ui.dialogs.parts import ErrorLine, field, named, push, row
from konnect_desktop.ui.documents import printers
from konnect_desktop.ui.documents.crop_canvas import CropCanvas
from konnect_desktop.ui.documents.page_view import picture_of
from konnect_desktop.ui.messages import plain_label
from konnect_desktop.ui.messages import words as error_words
from konnect_desktop.ui.settings.card import decimal
from konnect_desktop.ui.window_place import bounded_resize

_DPI = 110
_EDGES = (("left", "Left"), ("top", "Top"), ("right", "Right"), ("bottom", "Bottom"))


@dataclass(frozen=True)
class _Sample:
    image: QImage
    channel: str
    size_mm: tuple[float, float]


class CropEditor(QDialog):
    """The rectangle by mouse, or its four edges in mm by keyboard."""

    #: CropRule: kept from now on.
    saved = Signal(object)

    def __init__(self, parent: QWidget | None, context: AppContext, shipment_id: str) -> None:
        super().__init__(parent)
        self.setObjectName("crop")
        self.setAccessibleName("Crop the label out of the page")
        self.setWindowTitle("Crop the label out of the page")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        bounded_resize(self, QSize(760, 680))
        self._context, self._shipment_id = context, shipment_id
        self.sample: _Sample | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(12)
        self.heading = named(plain_label("Crop the label out of the page", "title"), "crop.heading")
        self.told = named(plain_label("Reading the sample page…", "muted"), "crop.told")
        self.error = ErrorLine("crop.error")
        for widget in (self.heading, self.told, self.error):
            layout.addWidget(widget)
        layout.addLayout(self._middle(), 1)
        layout.addLayout(self._buttons())
        self._load()

    @classmethod
    def show_for(cls, parent: QWidget, context: AppContext, shipment_id: str) -> CropEditor:
        """Open the editor on the label of this shipment."""
        dialog = cls(parent.window(), context, shipment_id)
        dialog.open()
        return dialog

    # ---- parts -------------------------------------------------------------------------

    def _middle(self) -> QHBoxLayout:
        self.canvas = CropCanvas(self._context.theme)
        self.canvas.drawn.connect(self._show_edges)
        side = QWidget()
        side.setObjectName("crop.edges")
        side.setFixedWidth(190)
        grid = QGridLayout(side)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(10)
        self.edges: dict[str, QDoubleSpinBox] = {}
        for place, (name, title) in enumerate(_EDGES):
            edge = decimal(f"crop.{name}", 0.0, 2000.0, " mm")
            edge.valueChanged.connect(lambda _value: self._edges_typed())
            self.edges[name] = edge
            grid.addWidget(field(title, edge), place, 0)
        self.size_text = named(plain_label("", "muted"), "crop.size")
        grid.addWidget(self.size_text, len(_EDGES), 0)
        grid.setRowStretch(len(_EDGES) + 1, 1)
        line = QHBoxLayout()
        line.setSpacing(16)
        line.addWidget(self.canvas, 1)
        line.addWidget(side)
        return line

    def _buttons(self) -> QHBoxLayout:
        self.whole_button = push("Whole page", "crop.whole", "flat", "Start again")
        self.whole_button.clicked.connect(lambda: self._set(QRectF(0, 0, 1, 1)))
        self.half_button = push("Top half", "crop.top_half", "flat", "Many labels are there")
        self.half_button.clicked.connect(lambda: self._set(QRectF(0, 0, 1, 0.5)))
        close = push("Not now", "crop.close")
        close.clicked.connect(self.reject)
        self.save_button = push("Use for this channel", "crop.save", "primary")
        self.save_button.setEnabled(False)
        self.save_button.clicked.connect(self.save)
        return row(self.whole_button, self.half_button, close, self.save_button, stretch=2)

    # ---- the sample --------------------------------------------------------------------

    def _load(self) -> None:
        services, shipment_id = self._context.services, self._shipment_id

        def work(_ctx: object) -> _Sample:
            labels = [
                paper for paper in services.documents.kept([shipment_id]) if paper.kind == LABEL
            ]
            rows = services.queries.rows_by_id([shipment_id])
            if not labels or not rows:
                raise DocumentError(
                    "The label of this order is not kept here, so there is nothing to draw on.",
                    next_step="Print its label first.",
                )
            pdf = services.documents.reprint([labels[0].id]).pdf
            image = picture_of(services.pictures.page(pdf, 0, _DPI))
            return _Sample(image, rows[0].channel, services.pictures.sizes(pdf)[0])

        self._context.runner.start(
            self, work, pool="local", on_success=self._loaded, on_error=self._failed
        )

    def _loaded(self, sample: _Sample) -> None:
        self.sample = sample
        width, height = sample.size_mm
        name = channel_name(sample.channel)
        self.told.setText(
            f"Draw a rectangle around the label. It is used for every {name} label on a page of "
            f"{width:.0f} × {height:.0f} mm."
        )
        box = QRectF(0, 0, 1, 1)
        for rule in printers.memory_of(self._context).crop_rules:
            is_same = abs(rule.page_width_mm - width) < 2 and abs(rule.page_height_mm - height) < 2
            if rule.channel == sample.channel and is_same:
                box = QRectF(rule.left, rule.top, rule.right - rule.left, rule.bottom - rule.top)
        for edge, limit in zip(self.edges.values(), (width, height, width, height), strict=True):
            edge.setMaximum(limit)
        self.canvas.show_page(sample.image, box)
        self._show_edges(box)
        self.save_button.setEnabled(True)
        self.save_button.setText(f"Use for {name}")
        self.save_button.setAccessibleName(self.save_button.text())

    def _failed(self, error: Exception) -> None:
        what, then, _detail = error_words(error)
        self.told.setText("")
        self.error.say(f"{what} {then}".strip())

    # ---- the rectangle -----------------------------------------------------------------

    def _set(self, box: QRectF) -> None:
        self.canvas.set_box(box)
        self._show_edges(box)

    def _show_edges(self, box: QRectF) -> None:
        if self.sample is None:
            return
        width, height = self.sample.size_mm
        values = (
            box.left() * width,
            box.top() * height,
            box.right() * width,
            box.bottom() * height,
        )
        for edge, value in zip(self.edges.values(), values, strict=True):
            with QSignalBlocker(edge):
                edge.setValue(value)
        self.size_text.setText(f"{box.width() * width:.0f} × {box.height() * height:.0f} mm")

    def _edges_typed(self) -> None:
        if self.sample is None:
            return
        width, height = self.sample.size_mm
        left, top, right, bottom = (edge.value() for edge in self.edges.values())
        if right - left < 5 or bottom - top < 5:
            self.error.say("Too small: right must be beyond left, and bottom below top.")
            return
        self.error.say("")
        self.canvas.set_box(
            QRectF(left / width, top / height, (right - left) / width, (bottom - top) / height)
        )
        self.size_text.setText(f"{right - left:.0f} × {bottom - top:.0f} mm")

    def save(self) -> None:
        """Keep the rule for this channel and size of page."""
        if self.sample is None:
            return
        box, (width, height) = self.canvas.box, self.sample.size_mm
        rule = CropRule(
            self.sample.channel, box.left(), box.top(), box.right(), box.bottom(), width, height
        )
        is_whole = box.width() > 0.995 and box.height() > 0.995

        def change(memory: PrintMemory) -> PrintMemory:
            kept = memory.with_rule(rule)
            return kept.without_rule(rule) if is_whole else kept

        printers.change_memory(self._context, self, change, lambda: self._saved(rule))

    def _saved(self, rule: CropRule) -> None:
        self.saved.emit(rule)
        self.accept()
