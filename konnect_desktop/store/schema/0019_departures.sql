-- When the order itself last moved on: its status, pieces or amount. Being listed again is no
-- change. What is not known of older rows is put late rather than early.
ALTER TABLE shipment ADD COLUMN changed_at INTEGER NOT NULL DEFAULT 0;
UPDATE shipment SET changed_at = max(
    min(seen_at, coalesce(ordered_at + 45 * 86400, seen_at)),
    coalesce((SELECT max(max(coalesce(r.settled_at, 0), coalesce(r.sent_at, 0)))
              FROM batch_record AS r WHERE r.shipment_id = shipment.id), 0),
    coalesce((SELECT max(t.last_event_at) FROM tracking AS t WHERE t.shipment_id = shipment.id), 0)
);
CREATE INDEX shipment_by_changed ON shipment (changed_at, key);

-- Orders whose data has left, without names: a listing that still shows one in the status it left
-- in brings nothing back; another status does.
CREATE TABLE departed (
    id TEXT PRIMARY KEY,
    status TEXT NOT NULL,
    listed_status TEXT NOT NULL,
    left_at INTEGER NOT NULL,
    -- The seller asked Fynd for it by its number: whatever is read next brings it back.
    is_wanted INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- How far the clearing is: what a kill leaves undone goes on at the next start.
CREATE TABLE clearing (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    -- The last time everything was looked through to its end.
    finished_at INTEGER NOT NULL DEFAULT 0,
    -- The full-text table still holds words of orders that left.
    words_left INTEGER NOT NULL DEFAULT 0,
    -- Copies of the data file still have to be looked at.
    copies_left INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO clearing (only) VALUES (1);
