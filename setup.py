"""What pyproject.toml cannot say: resources lie beside the package, but are installed inside it."""

from __future__ import annotations

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).resolve().parent
#: Shown by the app itself; `konnect_desktop.paths.shipped` finds them.
TEXTS = ("CHANGELOG.md", "LICENSE")


class BuildWithResources(build_py):
    """Copies them to konnect_desktop/resources; an editable install uses those of the checkout."""

    def run(self) -> None:
        super().run()
        if self.editable_mode:
            return
        target = Path(self.build_lib) / "konnect_desktop" / "resources"
        shutil.copytree(ROOT / "resources", target, dirs_exist_ok=True)
        for name in TEXTS:
            shutil.copy2(ROOT / name, target / name)


setup(cmdclass={"build_py": BuildWithResources})
