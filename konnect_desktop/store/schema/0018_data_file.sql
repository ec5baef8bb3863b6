-- Which file this is and how far it has come. `seq` counts what only this computer knows, so that
-- a file that lost some of it is told from one that did not (store/mark.py).
CREATE TABLE data_file (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    lineage TEXT NOT NULL,
    seq INTEGER NOT NULL DEFAULT 0,
    -- Whose orders they are: address and username, "" before the first sign-in.
    account TEXT NOT NULL DEFAULT '',
    -- 0: what was given before this file began is not known, so the next numbers are asked for.
    numbers_known INTEGER NOT NULL DEFAULT 1
) STRICT;
INSERT INTO data_file (only, lineage) VALUES (1, lower(hex(randomblob(16))));
-- "KnDk"
PRAGMA application_id = 1265517675;

-- Changes for the copy of the numbers that is kept outside this file (store/number_mirror.py).
CREATE TABLE number_event (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    what TEXT NOT NULL, a ANY, b ANY, c ANY, d ANY, e ANY, f ANY, g ANY, h ANY
) STRICT;
CREATE TRIGGER invoice_number_given AFTER INSERT ON invoice_number BEGIN
    INSERT INTO number_event (what, a, b, c, d, e, f) VALUES (
        '+', new.text, new.shipment_id, new.kind, new.prefix, new.number, new.burnt_why);
END;
CREATE TRIGGER invoice_number_burnt AFTER UPDATE OF burnt_why ON invoice_number BEGIN
    INSERT INTO number_event (what, a, b, c, d, e, f) VALUES (
        '!', new.text, new.shipment_id, new.kind, new.prefix, new.number, new.burnt_why);
END;
CREATE TRIGGER invoice_number_taken_back AFTER DELETE ON invoice_number BEGIN
    INSERT INTO number_event (what, a) VALUES ('-', old.text);
END;
CREATE TRIGGER number_series_kept AFTER INSERT ON number_series BEGIN
    INSERT INTO number_event (what, a, b, c, d, e, f, g, h) VALUES (
        '=', new.kind, new.location, new.channel, new.place, new.prefix, new.first, new.padding,
        new.year);
END;
CREATE TRIGGER number_series_gone AFTER DELETE ON number_series BEGIN
    INSERT INTO number_event (what, a, b, c) VALUES (
        '/', old.kind, old.location, old.channel);
END;

CREATE TRIGGER seq_batch_insert AFTER INSERT ON batch BEGIN
    UPDATE data_file SET seq = seq + 1;
END;
CREATE TRIGGER seq_batch_update AFTER UPDATE ON batch BEGIN
    UPDATE data_file SET seq = seq + 1;
END;
CREATE TRIGGER seq_batch_record_insert AFTER INSERT ON batch_record BEGIN
    UPDATE data_file SET seq = seq + 1;
END;
CREATE TRIGGER seq_batch_record_update AFTER UPDATE ON batch_record BEGIN
    UPDATE data_file SET seq = seq + 1;
END;
CREATE TRIGGER seq_batch_record_delete AFTER DELETE ON batch_record BEGIN
    UPDATE data_file SET seq = seq + 1;
END;
CREATE TRIGGER seq_invoice_number_insert AFTER INSERT ON invoice_number BEGIN
    UPDATE data_file SET seq = seq + 1;
END;
CREATE TRIGGER seq_invoice_number_update AFTER UPDATE ON invoice_number BEGIN
    UPDATE data_file SET seq = seq + 1;
END;
CREATE TRIGGER seq_invoice_number_delete AFTER DELETE ON invoice_number BEGIN
    UPDATE data_file SET seq = seq + 1;
END;
CREATE TRIGGER seq_number_series_insert AFTER INSERT ON number_series BEGIN
    UPDATE data_file SET seq = seq + 1;
END;
CREATE TRIGGER seq_number_series_update AFTER UPDATE ON number_series BEGIN
    UPDATE data_file SET seq = seq + 1;
END;
CREATE TRIGGER seq_number_series_delete AFTER DELETE ON number_series BEGIN
    UPDATE data_file SET seq = seq + 1;
END;
CREATE TRIGGER seq_local_fact_insert AFTER INSERT ON local_fact BEGIN
    UPDATE data_file SET seq = seq + 1;
END;
CREATE TRIGGER seq_local_fact_update AFTER UPDATE ON local_fact BEGIN
    UPDATE data_file SET seq = seq + 1;
END;
CREATE TRIGGER seq_local_fact_delete AFTER DELETE ON local_fact BEGIN
    UPDATE data_file SET seq = seq + 1;
END;
CREATE TRIGGER seq_print_job_insert AFTER INSERT ON print_job BEGIN
    UPDATE data_file SET seq = seq + 1;
END;
CREATE TRIGGER seq_print_job_update AFTER UPDATE ON print_job BEGIN
    UPDATE data_file SET seq = seq + 1;
END;
CREATE TRIGGER seq_print_log_insert AFTER INSERT ON print_log BEGIN
    UPDATE data_file SET seq = seq + 1;
END;
CREATE TRIGGER seq_handover_sheet_insert AFTER INSERT ON handover_sheet BEGIN
    UPDATE data_file SET seq = seq + 1;
END;
CREATE TRIGGER seq_handover_sheet_update AFTER UPDATE ON handover_sheet BEGIN
    UPDATE data_file SET seq = seq + 1;
END;
CREATE TRIGGER seq_scanned_out_insert AFTER INSERT ON scanned_out BEGIN
    UPDATE data_file SET seq = seq + 1;
END;
CREATE TRIGGER seq_scanned_out_delete AFTER DELETE ON scanned_out BEGIN
    UPDATE data_file SET seq = seq + 1;
END;
CREATE TRIGGER seq_shelf_insert AFTER INSERT ON shelf BEGIN
    UPDATE data_file SET seq = seq + 1;
END;
CREATE TRIGGER seq_shelf_update AFTER UPDATE ON shelf BEGIN
    UPDATE data_file SET seq = seq + 1;
END;
CREATE TRIGGER seq_shelf_delete AFTER DELETE ON shelf BEGIN
    UPDATE data_file SET seq = seq + 1;
END;
