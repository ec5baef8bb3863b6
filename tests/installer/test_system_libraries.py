"""Which Debian packages count as missing."""

from collections.abc import Sequence
from pathlib import Path

import pytest

import system_libraries


def knows_nothing(_library: str) -> None:
    return None


def dpkg_with(*rows: str) -> system_libraries.DpkgQuery:
    def query(_packages: Sequence[str]) -> str:
        return "\n".join(rows)

    return query


def test_nothing_is_missing_when_the_loader_finds_all() -> None:
    def never(_packages: Sequence[str]) -> str:
        raise AssertionError("dpkg asked for nothing")

    assert system_libraries.missing_packages(True, lambda name: f"lib{name}.so.1", never) == []


def test_a_package_is_missing_when_neither_loader_nor_dpkg_knows_it() -> None:
    dpkg = dpkg_with(
        "libgl1 install ok installed",
        "libegl1 deinstall ok config-files",
        "libglib2.0-0t64 install ok installed",
        "libdbus-1-3 install ok half-installed",
    )
    missing = system_libraries.missing_packages(False, knows_nothing, dpkg)
    assert missing == ["libegl1", "libxkbcommon0", "libdbus-1-3", "libfontconfig1"]


def test_window_libraries_are_asked_for_only_with_a_screen() -> None:
    dpkg = dpkg_with()
    without = system_libraries.missing_packages(False, knows_nothing, dpkg)
    with_screen = system_libraries.missing_packages(True, knows_nothing, dpkg)
    assert "libxcb-cursor0" not in without
    assert with_screen[: len(without)] == without
    assert "libxcb-cursor0" in with_screen


@pytest.mark.parametrize("output", ["", "\n", "dpkg-query: no packages found", "libgl1"])
def test_dpkg_output_without_packages_is_read_as_none(output: str) -> None:
    assert system_libraries.installed_packages(output) == set()


def test_the_command_can_be_pasted() -> None:
    command = system_libraries.install_command(["libgl1", "libegl1"])
    assert command.startswith("sudo apt-get install")
    assert command.endswith(" libgl1 libegl1")


def test_other_systems_are_left_alone(tmp_path: Path) -> None:
    assert not system_libraries.is_debian_family(tmp_path / "debian_version")


def test_without_permission_nothing_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_command(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("a command was run without permission")

    monkeypatch.setattr(system_libraries, "elevation", lambda: None)
    monkeypatch.setattr(system_libraries.subprocess, "run", no_command)
    assert system_libraries.install(["libgl1"]) is False


def test_print_service_and_wine_are_for_root_on_debian_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def finds_nothing(_name: str) -> None:
        return None

    monkeypatch.setattr(system_libraries, "is_debian_family", lambda: True)
    monkeypatch.setattr(system_libraries.os, "geteuid", lambda: 1000, raising=False)
    assert system_libraries.missing_print_service(finds_nothing) == []
    assert system_libraries.missing_wine(finds_nothing) == []
    monkeypatch.setattr(system_libraries.os, "geteuid", lambda: 0, raising=False)
    monkeypatch.setattr(system_libraries.platform, "machine", lambda: "x86_64")
    assert system_libraries.missing_wine(finds_nothing) == list(system_libraries.WINE)
    assert system_libraries.missing_wine(lambda name: f"/usr/bin/{name}") == []
    monkeypatch.setattr(system_libraries.platform, "machine", lambda: "aarch64")
    assert system_libraries.missing_wine(finds_nothing) == []
    wanted = list(system_libraries.PRINT_SERVICE)
    assert system_libraries.missing_print_service(finds_nothing) == wanted
    monkeypatch.setattr(system_libraries, "FILTER", Path(__file__))
    assert system_libraries.missing_print_service(lambda name: f"/usr/sbin/{name}") == []
    monkeypatch.setattr(system_libraries, "is_debian_family", lambda: False)
    assert system_libraries.missing_print_service(finds_nothing) == []
