"""Sign in through the window: tested step by step, nothing typed is lost, no Token leaks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu

from konnect_desktop.credentials import environment_locations
from konnect_desktop.domain.locations import codes_in
from konnect_desktop.practice.server import PracticeServer
from tests.ui.account_desk import SignIn, account_desk
from tests.ui.window_desk import wait_for


@pytest.fixture(scope="module")
def server() -> Iterator[PracticeServer]:
    with PracticeServer(orders=30, seed=3) as made:
        yield made


@pytest.fixture
def sign_in(styled_app: QApplication, tmp_path: Path) -> Iterator[SignIn]:
    with account_desk(styled_app, tmp_path) as made:
        yield made


def fill(sign_in: SignIn, server: PracticeServer) -> None:
    sign_in.dialog.form.company_level.setChecked(True)
    sign_in.type(
        base_url=server.url,
        username=server.username,
        token=server.password,
        locations=", ".join(server.locations),
    )


def test_every_step_is_shown_and_nothing_is_saved(sign_in: SignIn, server: PracticeServer) -> None:
    fill(sign_in, server)
    sign_in.test()
    steps = sign_in.dialog.steps.steps
    assert all(step.ok for step in steps), steps
    assert [step.name for step in steps][:2] == ["Address", "Name lookup"]
    assert len(steps) == 4 + len(server.locations)
    assert not sign_in.desk.services.is_signed_in


def test_connect_keeps_the_account_and_reads_the_orders(
    sign_in: SignIn, server: PracticeServer
) -> None:
    fill(sign_in, server)
    sign_in.press("connect")
    sign_in.wait(lambda: sign_in.window.orders.loader.count > 0, "the orders")
    facts = sign_in.desk.services.accounts.facts()
    assert facts.is_signed_in
    assert facts.location_codes == tuple(server.locations)
    kept = [
        path.read_bytes()
        for path in sign_in.desk.services.paths.data_dir.rglob("*")
        if path.is_file()
    ]
    assert not any(server.password.encode() in data for data in kept)


def test_a_wrong_token_is_named_and_nothing_typed_is_lost(
    sign_in: SignIn, server: PracticeServer
) -> None:
    fill(sign_in, server)
    sign_in.type(token="wrong")
    sign_in.press("connect")
    sign_in.wait(lambda: sign_in.dialog.error.text(), "the words")
    assert sign_in.failed.name == "Sign-in"
    assert "refused" in sign_in.failed.message
    assert "Nothing was saved" in sign_in.dialog.error.text()
    form = sign_in.dialog.form.form()
    assert (form.username, form.secret) == (server.username, "wrong")
    assert not sign_in.desk.services.is_signed_in
    assert sign_in.dialog.isVisible()


@pytest.mark.parametrize("name", ["test_button", "connect_button"])
def test_the_keyboard_stays_where_it_was_when_a_step_fails(
    sign_in: SignIn, server: PracticeServer, name: str
) -> None:
    fill(sign_in, server)
    sign_in.type(token="wrong")
    button = getattr(sign_in.dialog, name)
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    sign_in.wait(lambda: sign_in.dialog.error.text() and button.isEnabled(), "the words")
    assert sign_in.dialog.focusWidget() is button


def test_what_is_missing_is_asked_for_first(sign_in: SignIn, server: PracticeServer) -> None:
    before = len(server.requests)
    sign_in.press("connect")
    assert sign_in.dialog.error.text() == "Type the base URL first."
    sign_in.type(base_url=server.url, username=server.username, token=server.password)
    sign_in.dialog.form.company_level.setChecked(True)
    sign_in.press("test")
    assert "at least one location code" in sign_in.dialog.error.text()
    assert len(server.requests) == before


def test_the_token_is_hidden_until_it_is_asked_for(sign_in: SignIn) -> None:
    line = sign_in.dialog.form.secret
    assert line.echoMode() == QLineEdit.EchoMode.Password
    sign_in.dialog.form._reveal.trigger()
    assert line.echoMode() == QLineEdit.EchoMode.Normal


def test_it_says_where_the_token_is_kept(sign_in: SignIn) -> None:
    preview = sign_in.desk.services.accounts.kept_preview()
    assert "Token" in preview
    assert wait_for(lambda: sign_in.dialog.kept.text() == preview)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        *(("A, B", ("A", "B")), ("A;B\nA", ("A", "B")), (" ,, ", ()), ("MUM-01", ("MUM-01",))),
        ("DEL 03,DEL\u00a0 03\u200b , A", ("DEL 03", "A")),
        ("DEL 03\r\nMUM 1\tX", ("DEL 03", "MUM 1", "X")),
    ],
)
def test_codes_are_read_however_they_are_parted(
    monkeypatch: pytest.MonkeyPatch, text: str, codes: tuple[str, ...]
) -> None:
    assert codes_in(text) == codes
    monkeypatch.setenv("KONNECT_LOCATIONS", text)
    assert environment_locations() == codes


def test_a_pasted_column_of_codes_gets_commas(sign_in: SignIn) -> None:
    line = sign_in.dialog.form.locations
    QGuiApplication.clipboard().setText("DEL 03\nMUM-01\n")
    QTest.keyClick(line, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert line.text() == "DEL 03, MUM-01"
    sign_in.dialog.form.company_level.setChecked(True)
    assert sign_in.dialog.form.form().location_codes == ("DEL 03", "MUM-01")


def test_the_menu_of_the_codes_pastes_a_column_as_well(sign_in: SignIn) -> None:
    line = sign_in.dialog.form.locations
    QGuiApplication.clipboard().setText("A\nB C")
    place = line.rect().center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, line.mapToGlobal(place))
    QApplication.sendEvent(line, event)
    menu = line.findChild(QMenu)
    next(each for each in menu.actions() if each.objectName() == "edit-paste").trigger()
    menu.close()
    assert line.text() == "A, B C"
