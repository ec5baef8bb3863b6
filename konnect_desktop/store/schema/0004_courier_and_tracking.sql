-- Shipments that wait for a courier, and when to ask again. Survives a restart, so that
-- "waiting since" and the growing pauses go on where they stood.
CREATE TABLE courier_wait (
    shipment_id TEXT PRIMARY KEY,
    since INTEGER NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    next_check_at INTEGER NOT NULL,
    -- Waited longer than the seller's limit: stands in "Fix these".
    is_long INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- What the tracking call said last, by shipment, or by AWB for a parcel that is not in the list.
CREATE TABLE tracking (
    key TEXT PRIMARY KEY,
    shipment_id TEXT NOT NULL,
    awb TEXT NOT NULL,
    fetched_at INTEGER NOT NULL,
    last_event_at INTEGER,
    is_undelivered INTEGER NOT NULL DEFAULT 0,
    body BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX tracking_by_shipment ON tracking (shipment_id);
