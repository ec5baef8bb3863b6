"""Where the label is on a channel's page: drawn once on a sample, used for all that follow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSignalBlocker, QSize, Qt, QTimer, Signal
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
from konnect_desktop.domain.printing import AskedCrop, CropRule, Cut
from konnect_desktop.errors import DocumentError
from konnect_desktop.services.paper_models import LABEL, CutBar
from konnect_desktop.services.print_memory import PrintMemory
from konnect_desktop.ui.kit.card import decimal
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.messages import words as error_words
from konnect_desktop.ui.kit.parts import ErrorLine, announce, field, named, push, relabel, row
from konnect_desktop.ui.kit.window_place import bounded_resize
from konnect_desktop.ui.printing import printers
from konnect_desktop.ui.printing.crop_canvas import CropCanvas
from konnect_desktop.ui.printing.page_view import picture_of
from konnect_desktop.ui.work.context import AppContext

_DPI = 110
_PAUSE_MS = 200
_CUT_WORDS = {
    Cut.BARS: "This cuts through the bar code {}.",
    Cut.QUIET: "This leaves too little white beside the bar code {}; it may not scan.",
    Cut.AWAY: "This leaves out the bar code {}, which says the AWB.",
}
_EDGES = (("left", "Left"), ("top", "Top"), ("right", "Right"), ("bottom", "Bottom"))


@dataclass(frozen=True)
class _Sample:
    image: QImage
    channel: str
    size_mm: tuple[float, float]
    document_id: int


class CropEditor(QDialog):
    """The rectangle by mouse, or its four edges in mm by keyboard."""

    #: CropRule: kept from now on.
    saved = Signal(object)

    def __init__(
        self,
        parent: QWidget | None,
        context: AppContext,
        shipment_id: str,
        start: CropRule | None = None,
    ) -> None:
        """`start`: the rectangle to begin with, instead of the rule that is kept."""
        super().__init__(parent)
        self.setObjectName("crop")
        self.setAccessibleName("Crop the label out of the page")
        self.setWindowTitle("Crop the label out of the page")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        bounded_resize(self, QSize(760, 680))
        self._context, self._shipment_id, self._start = context, shipment_id, start
        #: The rectangle of which it is known what it cuts.
        self._looked_at: CropRule | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_PAUSE_MS)
        self._soon.timeout.connect(lambda: self._look(self._show_cuts))
        self.sample: _Sample | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(12)
        self.heading = named(plain_label("Crop the label out of the page", "title"), "crop.heading")
        self.told = named(plain_label("Reading the sample page…", "muted"), "crop.told")
        self.error = ErrorLine("crop.error")
        self.cut = named(plain_label("", "error"), "crop.cut")
        self.cut.hide()
        for widget in (self.heading, self.told, self.error, self.cut):
            layout.addWidget(widget)
        layout.addLayout(self._middle(), 1)
        layout.addLayout(self._buttons())
        self._load()

    @classmethod
    def show_for(
        cls,
        parent: QWidget,
        context: AppContext,
        shipment_id: str,
        start: CropRule | None = None,
    ) -> CropEditor:
        """Open the editor on the label of this shipment."""
        dialog = cls(parent.window(), context, shipment_id, start)
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

        def work() -> _Sample:
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
            sizes = services.pictures.sizes(pdf)
            return _Sample(image, rows[0].channel, sizes[0], labels[0].id)

        self._context.runner.do(self, work, self._loaded, on_error=self._failed)

    def _loaded(self, sample: _Sample) -> None:
        self.sample = sample
        width, height = sample.size_mm
        name = channel_name(sample.channel)
        self.told.setText(
            f"Draw a rectangle around the label. It is used for every {name} label on a page of "
            f"{width:.0f} × {height:.0f} mm."
        )
        box = QRectF(0, 0, 1, 1)
        kept = printers.memory_of(self._context).crop_rules
        for rule in (*kept, *([self._start] if self._start is not None else [])):
            if rule.is_for(sample.channel, width, height):
                box = QRectF(rule.left, rule.top, rule.right - rule.left, rule.bottom - rule.top)
        for edge, limit in zip(self.edges.values(), (width, height, width, height), strict=True):
            edge.setMaximum(limit)
        self.canvas.show_page(sample.image, box)
        self._show_edges(box)
        self.save_button.setEnabled(True)
        relabel(self.save_button, f"Use for {name}")

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
        self._changed()

    def _edges_typed(self) -> None:
        if self.sample is None:
            return
        width, height = self.sample.size_mm
        left, top, right, bottom = (edge.value() for edge in self.edges.values())
        if right - left < 5 or bottom - top < 5:
            self.error.say("Too small: right must be beyond left, and bottom below top.")
            # What is typed is not what is drawn, so neither is kept.
            self.save_button.setEnabled(False)
            return
        self.error.say("")
        self.canvas.set_box(
            QRectF(left / width, top / height, (right - left) / width, (bottom - top) / height)
        )
        self.size_text.setText(f"{right - left:.0f} × {bottom - top:.0f} mm")
        self._changed()

    def rule(self) -> CropRule:
        """The rectangle as it is now."""
        assert self.sample is not None
        box, (width, height) = self.canvas.box, self.sample.size_mm
        return CropRule(
            self.sample.channel, box.left(), box.top(), box.right(), box.bottom(), width, height
        ).snapped()

    # ---- what it cuts ------------------------------------------------------------------

    def _changed(self) -> None:
        self.error.say("")
        self.save_button.setEnabled(True)
        self._soon.start()

    def _look(self, then: Callable[[CropRule, list[CutBar]], None]) -> None:
        """Ask which bar codes the rectangle spoils."""
        if self.sample is None:
            return
        services, document_id, rule = self._context.services, self.sample.document_id, self.rule()
        self._context.runner.read(
            self,
            lambda: services.documents.cut_by(document_id, rule),
            lambda cuts: then(rule, cuts),
            key=f"crop.cut.{id(self)}",
            on_error=self._failed,
        )

    def _show_cuts(self, rule: CropRule, cuts: list[CutBar]) -> None:
        self._looked_at = rule
        text = " ".join(dict.fromkeys(_CUT_WORDS[one.how].format(one.text[:40]) for one in cuts))
        self.cut.setText(text)
        self.cut.setVisible(bool(text))
        if text:
            announce(self, text)
        assert self.sample is not None
        name = channel_name(self.sample.channel)
        relabel(self.save_button, f"Use for {name} all the same" if text else f"Use for {name}")

    def save(self) -> None:
        """Keep the rule for this channel and size of page, once it is said what it cuts."""
        if self.sample is None or not self.save_button.isEnabled():
            return
        if self._looked_at != self.rule():
            self._look(self._looked_to_save)
            return
        rule = self.rule()
        asked = AskedCrop(rule.channel, rule.page_width_mm, rule.page_height_mm)

        def change(memory: PrintMemory) -> PrintMemory:
            kept = memory.with_rule(rule).with_asked(asked)
            return kept.without_rule(rule) if rule.is_whole else kept

        printers.change_memory(self._context, self, change, lambda: self._saved(rule))

    def _looked_to_save(self, rule: CropRule, cuts: list[CutBar]) -> None:
        self._show_cuts(rule, cuts)
        # What is cut is read first; the next press means it.
        if not cuts:
            self.save()

    def _saved(self, rule: CropRule) -> None:
        self.saved.emit(rule)
        self.accept()
