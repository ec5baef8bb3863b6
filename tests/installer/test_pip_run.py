"""What the person sees while pip works and when it fails."""

import hashlib
import os
import sys
import zipfile
from pathlib import Path

import pytest

import pip_run

#: pip without the settings and the memory of this computer.
ALONE = {"PIP_EXTRA_INDEX_URL": "", "PIP_CONFIG_FILE": os.devnull, "PIP_NO_CACHE_DIR": "1"}


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
        ("ERROR: Failed building wheel for uharfbuzz", "uharfbuzz does not come ready-made"),
        (
            "ERROR: Could not find a version that satisfies the requirement idna==3.999 "
            "(from versions: 0.2, 3.20)",
            "does not have idna==3.999",
        ),
        ("ERROR: Hashes are required in --require-hashes mode, but", "installer/renew_lock.py"),
        ("konnect-desktop 0.1.0 requires humanize, which is not installed.", "renew_lock.py"),
        ("ERROR: something else", "what pip names"),
    ],
)
def test_a_failure_is_explained_with_a_next_step(line: str, words: str) -> None:
    kept, _writing = pip_run.follow([line + "\n"], lambda _text: None)
    text = pip_run.explain(kept)
    assert words in text
    assert "run this again" in text
    assert line in text


def test_a_file_with_another_hash_is_refused_and_named(tmp_path: Path) -> None:
    wheel = tmp_path / "tinything-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as made:
        facts = "tinything-1.0.dist-info"
        made.writestr(f"{facts}/METADATA", "Metadata-Version: 2.1\nName: tinything\nVersion: 1.0\n")
        made.writestr(
            f"{facts}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        made.writestr(f"{facts}/RECORD", "")
    hashes = "".join(f" \\\n    --hash=sha256:{number:064x}" for number in range(40))
    listed = tmp_path / "listed.txt"
    listed.write_text(f"tinything==1.0{hashes}\n", encoding="utf-8")
    environment = {**os.environ, **ALONE, "PIP_FIND_LINKS": str(tmp_path), "PIP_NO_INDEX": "1"}
    failure = pip_run.install(Path(sys.executable), listed, tmp_path, environment, print)
    assert failure is not None
    assert not failure.half_written
    assert "tinything==1.0 is not the file that this project names" in failure.words
    assert hashlib.sha256(wheel.read_bytes()).hexdigest()[:16] in failure.words
    assert "another network" in failure.words


def test_a_real_pip_without_a_network_fails_in_words(tmp_path: Path) -> None:
    listed = tmp_path / "listed.txt"
    listed.write_text(f"requests==2.32.0 --hash=sha256:{0:064x}\n", encoding="utf-8")
    environment = {
        **os.environ,
        **ALONE,
        "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
        "PIP_FIND_LINKS": "",
        "PIP_RETRIES": "0",
    }
    failure = pip_run.install(
        Path(sys.executable), listed, tmp_path, environment, lambda _text: None
    )
    assert failure is not None
    assert "internet connection" in failure.words
    assert not failure.half_written
