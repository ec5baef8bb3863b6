"""Folders that must work with nothing installed: the installer and the domain."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OWN = {
    "installer": {path.stem for path in (ROOT / "installer").glob("*.py")},
    "konnect_desktop/domain": set(),
}


def imported(source: str) -> set[str]:
    """Top-level names of all absolute imports, also those inside functions."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            if node.module.startswith("konnect_desktop.domain"):
                continue
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize("folder", sorted(OWN))
def test_only_the_standard_library_is_imported(folder: str) -> None:
    files = sorted((ROOT / folder).rglob("*.py"))
    assert files
    allowed = sys.stdlib_module_names | OWN[folder]
    found = {path.name: imported(path.read_text(encoding="utf-8")) - allowed for path in files}
    assert {name: extra for name, extra in found.items() if extra} == {}
