"""Copies of the data through the real window: listed, put back, offered after damage."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.backups import CopyKind
from konnect_desktop.domain.states import Lane
from konnect_desktop.errors import StoreError
from konnect_desktop.paths import Paths
from konnect_desktop.practice.server import PracticeServer
from konnect_desktop.services.batch_models import ActionOptions
from konnect_desktop.services.context import TaskContext
from konnect_desktop.settings import Settings
from konnect_desktop.ui.application import Application, parse
from konnect_desktop.ui.kit.messages import MessageDialog
from konnect_desktop.ui.profile.damaged_data import DamagedDialog
from tests.ui.object_names import unlisted
from tests.ui.window_desk import wait_for

pytestmark = pytest.mark.usefixtures("windows_files")


class Shop:
    """The app as a person starts it, for an account of its own."""

    def __init__(self, qt: QApplication, server: PracticeServer, folder: Path) -> None:
        self.server = server
        self.files = Paths(folder).profile("default")
        # The server is ours: nothing is gained by sparing it.
        Settings(requests_per_second=500.0).save(self.files.settings)
        options = ["--data-dir", str(folder), "--base-url", server.url]
        self.app = Application(qt, parse(options))

    @property
    def window(self) -> Any:
        assert self.app.desk is not None
        return self.app.desk.window

    @property
    def services(self) -> Any:
        assert self.app.desk is not None
        return self.app.desk.services

    def start(self) -> None:
        self.app.start()
        self.wait(lambda: self.app.desk is not None, "the window")
        self.settle()

    def settle(self) -> None:
        """The start's own work is done and nothing runs."""
        assert self.app.desk is not None
        runner = self.app.desk.runner
        self.wait(lambda: self.window.facts.profile, "the account")
        self.wait(lambda: not runner.running, "the work to end")

    def wait(self, is_true: Any, what: str) -> None:
        assert wait_for(is_true), f"waited in vain: {what}"

    def checked(self) -> None:
        """The first check is through."""
        self.wait(lambda: self.ids(), "the first orders")
        self.wait(lambda: not self.window.sync.is_running, "the check")
        self.settle()

    def ids(self, lane: Lane | None = None) -> list[str]:
        from konnect_desktop.domain.filters import OrderFilter, Sort

        return self.services.queries.ids(OrderFilter(lane=lane), Sort())

    def card(self) -> Any:
        """The Data card with its list read."""
        self.window.open_room("settings/data")
        card = self.window.settings.data
        self.wait(lambda: card.place.text(), "the card")
        return card

    def dialog(self, name: str) -> MessageDialog:
        self.wait(lambda: self._dialog(name), f"the dialog {name}")
        found = self._dialog(name)
        assert found is not None
        return found

    def _dialog(self, name: str) -> MessageDialog | None:
        for one in QApplication.topLevelWidgets():
            for each in (one, *one.findChildren(MessageDialog)):
                is_it = isinstance(each, MessageDialog) and each.objectName() == name
                if is_it and each.isVisible():
                    return each
        return None


def press(root: QWidget, name: str) -> None:
    button = root.findChild(QPushButton, name)
    assert button is not None, name
    assert button.isEnabled(), name
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.fixture
def server() -> Iterator[PracticeServer]:
    with PracticeServer(orders=40, seed=11) as running:
        yield running


@pytest.fixture
def shop(
    styled_app: QApplication,
    server: PracticeServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Shop]:
    monkeypatch.setenv("KONNECT_USERNAME", server.username)
    monkeypatch.setenv("KONNECT_PASSWORD", server.password)
    monkeypatch.setenv("KONNECT_LOCATIONS", ",".join(server.locations))
    made = Shop(styled_app, server, tmp_path / "data")
    yield made
    made.app.close()


def test_the_day_s_copy_is_made_by_itself_and_listed(shop: Shop) -> None:
    shop.start()
    shop.checked()
    shop.window.backups.look()
    shop.settle()
    assert [one.kind for one in shop.services.backups.listed()] == [CopyKind.NIGHTLY]
    card = shop.card()
    shop.wait(lambda: card.copies.lines_model.lines, "the list")
    cells = card.copies.lines_model.lines[0].cells
    assert cells[0].startswith("Today")
    assert cells[1].endswith("B")
    assert cells[2] == "Daily"
    assert unlisted(shop.window) == []


def test_a_copy_that_fails_is_one_quiet_line(shop: Shop) -> None:
    shop.start()
    shop.checked()
    shop.files.backups.write_text("no folder")
    shop.window.backups.look()
    shop.wait(lambda: "backup" in shop.window.notices.lines, "the line")
    assert "was not made" in shop.window.notices.lines["backup"].text.text()
    assert shop._dialog("error") is None


