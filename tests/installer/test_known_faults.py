"""A known fault is told; what could not be looked at is never taken for clean."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest

import known_faults
import setup_env
from known_faults import FAULT, FINE, NOT_RUN, Look

ROOT = Path(__file__).resolve().parents[2]
BAD = {
    "name": "urllib3",
    "version": "1.0",
    "vulns": [{"id": "PYSEC-1", "aliases": ["CVE-1"], "fix_versions": ["2.8.0"]}],
}
GOOD = {"name": "idna", "version": "3.20", "vulns": []}
SKIPPED = {"name": "zipp", "skip_reason": "not found"}


def said(*packages: dict[str, Any]) -> str:
    return json.dumps({"dependencies": packages, "fixes": []})


def test_a_fault_is_named_with_what_puts_it_right() -> None:
    look = known_faults.judge(said(BAD, GOOD))
    assert look == Look(("urllib3 1.0: PYSEC-1, CVE-1; put right in: 2.8.0",))


def test_nothing_found_is_clean_only_when_all_were_looked_at() -> None:
    assert known_faults.judge(said(GOOD)) == Look()
    assert "about zipp" in known_faults.judge(said(GOOD, SKIPPED)).why_not
    assert known_faults.judge(said(BAD, SKIPPED)).faults


@pytest.mark.parametrize("text", ["", "no", "[]", "{}", "null", said(), '{"dependencies": [1]}'])
def test_no_answer_is_not_clean(text: str) -> None:
    assert known_faults.judge(text, "ERROR: no network").why_not


def test_every_version_of_the_list_is_asked_about_once() -> None:
    listed = setup_env.locked_list(ROOT, setup_env.APP).read_text(encoding="utf-8")
    layers = known_faults.layers(listed)
    asked = [each for layer in layers for each in layer]
    lines = [line for line in listed.splitlines() if not line.startswith(" ")]
    assert sorted(asked) == sorted(re.split(r"[ ;]", line)[0] for line in lines)
    for layer in layers:
        names = [each.partition("==")[0] for each in layer]
        assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("looks", "code", "words"),
    [
        ([Look()], FINE, "No known fault"),
        ([Look(why_not="no network")], NOT_RUN, "NOT LOOKED FOR: no network"),
        ([Look(("x 1: CVE-1",), "no network")], FAULT, "Known fault: x 1: CVE-1"),
    ],
)
def test_what_is_said_and_how_it_ends(
    looks: list[Look],
    code: int,
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(known_faults, "layers", lambda _listed: [["x==1"]] * len(looks))
    monkeypatch.setattr(known_faults, "ask", lambda *_: looks.pop())
    assert known_faults.main(ROOT) == code
    assert words in capsys.readouterr().out


def test_an_index_that_cannot_be_reached_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    look = known_faults.ask(Path(sys.executable), ["idna==3.20"], ["CVE-1"])
    assert look.faults == ()
    assert "could not be asked" in look.why_not


def test_what_is_accepted_has_its_reason() -> None:
    assert all(reason.strip() for reason in known_faults.accepted(ROOT).values())
