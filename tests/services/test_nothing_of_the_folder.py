"""Whatever lies in the folder that the app is started from: none of it runs."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

import konnect_desktop
from konnect_desktop import clean_start, processes
from konnect_desktop.credentials import Credentials, EnvironmentFirst, MemoryCredentials
from konnect_desktop.documents.worker import PdfWorker
from konnect_desktop.errors import KonnectError
from konnect_desktop.practice.launcher import start_child
from konnect_desktop.printing.cups import CupsPrinting
from konnect_desktop.sheets.reader import SheetReader
from konnect_desktop.unattended import take_out

PACKAGE = Path(konnect_desktop.__file__).parent
ROOT = PACKAGE.parent
CANARY = "canary-5519"
#: Modules of the standard library and of others that the app loads sooner or later.
_MODULES = (
    *("__future__", "collections", "json", "logging", "socket", "ssl", "subprocess", "tempfile"),
    *("requests", "urllib3", "pydantic", "pypdfium2", "pikepdf", "keyring", "platformdirs"),
    *("xlsxwriter", "sitecustomize", "usercustomize", "typing", "reportlab", "truststore"),
)
_PROGRAMS = ("lp", "lpstat", "lpoptions", "cancel", "xdg-open", "gio", "open", "gsettings", "env")


def plant(folder: Path, mark: Path) -> None:
    """Modules, packages and programs that write `mark` when one of them runs."""
    folder.mkdir()
    bad = f"open({str(mark)!r}, 'a').write(__name__ + chr(10))\n"
    for name in _MODULES:
        (folder / f"{name}.py").write_text(bad)
    for name in ("PySide6", "konnect_desktop_extra"):
        (folder / name).mkdir()
        (folder / name / "__init__.py").write_text(bad)
    for name in _PROGRAMS:
        (folder / name).write_text(f"#!/bin/sh\necho {name} >> {mark}\n")
        (folder / name).chmod(0o755)
    (folder / "qt.conf").write_text("[Paths]\nPlugins = .\n")


@pytest.fixture
def planted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """This process stands in such a folder, with search paths that lead there."""
    folder = tmp_path / "Downloads"
    plant(folder, tmp_path / "ran")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("PATH", os.pathsep.join(["", ".", "sub", str(folder), os.environ["PATH"]]))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(["", str(folder)]))
    monkeypatch.setenv("PYTHONSTARTUP", str(folder / "json.py"))
    monkeypatch.setenv("KONNECT_PASSWORD", CANARY)
    monkeypatch.setenv("HTTPS_PROXY", f"http://someone:{CANARY}@proxy.test:1")
    return folder


def ran(planted: Path) -> str:
    mark = planted.parent / "ran"
    return mark.read_text() if mark.exists() else ""


def environ_of(pid: int) -> bytes:
    return Path(f"/proc/{pid}/environ").read_bytes() if sys.platform == "linux" else b""


def test_our_own_processes_run_none_of_it(planted: Path) -> None:
    with start_child(5) as child:
        assert CANARY.encode() not in environ_of(child.process.pid)
    with PdfWorker() as worker:
        with pytest.raises(Exception, match=r"PDF|document|read"):
            worker.call("check_pdf", b"no pdf")
        assert worker.pid
        assert CANARY.encode() not in environ_of(worker.pid)
    table = planted.parent / "table.csv"
    table.write_text("AWB,Order\n1,2\n")
    assert SheetReader().read(table)
    assert ran(planted) == ""


def test_programs_come_from_the_folders_of_the_system(planted: Path) -> None:
    cups = CupsPrinting()
    if cups.is_available:
        for ask in (cups.names, lambda: cups.facts("none"), lambda: cups.cancel("none-1")):
            try:
                ask()
            except KonnectError:
                continue  # no printers here; who was asked is what counts
    assert processes.program("xdg-open-of-nobody") is None
    with pytest.raises(processes.ProgramMissing):
        processes.run("no-such-program", seconds=1)
    known = processes.environment()
    assert not {name for name in known if name.startswith(("PYTHON", "KONNECT_"))}
    assert CANARY not in "".join(known.values())
    assert str(planted) not in known["PATH"]
    assert ran(planted) == ""


@pytest.mark.parametrize("option", ["--version", "--tour-of-nobody"])
def test_the_start_of_the_app_runs_none_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, option: str
) -> None:
    folder = tmp_path / "Downloads"
    plant(folder, tmp_path / "ran")
    done = subprocess.run(
        [sys.executable, "-m", "konnect_desktop", option],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        env=with_ours(os.environ),
        check=False,
    )
    assert "onnect" in done.stdout + done.stderr
    assert ran(folder) == ""


_OPENING = """
import os, sys
from pathlib import Path
from konnect_desktop.ui.application import leave_folder
from konnect_desktop.ui.startup.qt_app import make_qt
leave_folder(Path.cwd())
qt = make_qt(["app"])
from konnect_desktop.ui.kit.opening import open_folder
open_folder(Path(sys.argv[1]))
print(qt.libraryPaths(), os.environ.get("PATH"), os.getcwd())
"""


def test_opening_a_folder_runs_none_of_it(planted: Path, tmp_path: Path) -> None:
    environment = {
        **with_ours(os.environ),
        "QT_QPA_PLATFORM": "offscreen",
        "QT_PLUGIN_PATH": str(planted),
        "BROWSER": "",
    }
    done = subprocess.run(
        [sys.executable, "-P", "-c", _OPENING, str(tmp_path)],
        cwd=planted,
        capture_output=True,
        text=True,
        timeout=60,
        env=environment,
        check=True,
    )
    assert str(planted) not in done.stdout
    assert ran(planted) == ""


def with_ours(environment: Mapping[str, str]) -> dict[str, str]:
    """Where the package is, for an interpreter that does not have it installed."""
    return {**environment, "PYTHONPATH": str(ROOT)}


def test_search_paths_keep_what_is_named_in_full(tmp_path: Path) -> None:
    other = tmp_path / "bin"
    before = os.pathsep.join(["", ".", "bin", str(tmp_path), str(other), "..", str(other)])
    environment = {"PATH": before, "QT_PLUGIN_PATH": "x", "HOME": "y"}
    clean_start.clean_environment(environment, tmp_path)
    assert environment["PATH"] == os.pathsep.join([str(other), str(other)])
    assert environment["HOME"] == "y"
    assert "QT_PLUGIN_PATH" not in environment


# ---- credentials of unattended runs ----------------------------------------------------


def test_credentials_leave_the_environment_when_they_are_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KONNECT_USERNAME", "robot")
    monkeypatch.setenv("KONNECT_PASSWORD", CANARY)
    store = EnvironmentFirst(MemoryCredentials())
    assert store.given() == Credentials("robot", CANARY)
    assert "KONNECT_USERNAME" not in os.environ
    assert "KONNECT_PASSWORD" not in os.environ
    # Known to this run all the same.
    assert store.get("any") == Credentials("robot", CANARY)


_SHOWN = """
from pathlib import Path
from konnect_desktop.unattended import take_out
print(take_out("KONNECT_PASSWORD"), Path("/proc/self/environ").read_bytes())
"""

if sys.platform == "linux":

    def test_the_system_does_not_show_them_any_more() -> None:
        done = subprocess.run(
            [sys.executable, "-c", _SHOWN],
            capture_output=True,
            text=True,
            env=with_ours({**os.environ, "KONNECT_PASSWORD": CANARY}),
            check=True,
        )
        assert done.stdout.count(CANARY) == 1


def test_what_is_not_there_is_nothing() -> None:
    assert take_out("KONNECT_NOTHING_OF_THE_KIND") == ""


# ---- one way to start a process --------------------------------------------------------

_STARTERS = {
    "subprocess": {"Popen", "run", "call", "check_call", "check_output", "getoutput"},
    "os": {"system", "popen", "startfile", "execv", "execve", "execvp", "execvpe", "spawnv"},
}
_MODULES_THAT_START = {"multiprocessing", "webbrowser", "pty", "pexpect"}
_QT_STARTERS = {"QProcess", "QDesktopServices"}
_PLACES = {"QDesktopServices": "ui/kit/opening.py"}


def starts(tree: ast.AST) -> set[str]:
    """What a module calls, or loads, that starts another program."""
    called = {name for names in _STARTERS.values() for name in names} - {"run", "call", "system"}
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value.id if isinstance(node.func.value, ast.Name) else ""
            if node.func.attr in _STARTERS.get(owner, ()) or "subprocess_" in node.func.attr:
                found.add(f"{owner}.{node.func.attr}")
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            found |= {node.func.id} & called
        if isinstance(node, ast.ImportFrom):
            names = {alias.name for alias in node.names}
            # A type and a constant start nothing.
            found |= names & ((_STARTERS.get(node.module or "", set()) - {"Popen"}) | _QT_STARTERS)
            found |= {node.module or ""} & _MODULES_THAT_START
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names} & _MODULES_THAT_START
    return found


def test_one_place_starts_processes_and_one_opens_links() -> None:
    wrong = []
    for path in PACKAGE.rglob("*.py"):
        place = path.relative_to(PACKAGE).as_posix()
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for name in starts(tree):
            if place != _PLACES.get(name, "processes.py"):
                wrong.append(f"{place}: {name}")
    assert wrong == []


_LOADERS = ("CDLL", "WinDLL", "OleDLL", "PyDLL", "windll", "oledll", "cdll", "LoadLibrary")


def test_no_module_loads_libraries_by_a_bare_name() -> None:
    allowed = {"windows.py", "unattended.py"}
    wrong = []
    for path in PACKAGE.rglob("*.py"):
        place = path.relative_to(PACKAGE).as_posix()
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        # A full path cannot be mistaken.
        in_full = {id(node.func) for node in nodes if isinstance(node, ast.Call) and is_full(node)}
        wrong += [
            f"{place}: {node.attr}"
            for node in nodes
            if isinstance(node, ast.Attribute) and node.attr in _LOADERS
            if place not in allowed and id(node) not in in_full
        ]
    assert wrong == []


def is_full(call: ast.Call) -> bool:
    first = call.args[0] if call.args else None
    return isinstance(first, ast.Constant) and str(first.value).startswith("/")