def test_three_clicks_put_a_copy_back_and_nothing_is_sent(shop: Shop) -> None:
    shop.start()
    shop.checked()
    new = shop.ids(Lane.NEW)
    bulk = shop.services.bulk
    waits = bulk.plan(Action.CONFIRM, new[:3], ActionOptions())
    assert bulk.queue(waits.batch_id)
    card = shop.card()
    press(card, "settings.data.backup")
    shop.wait(lambda: "checked" in card.state.text(), "the copy")
    bulk.run(TaskContext(), waits.batch_id)
    shop.settle()
    before = len(shop.server.changes)
    old_window = shop.window
    # One: choose. Two: Restore… Three: confirm what the sentence says.
    cell = card.copies.visualRect(card.copies.model().index(0, 0))
    QTest.mouseClick(
        card.copies.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier(0), cell.center()
    )
    press(card, "settings.data.restore")
    ask = shop.dialog("confirm")
    assert "kept first" in ask.text.text()
    assert "paused until you press Check now" in ask.text.text()
    assert "1 batch open then" in ask.text.text()
    press(ask, "confirm.accept")
    shop.wait(lambda: shop.app.desk is not None and shop.window is not old_window, "the new window")
    shop.settle()
    kinds = [one.kind for one in shop.services.backups.listed()]
    assert CopyKind.BEFORE_RESTORE in kinds
    shop.wait(lambda: "restored" in shop.window.notices.lines, "the line")
    # Nothing is asked: not by the timer, nor by what waits for a connection.
    since = len(shop.server.requests)
    shop.window.sync._on_tick()
    shop.window.couriers.tick()
    shop.settle()
    assert [seen.call for seen in shop.server.requests[since:]] == []
    line = shop.window.notices.lines["restored"]
    assert "press Check now" in line.text.text()
    assert set(new[:3]) <= set(shop.ids(Lane.NEW))
    QTest.mouseClick(line.action, Qt.MouseButton.LeftButton)
    shop.wait(lambda: not set(new[:3]) & set(shop.ids(Lane.NEW)), "the news")
    shop.settle()
    assert len(shop.server.changes) == before
    batch = shop.services.queries.batch(waits.batch_id)
    assert {str(one.state) for one in batch.records} == {"done"}
    assert "restored" not in shop.window.notices.lines
    assert shop.services.backups.restored() is None


def test_the_pause_lasts_over_a_restart(shop: Shop) -> None:
    shop.start()
    shop.checked()
    path = shop.services.backups.back_up()
    copy = next(one for one in shop.services.backups.listed() if one.name == path.name)
    shop.app.restore(copy)
    shop.wait(lambda: shop.app.desk is not None and shop.services.restored is not None, "restored")
    shop.settle()
    since = len(shop.server.requests)
    shop.app.open_account()
    shop.settle()
    shop.wait(lambda: "restored" in shop.window.notices.lines, "the line")
    assert shop.window.sync.is_paused
    assert shop.server.requests[since:] == []


def test_a_damaged_or_newer_copy_is_refused_with_words(shop: Shop) -> None:
    shop.start()
    shop.checked()
    newer = shop.services.backups.back_up()
    whole = newer.read_bytes()
    with sqlite3.connect(newer) as conn:
        conn.execute("PRAGMA user_version = 999")
    conn.close()
    window = shop.window
    card = shop.card()
    for spoil, words in ((False, "newer version"), (True, "damaged")):
        if spoil:
            newer.write_bytes(whole[:20_000])
        card.reload()
        shop.settle()
        card.copies.selectRow(0)
        press(card, "settings.data.restore")
        error = shop.dialog("error")
        assert words in error.heading.text()
        assert "not touched" in error.text.text()
        error.close()
        shop.settle()
    assert shop.window is window
    assert shop.ids()


def test_nothing_is_put_back_while_a_batch_is_at_work(shop: Shop) -> None:
    shop.start()
    shop.checked()
    path = shop.services.backups.back_up()
    plan = shop.services.bulk.plan(Action.CONFIRM, shop.ids(Lane.NEW)[:2], ActionOptions())
    shop.window.orders.sheet.start(plan)
    window = shop.window
    shop.app.restore(next(c for c in shop.services.backups.listed() if c.name == path.name))
    assert "still at work" in shop.dialog("info").heading.text()
    assert shop.window is window


def damage(shop: Shop) -> None:
    shop.app._close_desk()
    shop.files.database.write_bytes(b"no longer a data file" * 400)


