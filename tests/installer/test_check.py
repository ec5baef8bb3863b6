"""The order of the checks and what their outcome adds up to."""

import sys
from pathlib import Path

import pytest

import check
import setup_env
from check import Step


def test_pytest_comes_last_and_gets_the_arguments() -> None:
    names = [step.name for step in check.steps(["-k", "labels"])]
    assert names[:4] == ["ruff check", "ruff format --check", "mypy", "lint-imports"]
    assert names[4:] == ["known faults", "Windows' Python", "pytest"]
    names = [step.name for step in check.steps(["--no-wine"])]
    assert names[4:] == ["known faults", "pytest"]
    assert check.steps(["-k", "labels"])[-1].arguments[-2:] == ("-k", "labels")


@pytest.mark.parametrize(("codes", "expected"), [((0, 0), 0), ((1, 0), 1), ((0, 5), 1)])
def test_a_failure_does_not_stop_the_later_steps(
    codes: tuple[int, int],
    expected: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    planned = [
        Step(f"step {number}", ("-c", f"import sys; print('ran {number}'); sys.exit({code})"))
        for number, code in enumerate(codes)
    ]
    monkeypatch.setattr(setup_env, "ensure", lambda _wanted, with_screen: Path(sys.executable))
    monkeypatch.setattr(setup_env, "install_print_service", lambda: None)
    monkeypatch.setattr(setup_env, "install_wine", lambda: None)
    monkeypatch.setattr(setup_env, "ROOT", tmp_path)
    monkeypatch.setattr(check, "steps", lambda _arguments: planned)
    assert check.main([]) == expected
    shown = capfd.readouterr().out
    assert "ran 0" in shown
    assert "ran 1" in shown
    assert shown.count("FAILED") == sum(1 for code in codes if code)


def test_what_could_not_run_is_neither_a_failure_nor_passed(tmp_path: Path) -> None:
    step = Step("faults", ("-c", "import sys; sys.exit(3)"), 3)
    result = check.run_step(Path(sys.executable), step, tmp_path)
    assert not result.is_failure
    assert "NOT RUN" in result.line()
    assert "ok" not in result.line()
    fine = check.run_step(Path(sys.executable), Step("faults", ("-c", ""), 3), tmp_path)
    assert "ok" in fine.line()
    wrong = check.run_step(
        Path(sys.executable), Step("x", ("-c", "raise SystemExit(1)"), 3), tmp_path
    )
    assert wrong.is_failure


def test_the_checks_run_without_a_screen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    step = Step("platform", ("-c", "import os; print(os.environ['QT_QPA_PLATFORM'])"))
    assert check.run_step(Path(sys.executable), step, tmp_path).code == 0
    assert "offscreen" in capfd.readouterr().out


def test_files_of_the_tests_are_kept_in_memory_and_gone_after(tmp_path: Path) -> None:
    with check.quick_folder(["-k", "labels"], tmp_path) as [option]:
        name, _, folder = option.partition("=")
        assert name == "--basetemp"
        Path(folder).mkdir()
        (Path(folder) / "left").write_text("by a test")
        assert [*tmp_path.rglob("left")]
    assert [*tmp_path.iterdir()] == []


def test_the_disk_it_is_where_memory_has_no_room_or_a_folder_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with check.quick_folder(["--basetemp=here"], tmp_path) as options:
        assert options == []
    with check.quick_folder([], tmp_path / "no such disk") as options:
        assert options == []
    monkeypatch.setattr(check, "RAM_DISK_BYTES", 2**80)
    with check.quick_folder([], tmp_path) as options:
        assert options == []
    assert [*tmp_path.iterdir()] == []
