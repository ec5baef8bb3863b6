"""On a laptop of 1366 × 768 at 125 % every window fits, with its buttons in reach."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QScreen
from PySide6.QtWidgets import QDialog, QPushButton, QScrollArea, QWidget

from konnect_desktop.domain.papers import Paper
from konnect_desktop.ui.actions.key_bar import KeysDialog
from konnect_desktop.ui.awb.dialog import AwbDialog
from konnect_desktop.ui.imports.invoice_dialog import InvoiceImportDialog
from konnect_desktop.ui.kit.notices import Notice
from konnect_desktop.ui.own_papers.dialog import PaperDialog
from konnect_desktop.ui.printing.crop_editor import CropEditor
from konnect_desktop.ui.printing.preview import PreviewDialog
from konnect_desktop.ui.printing.printer_setup import PrinterSetup
from konnect_desktop.ui.window.sign_in import SignInDialog
from tests.ui.paper_steps import packed
from tests.ui.window_desk import WindowDesk

#: What a task bar of 34 px leaves of 1092 × 614.
SCREEN = QSize(1092, 580)
TITLE_BAR = 40

Make = Callable[[WindowDesk], QDialog]
DIALOGS: dict[str, Make] = {
    "paper": lambda d: PaperDialog(d.window, d.desk.context, Paper.PICK_LIST, packed(d)),
    "printer": lambda d: PrinterSetup(d.window, d.desk.context, "Painter"),
    "crop": lambda d: CropEditor(d.window, d.desk.context, packed(d)[0]),
    "preview": lambda d: PreviewDialog(d.window, d.desk.context, packed(d), ("label",)),
    "sign in": lambda d: SignInDialog(d.window, d.desk.context),
    "awb": lambda d: AwbDialog(d.window, d.desk.context, packed(d)),
    "invoice data": lambda d: InvoiceImportDialog(d.window, d.desk.context),
    "keys": lambda d: KeysDialog(d.window),
}


def scrolls(widget: QWidget) -> bool:
    above = widget.parentWidget()
    while above is not None and not isinstance(above, QScrollArea):
        above = above.parentWidget()
    return above is not None


@pytest.mark.parametrize("make", DIALOGS.values(), ids=DIALOGS)
def test_it_fits_with_its_buttons(
    desk: WindowDesk, monkeypatch: pytest.MonkeyPatch, make: Make
) -> None:
    desk.window.resize(SCREEN)
    monkeypatch.setattr(QScreen, "availableSize", lambda _screen: SCREEN)
    dialog = make(desk)
    dialog.show()
    desk.settle()
    assert dialog.width() <= SCREEN.width()
    assert dialog.height() <= SCREEN.height() - TITLE_BAR
    buttons = [b for b in dialog.findChildren(QPushButton) if b.isVisible() and not scrolls(b)]
    for button in buttons:
        place = button.rect().translated(button.mapTo(dialog, button.rect().topLeft()))
        assert dialog.rect().contains(place), button.objectName()
        assert button.height() >= button.minimumSizeHint().height(), button.objectName()
    dialog.close()


def test_the_window_itself_fits_with_news_above(desk: WindowDesk) -> None:
    room = QSize(SCREEN.width(), SCREEN.height() - TITLE_BAR)
    notices = desk.window.notices
    for number in range(3):
        notices.show_notice(f"news{number}", Notice(f"{number} orders wait", action="Show"))
    for name in ("handover", "tracking", "documents", "settings", "orders"):
        desk.window.open_room(name)
        desk.window.resize(room)
        desk.settle()
        assert desk.window.size() == room, name
        assert desk.window.minimumSizeHint().boundedTo(room) == desk.window.minimumSizeHint(), name
        # The newest stands for all.
        assert [key for key, line in notices.lines.items() if line.isVisible()] == ["news2"]
        assert notices.lines["news2"].more.text() == f"and {len(notices.lines) - 1} more"
    notices.drop("news2")
    assert notices.lines["news1"].isVisible()
    title = desk.find(QWidget, "handover.title")
    assert title.isHidden()
    desk.window.resize(1280, 720)
    desk.settle()
    assert not title.isHidden()
    assert all(line.isVisible() and line.more.isHidden() for line in notices.lines.values())
