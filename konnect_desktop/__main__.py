"""`python -m konnect_desktop` and the command `konnect-desktop`."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from pathlib import Path


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the app; see `konnect-desktop --help`."""
    # Nothing that is loaded now is garbage; ui/work/garbage.py takes over once the window stands.
    gc.disable()
    from konnect_desktop import environment_mark, logs
    from konnect_desktop.ending import Ending

    logs.catch_all()
    # Until the process ends: whoever is named is not collected.
    _held = environment_mark.hold(Path(sys.prefix))
    from konnect_desktop.ui.application import main as run

    ending = Ending()
    ending.code = run(arguments, ending)
    ending.leave()
    return ending.code


if __name__ == "__main__":
    sys.exit(main())
