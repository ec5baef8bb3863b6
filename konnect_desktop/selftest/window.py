"""What only a window shows, looked at by a process of its own: Qt can end the one it runs in.

The process says what it found line by line, so that what came before its end is known.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from subprocess import Popen
from typing import Any

from konnect_desktop import processes
from konnect_desktop.selftest import parts
from konnect_desktop.selftest.results import Check, Part, Result, State, failed, not_here

_MODULE = "konnect_desktop.ui.startup.self_test"
#: What leads to the screen of this session; other processes of ours need none.
_OF_SCREEN = ("DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "QT_QPA_PLATFORM", "QT_SCALE_FACTOR")
_OFFSCREEN = "offscreen"
_END_S = 2.0
_LIBRARIES = (
    "Install the system's libraries that the set-up names; most often it is libxcb-cursor0 that is "
    "missing. Or start the app on the computer's own screen."
)


class Ended(Exception):
    """The process has nothing more to say; `status` is its exit code, if it has one."""

    def __init__(self, status: int | None) -> None:
        super().__init__(status)
        self.status = status


class WindowProcess:
    """Started by the first check that needs it."""

    def __init__(
        self,
        scratch: Path,
        environment: Mapping[str, str] | None = None,
        command: Sequence[str] | None = None,
    ) -> None:
        """`environment`: of the screen; `command`: another process, for tests."""
        known = os.environ if environment is None else environment
        self._screen = {name: known[name] for name in _OF_SCREEN if known.get(name)}
        self._command = [*(command or processes.python(_MODULE)), str(scratch)]
        self._process: Popen[bytes] | None = None
        self._lost_screen: Ended | None = None
        #: A check waits for its answer, or waited in vain until it was given up.
        self._is_waited_for = False
        self._hangs = False
        if sys.platform.startswith("linux") and not has_screen(self._screen):
            self._screen["QT_QPA_PLATFORM"] = _OFFSCREEN

    def checks(self) -> list[Check]:
        """One for each part of the window."""
        return [
            Check(part, lambda part=part: self._look_at(part))  # type: ignore[misc]
            for part in parts.OF_WINDOW
        ]

    def close(self) -> None:
        """End it, whatever it is at."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        if process.stdout is not None:
            process.stdout.close()
        process.wait(_END_S)

    def _look_at(self, part: Part) -> Result:
        if self._is_waited_for:
            self._hangs = True
            self.close()
        if self._hangs:
            return failed("Not looked at, since the part with the window hangs.", part.next_step)
        self._is_waited_for = True
        try:
            return self._found(part)
        finally:
            self._is_waited_for = False

    def _found(self, part: Part) -> Result:
        try:
            result = self._next(part)
        except Ended as error:
            return failed(
                f"The part of the app with the window ended by itself (code {error.status}).",
                part.next_step,
            )
        if self._lost_screen is None or part not in (parts.SCREEN, parts.WINDOW):
            return result
        return failed(
            "The screen of this session could not be used, so no window can be opened.",
            _LIBRARIES,
            code=self._lost_screen.status or 0,
        )

    def _next(self, part: Part) -> Result:
        is_first = self._process is None
        try:
            return self._read(part)
        except Ended as error:
            is_linux = sys.platform.startswith("linux")
            if not is_first or not is_linux or self._screen.get("QT_QPA_PLATFORM") == _OFFSCREEN:
                raise
            # Fonts and colours can be looked at all the same.
            self._lost_screen = error
            self.close()
            self._screen["QT_QPA_PLATFORM"] = _OFFSCREEN
            return self._read(part)

    def _read(self, part: Part) -> Result:
        if self._process is None:
            self._process = processes.start(
                self._command, stdout=subprocess.PIPE, extra=self._screen
            )
        process = self._process
        assert process.stdout is not None
        for line in process.stdout:
            found = _parsed(line)
            if found.get("name") == part.name:
                return _result(found)
        try:
            status = process.wait(_END_S)
        except subprocess.TimeoutExpired:
            status = None
        raise Ended(status)


def has_screen(environment: Mapping[str, str]) -> bool:
    """Whether the session has a screen, or says how to do without."""
    return any(environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def _parsed(line: bytes) -> Mapping[str, Any]:
    """Qt's plugins and libraries may write what they like in between."""
    try:
        found = json.loads(line)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _result(found: Mapping[str, Any]) -> Result:
    facts = found.get("facts")
    return Result(
        State(found["state"]),
        str(found["text"]),
        str(found.get("next_step", "")),
        facts if isinstance(facts, dict) else {},
    )


def no_screen() -> Result:
    """For a process that paints into memory."""
    return not_here(
        "There is no screen here; all is painted into memory.",
        "Start the app where somebody can see it.",
    )
