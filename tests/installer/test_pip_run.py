"""What the person sees while pip works and when it fails."""

import os
import sys
from pathlib import Path

import pytest

import pip_run


def test_each_download_is_said_once_with_its_size() -> None:
    said: list[str] = []
    lines = [
        "Collecting requests<3,>=2.32\n",
        "  Downloading requests-2.32.5-py3-none-any.whl.metadata (4.9 kB)\n",
        "Downloading requests-2.32.5-py3-none-any.whl (64 kB)\n",
        "Downloading https://host.example/a/b/pikepdf-10.1-cp311.whl (4.7 MB)\n",
        "Installing collected packages: requests\n",
    ]
    _kept, writing = pip_run.follow(lines, said.append)
    assert said == [
        "  requests-2.32.5-py3-none-any.whl (64 kB)",
        "  pikepdf-10.1-cp311.whl (4.7 MB)",
    ]
    assert writing


def test_a_failure_before_writing_is_told_apart() -> None:
    _kept, writing = pip_run.follow(["Collecting x\n", "ERROR: nothing found\n"], lambda _t: None)
    assert not writing


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("ERROR: Could not install: [Errno 28] No space left on device", "disk is full"),
        ("... NewConnectionError: Temporary failure in name resolution", "internet connection"),
        ("ERROR: Could not find a version (from versions: none)", "internet connection"),
        ("Max retries exceeded: SSLError(CERTIFICATE_VERIFY_FAILED)", "certificate"),
        ("ERROR: Failed building wheel for x", "what pip names"),
    ],
)
def test_a_failure_is_explained_with_a_next_step(line: str, words: str) -> None:
    kept, _writing = pip_run.follow([line + "\n"], lambda _text: None)
    text = pip_run.explain(kept)
    assert words in text
    assert "run this again" in text
    assert line in text


def test_a_real_pip_without_a_network_fails_in_words(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[project]\nname = "x"\nversion = "1"\ndependencies = ["requests"]\n'
        '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n',
        encoding="utf-8",
    )
    environment = {
        **os.environ,
        "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
        "PIP_FIND_LINKS": "",
        "PIP_EXTRA_INDEX_URL": "",
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_RETRIES": "0",
        "PIP_NO_CACHE_DIR": "1",
    }
    failure = pip_run.install(Path(sys.executable), ".", tmp_path, environment, lambda _text: None)
    assert failure is not None
    assert "internet connection" in failure.words
    assert not failure.half_written
