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
    from konnect_desktop.command_line import asks_for_self_test
    from konnect_desktop.ending import Ending

    logs.catch_all()
    # Until the process ends: whoever is named is not collected.
    _held = environment_mark.hold(Path(sys.prefix))
    given = list(sys.argv[1:] if arguments is None else arguments)
    ending = Ending()
    if asks_for_self_test(given):
        from konnect_desktop.selftest.command import run as check

        # Qt is not among what it loads: a process of its own has that.
        ending.code = check(given)
    else:
        from konnect_desktop.ui.application import main as run

        ending.code = run(given, ending)
    ending.leave()
    return ending.code


if __name__ == "__main__":
    sys.exit(main())
