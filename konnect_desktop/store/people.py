"""The people at the desk, with the hashes of their PINs."""

from __future__ import annotations

from dataclasses import dataclass, field

from konnect_desktop.domain.people import Person, name_key, tidy_name
from konnect_desktop.store.columns import clean
from konnect_desktop.store.database import Database


@dataclass(frozen=True, slots=True)
class KeptPin:
    """What a typed PIN is compared with. `wrong_at`: seconds since 1970, UTC."""

    name: str
    salt: bytes = field(repr=False)
    pin_hash: bytes = field(repr=False)
    wrong: int
    wrong_at: int


class People:
    """The table of people; whatever carries a name keeps it when its person is removed."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def all(self) -> list[Person]:
        """Everybody, by name."""
        with self._db.read() as conn:
            found = conn.execute("SELECT id, name FROM person ORDER BY name_key").fetchall()
        return [Person(*row) for row in found]

    def add(self, name: str, salt: bytes, pin_hash: bytes) -> Person | None:
        """One more person; None when the name is taken."""
        shown = clean(tidy_name(name))
        with self._db.write() as conn:
            cursor = conn.execute(
                "INSERT OR IGNORE INTO person (name, name_key, salt, pin_hash) VALUES (?, ?, ?, ?)",
                (shown, clean(name_key(name)), salt, pin_hash),
            )
        if not cursor.rowcount:
            return None
        assert cursor.lastrowid is not None
        return Person(cursor.lastrowid, shown)

    def set_pin(self, person_id: int, salt: bytes, pin_hash: bytes) -> None:
        """Another PIN; earlier wrong ones are forgotten."""
        with self._db.write() as conn:
            conn.execute(
                "UPDATE person SET salt = ?, pin_hash = ?, wrong = 0 WHERE id = ?",
                (salt, pin_hash, person_id),
            )

    def remove(self, person_id: int) -> None:
        """Take somebody off the list."""
        with self._db.write() as conn:
            conn.execute("DELETE FROM person WHERE id = ?", (person_id,))

    def pin(self, person_id: int) -> KeptPin | None:
        """What that person's PIN is compared with; None when there is no such person."""
        with self._db.read() as conn:
            found = conn.execute(
                "SELECT name, salt, pin_hash, wrong, wrong_at FROM person WHERE id = ?",
                (person_id,),
            ).fetchone()
        return None if found is None else KeptPin(*found)

    def note_wrong(self, person_id: int, at: int) -> int:
        """A wrong PIN was typed; returns how many in a row. Written before the answer is told."""
        with self._db.write() as conn:
            conn.execute(
                "UPDATE person SET wrong = wrong + 1, wrong_at = ? WHERE id = ?", (at, person_id)
            )
            found = conn.execute("SELECT wrong FROM person WHERE id = ?", (person_id,)).fetchone()
        return int(found[0]) if found else 0

    def note_right(self, person_id: int) -> None:
        """The right PIN was typed."""
        with self._db.write() as conn:
            conn.execute("UPDATE person SET wrong = 0 WHERE id = ?", (person_id,))
