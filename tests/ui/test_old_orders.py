"""Old orders leave, and with a tick and a press everything of the account does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.states import Lane
from konnect_desktop.practice.server import PracticeServer
from konnect_desktop.services import removing
from konnect_desktop.services.batch_models import ActionOptions
from konnect_desktop.ui.kit.messages import MessageDialog
from konnect_desktop.ui.profile.removal_control import RemoveDialog
from tests.services.every_byte import traces
from tests.services.test_clearing import name_buyers, new_orders
from tests.ui.object_names import unlisted
from tests.ui.test_copies import Shop, press

pytestmark = pytest.mark.usefixtures("windows_files")


@pytest.fixture
def words() -> list[str]:
    return []


@pytest.fixture
def shop(
    styled_app: QApplication,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: list[str],
) -> Iterator[Shop]:
    with PracticeServer(orders=40, seed=11) as server:
        # The note is made elsewhere.
        words += name_buyers(server, new_orders(server, 5))[:-1]
        monkeypatch.setenv("KONNECT_USERNAME", server.username)
        monkeypatch.setenv("KONNECT_PASSWORD", server.password)
        monkeypatch.setenv("KONNECT_LOCATIONS", ",".join(server.locations))
        made = Shop(styled_app, server, tmp_path / "data")
        made.start()
        made.checked()
        yield made
        made.app.close()


def question(shop: Shop) -> RemoveDialog:
    shop.wait(lambda: shop.window.findChildren(RemoveDialog), "the question")
    (found,) = shop.window.findChildren(RemoveDialog)
    shop.wait(lambda: found.isVisible(), "the question")
    return found


def age(shop: Shop, days: int = 400) -> None:
    """All orders were last changed so long ago."""
    with shop.services.database.write() as conn:
        conn.execute("UPDATE shipment SET changed_at = changed_at - ? * 86400", (days,))


def open_data(shop: Shop) -> Any:
    card = shop.card()
    shop.wait(lambda: card.orders.state.text(), "what is kept")
    return card.orders


def test_the_card_says_what_leaves_and_what_stays(shop: Shop) -> None:
    age(shop)
    before = set(shop.ids())
    part = open_data(shop)
    shop.wait(lambda: part.clear_button.isVisible(), "the button")
    assert part.clear_button.text() == "Remove 2 orders now"
    assert "still to be sent" in part.held.text()
    assert "a return is under way" in part.held.text()
    assert unlisted(shop.window) == []
    press(part, "settings.orders.clear")
    shop.wait(lambda: not part.clear_button.isVisible(), "the clearing")
    shop.settle()
    assert len(before - set(shop.ids())) == 2
    assert not shop.ids(Lane.CANCELLED)
    assert "Last cleared" in part.state.text()


def test_fewer_days_are_asked_about_before_anything_leaves(shop: Shop) -> None:
    age(shop, 100)
    part = open_data(shop)
    part.days.setValue(90)
    dialog = shop.dialog("confirm")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    shop.settle()
    assert part.days.value() == shop.services.settings.current.order_days == 180
    part.days.setValue(90)
    press(shop.dialog("confirm"), "confirm.accept")
    shop.wait(lambda: shop.services.settings.current.order_days == 90, "the setting")
    # More days cost nothing, so nobody is asked.
    part.days.setValue(365)
    shop.wait(lambda: shop.services.settings.current.order_days == 365, "the setting")


def test_the_day_s_clearing_goes_by_itself(shop: Shop) -> None:
    age(shop)
    keeper = shop.window.findChild(object, "clearing_keeper")
    keeper.look()
    shop.wait(lambda: not shop.services.clearing.is_due(), "the clearing")
    assert not shop.ids(Lane.CANCELLED)


def test_no_enter_and_no_scan_removes_anything(shop: Shop) -> None:
    part = open_data(shop)
    press(part, "settings.data.remove")
    dialog = question(shop)
    assert unlisted(dialog) == []
    button = dialog.findChild(QPushButton, "remove.accept")
    assert button is not None
    assert not button.isEnabled()
    QTest.keyClicks(dialog.focusWidget(), "AWB 1234567890")
    shop.wait(lambda: not shop.window.findChildren(RemoveDialog), "the dialog to go")
    press(part, "settings.data.remove")
    QTest.keyClick(question(shop), Qt.Key.Key_Return)
    shop.wait(lambda: not shop.window.findChildren(RemoveDialog), "the dialog to go")
    shop.settle()
    assert shop.app.desk is not None
    assert shop.ids()
    assert not removing.is_unfinished(shop.files)


def test_an_open_batch_is_named_and_nothing_goes(shop: Shop) -> None:
    plan = shop.services.bulk.plan(Action.CONFIRM, shop.ids(Lane.NEW)[:2], ActionOptions())
    shop.services.bulk.queue(plan.batch_id)
    part = open_data(shop)
    press(part, "settings.data.remove")
    told = shop.dialog("info")
    assert "nothing was removed" in told.heading.text()
    assert "waits for the connection" in told.text.text()
    assert "press Undo" in told.text.text()
    told.close()


def test_everything_of_the_account_leaves(shop: Shop, words: list[str]) -> None:
    data = shop.files.root.parents[1]
    shop.services.backups.back_up()
    assert traces([data], words).keys() == set(words)
    shop.window.account.ask_sign_out()
    sign_out = shop.dialog("confirm")
    press(sign_out, "confirm.more")
    dialog = question(shop)
    before = shop.app.desk
    dialog.sure.click()
    press(dialog, "remove.accept")
    shop.wait(lambda: shop.app.desk not in (None, before), "the window")
    shop.settle()
    assert not shop.services.is_signed_in
    assert not shop.ids()
    told = shop.dialog("info")
    assert isinstance(told, MessageDialog)
    assert "removed" in told.heading.text()
    told.close()
    assert traces([data], [*words, shop.server.username]) == {}
    assert not shop.files.backups.exists()


def test_a_removal_that_was_killed_is_finished_by_the_next_start(
    shop: Shop, words: list[str]
) -> None:
    shop.services.accounts.sign_out()
    removing.begin(shop.files)
    shop.app.close()
    shop.app.start()
    shop.wait(lambda: shop.app.desk is not None, "the window")
    shop.settle()
    shop.dialog("info").close()
    assert traces([shop.files.root.parents[1]], words) == {}
