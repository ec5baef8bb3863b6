"""The list of orders on the clipboard and as a file, as it is seen."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QPushButton

from konnect_desktop.domain.filters import OrderFilter, Sort, SortKey
from konnect_desktop.sheets.reading import read_bytes
from konnect_desktop.ui.orders.columns import COLUMNS, KEYS
from konnect_desktop.ui.window.palette_entries import entries
from tests.ui.window_desk import WindowDesk

pytestmark = pytest.mark.usefixtures("windows_files")

CTRL = Qt.KeyboardModifier.ControlModifier


def titles(desk: WindowDesk) -> list[str]:
    return [COLUMNS[KEYS.index(key)].title for key in desk.page.table.header.wanted_keys()]


def copied(desk: WindowDesk) -> list[list[str]]:
    """What Ctrl+C puts on the clipboard."""
    QGuiApplication.clipboard().setText("")
    QTest.keyClick(desk.page.table, Qt.Key.Key_C, CTRL)
    desk.wait(QGuiApplication.clipboard().text, "the copy")
    return [line.split("\t") for line in QGuiApplication.clipboard().text().split("\n")]


def show_all(desk: WindowDesk) -> None:
    desk.page.selection.clear()
    desk.page.lanes.choose(None, silently=True)
    desk.page.filters.set_filter(OrderFilter())
    desk.wait(lambda: desk.page.model.rowCount() == 160, "the list")
    desk.settle()


def test_every_ticked_row_is_copied_with_the_columns_that_step_back(desk: WindowDesk) -> None:
    show_all(desk)
    page = desk.page
    page.select_all()
    desk.wait(lambda: len(page.selection) == 160, "the ticks")
    desk.window.resize(1092, 614)
    page.open_detail(desk.rows()[0].id)
    desk.settle()
    assert page.table.header.isSectionHidden(KEYS.index("amount")), "there is no room for it"
    head, *body = copied(desk)
    assert head == titles(desk)
    assert "Amount" in head
    assert len(body) == 160
    ids = desk.services.queries.ids(page.wanted, page.table.header.sort)
    orders = [row.order_no for row in desk.services.queries.rows_by_id(ids)]
    assert [cells[head.index("Order ID")] for cells in body] == orders
    page.detail.close_pane()


def test_ticked_rows_that_the_filter_hides_are_copied_too(desk: WindowDesk) -> None:
    show_all(desk)
    first, second = desk.rows()[:2]
    desk.page.selection.set([second.id, first.id])
    desk.page.filters.set_filter(OrderFilter(only_ids=(second.id,)))
    desk.wait(lambda: desk.page.model.rowCount() == 1, "the list")
    head, *body = copied(desk)
    found = [cells[head.index("Order ID")] for cells in body]
    assert found == [second.order_no, first.order_no]
    marked_up = QGuiApplication.clipboard().mimeData().html()
    assert f'sdnum="1033;0;@">{first.order_no}</td>' in marked_up, "its digits are to be kept"
    show_all(desk)


@pytest.mark.parametrize("name", ["orders.xlsx", "orders.csv"])
def test_all_matching_rows_are_exported_as_seen(
    desk: WindowDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    show_all(desk)
    page, header = desk.page, desk.page.table.header
    header.set_sort(Sort(SortKey.AMOUNT, True))
    header.show_column("location", True)
    header.show_column("papers", False)
    channel = desk.rows()[0].channel
    page.filters.set_filter(OrderFilter(channels=(channel,)))
    desk.settle()
    (entry,) = [one for one in entries(desk.window) if one.key == "command.export"]
    entry.run()
    (dialog,) = page.findChildren(QFileDialog)
    path = tmp_path / name
    dialog.fileSelected.emit(str(path))
    dialog.reject()
    desk.wait(lambda: desk.window.notices.text("saved"), "the news")
    head, *body = ([*row.texts] for row in read_bytes(path.read_bytes()).rows)
    assert head == titles(desk)
    assert "Location" in head
    assert "Docs" not in head
    ids = desk.services.queries.ids(page.wanted, header.sort)
    rows = desk.services.queries.rows_by_id(ids)
    assert len(rows) > 1
    assert [cells[head.index("Order ID")] for cells in body] == [row.order_no for row in rows]
    assert desk.window.notices.text("saved") == f"{len(rows)} orders saved in {path}"
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: bool(opened.append(url)) or True)
    QTest.mouseClick(
        desk.window.findChild(QPushButton, "notice.saved.action"), Qt.MouseButton.LeftButton
    )
    assert opened == [QUrl.fromLocalFile(str(tmp_path))]
    desk.window.notices.drop("saved")
    header.reset_columns()
    header.set_sort(Sort())


def test_cells_that_would_run_are_guarded(desk: WindowDesk, tmp_path: Path) -> None:
    show_all(desk)
    row = desk.rows()[0]
    desk.services.queries.set_note(row.id, "=HYPERLINK(1)")
    path = tmp_path / "orders.csv"
    desk.page.exporting.write(path)
    desk.wait(path.exists, "the file")
    assert "'=HYPERLINK(1)" in path.read_text(encoding="utf-8-sig")
    desk.page.reload()
    desk.wait(lambda: desk.rows()[0].note, "the note in the list")
    desk.page.selection.set([row.id])
    assert any("'=HYPERLINK(1)" in cells for cells in copied(desk))
