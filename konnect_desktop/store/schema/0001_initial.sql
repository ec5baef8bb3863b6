-- Times are whole seconds since 1970 in UTC, money is paise, flags are 0 or 1.

-- Last number given to a read; a slow answer never overwrites a newer one.
CREATE TABLE read_counter (only INTEGER PRIMARY KEY CHECK (only = 1), value INTEGER NOT NULL) STRICT;
INSERT INTO read_counter VALUES (1, 0);

-- What Fynd said, reduced to what is listed, filtered and sorted. Can be swept again at any time.
CREATE TABLE shipment (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    read_seq INTEGER NOT NULL,
    hash BLOB NOT NULL,
    status TEXT NOT NULL,
    lane TEXT NOT NULL,
    journey TEXT NOT NULL,
    order_no TEXT NOT NULL,
    channel TEXT NOT NULL,
    location_code TEXT NOT NULL,
    ordered_at INTEGER,
    -- When it must leave; the far future when no time runs, so that such rows sort last.
    due_key INTEGER NOT NULL,
    item_text TEXT NOT NULL,
    sku TEXT NOT NULL,
    line_count INTEGER NOT NULL,
    quantity INTEGER NOT NULL,
    amount INTEGER,
    is_cod INTEGER NOT NULL,
    buyer TEXT NOT NULL,
    city TEXT NOT NULL,
    pincode TEXT NOT NULL,
    courier_partner TEXT NOT NULL,
    awb_text TEXT NOT NULL,
    is_self_ship INTEGER NOT NULL,
    lock TEXT NOT NULL,
    lock_text TEXT NOT NULL,
    has_label INTEGER NOT NULL DEFAULT 0,
    label_printed INTEGER NOT NULL DEFAULT 0,
    is_stale_label INTEGER NOT NULL DEFAULT 0,
    has_invoice INTEGER NOT NULL DEFAULT 0,
    invoice_printed INTEGER NOT NULL DEFAULT 0,
    packed_here INTEGER NOT NULL DEFAULT 0,
    dispatched_here INTEGER NOT NULL DEFAULT 0,
    attention TEXT NOT NULL DEFAULT '',
    milestone TEXT NOT NULL DEFAULT '',
    seen_at INTEGER NOT NULL
) STRICT;

-- Tabs in their usual order. It carries all that the filter panel asks for, so that counting
-- under any filter reads this index alone.
CREATE INDEX shipment_by_lane_due ON shipment (
    lane, due_key, id, channel, location_code, courier_partner, ordered_at,
    is_cod, is_self_ship, label_printed, quantity, status
);
-- The tab "All", and the deadline filters.
CREATE INDEX shipment_by_due ON shipment (due_key, id);
CREATE INDEX shipment_by_ordered ON shipment (ordered_at, id);
-- Channel filter, with or without a tab; the choices of the filter panel.
CREATE INDEX shipment_by_channel ON shipment (channel, lane, due_key, id);
CREATE INDEX shipment_by_location ON shipment (location_code, lane, due_key, id);
CREATE INDEX shipment_by_courier ON shipment (courier_partner, id);
-- Sweeps compare what a status lists with what we hold under it.
CREATE INDEX shipment_by_status ON shipment (status, id);
-- The other columns that a header click sorts by.
CREATE INDEX shipment_by_order_no ON shipment (order_no, id);
CREATE INDEX shipment_by_sku ON shipment (sku, id);
CREATE INDEX shipment_by_amount ON shipment (amount, id);
CREATE INDEX shipment_by_city ON shipment (city, id);

-- The whole records, apart so that lists stay narrow, and what the listing itself said where
-- another call may know better.
CREATE TABLE shipment_record (
    key INTEGER PRIMARY KEY REFERENCES shipment (key) ON DELETE CASCADE,
    journey TEXT NOT NULL,
    lock TEXT NOT NULL,
    lock_text TEXT NOT NULL,
    courier_partner TEXT NOT NULL,
    awb_text TEXT NOT NULL,
    body BLOB NOT NULL,
    raw BLOB NOT NULL
) STRICT;

