-- What an id is compared by (domain/ids.py): marks, blanks, kinds of hyphen and capitals do not
-- count. The functions id_key and id_keys are registered by the connection (database.py).
ALTER TABLE shipment ADD COLUMN id_key TEXT NOT NULL DEFAULT '';
ALTER TABLE shipment ADD COLUMN order_key TEXT NOT NULL DEFAULT '';
UPDATE shipment SET id_key = id_key(id), order_key = id_key(order_no);
CREATE INDEX shipment_by_id_key ON shipment (id_key);
CREATE INDEX shipment_by_order_key ON shipment (order_key);

-- A parcel may carry several AWBs.
CREATE TABLE shipment_awb (
    word TEXT NOT NULL,
    key INTEGER NOT NULL REFERENCES shipment (key) ON DELETE CASCADE,
    PRIMARY KEY (word, key)
) STRICT, WITHOUT ROWID;
INSERT OR IGNORE INTO shipment_awb (word, key)
    SELECT k.value, s.key FROM shipment AS s JOIN json_each(id_keys(s.awb_text)) AS k;
CREATE INDEX shipment_awb_by_shipment ON shipment_awb (key);

ALTER TABLE invoice_number ADD COLUMN text_key TEXT NOT NULL DEFAULT '';
UPDATE invoice_number SET text_key = id_key(text);
-- Not unique: what was given before this was asked may differ by capitals alone.
CREATE INDEX invoice_number_by_key ON invoice_number (text_key);

-- The series that numbers come from; "" for the location or channel of all the others.
CREATE TABLE number_series (
    kind TEXT NOT NULL CHECK (kind IN ('sale', 'return')),
    location TEXT NOT NULL,
    channel TEXT NOT NULL,
    place INTEGER NOT NULL,
    prefix TEXT NOT NULL,
    first INTEGER NOT NULL,
    padding INTEGER NOT NULL,
    -- The financial year that `first` counts in.
    year TEXT NOT NULL,
    PRIMARY KEY (kind, location, channel)
) STRICT, WITHOUT ROWID;
