"""The people at this desk, and what asks for their PIN."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QCheckBox

from konnect_desktop.domain.people import Gate
from konnect_desktop.ui.kit import messages
from konnect_desktop.ui.kit.card import Change, SettingsCard
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.parts import named, push, row
from konnect_desktop.ui.kit.plain_table import Line, PlainTable
from konnect_desktop.ui.people.edit import PinDialog
from konnect_desktop.ui.people.pin_words import BEFORE
from konnect_desktop.ui.work.context import AppContext

_OFF = (
    "Off. Add a name to see in history, print log and on handover sheets who did it, and to ask "
    "for a PIN before what costs money."
)
_ON = (
    "The name of who typed a PIN last stands with what is done. PINs are kept scrambled; they hold "
    "back a slip of the hand, not somebody who can open this computer's files."
)
_ROWS = 4


class PeopleCard(SettingsCard):
    """Without names nothing is asked."""

    def __init__(self, context: AppContext, change: Change) -> None:
        super().__init__("people", "People at this desk")
        self._context, self._change = context, change
        self.told = named(plain_label(_OFF, "muted"), "settings.people.told")
        self.body.addWidget(self.told)
        self.table = PlainTable("settings.people.list", "People", ("Name",), (200,))
        self.table.setSelectionMode(PlainTable.SelectionMode.SingleSelection)
        self.table.chosen.connect(self._chosen)
        self.table.opened.connect(self.new_pin)
        self.body.addWidget(self.table)
        self.add_button = push("Add a person…", "settings.people.add")
        self.add_button.clicked.connect(self.add)
        self.pin_button = push("New PIN…", "settings.people.pin")
        self.pin_button.clicked.connect(self.new_pin)
        self.remove_button = push("Remove…", "settings.people.remove")
        self.remove_button.clicked.connect(self.remove)
        self.body.addLayout(row(self.add_button, self.pin_button, self.remove_button))
        self.asked = named(plain_label("Ask for a PIN before"), "settings.people.asked")
        self.body.addWidget(self.asked)
        self.gates: dict[Gate, QCheckBox] = {}
        for gate in Gate:
            box = QCheckBox(BEFORE[gate])
            box.setObjectName(f"settings.people.{gate}")
            box.setAccessibleName(f"Ask for a PIN before: {BEFORE[gate]}")
            box.clicked.connect(self._gates_changed)
            self.gates[gate] = box
            self.body.addWidget(box)
        context.signals.people_changed.connect(self.reload)

    def reload(self) -> None:
        """Show the list and the choices."""
        known = self._context.services.people.known
        self.table.show_lines([Line((one.id, one.name), (one.name,)) for one in known])
        height = self.table.verticalHeader().defaultSectionSize()
        heading = self.table.horizontalHeader().sizeHint().height()
        self.table.setFixedHeight(heading + height * min(_ROWS, max(1, len(known))) + 4)
        self.told.setText(_ON if known else _OFF)
        parts = (self.table, self.pin_button, self.remove_button, self.asked, *self.gates.values())
        for part in parts:
            part.setVisible(bool(known))
        for gate, box in self.gates.items():
            box.setChecked(gate in self._context.settings.pin_for)
        self._chosen()

    def _chosen(self) -> None:
        has_one = len(self.table.keys()) == 1
        for button in (self.pin_button, self.remove_button):
            button.setEnabled(has_one)
            button.setToolTip("" if has_one else "Choose a name first")

    def _gates_changed(self) -> None:
        self._change(pin_for=tuple(gate for gate, box in self.gates.items() if box.isChecked()))

    def add(self) -> None:
        """Ask for a name and a PIN."""
        PinDialog.show_for(self, self._context)

    def new_pin(self) -> None:
        """Another PIN for the chosen one."""
        for person_id, name in self.table.keys()[:1]:
            PinDialog.show_for(self, self._context, person_id, name)

    def remove(self) -> None:
        """Take the chosen one off the list."""
        for person_id, name in self.table.keys()[:1]:
            messages.confirm(
                self,
                f"Remove {name}?",
                "What was done keeps the name. Without any name no PIN is asked for.",
                "Remove",
                partial(self._remove, person_id),
                is_danger=True,
            )

    def _remove(self, person_id: int) -> None:
        self._context.runner.do(
            self,
            lambda: self._context.services.people.remove(person_id),
            lambda _done: self._context.signals.people_changed.emit(),
        )
