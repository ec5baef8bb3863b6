"""What is kept for a channel's papers: where they are cut, and how small they may come out."""

from __future__ import annotations

from PySide6.QtWidgets import QListWidget, QListWidgetItem

from konnect_desktop.domain.channels import channel_name
from konnect_desktop.domain.plain import one_line
from konnect_desktop.domain.printing import CropRule, ShrinkRule
from konnect_desktop.services.print_memory import PrintMemory
from konnect_desktop.ui.kit.card import SettingsCard
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.parts import named, push, row
from konnect_desktop.ui.printing import printers
from konnect_desktop.ui.printing.page_list import NAMES
from konnect_desktop.ui.work.context import AppContext

_LINE = 30
_TOLD = (
    "Some channels send labels on A4. Press Crop… in the print window and draw a rectangle "
    "around the label: it is cut out from then on. What you agreed to have shrunk is listed, too."
)


class CropRulesCard(SettingsCard):
    """A list and the way to remove from it; drawing needs a page, so it starts when printing."""

    def __init__(self, context: AppContext) -> None:
        super().__init__("crop", "Crop rules")
        self._context = context
        self.body.addWidget(named(plain_label(_TOLD, "muted"), "settings.crop.told"))
        self.rules = QListWidget()
        self.rules.setObjectName("settings.crop.rules")
        self.rules.setAccessibleName("Crop rules, and what may shrink")
        self.rules.itemSelectionChanged.connect(self._chosen)
        self.body.addWidget(self.rules)
        self.remove_button = push("Remove rule", "settings.crop.remove")
        self.remove_button.clicked.connect(self.remove)
        self.body.addLayout(row(self.remove_button))
        self._kept: tuple[CropRule | ShrinkRule, ...] = ()

    def reload(self) -> None:
        """Show the rules as they are now."""
        memory = printers.memory_of(self._context)
        self._kept = (*memory.crop_rules, *memory.shrinks)
        self.rules.clear()
        for rule in self._kept:
            self.rules.addItem(QListWidgetItem(one_line(words_of(rule))))
        self.rules.setVisible(bool(self._kept))
        self.rules.setFixedHeight(_LINE * min(4, max(1, len(self._kept))) + 4)
        self.remove_button.setVisible(bool(self._kept))
        self._chosen()

    def remove(self) -> None:
        """Leave the papers of that channel as they come from now on, or ask again."""
        place = self.rules.currentRow()
        if 0 <= place < len(self._kept):
            rule = self._kept[place]

            def change(memory: PrintMemory) -> PrintMemory:
                if isinstance(rule, ShrinkRule):
                    return memory.without_shrink(rule)
                return memory.without_rule(rule)

            printers.change_memory(self._context, self, change, self.reload)

    def _chosen(self) -> None:
        self.remove_button.setEnabled(bool(self.rules.selectedItems()))


def words_of(rule: CropRule | ShrinkRule) -> str:
    """Amazon, pages of 210 × 297 mm: 105 × 148 mm from 0, 0. AJIO: labels may shrink to 67 %."""
    if isinstance(rule, ShrinkRule):
        return f"{channel_name(rule.channel)}: {NAMES[rule.kind]}s may shrink to {rule.percent} %"
    width, height = rule.page_width_mm, rule.page_height_mm
    across, down = (rule.right - rule.left) * width, (rule.bottom - rule.top) * height
    return (
        f"{channel_name(rule.channel)}, pages of {width:.0f} × {height:.0f} mm: "
        f"{across:.0f} × {down:.0f} mm from {rule.left * width:.0f}, {rule.top * height:.0f}"
    )
