"""The process that paints a window: what it finds, and what is known when it dies."""

from __future__ import annotations

import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from konnect_desktop.selftest import parts, running
from konnect_desktop.selftest.results import Check, Report, State
from konnect_desktop.selftest.window import WindowProcess, has_screen

OFFSCREEN = {"QT_QPA_PLATFORM": "offscreen"}
#: Says what the first part found and dies in the next.
DIES_LATER = """
import os
print("a plugin that talks", flush=True)
print('{"name": "fonts", "state": "ok", "text": "Fine", "facts": {"families": 3}}', flush=True)
os.abort()
"""
#: A screen that takes nobody; memory does.
LOST_SCREEN = """
import os
if os.environ.get("QT_QPA_PLATFORM") != "offscreen":
    os.abort()
for name in ("fonts", "screen", "contrast", "window"):
    print('{"name": "%s", "state": "ok", "text": "Fine"}' % name, flush=True)
"""


def look(process: WindowProcess) -> Report:
    try:
        return Report(list(running.run(process.checks())), 0.0)
    finally:
        process.close()


def scripted(code: str, environment: dict[str, str] | None = None) -> WindowProcess:
    chosen = OFFSCREEN if environment is None else environment
    return WindowProcess(Path("x"), chosen, [sys.executable, "-c", code])


def test_the_app_s_window_is_painted(tmp_path: Path) -> None:
    found = look(WindowProcess(tmp_path / "window", OFFSCREEN))
    by_part = {one.part: one.result for one in found.findings}
    assert by_part[parts.FONTS].state is State.OK, by_part
    assert by_part[parts.FONTS].text == "11 scripts and ₹ are shown in letters"
    assert by_part[parts.SCREEN].state is State.NOT_HERE
    assert by_part[parts.CONTRAST].state is State.OK
    assert by_part[parts.WINDOW].state is State.OK
    assert by_part[parts.WINDOW].facts["window system"] == "offscreen"
    assert found.code == 0


def test_one_that_dies_half_way_keeps_what_it_had_found() -> None:
    found = look(scripted(DIES_LATER))
    fonts, screen, contrast, window = (one.result for one in found.findings)
    assert (fonts.state, fonts.facts["families"]) == (State.OK, 3)
    assert {screen.state, contrast.state} == {State.WARNING}
    assert window.state is State.FAILED
    assert window.text.startswith("The part of the app with the window ended by itself (code ")
    assert found.code == 29


def test_one_that_never_starts() -> None:
    found = look(WindowProcess(Path("x"), OFFSCREEN, ["/no/such/python"]))
    assert found.code == 26
    assert {one.result.text for one in found.failed} == {"It could not be checked."}


def test_a_screen_that_cannot_be_used_fails_the_window_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    found = look(scripted(LOST_SCREEN, {"DISPLAY": ":4711"}))
    states = [one.result.state for one in found.findings]
    assert states == [State.OK, State.WARNING, State.OK, State.FAILED]
    assert "libxcb-cursor0" in found.findings[-1].result.next_step
    assert found.code == 29


def test_without_a_screen_it_paints_into_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    found = look(scripted(LOST_SCREEN, {}))
    assert {one.result.state for one in found.findings} == {State.OK}
    assert not has_screen({"DISPLAY": ""})
    assert has_screen({"WAYLAND_DISPLAY": "wayland-0"})


def in_a_process(code: str, scratch: Path) -> Report:
    """The real process, with something of it replaced first."""
    start = "import konnect_desktop.ui.startup.self_test as t; t.main(Path(sys.argv[1]))"
    whole = f"import sys; from pathlib import Path; {code}; {start}"
    return look(WindowProcess(scratch, OFFSCREEN, [sys.executable, "-c", whole]))


def test_without_fonts_names_are_boxes_and_that_is_code_26(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Neither the app's own nor the system's.
    (tmp_path / "fonts.conf").write_text("<fontconfig></fontconfig>")
    monkeypatch.setenv("FONTCONFIG_FILE", str(tmp_path / "fonts.conf"))
    code = "import konnect_desktop.ui.kit.fonts as f; f.resource = lambda name: Path('/no/such')"
    found = in_a_process(code, tmp_path / "window")
    fonts = found.findings[0].result
    assert fonts.state is State.FAILED, found
    assert fonts.next_step == "Install the app again; your data stays."
    assert found.code == 26


def test_a_window_that_stays_empty_is_code_29(tmp_path: Path) -> None:
    code = (
        "from PySide6.QtWidgets import QWidget; from PySide6.QtGui import QPixmap;"
        "QWidget.grab = lambda self, *a: (p := QPixmap(900, 600), p.fill('#fff'))[0]"
    )
    found = in_a_process(code, tmp_path / "window")
    window = found.findings[-1].result
    assert (window.state, window.text) == (State.FAILED, "The window stayed empty.")
    assert found.code == 29


def test_an_account_that_does_not_open_is_told_in_its_words(tmp_path: Path) -> None:
    (tmp_path / "window").write_text("a file in the way")
    found = look(WindowProcess(tmp_path / "window", OFFSCREEN))
    window = found.findings[-1].result
    assert window.state is State.FAILED
    assert "is a file, where the app needs a folder" in window.text


def test_one_that_hangs_is_waited_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    process = scripted("import time; time.sleep(600)")
    fonts, *others = process.checks()
    brief = Check(replace(fonts.part, limit_s=0.5), fonts.run)
    found = list(running.run([brief, *others]))
    assert process._process is None
    process.close()
    assert found[0].result.text == "No answer in 0.5 seconds, so it was given up."
    texts = {one.result.text for one in found[1:]}
    assert texts == {"Not looked at, since the part with the window hangs."}


def test_it_leaves_no_process_behind() -> None:
    process = scripted("import time; print('{}', flush=True); time.sleep(600)")
    (first, *_others) = process.checks()
    thread = threading.Thread(target=first.run, daemon=True)
    thread.start()
    while process._process is None:
        thread.join(0.01)
    child = process._process
    process.close()
    assert child.poll() is not None