def test_a_damaged_file_at_the_start_offers_the_newest_good_copy(shop: Shop) -> None:
    shop.start()
    shop.checked()
    orders = shop.ids()
    shop.services.backups.back_up()
    damage(shop)
    shop.app.start()
    dialog = shop.dialog("damaged")
    assert "newest good copy" in dialog.text.text()
    assert "notes, packed marks" in dialog.text.text()
    assert "go on where they were" in dialog.text.text()
    press(dialog, "damaged.accept")
    shop.wait(lambda: shop.app.desk is not None, "the window")
    shop.settle()
    assert shop.ids() == orders
    shop.wait(lambda: "restored" in shop.window.notices.lines, "the line")
    # Every number is known: nothing has to be asked.
    assert "unsure_numbers" not in shop.window.notices.lines
    assert list(shop.files.root.glob("orders.db.damaged-*"))


def test_the_offer_comes_again_until_it_is_answered(shop: Shop) -> None:
    shop.start()
    shop.checked()
    shop.services.backups.back_up()
    damage(shop)
    shop.app.start()
    shop.dialog("damaged").hide()
    shop.app.start()
    dialog = shop.dialog("damaged")
    press(dialog, "damaged.without")
    shop.wait(lambda: shop.app.desk is not None, "the window")
    shop.checked()
    assert "restored" not in shop.window.notices.lines
    assert "unsure_numbers" not in shop.window.notices.lines
    assert len(shop.services.backups.listed()) == 1


def test_a_file_that_is_gone_or_empty_is_no_new_account(shop: Shop) -> None:
    shop.start()
    shop.checked()
    older = shop.services.backups.back_up()
    shop.services.backups.back_up()
    for content in (None, b""):
        shop.app._close_desk()
        shop.files.database.unlink()
        if content is not None:
            shop.files.database.write_bytes(content)
        shop.app.start()
        dialog = shop.dialog("damaged")
        assert ("gone" if content is None else "empty") in dialog.heading.text()
        assert "damaged.copy" not in unlisted(dialog)
        # Another copy than the newest, and one that turns out to be damaged.
        assert isinstance(dialog, DamagedDialog)
        shown = [dialog.copies.itemData(place).name for place in range(dialog.copies.count())]
        dialog.copies.setCurrentIndex(shown.index(older.name))
        whole = older.read_bytes()
        older.write_bytes(whole[:9000])
        press(dialog, "damaged.accept")
        shop.wait(lambda before=dialog: shop._dialog("damaged") not in (None, before), "the offer")
        dialog = shop.dialog("damaged")
        assert dialog.text.text().startswith("This copy is damaged")
        older.write_bytes(whole)
        press(dialog, "damaged.accept")
        shop.wait(lambda: shop.app.desk is not None, "the window")
        shop.settle()
        assert shop.services.restored is not None
        assert shop.ids()


def test_without_any_copy_one_begins_empty_knowingly(shop: Shop) -> None:
    shop.start()
    shop.checked()
    # Neither the file nor the mirror of the numbers is left.
    damage(shop)
    shop.files.database.with_name("orders.db.numbers").unlink()
    shop.app.start()
    dialog = shop.dialog("damaged")
    assert "damaged" in dialog.heading.text()
    assert "No good copy" in dialog.text.text()
    assert dialog.action_button is None
    press(dialog, "damaged.without")
    shop.wait(lambda: shop.app.desk is not None, "the window")
    shop.checked()
    shop.wait(lambda: "unsure_numbers" in shop.window.notices.lines, "the line")
    # No number is given before the seller has said which comes next.
    new = shop.ids(Lane.NEW)[:1]
    bulk = shop.services.bulk
    confirm = bulk.plan(Action.CONFIRM, new, ActionOptions())
    bulk.run(TaskContext(), confirm.batch_id)
    with pytest.raises(StoreError, match="which invoice number comes next"):
        bulk.plan(Action.ADD_INVOICE, new, ActionOptions())
    QTest.mouseClick(shop.window.notices.lines["unsure_numbers"].action, Qt.MouseButton.LeftButton)
    card = shop.window.settings.series
    shop.wait(card.unsure.isVisible, "the question")
    assert unlisted(shop.window) == []
    card.invoice.next_number.setValue(371)
    press(card, "settings.series.right")
    shop.wait(lambda: "unsure_numbers" not in shop.window.notices.lines, "the line to go")
    assert not card.unsure.isVisible()
    plan = bulk.plan(Action.ADD_INVOICE, new, ActionOptions())
    assert [number for _, number in plan.preview] == ["INV-00371"]


def test_the_folder_of_the_copies_is_opened(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.start()
    shop.checked()
    shop.services.backups.back_up()
    opened: list[str] = []
    monkeypatch.setattr(
        QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()) or True
    )
    press(shop.card(), "settings.data.open_backups")
    assert opened == [str(shop.files.backups)]
