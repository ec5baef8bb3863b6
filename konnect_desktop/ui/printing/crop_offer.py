"""The label was found on pages that are too large: shall it be cut out for this channel?"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from konnect_desktop.domain.channels import channel_name
from konnect_desktop.domain.printing import AskedCrop, CropRule
from konnect_desktop.services.paper_models import CropOffer, PrintJobData
from konnect_desktop.services.print_memory import PrintMemory
from konnect_desktop.ui.kit.formatting import count_of
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.parts import announce, change_role, named, push, relabel, row
from konnect_desktop.ui.printing import printers
from konnect_desktop.ui.printing.crop_canvas import BoxedPage
from konnect_desktop.ui.printing.page_view import picture_of
from konnect_desktop.ui.work.context import AppContext

_DPI = 72
_PAGE_PX = (150, 190)


class CropOfferCard(QFrame):
    """Asked once for each channel and size of page; every answer is remembered."""

    #: The rule is kept: lay the sheets out anew.
    used = Signal()
    #: str, CropRule: draw it with this one to start with.
    adjust_pressed = Signal(str, object)
    #: It was answered with no.
    refused = Signal()

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.setObjectName("preview.offer")
        self.setProperty("card", True)
        self._context = context
        self.offer: CropOffer | None = None
        self.page = BoxedPage(context.theme, "preview.offer.page", "The page with the label marked")
        self.page.setFixedSize(*_PAGE_PX)
        self.text = named(plain_label("", "heading2"), "preview.offer.text")
        self.told = named(plain_label("", "muted"), "preview.offer.told")
        self.use_button = push("", "preview.offer.use")
        self.use_button.clicked.connect(self._use)
        self.adjust_button = push("Adjust…", "preview.offer.adjust", "", "Draw it yourself")
        self.adjust_button.clicked.connect(self._adjust)
        self.no_button = push("No", "preview.offer.no", "", "Crop… is there when you want it later")
        self.no_button.clicked.connect(self._refuse)
        words = QVBoxLayout()
        words.setSpacing(8)
        words.addWidget(self.text)
        words.addWidget(self.told)
        words.addStretch()
        words.addLayout(row(self.use_button, self.adjust_button, self.no_button))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(16)
        layout.addWidget(self.page, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(words, 1)
        self.hide()

    def show_data(self, data: PrintJobData | None) -> None:
        """Ask about the first offer of a job that was not asked about; None while it is fetched."""
        memory = printers.memory_of(self._context)
        offers = data.offers if data is not None else ()
        self.offer = next((one for one in offers if not memory.was_asked(_asked(one))), None)
        self.setVisible(self.offer is not None)
        if self.offer is None:
            return
        channel, (width, height) = channel_name(self.offer.rule.channel), self.offer.size_mm
        rule = self.offer.rule
        self.text.setText(
            f"Found the label on these {channel} pages: {width:.0f} × {height:.0f} mm. "
            f"Use it for {channel}?"
        )
        self.told.setText(
            f"It brings {count_of(self.offer.labels, 'label')} onto this sheet at true size. From "
            f"then on it is cut out of every {channel} label on a page of "
            f"{rule.page_width_mm:.0f} × {rule.page_height_mm:.0f} mm."
        )
        relabel(self.use_button, f"Use for {channel}")
        # Where there is something to print, that is the filled button.
        is_next = data is not None and not data.sheets
        change_role(self.use_button, "kind", "primary" if is_next else "")
        announce(self, self.text.text())
        self._draw(self.offer)

    def _draw(self, offer: CropOffer) -> None:
        services, rule = self._context.services, offer.rule
        box = QRectF(rule.left, rule.top, rule.right - rule.left, rule.bottom - rule.top)
        self.page.show_page(QImage(), box)
        dpi = round(_DPI * self.devicePixelRatioF())

        def work() -> QImage:
            pdf = services.documents.reprint([offer.document_id]).pdf
            return picture_of(services.pictures.page(pdf, offer.page, dpi))

        self._context.runner.read(
            self,
            work,
            lambda image: self.page.show_page(image, box),
            key="preview.offer",
            # The words are there, and Adjust… shows it larger.
            on_error=lambda _error: None,
        )

    # ---- answers -----------------------------------------------------------------------

    def _use(self) -> None:
        if self.offer is not None:
            rule, asked = self.offer.rule, _asked(self.offer)
            self._remember(lambda memory: memory.with_rule(rule).with_asked(asked), self.used.emit)

    def _adjust(self) -> None:
        if self.offer is not None:
            self.adjust_pressed.emit(self.offer.shipment_id, self.offer.rule)

    def _refuse(self) -> None:
        if self.offer is not None:
            asked = _asked(self.offer)
            self._remember(lambda memory: memory.with_asked(asked), self.refused.emit)

    def _remember(
        self, change: Callable[[PrintMemory], PrintMemory], then: Callable[[], None]
    ) -> None:
        self.hide()
        printers.change_memory(self._context, self, change, then)


def _asked(offer: CropOffer) -> AskedCrop:
    rule: CropRule = offer.rule
    return AskedCrop(rule.channel, rule.page_width_mm, rule.page_height_mm)
