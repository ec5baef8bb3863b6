"""A printer for each kind of paper, copies, and which sheets: the lower right of the window."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from konnect_desktop.domain.printers import Role, parse_sheets
from konnect_desktop.services.print_memory import printer_of
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.messages import words as error_words
from konnect_desktop.ui.kit.parts import field, named, push, set_role
from konnect_desktop.ui.printing import printers
from konnect_desktop.ui.work.context import AppContext

_NONE = (
    "No printer is set up on this computer, so nothing can be printed here. "
    "Press Save as PDF and print the file elsewhere."
)


_LEAST_BOX = 120


class PrinterRow(QWidget):
    """One printer to choose, what its test said, and the way to set it up."""

    changed = Signal()
    set_up_pressed = Signal(str)

    def __init__(self, context: AppContext, role: Role) -> None:
        super().__init__()
        self.setObjectName(f"preview.printer.{role}.row")
        self._context, self.role = context, role
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        self.box = QComboBox()
        self.box.setObjectName(f"preview.printer.{role}")
        self.box.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        # The words for a printer that is gone would make the box wider than the panel.
        self.box.setMinimumWidth(_LEAST_BOX)
        self.box.currentIndexChanged.connect(self._chosen)
        self.set_up = push("Set up…", f"preview.printer.{role}.set_up")
        self.set_up.setToolTip("Paper, tray, test page")
        self.set_up.clicked.connect(lambda: self.set_up_pressed.emit(self.name))
        line = QWidget()
        line.setObjectName(f"preview.printer.{role}.line")
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.box, 1)
        row.addWidget(self.set_up)
        title = printers.ROLE_TITLES[role]
        self.box.setAccessibleName(title)
        self.title = named(plain_label(title), f"preview.printer.{role}.title")
        self.title.setBuddy(self.box)
        self.state = named(plain_label("", "faint"), f"preview.printer.{role}.state")
        for widget in (self.title, line, self.state):
            layout.addWidget(widget)

    @property
    def name(self) -> str:
        """The printer that is chosen, "" when none."""
        return self.box.currentText()

    def show_names(self, names: Sequence[str]) -> None:
        """Show the printers; one that was remembered and is gone is asked for again."""
        wanted = printer_of(self._context.settings, self.role)
        with QSignalBlocker(self.box):
            self.box.clear()
            self.box.addItems(list(names))
            if wanted:
                self.box.setCurrentIndex(self.box.findText(wanted))
                self.box.setPlaceholderText(f"{wanted} is not there; choose another")
        self.box.setEnabled(bool(names))
        self.show_state()

    def show_state(self) -> None:
        """Say what the test page told, or offer one."""
        memory = printers.memory_of(self._context).printer(self.name)
        text = printers.words_of_test(memory)
        if self.name and not text:
            text = "Not tested yet: Set up… prints a test page."
        self.state.setText(text)
        self.state.setVisible(bool(text))
        is_wrong = bool(memory.tested_at) and not memory.is_true_size
        set_role(self.state, "role", "error" if is_wrong else "faint")
        self.set_up.setEnabled(bool(self.name))

    def _chosen(self) -> None:
        self.show_state()
        self.changed.emit()


class PrintersBox(QWidget):
    """Reads the printers in a worker thread; `changed` when there is something new to say."""

    changed = Signal()
    #: str: this printer is to be set up.
    set_up_pressed = Signal(str)

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.setObjectName("preview.printers")
        self._context = context
        self.names: list[str] = []
        self.is_listed = False
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        self.rows = {role: PrinterRow(context, role) for role in Role}
        for one in self.rows.values():
            one.changed.connect(self.changed)
            one.set_up_pressed.connect(self.set_up_pressed)
            one.hide()
            layout.addWidget(one)
        self.no_printer = named(plain_label(_NONE, "muted"), "preview.no_printer")
        self.no_printer.hide()
        layout.addWidget(self.no_printer)
        layout.addLayout(self._numbers())
        self.range_error = named(plain_label("", "error"), "preview.range_error")
        self.range_error.hide()
        layout.addWidget(self.range_error)
        self._count = 0
        self.reload()

    def _numbers(self) -> QHBoxLayout:
        self.copies = QSpinBox()
        self.copies.setObjectName("preview.copies")
        self.copies.setRange(1, 99)
        self.range = QLineEdit()
        self.range.setObjectName("preview.range")
        self.range.setPlaceholderText("All")
        self.range.setToolTip("All, or for example 5, 3-8 or 37- for 37 to the last")
        self.range.textChanged.connect(self._range_changed)
        line = QHBoxLayout()
        line.setSpacing(10)
        line.addWidget(field("Copies", self.copies), 1)
        line.addWidget(field("Sheets", self.range), 2)
        return line

    def reload(self) -> None:
        """Read the printers of this computer again."""
        self._context.runner.read(
            self,
            lambda: printers.list_printers(self._context),
            self._listed,
            key=f"preview.printers.{id(self)}",
            on_error=self._not_listed,
        )

    def show_roles(self, roles: Sequence[Role], sheets: int) -> None:
        """Ask for a printer for each of these, and for sheets up to this number."""
        for role, one in self.rows.items():
            one.setVisible(role in roles and bool(self.names or not self.is_listed))
        self._roles = tuple(dict.fromkeys(roles))
        self._count = sheets
        self._range_changed()

    _roles: tuple[Role, ...] = ()

    def chosen(self) -> Mapping[Role, str]:
        """The printer for each kind of paper that is in the job."""
        return {role: self.rows[role].name for role in self._roles}

    def sheets(self) -> tuple[int, ...]:
        """The sheets that are wanted, from 0; () for all. Raises ValueError in words."""
        return parse_sheets(self.range.text(), self._count)

    @property
    def is_complete(self) -> bool:
        """Whether there is a printer for everything and the range can be read."""
        has_all = bool(self._roles) and all(self.chosen().values())
        return has_all and not self.range_error.text()

    def show_states(self) -> None:
        """After a printer was set up."""
        for one in self.rows.values():
            one.show_state()

    def _listed(self, names: list[str]) -> None:
        self.names, self.is_listed = names, True
        self.no_printer.setText(_NONE)
        self.no_printer.setVisible(not names)
        for one in self.rows.values():
            one.show_names(names)
        self.show_roles(self._roles, self._count)
        self.changed.emit()

    def _not_listed(self, error: Exception) -> None:
        self._listed([])
        what, then, _detail = error_words(error)
        self.no_printer.setText(f"{what} {then}".strip())

    def _range_changed(self) -> None:
        try:
            self.sheets() if self._count else ()
            text = ""
        except ValueError as error:
            text = str(error)
        self.range_error.setText(text)
        self.range_error.setVisible(bool(text))
        self.changed.emit()
