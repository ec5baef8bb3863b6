"""What is inside is known, may be used so, and is told with the words of its licence."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path

import jsonschema
import pytest
from referencing import Registry, Resource

from konnect_desktop.services import about, materials

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[2]
#: Any licence that would bind the whole app. The LGPL does not, used as it is.
BINDING = re.compile(r"(?<![A-Z])A?GPL|GNU (Affero )?General Public", re.IGNORECASE)


def test_the_bill_is_one_of_cyclonedx() -> None:
    folder = resources.files("cyclonedx.schema") / "_res"
    schemas = {
        name: json.loads((folder / f"{name}.SNAPSHOT.schema.json").read_text(encoding="utf-8"))
        for name in ("bom-1.6", "spdx", "jsf-0.82")
    }
    registry: Registry[object] = Registry().with_resources(
        (one["$id"], Resource.from_contents(one)) for one in schemas.values()
    )
    made = json.loads(json.dumps(materials.bill(NOW)))
    schema = schemas["bom-1.6"]
    jsonschema.Draft7Validator(schema, registry=registry).validate(made)  # type: ignore[call-arg]


def test_every_part_and_every_file_is_in_the_bill() -> None:
    made = materials.bill(NOW)
    names = {one["name"] for one in made["components"]}
    parts = {one.name for one in about.parts()} - {"Konnect Desktop"}
    assert {one for one in parts if "(font" not in one} <= names
    assert {"PySide6_Essentials", "Qt", "SQLite", "Python", "requests", "pikepdf"} <= names
    folder = ROOT / "resources"
    files = {
        f"resources/{path.relative_to(folder).as_posix()}"
        for path in folder.rglob("*")
        if path.is_file()
    }
    assert files <= names
    assert len(files) + len(parts) - 2 == len(made["components"]), "something stands twice"
    refs = [one["bom-ref"] for one in made["components"]]
    assert len(set(refs)) == len(refs)
    asked = {ref for one in made["dependencies"] for ref in one["dependsOn"]}
    assert asked <= set(refs)
    assert "pytest" not in names


def test_the_same_parts_make_the_same_bill() -> None:
    assert materials.bill(NOW) == materials.bill(NOW)


def test_somebody_knows_the_licence_of_each_resource() -> None:
    folder = ROOT / "resources"
    names = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    assert [name for name in names if not materials.is_known(name)] == []


def test_no_part_has_a_licence_that_would_bind_the_whole_app() -> None:
    for one in about.parts():
        ways = re.split(r"\bOR\b", one.licence)
        assert not all(BINDING.search(way) for way in ways), f"{one.name}: {one.licence}"


@pytest.mark.parametrize("text", ["GPL-3.0", "AGPL-3.0-only", "GNU General Public License v3"])
def test_such_a_licence_would_be_seen(text: str) -> None:
    assert BINDING.search(text)
    assert not BINDING.search("LGPL-3.0-only")
    assert not BINDING.search("GNU Lesser General Public License v3")


def test_every_part_brings_the_words_of_its_licence() -> None:
    for one in about.parts():
        assert one.licence, one.name
        text = about.licence_text(one.name)
        assert "brings no text" not in text, one.name


def test_all_licences_are_in_one_text_with_where_qts_source_is(tmp_path: Path) -> None:
    bill, text = materials.write(tmp_path / "dist", NOW)
    assert json.loads(bill.read_text(encoding="utf-8")) == materials.bill(NOW)
    told = text.read_text(encoding="utf-8")
    for one in about.parts():
        assert f"{one.name} {one.version}\nLicence: {one.licence}" in told
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in told
    assert about.source_of("Qt") in told
    assert about.source_of("PySide6_Essentials") in told
    assert about.source_of("requests") == ""
