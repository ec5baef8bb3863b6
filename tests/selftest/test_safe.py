"""The password safe: what it can do is tried with a made-up entry, apart from the seller's."""

from __future__ import annotations

import sys

import pytest

from konnect_desktop.password_safe import SERVICE
from konnect_desktop.selftest import parts, running
from konnect_desktop.selftest.results import Check, Report, State
from konnect_desktop.selftest.safe import look_at_safe
from tests.services.strange_safe import StrangeSafe


@pytest.fixture
def safe(monkeypatch: pytest.MonkeyPatch) -> StrangeSafe:
    made = StrangeSafe()
    monkeypatch.setitem(sys.modules, "keyring", made)
    return made


def test_an_entry_is_kept_and_gone_again(safe: StrangeSafe) -> None:
    safe.kept[SERVICE, "default"] = "the seller's own"
    found = look_at_safe()
    assert found.state is State.OK
    assert found.facts == {"safe": "strange_safe", "letters": 1280}
    assert safe.kept == {(SERVICE, "default"): "the seller's own"}
    assert "set_password" in safe.asked


@pytest.mark.parametrize("question", ["set_password", "get_password", "delete_password"])
def test_a_locked_one_fails_with_the_next_step(safe: StrangeSafe, question: str) -> None:
    safe.refuses.add(question)
    found = Report(list(running.run([Check(parts.KEYRING, look_at_safe)])), 0.0)
    (finding,) = found.findings
    assert finding.result.state is State.FAILED
    assert finding.result.text.startswith("The password safe refuses: it is locked")
    assert finding.result.next_step.startswith("Unlock the password safe")
    assert found.code == 17


def test_a_silent_one_is_not_waited_for(safe: StrangeSafe) -> None:
    safe.silent.add("set_password")
    found = look_at_safe(0.05)
    safe.speak.set()
    assert found.state is State.FAILED
    assert "does not answer" in found.text


def test_none_at_all_is_a_warning(safe: StrangeSafe) -> None:
    safe.is_there = False
    found = look_at_safe()
    assert found.state is State.WARNING
    assert "kept until the app closes" in found.text


def test_one_that_keeps_plain_text_is_none(
    safe: StrangeSafe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(StrangeSafe, "priority", 0.5)
    assert look_at_safe().state is State.WARNING
    assert safe.kept == {}
