-- What one look at a paper told, by its content: sizes, ink, bar codes (documents/facts.py).
CREATE TABLE paper_facts (sha256 TEXT PRIMARY KEY, facts TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- Each changed paper of a shipment is a revision; the ones before it are void, but kept.
ALTER TABLE document ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;
-- The order's number at the shop, so that a paper is found when the order itself is long gone.
ALTER TABLE document ADD COLUMN order_no TEXT NOT NULL DEFAULT '';
UPDATE document SET order_no =
    coalesce((SELECT s.order_no FROM shipment AS s WHERE s.id = document.shipment_id), '');
ALTER TABLE document ADD COLUMN courier TEXT NOT NULL DEFAULT '';
ALTER TABLE document ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE document ADD COLUMN void_at INTEGER;
-- Its time to be kept was over, and the file is gone; what was printed stays in the log.
ALTER TABLE document ADD COLUMN deleted_at INTEGER;
CREATE INDEX document_by_fetched ON document (fetched_at);
CREATE INDEX document_by_content ON document (sha256);
