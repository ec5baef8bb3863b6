"""Set the app up if needed and open it: `python3 installer/start.py`.

Without arguments it opens practice mode, which needs no account. Arguments go to the app.
The first time it leaves shortcuts that open the app without it; `--no-shortcut` leaves none.
Where there is no screen it runs the tour and says where the pictures are.
"""

import sys

# Before the other imports: an older Python could not even read those files.
if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit(
        "Konnect Desktop needs Python 3.11 or later; this is Python "
        + sys.version.split()[0]
        + ".\nNothing was installed. Get a newer one from https://www.python.org/downloads/ "
        + "or your system's\npackages, then run this file with it, e.g.: "
        + "python3.12 installer/start.py"
    )

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import setup_env
import shortcut

TOUR_FOLDER = "tour-pictures"
# With one of these the person has chosen what to open, so practice mode is not added.
OWN_CHOICE = ("--practice", "--profile", "--base-url")
#: What the app writes to the terminal that it is started from, or does without a person.
IN_TERMINAL = ("--tour", "--self-test", "--self-test-json", "--help", "-h", "--version")
NO_SHORTCUT = "--no-shortcut"
SCREENLESS_PLATFORMS = ("offscreen", "minimal")
#: An app that cannot open its window has ended by then, s.
EARLY_S = 5.0


def has_screen(platform: str, environment: Mapping[str, str]) -> bool:
    """Whether a window could be seen: always on Windows and macOS, else as the session says."""
    chosen = environment.get("QT_QPA_PLATFORM", "")
    if chosen:
        return chosen.split(":")[0] not in SCREENLESS_PLATFORMS
    if platform in ("win32", "darwin"):
        return True
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))


def makes_choice(arguments: Sequence[str]) -> bool:
    """Whether the arguments say by themselves what to open."""
    return any(argument.split("=")[0] in OWN_CHOICE + IN_TERMINAL for argument in arguments)


def stays_in_terminal(arguments: Sequence[str]) -> bool:
    """Whether the person at the terminal wants to see what the app writes there."""
    return any(argument.split("=")[0] in IN_TERMINAL for argument in arguments)


def app_arguments(arguments: Sequence[str], screen: bool, root: Path) -> list[str]:
    """Arguments for the app: the person's own, after practice mode or the tour where they fit."""
    own = list(arguments)
    if stays_in_terminal(own):
        return own
    if not screen:
        return ["--tour", str(root / TOUR_FOLDER), *own]
    return own if makes_choice(own) else ["--practice", *own]


def run_app(python: Path, arguments: Sequence[str], screen: bool) -> int:
    """Run the app and return its exit code: until it is closed, or on Windows until it is open."""
    environment = setup_env.clean_environment()
    if not screen:
        environment["QT_QPA_PLATFORM"] = "offscreen"
    # -P: what lies in the folder that the person stands in is none of ours.
    own = ["-P", "-m", "konnect_desktop", *arguments]
    if sys.platform == "win32" and screen and not stays_in_terminal(arguments):
        return open_beside([str(python.with_name("pythonw.exe")), *own], environment)
    return subprocess.call([str(python), *own], env=environment)


def open_beside(
    command: Sequence[str], environment: Mapping[str, str], early_s: float = EARLY_S
) -> int:
    """Start the app so that it outlives this console, as closing one ends all that runs in it.

    Returns 0 once it stays open, else the code it ended with within `early_s`.
    """
    # Windows alone has these: no console, and no Ctrl+C of this one.
    flags = getattr(subprocess, "DETACHED_PROCESS", 0) | getattr(
        subprocess, "CREATE_NEW_PROCESS_GROUP", 0
    )
    app = subprocess.Popen(
        list(command),
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        creationflags=flags,
    )
    try:
        return app.wait(early_s)
    except subprocess.TimeoutExpired:
        # It is meant to outlive this.
        app.returncode = 0
        setup_env.say("It has a window of its own; this one may be closed.")
        return 0


def add_shortcuts(python: Path) -> None:
    """Leave shortcuts once, and say where; the app opens without them, too."""
    try:
        for path in shortcut.add_once(python, setup_env.ROOT, setup_env.clean_environment()):
            setup_env.say(f"From now on it also opens by {path}")
    except OSError as error:
        setup_env.say(f"A shortcut could not be made: {error}")


def main(arguments: Sequence[str]) -> int:
    """Set up, open, report; returns the exit code (1 when the set-up failed)."""
    screen = has_screen(sys.platform, os.environ)
    wants_shortcut = screen and NO_SHORTCUT not in arguments
    arguments = [argument for argument in arguments if argument != NO_SHORTCUT]
    try:
        python = setup_env.ensure(setup_env.APP, with_screen=screen)
    except setup_env.SetupError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    if wants_shortcut and not stays_in_terminal(arguments):
        add_shortcuts(python)
    passed_on = app_arguments(arguments, screen, setup_env.ROOT)
    pictures = setup_env.ROOT / TOUR_FOLDER
    tour = passed_on[:2] == ["--tour", str(pictures)]
    setup_env.say(
        "No screen here: running the tour instead ..." if tour else "Opening Konnect Desktop ..."
    )
    code = run_app(python, passed_on, screen)
    if tour and code == 0:
        count = len(list(pictures.glob("*.png")))
        setup_env.say(f"{count} pictures of the tour are in {pictures}")
    elif code != 0:
        print(f"Konnect Desktop ended with code {code}.", file=sys.stderr)
    return code


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit("\nStopped. Run it again to go on.")
