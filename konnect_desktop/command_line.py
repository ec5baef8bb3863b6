"""The command line of the app. No Qt: the self-test reads it before there is any."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from konnect_desktop import __version__
from konnect_desktop.paths import DEFAULT_PROFILE

SELF_TEST = "--self-test"
#: In the place of a file: the output of the program.
OUTPUT = Path("-")


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="konnect-desktop", description="Run your Fynd Konnect orders, point and click."
    )
    add = parser.add_argument
    add("--version", action="version", version=f"Konnect Desktop {__version__}")
    add("--practice", action="store_true", help="made-up orders; nothing leaves this computer")
    add("--data-dir", type=_full_path, default=None, help="where orders and documents are kept")
    add("--base-url", default="", help="address of Konnect to sign in at")
    add("--profile", default=DEFAULT_PROFILE, help="account to open (default: %(default)s)")
    pictures = "write pictures of a tour to DIR"
    add("--tour", type=_full_path, default=None, metavar="DIR", help=pictures)
    for name, what in ((SELF_TEST, "check this computer"), (f"{SELF_TEST}-json", "as JSON")):
        told = f"{what}: printed, or written to FILE; exit code 0, or that of the part that failed"
        add(name, type=_file, nargs="?", const=OUTPUT, default=None, metavar="FILE", help=told)
    add("--orders", type=int, default=200, help="practice: how many orders (%(default)s)")
    add("--seed", type=int, default=7, help="practice: the same seed gives the same orders")
    add("--fault", action="append", default=[], help="practice: a planned fault; repeatable")
    return parser.parse_args(arguments)


def asks_for_self_test(arguments: Sequence[str]) -> bool:
    """Whether no window is wanted, told without reading the rest."""
    return any(one.startswith(SELF_TEST) for one in arguments)


def _full_path(text: str) -> Path:
    """The app leaves the folder it was started from."""
    return Path(text).absolute()


def _file(text: str) -> Path:
    return OUTPUT if text == str(OUTPUT) else _full_path(text)
