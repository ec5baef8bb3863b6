"""What is printed, on which sheets and in which order: the upper right of the print window."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from konnect_desktop.domain.printing import Layout, PageOrder, PrintChoices
from konnect_desktop.errors import DocumentError
from konnect_desktop.services.paper_models import INVOICE, LABEL
from konnect_desktop.services.print_memory import PrintMemory
from konnect_desktop.services.sheet_shape import shape_of
from konnect_desktop.ui.kit.formatting import grouped
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.parts import ErrorLine, named
from konnect_desktop.ui.kit.plain import plain_tip
from konnect_desktop.ui.kit.say import line
from konnect_desktop.ui.printing.custom_sheet import CustomSheetFields
from konnect_desktop.ui.printing.sheet_picker import SheetPicker
from konnect_desktop.ui.work.context import AppContext

#: What can be printed, by the words of the choice.
KINDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Labels", (LABEL,)),
    ("Invoices", (INVOICE,)),
    ("Labels and invoices, paired", (LABEL, INVOICE)),
)
LAYOUTS: tuple[tuple[str, Layout], ...] = (
    ("As they are: A6 on A6, A4 on A4", Layout.AS_IS),
    ("4 × 6 in thermal roll", Layout.THERMAL_4X6),
    ("4 on A4", Layout.A4_4UP),
    ("4 on Letter", Layout.LETTER_4UP),
    ("2 labels + 2 invoices on A4", Layout.A4_PAIRS),
    ("One on each A4", Layout.A4_ONE),
    ("My own sheet", Layout.CUSTOM),
)
LAYOUT_WORDS = {layout: text for text, layout in LAYOUTS}
ORDERS: tuple[tuple[str, tuple[PageOrder, ...]], ...] = (
    ("As on screen", (PageOrder.AS_SHOWN,)),
    (
        "Deadline, then courier and SKU",
        (PageOrder.DEADLINE, PageOrder.COURIER, PageOrder.SKU),
    ),
    ("Courier, then SKU", (PageOrder.COURIER, PageOrder.SKU)),
    ("SKU, then deadline", (PageOrder.SKU, PageOrder.DEADLINE)),
    ("Location, then SKU", (PageOrder.LOCATION, PageOrder.SKU)),
)
_MINE = "My own order"
LABEL_WIDTH = 52


def beside(title: str, control: QWidget) -> QWidget:
    """A control with its title to the left; the title names it as well."""
    box = QWidget()
    box.setObjectName(f"{control.objectName()}.field")
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    label = named(plain_label(title), f"{control.objectName()}.title")
    label.setFixedWidth(LABEL_WIDTH)
    label.setBuddy(control)
    control.setAccessibleName(control.accessibleName() or title)
    row.addWidget(label)
    row.addWidget(control, 1)
    return box


class ChoicesBox(QWidget):
    """Every change is announced once; `choices()` says what is set."""

    #: The sheets have to be laid out again.
    changed = Signal()

    def __init__(self, context: AppContext, kinds: tuple[str, ...]) -> None:
        super().__init__()
        self.setObjectName("preview.choices")
        self._context = context
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        self.kinds = self._combo("preview.kinds", [text for text, _ in KINDS])
        self.layout_box = self._combo("preview.layout", [text for text, _ in LAYOUTS])
        self.order = self._combo("preview.order", [text for text, _ in ORDERS])
        layout.addWidget(beside("What", self.kinds))
        layout.addWidget(beside("Layout", self.layout_box))
        layout.addWidget(self._start())
        self.custom = CustomSheetFields()
        layout.addWidget(self.custom)
        self.error = ErrorLine("preview.layout_error")
        layout.addWidget(self.error)
        layout.addWidget(beside("Order", self.order))
        self.apart = self._check(
            "preview.apart",
            "Single and multi orders apart",
            "Orders with one piece first, then several pieces of one SKU, then several SKUs",
        )
        self.separators = self._check(
            "preview.separators",
            "A page before each courier",
            "It says the courier's name and how many orders follow",
        )
        self.marks = self._check(
            "preview.marks",
            "Number the pages: 37/148",
            "Only outside the label's own area, where the sheet has room",
        )
        checks = QVBoxLayout()
        checks.setContentsMargins(LABEL_WIDTH + 8, 0, 0, 0)
        checks.setSpacing(0)
        for box in (self.apart, self.separators, self.marks):
            checks.addWidget(box)
        self.marks_note = named(plain_label("", "faint"), "preview.marks_note")
        self.marks_note.hide()
        checks.addWidget(self.marks_note)
        layout.addLayout(checks)
        self.show_memory(kinds)
        self._connect()

    # ---- parts -------------------------------------------------------------------------

    @staticmethod
    def _combo(name: str, texts: list[str]) -> QComboBox:
        made = QComboBox()
        made.setObjectName(name)
        policy = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        made.setSizeAdjustPolicy(policy)
        made.addItems(texts)
        return made

    @staticmethod
    def _check(name: str, text: str, tip: str) -> QCheckBox:
        made = QCheckBox(text)
        made.setObjectName(name)
        made.setAccessibleName(text)
        made.setToolTip(plain_tip(tip))
        return made

    def _start(self) -> QWidget:
        self._start_box = QWidget()
        self._start_box.setObjectName("preview.start")
        row = QHBoxLayout(self._start_box)
        row.setContentsMargins(LABEL_WIDTH + 4, 0, 0, 0)
        row.setSpacing(12)
        self.first_place = SheetPicker(self._context.theme)
        row.addWidget(self.first_place)
        self.start_text = named(plain_label("", "faint"), "preview.start_text")
        row.addWidget(self.start_text, 1)
        return self._start_box

    def _connect(self) -> None:
        self.kinds.currentIndexChanged.connect(self._kinds_changed)
        self.layout_box.currentIndexChanged.connect(self._layout_changed)
        self.order.currentIndexChanged.connect(self._order_changed)
        self.first_place.picked.connect(lambda _place: self._sheet_changed())
        self.custom.changed.connect(self._sheet_changed)
        for box in (self.apart, self.separators, self.marks):
            box.toggled.connect(lambda _on: self.changed.emit())

    # ---- what is set -------------------------------------------------------------------

    @property
    def layout_choice(self) -> Layout:
        """The layout that is chosen."""
        return LAYOUTS[max(0, self.layout_box.currentIndex())][1]

    def chosen_kinds(self) -> tuple[str, ...]:
        """The kinds of papers that are wanted."""
        return KINDS[max(0, self.kinds.currentIndex())][1]

    def choose_kinds(self, kinds: tuple[str, ...]) -> None:
        """Choose what is printed, as if it were picked from the list."""
        values = [value for _text, value in KINDS]
        self.kinds.setCurrentIndex(values.index(tuple(kinds)))

    def choose_layout(self, layout: Layout) -> None:
        """Choose a layout, as if it were picked from the list."""
        self.layout_box.setCurrentIndex([value for _text, value in LAYOUTS].index(layout))

    @property
    def is_usable(self) -> bool:
        """Whether the sheet that is set can carry anything."""
        return not self.error.text()

    def choices(self) -> PrintChoices:
        """Everything that is set here, with the crop rules that are kept."""
        place = self.order.currentIndex()
        order = ORDERS[place][1] if 0 <= place < len(ORDERS) else (PageOrder.AS_SHOWN,)
        memory = PrintMemory.of(self._context.settings)
        layout = self.layout_choice
        return PrintChoices(
            kinds=self.chosen_kinds(),
            layout=layout,
            order=order,
            first_slot=self.first_place.place if self._start_box.isVisibleTo(self) else 0,
            apart_by_size=self.apart.isChecked(),
            courier_separators=self.separators.isChecked(),
            sequence_marks=self.marks.isChecked(),
            custom=self.custom.sheet() if layout is Layout.CUSTOM else None,
            crop_rules=memory.crop_rules,
            shrinks=memory.shrinks,
        )

    def remembered(self, memory: PrintMemory) -> PrintMemory:
        """`memory` with what is set here."""
        now = self.choices()
        is_mine = self.order.currentIndex() >= len(ORDERS)
        memory = memory.with_layout(now.kinds, now.layout)
        return replace(
            memory,
            order=memory.order if is_mine else now.order,
            apart_by_size=now.apart_by_size,
            courier_separators=now.courier_separators,
            sequence_marks=now.sequence_marks,
            custom=now.custom or memory.custom,
        )

    def show_memory(self, kinds: tuple[str, ...]) -> None:
        """Show what was used last for these kinds of paper."""
        memory = PrintMemory.of(self._context.settings)
        values = [value for _text, value in KINDS]
        orders = [value for _text, value in ORDERS]
        for box, place in (
            (self.kinds, values.index(tuple(kinds))),
            (self.order, orders.index(memory.order) if memory.order in orders else 0),
        ):
            with QSignalBlocker(box):
                box.setCurrentIndex(place)
        for check, is_on in (
            (self.apart, memory.apart_by_size),
            (self.separators, memory.courier_separators),
            (self.marks, memory.sequence_marks),
        ):
            with QSignalBlocker(check):
                check.setChecked(is_on)
        self.custom.show_sheet(memory.custom)
        self._show_layout(memory.layout_for(tuple(kinds)))

    def show_marked(self, marked: int, orders: int) -> None:
        """Say where there was no room for a number; of 0 orders nothing is known."""
        without = orders - marked if self.marks.isChecked() else 0
        if without == orders:
            text = "No room for numbers: what is printed fills its place."
        else:
            text = f"No room for the number on {grouped(without)} of {grouped(orders)}."
        self.marks_note.setText(text)
        self.marks_note.setVisible(without > 0)

    def show_own_order(self) -> None:
        """The seller moved a page by hand: the order is theirs until they choose another."""
        with QSignalBlocker(self.order):
            if self.order.count() == len(ORDERS):
                self.order.addItem(_MINE)
            self.order.setCurrentIndex(len(ORDERS))
        for box in (self.apart, self.separators):
            with QSignalBlocker(box):
                box.setChecked(False)

    # ---- changes -----------------------------------------------------------------------

    def _show_layout(self, layout: Layout) -> None:
        with QSignalBlocker(self.layout_box):
            self.choose_layout(layout)
        self._show_sheet(0)

    def _show_sheet(self, place: int) -> None:
        layout = self.layout_choice
        self.custom.setVisible(layout is Layout.CUSTOM)
        self.error.say("")
        try:
            shape = shape_of(layout, self.custom.sheet() if layout is Layout.CUSTOM else None)
        except DocumentError as error:
            shape = None
            self.error.say(line(error.message, error.next))
        self.first_place.show_shape(shape, place)
        has_places = shape is not None and len(shape.places) > 1
        self._start_box.setVisible(has_places)
        self.start_text.setText(_used_words(self.first_place.place))

    def _kinds_changed(self) -> None:
        memory = PrintMemory.of(self._context.settings)
        self._show_layout(memory.layout_for(self.chosen_kinds()))
        self.changed.emit()

    def _layout_changed(self) -> None:
        self._show_sheet(0)
        if self.is_usable:
            self.changed.emit()

    def _sheet_changed(self) -> None:
        self._show_sheet(self.first_place.place)
        if self.is_usable:
            self.changed.emit()

    def _order_changed(self) -> None:
        if self.order.currentIndex() < len(ORDERS) < self.order.count():
            with QSignalBlocker(self.order):
                self.order.removeItem(len(ORDERS))
        self.changed.emit()


def _used_words(used: int) -> str:
    """What the small sheet says about itself."""
    if used == 0:
        return "A half-used sheet? Click its first free place."
    if used == 1:
        return "The first place is used already."
    return f"The first {used} places are used already."
