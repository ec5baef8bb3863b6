"""How the list is sorted is always seen, and an amount is shown as a whole."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget

from konnect_desktop.domain.filters import Sort, SortKey
from konnect_desktop.ui.kit import formatting
from konnect_desktop.ui.orders.brush import PAD
from konnect_desktop.ui.orders.columns import KEYS, of
from tests.conftest import MakeWindow
from tests.ui.window_desk import WindowDesk

AMOUNT = KEYS.index("amount")
CHIP = "orders.filter.chip.sort"


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("size", [QSize(1280, 720), QSize(1092, 614)])
def test_the_sorted_column_has_its_arrow(desk: WindowDesk, colours: str, size: QSize) -> None:
    header = desk.page.table.header
    desk.desk.context.theme.choose(colours)
    desk.window.resize(size)
    for key, descending in ((SortKey.QUANTITY, False), (SortKey.AMOUNT, True)):
        header.set_sort(Sort(key, descending))
        desk.settle()
        number = KEYS.index("quantity" if key is SortKey.QUANTITY else "amount")
        middle = header.sectionViewportPosition(number) + header.sectionSize(number) // 2
        # The broad end is below for the smallest first, and above for the largest.
        accent = QColor(desk.desk.context.theme.tokens.accent)
        below, above = (ink(header, middle + 3, down) == accent for down in (6, 3))
        assert (below, above) == (not descending, descending)
    header.set_sort(Sort())
    desk.settle()


def test_another_sort_is_said_and_can_be_removed(make_window: MakeWindow) -> None:
    desk = make_window(orders=60)
    desk.wait_until_shown()
    assert not chips(desk)
    desk.page.table.header.set_sort(Sort(SortKey.AMOUNT, True))
    desk.settle()
    desk.reopen()
    desk.wait_until_shown()
    (chip,) = chips(desk)
    assert chip.isVisible()
    assert chip.text() == "Sorted by Amount, largest first"
    amounts = [row.amount for row in desk.rows()]
    assert amounts == sorted(amounts, reverse=True)
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
    desk.settle()
    assert desk.page.table.header.sort == Sort()
    assert not chips(desk)


def ink(widget: QWidget, across: int, down: int) -> QColor:
    picture = widget.grab().toImage()
    ratio = picture.devicePixelRatio()
    return QColor(picture.pixelColor(int(across * ratio), int(down * ratio)).rgb())


def chips(desk: WindowDesk) -> list[QPushButton]:
    found: list[QPushButton] = desk.page.filters.findChildren(QPushButton, CHIP)
    return [one for one in found if not one.isHidden()]


@pytest.mark.parametrize("beside", [False, True])
def test_the_amounts_keep_the_room_that_the_widest_needs(
    make_window: MakeWindow, beside: bool
) -> None:
    desk = make_window(orders=60)
    desk.wait_until_shown()
    desk.window.resize(1600 if beside else 1092, 614)
    header, table = desk.page.table.header, desk.page.table
    header.resizeSection(AMOUNT, 40)  # too small, by the seller's own hand
    first = desk.page.model.row_at(0)
    wide = replace(first, amount=Decimal("1234567890.50"), is_cod=True)
    desk.page.model.add_page(0, [wide, *(desk.page.model.row_at(n) for n in range(1, 20))])
    if beside:
        desk.page.open_detail(first.id)
    desk.settle()
    text = formatting.rupees(wide.amount)
    needed = table.painter_of_rows.main.metrics.horizontalAdvance(text) + 2 * PAD
    assert needed > of("amount").width.narrow
    if not header.isSectionHidden(AMOUNT):
        assert header.sectionSize(AMOUNT) >= needed
    else:
        assert beside, "it steps back as a whole"
