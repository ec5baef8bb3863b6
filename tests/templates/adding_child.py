"""Runs in a process of its own, on a copy of the app with the templates added: each works.

`argv`: the copy's folder, and a folder for its data.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from PySide6.QtWidgets import QPushButton, QSpinBox

import konnect_desktop
from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.filters import OrderFilter, Sort
from konnect_desktop.domain.states import Lane
from konnect_desktop.ui.orders.columns import KEYS
from konnect_desktop.ui.startup.qt_app import make_qt
from tests.ui.sheet_steps import finish, plan
from tests.ui.window_desk import PracticeWorld, WindowDesk


def column(desk: WindowDesk) -> None:
    """It is shown with every buyer, and a click on its title sorts by it."""
    number = KEYS.index("buyer")
    table = desk.page.table
    assert not table.header.isSectionHidden(number)
    desk.page.table.header.sectionClicked.emit(number)
    desk.settle()
    buyers = [row.buyer for row in desk.rows()]
    assert buyers == sorted(buyers)
    assert len(set(buyers)) > 3
    assert table.header.sort == Sort("buyer")
    assert desk.page.model.index(0, number).data() == buyers[0]
    assert not table.grab().toImage().isNull()


def filters(desk: WindowDesk) -> None:
    """Its button narrows the list, and its chip takes that back."""
    desk.page.show_lane(None)
    desk.settle()
    everything = desk.page.loader.count
    field = next(one for one in desk.page.filters.fields if one.title == "Invoice")
    next(one for one in field.choices.actions() if one.text() == "No invoice here").trigger()
    desk.settle()
    wanted = OrderFilter(invoice_here=False)  # type: ignore[call-arg]
    assert desk.page.wanted == wanted
    assert desk.page.loader.count == desk.services.queries.count(wanted)
    assert {row.has_invoice for row in desk.rows()} == {False}
    chip = desk.find(QPushButton, "orders.filter.chip.invoice_here")
    assert chip.text() == "no invoice here"
    chip.click()
    desk.settle()
    assert desk.page.loader.count == everything > 0


def operation(desk: WindowDesk) -> None:
    """It is offered, planned and done."""
    ids = desk.services.queries.ids(OrderFilter(lane=Lane.TO_PACK), Sort())[:2]
    assert len(ids) == 2
    for action in (Action.MARK_PACKED, Action("unpack")):
        run = plan(desk, ids, action)
        finish(desk, run)
        assert run.done == 2
        rows = desk.services.queries.rows_by_id(ids)
        assert [row.packed_here for row in rows] == [action is Action.MARK_PACKED] * 2


def setting(desk: WindowDesk) -> None:
    """It stands on its card, is kept, and is told in the support file."""
    desk.window.open_room("settings")
    desk.settle()
    box = desk.find(QSpinBox, "settings.scan_pause")
    assert (box.minimum(), box.maximum(), box.value()) == (1, 9, 3)
    box.setValue(5)
    desk.wait(lambda: desk.services.settings.current.scan_pause == 5, "the setting")
    assert re.search(r"scan_pause\W+5\b", desk.services.support.text({}))


def main(copy: Path, folder: Path) -> None:
    """All four, one after the other."""
    assert Path(konnect_desktop.__file__).is_relative_to(copy), konnect_desktop.__file__
    qt = make_qt(["adding"])
    with (
        PracticeWorld(folder / "world", orders=60) as world,
        WindowDesk(qt, world, folder / "data") as desk,
    ):
        desk.wait_until_shown()
        for check in (column, filters, operation, setting):
            check(desk)
            sys.stdout.write(f"{check.__name__} works\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
