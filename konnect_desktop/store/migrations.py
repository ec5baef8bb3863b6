"""Brings the data file to the newest schema, one numbered SQL file at a time."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from importlib import resources

_NAME = re.compile(r"(\d{4})_\w+\.sql")


def scripts() -> dict[int, str]:
    """Every migration by its number, in order; each number stands once."""
    folder = resources.files("konnect_desktop.store") / "schema"
    found: dict[int, str] = {}
    for entry in folder.iterdir():
        match = _NAME.fullmatch(entry.name)
        if match:
            assert int(match[1]) not in found, f"two migrations have the number {match[1]}"
            found[int(match[1])] = entry.read_text(encoding="utf-8")
    return dict(sorted(found.items()))


def version_of(conn: sqlite3.Connection) -> int:
    """The schema version the file says it has; 0 for a new one."""
    return int(conn.execute("PRAGMA user_version").fetchone()[0])


def migrate(conn: sqlite3.Connection, steps: dict[int, str], before: Callable[[int], None]) -> None:
    """Run every step above the file's version, each in one transaction with its number.

    `before(version)` is called once, before the first step, with the version found: the
    moment for a backup. A step that fails leaves the schema before it whole.
    """
    found = version_of(conn)
    todo = {number: sql for number, sql in steps.items() if number > found}
    if not todo:
        return
    before(found)
    for number, sql in todo.items():
        try:
            conn.executescript(f"BEGIN IMMEDIATE;\n{sql}\nPRAGMA user_version = {number};\nCOMMIT;")
        except sqlite3.Error:
            if conn.in_transaction:
                conn.rollback()
            raise
