"""Which column is what: asked once for each set of headings, with the first rows to look at."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QVBoxLayout, QWidget

from konnect_desktop.domain.import_columns import (
    TITLES,
    Columns,
    Doubt,
    Field,
    columns_of,
    headings,
)
from konnect_desktop.domain.plain import one_line
from konnect_desktop.domain.tables import Table, column_letter
from konnect_desktop.ui.imports.file_words import LeftRows, file_words
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.parts import ErrorLine, card, field, named, push, row
from konnect_desktop.ui.kit.plain import plain_tip
from konnect_desktop.ui.kit.plain_table import Line, PlainTable

Left = Callable[[Table, Columns], LeftRows]
_TOLD = "Say which column is what. It is remembered for files with the same headings."
#: Why a column has to be chosen.
_OPEN = {
    Doubt.DOUBLED: "Two columns are called {title}. Choose the one that is meant.",
    Doubt.HIDDEN: (
        "The column {title} is hidden in the file. Choose it if it is meant, or another one."
    ),
    Doubt.NEAR: "Several columns look like {title}. Choose the one that is meant.",
    Doubt.LOOKS: "Several columns look like {title}. Choose the one that is meant.",
}
_SHOWN = 8
_ACROSS = 3
_NONE = "Not in this file"


class ColumnsPage(QWidget):
    """Emits `chosen` with Columns; `sheet_wanted` when another sheet of the file is chosen."""

    chosen = Signal(object)
    closed = Signal()
    sheet_wanted = Signal(str)

    def __init__(self, fields: Sequence[Field], needed: Sequence[Field], left_out: Left) -> None:
        """`left_out`: which rows of a table are none of the import, and why."""
        super().__init__()
        self.left_out = left_out
        self.setObjectName("columns")
        self.setAccessibleName("Columns of the file")
        self._fields = tuple(fields)
        self._needed = tuple(needed)
        self._table = Table(())
        self._header = -1
        self._doubts: Mapping[Field, Doubt] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(named(plain_label(_TOLD), "columns.text"))
        self.hint = named(plain_label(""), "columns.hint")
        layout.addWidget(self.hint)
        layout.addLayout(self._choices())
        frame, inside = card("columns.preview_card")
        inside.setContentsMargins(1, 1, 1, 1)
        self._inside = inside
        self.preview: PlainTable | None = None
        layout.addWidget(frame, 1)
        self.counts = named(plain_label("", "muted"), "columns.counts")
        layout.addWidget(self.counts)
        self.problem = ErrorLine("columns.problem")
        layout.addWidget(self.problem)
        back = push("Back", "columns.back")
        back.clicked.connect(self.closed)
        self.accept_button = push("Use these columns", "columns.accept", "primary")
        self.accept_button.clicked.connect(self._accept)
        layout.addLayout(row(back, self.accept_button, stretch=1))

    def _choices(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        self.boxes: dict[Field, QComboBox] = {}
        for number, kind in enumerate(self._fields):
            box = _combo(f"columns.{kind.value}")
            box.currentIndexChanged.connect(self._check)
            self.boxes[kind] = box
            at = divmod(number, _ACROSS)
            grid.addWidget(field(TITLES[kind], box), *at)
        self.sheet = _combo("columns.sheet")
        self.sheet.textActivated.connect(self.sheet_wanted)
        self._sheet_field = field("Sheet", self.sheet)
        grid.addWidget(self._sheet_field, *divmod(len(self._fields), _ACROSS))
        for column in range(_ACROSS):
            grid.setColumnStretch(column, 1)
        return grid

    def open(self, table: Table, columns: Columns) -> None:
        """Show a file, with what its columns seem to be."""
        self._table, self._header = table, columns.header
        names = headings(table, columns.header)
        self._doubts = {**columns_of(table, self._fields).doubts, **columns.doubts}
        self._say_hint(names, columns)
        for kind, box in self.boxes.items():
            box.blockSignals(True)
            box.clear()
            box.addItem(_NONE, -1)
            for number, name in enumerate(_distinct(names)):
                box.addItem(one_line(name), number)
            is_open = kind in self._doubts and columns.of(kind) < 0
            box.setCurrentIndex(-1 if is_open else columns.of(kind) + 1)
            box.blockSignals(False)
        self.sheet.clear()
        self.sheet.addItems(list(table.sheets))
        self.sheet.setCurrentText(table.sheet)
        self._sheet_field.setVisible(len(table.sheets) > 1)
        self._show_rows(names)
        self._check()
        self.boxes[self._fields[0]].setFocus()

    def _say_hint(self, names: Sequence[str], columns: Columns) -> None:
        """What was only guessed, to be looked at before it is used."""
        told = [
            f"“{names[columns.of(kind)][:60]}” looks like {TITLES[kind]}."
            for kind, doubt in columns.doubts.items()
            if doubt in (Doubt.NEAR, Doubt.LOOKS) and 0 <= columns.of(kind) < len(names)
        ]
        self.hint.setText(" ".join([*told, "Please check."]) if told else "")
        self.hint.setVisible(bool(told))

    def _show_rows(self, names: Sequence[str]) -> None:
        if self.preview is not None:
            self.preview.deleteLater()
        widths = [150] * max(1, len(names))
        self.preview = PlainTable("columns.preview", "First rows of the file", names, widths)
        rows = self._table.rows[self._header + 1 :][:_SHOWN]
        cells = [tuple(row.text(n) for n in range(len(names))) for row in rows]
        self.preview.show_lines([Line(n, texts) for n, texts in enumerate(cells)])
        self._inside.addWidget(self.preview)

    @property
    def columns(self) -> Columns:
        """What is chosen."""
        found = {kind: box.currentData() for kind, box in self.boxes.items()}
        return Columns(self._header, {k: n for k, n in found.items() if n is not None and n >= 0})

    def missing(self) -> str:
        """What still has to be chosen, "" when nothing."""
        columns = self.columns
        for kind, doubt in self._doubts.items():
            if self.boxes[kind].currentIndex() < 0:
                return _OPEN[doubt].format(title=TITLES[kind])
        for kind in self._needed:
            if columns.of(kind) < 0:
                return f"Choose the column with the {_named(kind)}."
        used = list(columns.by_field.values())
        if len(set(used)) < len(used):
            return "One column is chosen twice."
        return "" if len(used) > 1 else "Choose one more column: there is nothing to import yet."

    def _check(self) -> None:
        missing = self.missing()
        columns = self.columns
        left = self.left_out(self._table, columns)
        self.counts.setText(file_words(self._table, self._header, left))
        self.problem.say(missing)
        self.accept_button.setEnabled(not missing)
        self.accept_button.setToolTip(plain_tip(missing))

    def _accept(self) -> None:
        if not self.missing():
            self.chosen.emit(self.columns)


def _distinct(names: Sequence[str]) -> list[str]:
    """The headings, with the letter of the column where two are alike."""
    return [
        f"{name[:60]} (column {column_letter(number)})" if names.count(name) > 1 else name[:60]
        for number, name in enumerate(names)
    ]


def _named(kind: Field) -> str:
    return "order or shipment" if kind is Field.ORDER else TITLES[kind]


def _combo(name: str) -> QComboBox:
    box = QComboBox()
    box.setObjectName(name)
    box.setPlaceholderText("Choose…")
    box.setMinimumContentsLength(12)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    return box
