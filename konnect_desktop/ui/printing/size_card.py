"""What is left out because it is too large for the sheets, and the ways on: a button for each."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from konnect_desktop.domain.printing import Layout, ShrinkRule
from konnect_desktop.services.paper_models import LABEL, HeldBack, PrintJobData
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.parts import announce, named, push, relabel
from konnect_desktop.ui.printing.paper_words import held_text, percents_text


class SizeCard(QFrame):
    """One line over the pages; hidden while everything comes at true size."""

    #: Layout: lay everything out on this sheet, which takes it at true size.
    larger_pressed = Signal(object)
    #: str: draw where the label is on the page of this shipment.
    crop_pressed = Signal(str)
    #: tuple of ShrinkRule: print these smaller, now and from now on.
    shrink_pressed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("preview.size")
        self.setProperty("card", True)
        self.text = named(plain_label("", "error"), "preview.size.text")
        self.larger_button = push("", "preview.size.larger", "", "A sheet that takes it whole")
        self.larger_button.clicked.connect(lambda: self.larger_pressed.emit(self._larger))
        self.crop_button = push("Crop…", "preview.size.crop", "", "Cut the label out of its page")
        self.crop_button.clicked.connect(self._crop)
        self.shrink_button = push("", "preview.size.shrink")
        self.shrink_button.setToolTip(
            "Print it smaller. It is remembered for the channel; Settings, Crop rules has it."
        )
        self.shrink_button.clicked.connect(lambda: self.shrink_pressed.emit(self.rules()))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 10, 12, 10)
        layout.setSpacing(8)
        layout.addWidget(self.text, 1)
        for button in (self.larger_button, self.crop_button, self.shrink_button):
            layout.addWidget(button)
        self._held: tuple[HeldBack, ...] = ()
        self.hide()

    @property
    def _larger(self) -> Layout:
        """The sheet that takes all of them: A4, else each its own."""
        found = {one.larger for one in self._held}
        return found.pop() if len(found) == 1 else Layout.AS_IS

    def show_data(self, data: PrintJobData | None) -> None:
        """Show what a job left out for its size; None while it is fetched."""
        self._held = data.held if data is not None else ()
        self.setVisible(bool(self._held))
        if not self._held:
            return
        smaller = [one for one in self._held if one.can_shrink]
        percents = percents_text(one.percent for one in smaller) if smaller else ""
        what = held_text(self._held)
        are, they = ("is", "It") if len(self._held) == 1 else ("are", "They")
        if len(smaller) == len(self._held):
            why = f"{they} would shrink to {percents} on this sheet."
        elif smaller:
            why = f"{len(smaller)} would shrink to {percents}, the others so far that they fail."
        else:
            why = f"{they} would come out too small to scan or read on this sheet."
        self.text.setText(f"{what} {are} left out. {why}")
        announce(self, self.text.text())
        is_a4 = self._larger is Layout.A4_ONE
        relabel(self.larger_button, "Use A4" if is_a4 else "Use As they are")
        self.crop_button.setVisible(any(one.kind == LABEL for one in self._held))
        relabel(self.shrink_button, f"Shrink to {percents}")
        self.shrink_button.setVisible(bool(smaller))

    def rules(self) -> tuple[ShrinkRule, ...]:
        """What the seller agrees to with Shrink: for each channel the smallest that is shown."""
        least: dict[tuple[str, str], int] = {}
        for one in self._held:
            if one.can_shrink:
                key = (one.channel, one.kind)
                least[key] = min(one.percent, least.get(key, 100))
        return tuple(ShrinkRule(*key, percent) for key, percent in least.items())

    def _crop(self) -> None:
        labels = [one for one in self._held if one.kind == LABEL]
        if labels:
            self.crop_pressed.emit(labels[0].shipment_id)
