"""The tour as it is started from a terminal: pictures, PDFs, exit code."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pypdf
import pytest
from PySide6.QtGui import QImage

_ENVIRONMENT = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}


def start(folder: Path, data: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "konnect_desktop", "--tour", str(folder), "--data-dir", str(data)],
        env=_ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )


@pytest.mark.timeout(420)
def test_the_tour_walks_the_whole_journey(tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    ended = start(folder, tmp_path / "data")
    assert ended.returncode == 0, ended.stderr
    pictures = sorted(folder.glob("*.png"))
    assert [picture.name[:2] for picture in pictures] == [
        f"{number:02d}" for number in range(1, len(pictures) + 1)
    ]
    assert len(pictures) >= 15
    names = " ".join(picture.name for picture in pictures)
    for step in ("sign-in", "filter", "search", "undo-time", "some-refused", "label-preview"):
        assert step in names
    assert len([picture for picture in pictures if "dark" in picture.name]) == 2
    for picture in pictures:
        image = QImage(str(picture))
        assert image.width() >= 1280
    for name in ("labels.pdf", "invoices.pdf"):
        assert len(pypdf.PdfReader(folder / name).pages) >= 100
    for name in ("pick-list.pdf", "handover-sheet.pdf"):
        assert pypdf.PdfReader(folder / name).pages


def test_a_folder_that_cannot_be_written_is_said_and_the_exit_code_shows_it(
    tmp_path: Path,
) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("not a folder")
    ended = start(in_the_way, tmp_path / "data")
    assert ended.returncode != 0
    assert "cannot be written" in ended.stderr


def test_a_tour_that_failed_says_so_also_where_the_app_takes_too_long_to_close(
    tmp_path: Path,
) -> None:
    code = (
        "import sys, time\n"
        "from konnect_desktop.ending import Ending\n"
        "from konnect_desktop.ui import application\n"
        "from konnect_desktop.ui.tour import conductor, steps\n"
        "def journey(tour):\n"
        "    raise conductor.TourFailed('as planned')\n"
        "    yield\n"
        "steps.journey = journey\n"
        "class Slow(application.Application):\n"
        "    def close(self):\n"
        "        self._ending.begin()\n"
        "        time.sleep(60)\n"
        "application.Application = Slow\n"
        "sys.exit(application.main(sys.argv[1:], Ending(0.2)))\n"
    )
    asked = ["--practice", "--tour", str(tmp_path / "pictures"), "--data-dir", str(tmp_path / "d")]
    ended = subprocess.run(
        [sys.executable, "-c", code, *asked],
        capture_output=True,
        text=True,
        timeout=100,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        check=False,
    )
    assert "as planned" in ended.stderr
    assert ended.returncode == 1
