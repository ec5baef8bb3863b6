-- Who works at this desk. A PIN is kept only as a salted hash; `wrong` counts wrong ones in a row.
CREATE TABLE person (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL UNIQUE,
    salt BLOB NOT NULL,
    pin_hash BLOB NOT NULL,
    wrong INTEGER NOT NULL DEFAULT 0,
    wrong_at INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Who was at the desk; '' when nobody said so. The name stays as it was then.
ALTER TABLE batch ADD COLUMN person TEXT NOT NULL DEFAULT '';
ALTER TABLE print_job ADD COLUMN person TEXT NOT NULL DEFAULT '';
ALTER TABLE handover_sheet ADD COLUMN person TEXT NOT NULL DEFAULT '';
