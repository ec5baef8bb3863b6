"""Temporary folders of ours: an old one goes, one that may be in use stays."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

import pytest

from konnect_desktop import leftovers


def test_only_what_is_older_than_a_day_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    young, old, others = (
        tmp_path / name for name in ("konnect-tour-young", "konnect-tour-old", "other-old")
    )
    for folder in (young, old, others):
        (folder / "profiles").mkdir(parents=True)
    yesterday = time.time() - 25 * 3600
    for folder in (old, others):
        os.utime(folder, (yesterday, yesterday))
    leftovers.forget_temporary()
    assert young.exists()
    assert others.exists()
    assert not old.exists()
