"""What the seller sees when the password safe does not give the Token up, or does not take it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QPushButton

from konnect_desktop.credentials import KeyringCredentials
from konnect_desktop.password_safe import SERVICE, Trouble
from konnect_desktop.services.account_models import SignedOut, SignInForm
from konnect_desktop.ui.kit.messages import MessageDialog
from konnect_desktop.ui.profile import token_words
from tests.services.strange_safe import StrangeSafe
from tests.ui.account_desk import SignIn, account_desk


@pytest.fixture
def safe(monkeypatch: pytest.MonkeyPatch) -> Iterator[StrangeSafe]:
    made = StrangeSafe()
    monkeypatch.setitem(sys.modules, "keyring", made)
    monkeypatch.setattr(KeyringCredentials, "FORGET_S", 1.0)
    monkeypatch.setattr(KeyringCredentials, "SAVE_S", 0.2)
    monkeypatch.delenv("KONNECT_USERNAME", raising=False)
    yield made
    made.speak.set()


@pytest.fixture
def desk(styled_app: QApplication, tmp_path: Path, safe: StrangeSafe) -> Iterator[SignIn]:
    with account_desk(styled_app, tmp_path, KeyringCredentials()) as made:
        yield made


def signed_in(desk: SignIn) -> None:
    """As the dialog does once all steps of the test have worked."""
    form = SignInForm("http://127.0.0.1:9", "asha", "the-token")
    facts = desk.desk.services.accounts.sign_in(form)
    desk.dialog.signed_in.emit(facts)
    desk.window.sync.stop()
    desk.dialog.close()


def question(desk: SignIn) -> MessageDialog | None:
    shown = (each for each in desk.window.findChildren(MessageDialog) if each.isVisible())
    return next(shown, None)


def sign_out(desk: SignIn) -> None:
    desk.window.top.sign_out_wanted.emit()
    asked = question(desk)
    assert asked is not None
    assert asked.action_button is not None
    asked.action_button.click()


def left_dialog(desk: SignIn) -> MessageDialog:
    def shown() -> MessageDialog | None:
        found = question(desk)
        return found if found is not None and "still be in" in found.heading.text() else None

    desk.wait(shown, "the words about the Token")
    found = shown()
    assert found is not None
    return found


def test_it_says_that_the_token_is_left_and_tries_again(desk: SignIn, safe: StrangeSafe) -> None:
    signed_in(desk)
    safe.refuses.add("delete_password")
    sign_out(desk)
    told = left_dialog(desk)
    assert SERVICE in told.text.text()
    assert not desk.desk.services.is_signed_in
    safe.refuses.clear()
    assert told.action_button is not None
    assert told.action_button.text() == "Try again"
    told.action_button.click()
    desk.wait(lambda: safe.kept == {}, "the Token to go")
    desk.wait(lambda: "not kept" in desk.window.keys.said.text(), "the good news")


def test_a_silent_safe_holds_nobody_up(desk: SignIn, safe: StrangeSafe) -> None:
    signed_in(desk)
    safe.silent.add("get_password")
    sign_out(desk)
    # At once, while the safe still keeps silent.
    desk.wait(lambda: not desk.window.facts.is_signed_in, "the session to end")
    assert question(desk) is None
    left_dialog(desk)


def test_the_settings_offer_to_remove_it_later(desk: SignIn, safe: StrangeSafe) -> None:
    signed_in(desk)
    safe.refuses.add("delete_password")
    sign_out(desk)
    left_dialog(desk).close()
    desk.window.open_room("settings")
    card = desk.window.settings.account
    button: QPushButton = card.sign_out_button
    desk.wait(lambda: button.isVisible() and button.text() == "Remove the Token", "the button")
    assert "may still be in" in card.facts_text.text()
    safe.refuses.clear()
    button.click()
    desk.wait(lambda: safe.kept == {}, "the Token to go")
    desk.wait(lambda: not button.isVisible(), "the card")
    assert "not kept" in card.facts_text.text()


def test_a_token_that_was_not_saved_is_told(desk: SignIn, safe: StrangeSafe) -> None:
    safe.refuses.add("set_password")
    signed_in(desk)
    told = desk.window.notices.text("token")
    assert "refused to keep the Token" in told
    assert "until the app closes" in told


@pytest.mark.parametrize(
    ("system", "where"),
    [
        ("win32", "Credential Manager"),
        ("darwin", "Keychain Access"),
        ("linux", "Seahorse"),
    ],
)
@pytest.mark.parametrize("trouble", list(Trouble))
def test_each_system_is_told_where_it_lies(system: str, where: str, trouble: Trouble) -> None:
    heading, text = token_words.left(SignedOut(trouble, SERVICE, "shop-2"), system)
    assert "signed out" in heading
    assert where in text
    assert SERVICE in text
    assert "shop-2" in text
