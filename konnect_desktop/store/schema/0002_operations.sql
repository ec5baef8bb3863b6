-- Invoice and credit note numbers: an RTO keeps the id of its forward shipment, so one shipment
-- may hold one of each kind. A burnt number was refused by Fynd and is never given again.
CREATE TABLE invoice_number_new (
    text TEXT PRIMARY KEY,
    shipment_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('sale', 'return')),
    prefix TEXT NOT NULL,
    -- NULL for a number that the seller typed: it belongs to no series.
    number INTEGER,
    batch_id INTEGER,
    burnt_why TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;
INSERT INTO invoice_number_new (text, shipment_id, kind, prefix, number, batch_id)
    SELECT text, shipment_id, 'sale', prefix, number, batch_id FROM invoice_number;
DROP TABLE invoice_number;
ALTER TABLE invoice_number_new RENAME TO invoice_number;
CREATE UNIQUE INDEX invoice_number_held ON invoice_number (shipment_id, kind) WHERE burnt_why = '';
CREATE UNIQUE INDEX invoice_number_place ON invoice_number (prefix, number);
CREATE INDEX invoice_number_by_batch ON invoice_number (batch_id);

-- Planned while offline: waits for the connection, also through a restart.
ALTER TABLE batch ADD COLUMN is_queued INTEGER NOT NULL DEFAULT 0;
CREATE INDEX batch_by_time ON batch (created_at);

-- Few shipments ask for attention, and every listing that comes in looks at these.
CREATE INDEX local_fact_attention ON local_fact (shipment_id) WHERE attention <> '';
