"""Removes an account's data until somebody kills it: data folder, profile."""

from __future__ import annotations

import sys
from pathlib import Path

from konnect_desktop.paths import Paths
from konnect_desktop.services import removing

paths = Paths(Path(sys.argv[1]))
files = paths.profile(sys.argv[2])
sys.stdout.write("ready\n")
sys.stdout.flush()
removing.begin(files)
removing.finish(paths, files)
