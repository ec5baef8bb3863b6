-- A copy took the place of the data file: nothing is checked by itself until the seller wants it.
CREATE TABLE restored (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    -- Of when the orders and the history are.
    made_at INTEGER NOT NULL,
    restored_at INTEGER NOT NULL,
    -- 0: the file before it was damaged, so invoice numbers given after the copy may be missing.
    knows_numbers INTEGER NOT NULL,
    waits INTEGER NOT NULL
) STRICT;