-- What the info call and the courier call said of a shipment; kept when its listing is read again.
CREATE TABLE shipment_info (
    shipment_id TEXT PRIMARY KEY,
    info_seq INTEGER NOT NULL DEFAULT 0,
    sla_due_at INTEGER,
    processing_due_at INTEGER,
    sla_text TEXT NOT NULL DEFAULT '',
    journey TEXT NOT NULL DEFAULT '',
    lock TEXT,
    lock_text TEXT NOT NULL DEFAULT '',
    courier_seq INTEGER NOT NULL DEFAULT 0,
    courier_partner TEXT NOT NULL DEFAULT '',
    awb_text TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;

-- Words are split and folded by us (store/words.py), so the plain tokenizer is enough.
CREATE VIRTUAL TABLE shipment_text USING fts5 (
    words, prefix = '1 2 3', detail = none, tokenize = 'ascii'
);

-- No longer found at Fynd (reassigned elsewhere): out of every list, but not forgotten.
CREATE TABLE gone (
    id TEXT PRIMARY KEY,
    read_seq INTEGER NOT NULL,
    gone_at INTEGER NOT NULL,
    body BLOB NOT NULL,
    raw BLOB NOT NULL
) STRICT;

-- What only we know. Never touched by a refresh.
CREATE TABLE local_fact (
    shipment_id TEXT PRIMARY KEY,
    packed_at INTEGER,
    dispatched_at INTEGER,
    milestone TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT '',
    attention TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;

-- The journal: every press of a button, committed before anything is sent.
CREATE TABLE batch (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    action TEXT NOT NULL,
    options TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    finished_at INTEGER,
    linked_to INTEGER REFERENCES batch (id)
) STRICT;
CREATE INDEX batch_unfinished ON batch (id) WHERE finished_at IS NULL;

CREATE TABLE batch_record (
    batch_id INTEGER NOT NULL REFERENCES batch (id),
    place INTEGER NOT NULL,
    shipment_id TEXT NOT NULL,
    label TEXT NOT NULL,
    payload TEXT NOT NULL,
    state TEXT NOT NULL,
    code TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL DEFAULT '',
    next_step TEXT NOT NULL DEFAULT '',
    is_loud INTEGER NOT NULL DEFAULT 0,
    may_retry INTEGER NOT NULL DEFAULT 1,
    attempt INTEGER NOT NULL DEFAULT 0,
    sent_at INTEGER,
    settled_at INTEGER,
    PRIMARY KEY (batch_id, shipment_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX batch_record_by_shipment ON batch_record (shipment_id, batch_id);

-- A shipment stands in at most one unfinished batch: the key makes it so.
CREATE TABLE busy (
    shipment_id TEXT PRIMARY KEY,
    batch_id INTEGER NOT NULL REFERENCES batch (id),
    action TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX busy_by_batch ON busy (batch_id);

-- Invoice numbers: one for each shipment, for ever.
CREATE TABLE invoice_number (
    shipment_id TEXT PRIMARY KEY,
    prefix TEXT NOT NULL,
    number INTEGER NOT NULL,
    text TEXT NOT NULL UNIQUE,
    batch_id INTEGER,
    UNIQUE (prefix, number)
) STRICT, WITHOUT ROWID;

-- Kept papers; the files lie beside, named by their content.
CREATE TABLE document (
    id INTEGER PRIMARY KEY,
    shipment_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('label', 'invoice')),
    sha256 TEXT NOT NULL,
    pages INTEGER NOT NULL,
    awb_text TEXT NOT NULL,
    fetched_at INTEGER NOT NULL,
    printed_at INTEGER,
    is_current INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE UNIQUE INDEX document_current ON document (shipment_id, kind) WHERE is_current = 1;

CREATE TABLE print_log (
    id INTEGER PRIMARY KEY,
    document_id INTEGER NOT NULL REFERENCES document (id),
    printer TEXT NOT NULL,
    copies INTEGER NOT NULL,
    printed_at INTEGER NOT NULL
) STRICT;
CREATE INDEX print_log_by_document ON print_log (document_id);

-- How the last reading of each status at each location went.
CREATE TABLE sweep (
    status TEXT NOT NULL,
    location TEXT NOT NULL,
    last_started INTEGER,
    last_finished INTEGER,
    last_error TEXT NOT NULL DEFAULT '',
    count INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (status, location)
) STRICT, WITHOUT ROWID;

CREATE TABLE check_log (
    id INTEGER PRIMARY KEY,
    started_at INTEGER NOT NULL,
    finished_at INTEGER NOT NULL,
    new_count INTEGER NOT NULL,
    changed_count INTEGER NOT NULL,
    error TEXT NOT NULL
) STRICT;

-- Up to which order date the new orders of a location were read.
CREATE TABLE window_cursor (location TEXT PRIMARY KEY, read_to INTEGER NOT NULL) STRICT, WITHOUT ROWID;
