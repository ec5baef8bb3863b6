"""The shared libraries that Qt needs and that Debian and Ubuntu may not have installed.

Standard library only. Everywhere else (macOS, Windows, other Linux families) nothing is missing as
far as this file knows, and the trial start of Qt in setup_env.py has the last word.
"""

from __future__ import annotations

import ctypes.util
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

# Package -> the library in it that Qt loads. Asking for the library, not the package, also holds
# where a newer release has renamed the package (libglib2.0-0t64).
NEEDED_ALWAYS: Mapping[str, str] = {
    "libglib2.0-0": "glib-2.0",
    "libgl1": "GL",
    "libegl1": "EGL",
    "libxkbcommon0": "xkbcommon",
    "libdbus-1-3": "dbus-1",
    "libfontconfig1": "fontconfig",
}
NEEDED_WITH_SCREEN: Mapping[str, str] = {
    "libxcb-cursor0": "xcb-cursor",
    "libxcb-icccm4": "xcb-icccm",
    "libxcb-keysyms1": "xcb-keysyms",
    "libxkbcommon-x11-0": "xkbcommon-x11",
    "libxcb-shape0": "xcb-shape",
}

# The checks print to real queues of their own; only root can start those.
PRINT_SERVICE = ("cups", "cups-filters", "printer-driver-cups-pdf")
FILTER = Path("/usr/lib/cups/filter/pdftopdf")
# Runs Windows' own Python in the checks; the last two are what it prints and trusts with.
WINE = ("wine", "wine64", "libcups2", "libgnutls30")

# Another program (a first-boot update, say) may hold dpkg's lock for a while.
APT_PATIENCE = ("-o", "DPkg::Lock::Timeout=120")

FindLibrary = Callable[[str], str | None]
DpkgQuery = Callable[[Sequence[str]], str]


def is_debian_family(debian_version: Path = Path("/etc/debian_version")) -> bool:
    """Whether apt-get is this machine's way to install a library."""
    return (
        sys.platform == "linux" and debian_version.exists() and shutil.which("apt-get") is not None
    )


def missing_packages(
    with_screen: bool,
    find_library: FindLibrary = ctypes.util.find_library,
    dpkg_query: DpkgQuery | None = None,
) -> list[str]:
    """Names of the Debian packages whose library is not here, in a fixed order.

    A library counts as missing only when neither the loader nor dpkg knows it: a false alarm would
    send a seller to an administrator for nothing.
    """
    needed = {**NEEDED_ALWAYS, **(NEEDED_WITH_SCREEN if with_screen else {})}
    unseen = [package for package, library in needed.items() if find_library(library) is None]
    if not unseen:
        return []
    asked = [name for package in unseen for name in (package, f"{package}t64")]
    installed = installed_packages((dpkg_query or run_dpkg_query)(asked))
    return [name for name in unseen if not {name, f"{name}t64"} & installed]


def installed_packages(dpkg_output: str) -> set[str]:
    """Package names from `dpkg-query -W -f='${Package} ${Status}\\n'` that are wholly installed."""
    rows = (line.split() for line in dpkg_output.splitlines())
    return {row[0] for row in rows if row[1:] == ["install", "ok", "installed"]}


def run_dpkg_query(packages: Sequence[str]) -> str:
    """dpkg's answer for these packages; unknown ones are simply absent. Empty without dpkg."""
    command = ["dpkg-query", "-W", "-f=${Package} ${Status}\n", *packages]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return done.stdout


def missing_print_service(find_program: Callable[[str], str | None] = shutil.which) -> list[str]:
    """The packages of a print service for the checks, when root may install it and it is not here.

    Nobody but root: a developer's machine does not get a print service as a side effect.
    """
    is_here = all(find_program(name) for name in ("cupsd", "lp")) and FILTER.exists()
    return [] if is_here or not is_root_on_debian() else list(PRINT_SERVICE)


def missing_wine(find_program: Callable[[str], str | None] = shutil.which) -> list[str]:
    """The packages of wine for the checks, when root may install it and it is not here."""
    is_fit = is_root_on_debian() and platform.machine() == "x86_64"
    return list(WINE) if is_fit and find_program("wine") is None else []


def is_root_on_debian() -> bool:
    """Whether what only the checks need may be put in here."""
    return hasattr(os, "geteuid") and os.geteuid() == 0 and is_debian_family()


def install_command(packages: Iterable[str]) -> str:
    """The line a person can paste into a terminal."""
    return "sudo apt-get install -y --no-install-recommends " + " ".join(packages)


def elevation() -> list[str] | None:
    """What to put before apt-get: nothing for root, sudo when it asks no password, else None."""
    if not hasattr(os, "geteuid"):
        return None
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") is None:
        return None
    allowed = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
    return ["sudo", "-n"] if allowed.returncode == 0 else None


def install(packages: Sequence[str]) -> bool:
    """Install Debian packages when this user may do so without a password.

    Returns whether apt-get says that they are installed now; never raises for a refusal.
    """
    prefix = elevation()
    if prefix is None:
        return False
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", *APT_PATIENCE]
    # A stale package list is only a reason to try; the install itself decides.
    subprocess.run([*apt, "update"], check=False)
    wanted = [*apt, "install", "-y", "--no-install-recommends", *packages]
    return subprocess.run(wanted, check=False, stdout=subprocess.DEVNULL).returncode == 0
