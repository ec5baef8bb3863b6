"""Look for known faults in what is shipped: `python3 installer/known_faults.py`.

Asks the package index for its advisories about every package in installer/locked, for all systems.
Exits 0 when all could be asked about and none has a fault, 1 for a fault, and 3 when it could not
look: an index that cannot be reached, or has no advisories, says nothing about the packages.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import setup_env

FINE, FAULT, NOT_RUN = 0, 1, 3
#: For all packages together; an index that is this slow is none today.
PATIENCE_S = 90
_LINE = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;]+)", re.MULTILINE)


@dataclass(frozen=True)
class Look:
    """What one call of pip-audit came to; `why_not` is empty when it looked at all."""

    faults: tuple[str, ...] = ()
    why_not: str = ""


def layers(listed: str) -> list[list[str]]:
    """The packages of a list, each "name==version", in lists that name none of them twice."""
    found: list[dict[str, str]] = []
    for match in _LINE.finditer(listed):
        name, version = match["name"], match["version"]
        layer = next((each for each in found if name not in each), None)
        if layer is None:
            found.append(layer := {})
        layer[name] = f"{name}=={version}"
    return [list(each.values()) for each in found]


def accepted(root: Path) -> Mapping[str, str]:
    """Faults that do not concern this app, and why not."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    found: Mapping[str, str] = project["tool"]["konnect-desktop"]["accepted-faults"]
    return found


def ask(python: Path, packages: Iterable[str], ignored: Iterable[str]) -> Look:
    """Ask the index about these packages."""
    with tempfile.TemporaryDirectory(prefix="konnect-faults-") as place:
        asked = Path(place) / "asked.txt"
        asked.write_text("\n".join(packages) + "\n", encoding="utf-8")
        flags = ["--disable-pip", "--no-deps", "--progress-spinner", "off", "--timeout", "10"]
        flags += [text for each in ignored for text in ("--ignore-vuln", each)]
        try:
            done = subprocess.run(
                [str(python), "-m", "pip_audit", "-r", str(asked), "-f", "json", *flags],
                capture_output=True,
                text=True,
                encoding="utf-8",
                errors="replace",
                check=False,
                timeout=PATIENCE_S,
                env=setup_env.clean_environment(),
            )
        except subprocess.TimeoutExpired:
            return Look(why_not=f"the index did not answer within {PATIENCE_S} seconds")
    return judge(done.stdout, done.stderr)


def judge(said: str, complained: str = "") -> Look:
    """What pip-audit's answer says; one that is no answer never counts as none found."""
    try:
        packages: Sequence[Mapping[str, Any]] = json.loads(said)["dependencies"]
        faults = tuple(_words(each, one) for each in packages for one in each.get("vulns", ()))
        skipped = [each["name"] for each in packages if "skip_reason" in each]
    except (ValueError, KeyError, TypeError, AttributeError):
        last = (complained.strip().splitlines() or ["pip-audit said nothing"])[-1]
        return Look(why_not=f"the index could not be asked ({last[:200]})")
    if skipped:
        few = ", ".join(skipped[:3]) + (
            "" if len(skipped) <= 3 else f" and {len(skipped) - 3} more"
        )
        return Look(faults, f"the index has no advisories about {few}")
    return Look(faults, "" if packages else "nothing was asked about")


def _words(package: Mapping[str, Any], fault: Mapping[str, Any]) -> str:
    fixed = ", ".join(fault.get("fix_versions") or ()) or "no version so far"
    names = ", ".join([fault["id"], *fault.get("aliases", ())])
    return f"{package['name']} {package['version']}: {names}; put right in: {fixed}"


def main(root: Path = setup_env.ROOT) -> int:
    """Ask about everything and say what came of it; returns FINE, FAULT or NOT_RUN."""
    python = setup_env.venv_python(root / ".venv")
    if not python.exists():
        python = Path(sys.executable)
    listed = setup_env.locked_list(root, setup_env.APP).read_text(encoding="utf-8")
    looks = [ask(python, each, accepted(root)) for each in layers(listed)]
    faults = sorted({fault for look in looks for fault in look.faults})
    for fault in faults:
        setup_env.say(f"Known fault: {fault}")
    if faults:
        setup_env.say(
            "Renew the lists with python3 installer/renew_lock.py --upgrade. What does not concern "
            "this app goes into accepted-faults in pyproject.toml, with the reason."
        )
        return FAULT
    reasons = [look.why_not for look in looks if look.why_not]
    if reasons:
        setup_env.say(f"NOT LOOKED FOR: {reasons[0]}. Known faults may be in what is shipped.")
        return NOT_RUN
    setup_env.say("No known fault in what is shipped.")
    return FINE


if __name__ == "__main__":
    sys.exit(main())
