-- Orders whose search words were made by an older rule: those with a key above done_to, up to
-- ends_at. They are made anew a few at a time while the app runs (store/rewording.py). Another
-- rule comes with a migration that sets both anew.
CREATE TABLE rewording (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    done_to INTEGER NOT NULL,
    ends_at INTEGER NOT NULL
) STRICT;
INSERT INTO rewording SELECT 1, 0, coalesce(max(key), 0) FROM shipment;
