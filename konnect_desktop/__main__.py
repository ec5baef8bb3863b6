"""`python -m konnect_desktop` and the command `konnect-desktop`."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the app; see `konnect-desktop --help`."""
    from konnect_desktop.ui.application import main as run

    return run(arguments)


if __name__ == "__main__":
    sys.exit(main())
