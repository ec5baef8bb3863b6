-- The status a shipment was listed under, where its own word is one that nobody knows, and the read
-- that listed it: a later single read shows the word alone.
ALTER TABLE shipment ADD COLUMN listed_status TEXT NOT NULL DEFAULT '';
ALTER TABLE shipment ADD COLUMN listed_seq INTEGER NOT NULL DEFAULT 0;
CREATE INDEX shipment_by_listed ON shipment (listed_status, id) WHERE listed_status <> '';

-- An outcome that was read from the state alone holds until a later look agrees; the look it came
-- from, so that only a newer one counts.
ALTER TABLE batch_record ADD COLUMN is_provisional INTEGER NOT NULL DEFAULT 0;
ALTER TABLE batch_record ADD COLUMN looked_seq INTEGER NOT NULL DEFAULT 0;
-- When it was known that no answer would come: a late application is measured from here.
ALTER TABLE batch_record ADD COLUMN lost_at INTEGER;
CREATE INDEX batch_record_provisional ON batch_record (shipment_id) WHERE is_provisional = 1;
