-- What went to which printer. A row is written before anything is sent, so that a kill leaves
-- it as "sent", and the next start makes that "doubtful".
CREATE TABLE print_job (
    id INTEGER PRIMARY KEY,
    created_at INTEGER NOT NULL,
    ended_at INTEGER,
    printer TEXT NOT NULL,
    way TEXT NOT NULL,
    layout TEXT NOT NULL,
    copies INTEGER NOT NULL,
    sheets TEXT NOT NULL,
    state TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    spool_id TEXT NOT NULL DEFAULT '',
    sha256 TEXT NOT NULL,
    -- A printer had one of its papers before.
    is_reprint INTEGER NOT NULL DEFAULT 0,
    reprint_of INTEGER REFERENCES print_job (id)
) STRICT;
CREATE INDEX print_job_open ON print_job (state) WHERE state IN ('sent', 'accepted', 'doubtful');

-- The papers in it, with AWB and courier as they were printed.
CREATE TABLE print_job_page (
    job_id INTEGER NOT NULL REFERENCES print_job (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    sheet INTEGER NOT NULL,
    document_id INTEGER NOT NULL,
    shipment_id TEXT NOT NULL,
    order_no TEXT NOT NULL,
    kind TEXT NOT NULL,
    awb TEXT NOT NULL,
    courier_partner TEXT NOT NULL,
    PRIMARY KEY (job_id, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX print_job_page_by_shipment ON print_job_page (shipment_id, job_id);
CREATE INDEX print_job_page_by_document ON print_job_page (document_id, job_id);
