"""The table and its JSON: to be read by people and programs, with nothing private in them."""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from konnect_desktop.logs import redactor
from konnect_desktop.selftest import parts, report
from konnect_desktop.selftest.computer import Computer, computer
from konnect_desktop.selftest.results import Finding, Report, failed, not_here, ok, warning
from konnect_desktop.settings import Settings

AT = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
FOUND = Report(
    [
        Finding(parts.PYTHON, ok("CPython 3.11.7", bits=64, frozen=False), 8),
        Finding(parts.KEYRING, failed("It refuses.", "Unlock it."), 1400),
        Finding(parts.PRINTERS, warning("1 of 2 did not answer.", "Switch it on.", LAB="ready"), 9),
        Finding(parts.SOUNDS, not_here("Nothing to make a sound with.", "Look."), 1),
    ],
    3.21,
)


def test_the_table(here: Computer) -> None:
    lines = report.table(FOUND, here, AT).splitlines()
    assert lines[0].startswith("Konnect Desktop ")
    assert lines[0].endswith(", self-test of 2026-12-01 09:30 UTC")
    assert lines[3:] == [
        "ok        Python              CPython 3.11.7",
        "                              bits: 64; frozen: no",
        "failed    Password safe       It refuses (1.4 s)",
        "                              → Unlock it.",
        "warning   Printers            1 of 2 did not answer",
        "                              → Switch it on.",
        "                              LAB: ready",
        "not here  Sounds              Nothing to make a sound with",
        "                              → Look.",
        "",
        "4 parts: 1 ok, 1 warning, 1 failed, 1 not here; 3.2 s",
        "Failed: keyring (17)",
    ]


def test_all_well_is_said(here: Computer) -> None:
    table = report.table(Report(FOUND.findings[:1], 1.0), here, AT)
    assert table.endswith("1 parts: 1 ok; 1.0 s\nEverything that the app needs works here.\n")


def test_the_same_for_programs(here: Computer) -> None:
    told = json.loads(report.as_json(FOUND, here, AT))
    assert told["format"] == 1
    assert (told["code"], told["failed"]) == (17, ["keyring"])
    assert told["at"] == "2026-12-01T09:30:00Z"
    assert [one["state"] for one in told["parts"]] == ["ok", "failed", "warning", "not here"]
    assert told["parts"][0] == {
        "name": "python",
        "title": "Python",
        "code": 10,
        "state": "ok",
        "text": "CPython 3.11.7",
        "next_step": "",
        "facts": {"bits": 64, "frozen": False},
        "ms": 8,
    }


def test_whose_computer_and_account_it_is_stays_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "Asha Rao"
    monkeypatch.setattr(Path, "home", lambda: home)
    monkeypatch.setattr(tempfile, "tempdir", str(home / "a folder for temporary things"))
    settings = Settings(
        username="asha-shop", paper_name="Rao Textiles", proxy_user="asha.r", proxy_host="px.rao.in"
    )
    here = replace(computer(home / "my data folder", "default"), settings=settings)
    redactor.hide("Token-4711-xyz")
    said = (
        f"{home}/my data folder/x and {tempfile.gettempdir()}/y and {home}/z of asha-shop at "
        "Rao Textiles, asha.r@px.rao.in with Token-4711-xyz, 98450 12345"
    )
    found = Report([Finding(parts.DATA_FOLDER, failed(said, said, what=said), 1)], 1.0)
    for text in (report.table(found, here, AT), report.as_json(found, here, AT)):
        flat = " ".join(text.split())
        for private in ("Asha", "Rao", "asha", "px.rao.in", "Token-4711", "98450"):
            assert private not in flat, private
        for shown in ("[data folder]/x", "[temporary folder]/y", "~/z"):
            assert shown in flat
