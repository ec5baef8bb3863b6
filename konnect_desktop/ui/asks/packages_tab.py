"""Package dimensions for one or many orders: by preset, typed, or as Fynd holds them
(docs/konnect-api.md 10.5)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from konnect_desktop.domain.packaging import PackagePreset
from konnect_desktop.domain.plain import one_line
from konnect_desktop.ui.asks.package_model import (
    FIRST_SIZE,
    ITEMS,
    TYPED,
    PackageModel,
    PackageRow,
    size_texts,
)
from konnect_desktop.ui.kit.enter_chain import EnterChain
from konnect_desktop.ui.kit.formatting import count_of
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.parts import card, field, named, push
from konnect_desktop.ui.kit.tables import dress
from konnect_desktop.ui.kit.tokens import Tokens

_TOLD = (
    "Sizes in grey are the ones Fynd holds; they stay as they are. What comes from a preset or "
    "from you replaces them."
)


class PackagesTab(QWidget):
    """The table, and a line that fills the chosen rows or all."""

    def __init__(
        self,
        name: str,
        rows: Sequence[PackageRow],
        presets: Sequence[PackagePreset],
        tokens: Callable[[], Tokens],
    ) -> None:
        super().__init__()
        self.setObjectName(f"{name}.packages")
        self._name = f"{name}.packages"
        self._presets = tuple(presets)
        self.model = PackageModel(rows, tokens)
        self.model.edited.connect(self._say)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(10)
        column.addWidget(named(plain_label(_TOLD, "muted"), f"{self._name}.text"))
        column.addLayout(self._fill_line())
        frame, inside = card(f"{self._name}.card")
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self._table())
        column.addWidget(frame, 1)
        self.said = named(plain_label("", "muted"), f"{self._name}.said")
        column.addWidget(self.said)
        self._say()

    # ---- parts -------------------------------------------------------------------------

    def _fill_line(self) -> QHBoxLayout:
        self.preset = QComboBox()
        self.preset.setObjectName(f"{self._name}.preset")
        self.preset.addItem("Type the sizes", None)
        for preset in self._presets:
            self.preset.addItem(one_line(preset.name or preset.sku), preset)
        self.preset.currentIndexChanged.connect(self._on_preset_chosen)
        self.sizes: list[QLineEdit] = []
        chain = EnterChain(self)
        chain.finished.connect(self._on_sizes_entered)
        line = QHBoxLayout()
        line.setSpacing(8)
        if self._presets:
            line.addWidget(field("Preset", self.preset), 2)
        for part, title in (
            ("length", "Length cm"),
            ("width", "Width cm"),
            ("height", "Height cm"),
            ("weight", "Weight g"),
        ):
            size = QLineEdit()
            size.setObjectName(f"{self._name}.{part}")
            size.setMaxLength(8)
            size.textEdited.connect(lambda _text: self.preset.setCurrentIndex(0))
            self.sizes.append(size)
            chain.add(size)
            line.addWidget(field(title, size), 1)
        self.fill_chosen = push("Fill chosen", f"{self._name}.fill_chosen")
        self.fill_chosen.setToolTip("Fill the rows that are chosen in the table")
        self.fill_chosen.clicked.connect(lambda: self._fill(self._chosen()))
        self.fill_all = push("Fill all", f"{self._name}.fill_all")
        self.fill_all.clicked.connect(lambda: self._fill(range(len(self.model.rows))))
        self.as_fynd = push("As Fynd", f"{self._name}.as_fynd", "flat")
        self.as_fynd.setToolTip("The chosen rows, or all, keep the sizes that Fynd holds")
        self.as_fynd.clicked.connect(self._on_as_fynd)
        for button in (self.fill_chosen, self.fill_all, self.as_fynd):
            line.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
        return line

    def _table(self) -> QTableView:
        self.table = QTableView()
        self.table.setModel(self.model)
        edits = QAbstractItemView.EditTrigger
        dress(
            self.table,
            f"{self._name}.table",
            "Packages of the orders",
            (190, 150, 78, 76, 78, 76, 90),
            stretch=ITEMS,
            row_height=30,
            edits=edits.DoubleClicked | edits.AnyKeyPressed | edits.EditKeyPressed,
        )
        # One cell at a time, as in a spreadsheet: sizes are typed one by one.
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.table.setMinimumHeight(min(260, 60 + 30 * len(self.model.rows)))
        if self.model.rows:
            self.table.setCurrentIndex(self.model.index(0, FIRST_SIZE))
        return self.table

    # ---- doing -------------------------------------------------------------------------

    def _on_preset_chosen(self) -> None:
        preset = self.preset.currentData()
        if isinstance(preset, PackagePreset):
            for size, text in zip(self.sizes, size_texts(preset.package()), strict=True):
                size.setText(text)

    def _on_sizes_entered(self) -> None:
        self.fill_all.setFocus()

    def _chosen(self) -> list[int]:
        return sorted({index.row() for index in self.table.selectionModel().selectedIndexes()})

    def _fill(self, numbers: Sequence[int]) -> None:
        preset = self.preset.currentData()
        origin = preset.name if isinstance(preset, PackagePreset) else TYPED
        self.model.fill(numbers, [size.text().strip() for size in self.sizes], origin or TYPED)

    def _on_as_fynd(self) -> None:
        self.model.reset(self._chosen() or range(len(self.model.rows)))

    def _say(self) -> None:
        by: dict[str, int] = {}
        for row in self.model.rows:
            if row.is_own:
                by[row.origin] = by.get(row.origin, 0) + 1
        if not by:
            self.said.setText("No sizes are sent.")
            return
        parts = [
            f"{count_of(count, 'box', 'boxes')} {'typed by you' if who == TYPED else f'by {who}'}"
            for who, count in sorted(by.items(), key=lambda pair: -pair[1])
        ]
        self.said.setText(f"Sent with the invoice: {', '.join(parts)}.")
